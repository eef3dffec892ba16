"""MLflow, where it is installed: one run per job run, with GPU use over time.

Credentials never travel as parameters: the driver hands them to the training processes in their
environment.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from .arguments import JobArguments, to_parameters

RUN_VARIABLE = "MLFLOW_RUN_ID"


def is_installed() -> bool:
    """Whether there is an MLflow to log to."""
    return find_spec("mlflow") is not None


@contextmanager
def job_run(arguments: JobArguments, task: str) -> Iterator[Any]:
    """Open the run of a job, tagged with the plan; gives `None` without MLflow."""
    if not is_installed():
        yield None
        return
    import mlflow

    if arguments.tracking_uri:
        mlflow.set_tracking_uri(arguments.tracking_uri)
    if arguments.experiment:
        mlflow.set_experiment(arguments.experiment)
    tags = {"modelstacks.plan": arguments.fingerprint, "modelstacks.task": task}
    with mlflow.start_run(
        run_name=f"{task}-{arguments.run}", tags=tags, **_watching(mlflow)
    ) as run:
        mlflow.log_params(dict(_named(line) for line in to_parameters(arguments)))
        yield run


@contextmanager
def same_run(node: int) -> Iterator[None]:
    """Watch the GPUs of a node from one of its processes, in the run that the driver opened."""
    run_id = os.environ.get(RUN_VARIABLE)
    if not is_installed() or not run_id:
        yield
        return
    import mlflow

    active = mlflow.active_run()
    if active is not None and active.info.run_id == run_id:
        yield
        return
    if hasattr(mlflow, "set_system_metrics_node_id"):
        mlflow.set_system_metrics_node_id(f"node-{node}")
    with mlflow.start_run(run_id=run_id, **_watching(mlflow)):
        yield


def log_metrics(metrics: Mapping[str, float], step: int | None = None) -> None:
    """Log figures to the open run, if there is one."""
    if not is_installed():
        return
    import mlflow

    if mlflow.active_run() is not None:
        mlflow.log_metrics(dict(metrics), step=step)


def worker_environment(run: Any) -> dict[str, str]:
    """Return what a training process needs to log to the same run."""
    if run is None:
        return {}
    import mlflow

    found = {RUN_VARIABLE: run.info.run_id, "MLFLOW_TRACKING_URI": mlflow.get_tracking_uri()}
    if found["MLFLOW_TRACKING_URI"].startswith("databricks"):
        from mlflow.utils.databricks_utils import get_databricks_host_creds

        credentials = get_databricks_host_creds()
        found |= {"DATABRICKS_HOST": credentials.host, "DATABRICKS_TOKEN": credentials.token or ""}
    return {name: value for name, value in found.items() if value}


def _watching(mlflow: Any) -> dict[str, bool]:
    """Ask for system metrics where MLflow has them and psutil is there."""
    has_them = hasattr(mlflow, "enable_system_metrics_logging") and find_spec("psutil")
    return {"log_system_metrics": True} if has_them else {}


def _named(line: str) -> tuple[str, str]:
    name, _, value = line.removeprefix("--").partition("=")
    return name.replace("-", "_"), value
