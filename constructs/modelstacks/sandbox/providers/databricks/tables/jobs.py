"""Jobs of tasks (API 2.2)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.rest import ApiError, MissingError
from modelstacks.sandbox.providers.databricks.tables import cluster_specs
from modelstacks.sandbox.providers.plugin.behaviour import Suppression
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]

_JOBS = "/api/2.2/jobs"
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_CONFLICT = 409
_OWN = ("always_running", "control_run_state")
_NOT_SENT = frozenset({*_OWN, "id", "url", "timeouts", "provider_config"})
_SINGLE_TASK = (
    "existing_cluster_id", "new_cluster", "notebook_task", "spark_jar_task", "spark_python_task",
    "spark_submit_task", "pipeline_task", "python_wheel_task", "dbt_task", "run_job_task",
    "library", "max_retries", "min_retry_interval_millis", "retry_on_timeout",
)  # fmt: skip
_TASKS = (("task",), ("task", "for_each_task", "task"))
_CLUSTERS = (("job_cluster", "new_cluster"), *((*task, "new_cluster") for task in _TASKS))
_RENAMES: Mapping[tuple[str, ...], str] = {
    ("task",): "tasks",
    ("job_cluster",): "job_clusters",
    ("parameter",): "parameters",
    ("environment",): "environments",
    **{(*task, "library"): "libraries" for task in _TASKS},
    **{(*cluster, "library"): "libraries" for cluster in _CLUSTERS},
    **{
        ("git_source", name): f"git_{name}"
        for name in ("url", "provider", "branch", "tag", "commit")
    },
}
_ALWAYS = (
    ("queue", "enabled"),
    *((*cluster, "workload_type", "clients", name)
      for cluster in _CLUSTERS for name in ("jobs", "notebooks")),
)  # fmt: skip


def check(call: Call) -> None:
    """Refuse what the built-in provider does not do, and settings that exclude each other."""
    for name in _SINGLE_TASK:
        if call.config.get(name) not in (None, [], UNKNOWN):
            raise ProviderError(
                f"{name} outside a task block is not among what the built-in provider does",
                detail="Put it into a task block, or run the official provider: "
                "modelstacks sandbox up --providers official",
                path=(name,),
            )
    if call.config.get("always_running"):
        raise ProviderError(
            "always_running is not among what the built-in provider does: use continuous",
            path=("always_running",),
        )
    if call.config.get("control_run_state"):
        if not call.config.get("continuous"):
            raise ProviderError("`control_run_state` must be specified only with `continuous`")
        runs = call.config.get("max_concurrent_runs")
        if isinstance(runs, int) and runs > 1:
            raise ProviderError(
                "`control_run_state` must be specified only with `max_concurrent_runs = 1`"
            )


def _settings(call: Call) -> Json:
    only = [name for name in call.block.names() if name not in (*_NOT_SENT, *_SINGLE_TASK)]
    settings = to_api(call.block, call.values, only=only, renames=_RENAMES, always=_ALWAYS)
    _order(settings)
    for spec in _cluster_specs(settings):
        cluster_specs.sized(cluster_specs.on_pool(spec))
    settings.setdefault("queue", {"enabled": False})
    return settings


def _cluster_specs(settings: Json) -> Iterator[Json]:
    for holder in [*settings.get("job_clusters", []), *_tasks(settings)]:
        if "new_cluster" in holder:
            yield holder["new_cluster"]


def _tasks(settings: Json) -> Iterator[Json]:
    for task in settings.get("tasks") or []:
        yield task
        inner = (task.get("for_each_task") or {}).get("task")
        if inner:
            yield inner


def _order(settings: Json) -> None:
    """Sort tasks, what they depend on, and webhooks: their order means nothing."""
    if settings.get("tasks"):
        settings["tasks"] = sorted(settings["tasks"], key=lambda task: task["task_key"])
    for holder in [settings, *_tasks(settings)]:
        if holder.get("depends_on"):
            holder["depends_on"] = sorted(holder["depends_on"], key=lambda item: item["task_key"])
        for event, hooks in (holder.get("webhook_notifications") or {}).items():
            holder["webhook_notifications"][event] = sorted(
                hooks or [], key=lambda hook: hook["id"]
            )


def create(call: Call) -> None:
    """Create."""
    call.id = str(call.client.post(f"{_JOBS}/create", _settings(call))["job_id"])


def read(call: Call) -> Object | None:
    """Read; who it runs as stands beside the settings."""
    answer = call.client.get(f"{_JOBS}/get", job_id=call.id)
    settings = dict(answer.get("settings") or {})
    _order(settings)
    user = answer.get("run_as_user_name")
    if user:
        kind = "service_principal_name" if _UUID.match(user) else "user_name"
        settings["run_as"] = {kind: user}
    skip = (*_OWN, *_SINGLE_TASK)
    values = stored(call, settings, renames=_RENAMES, skip=skip, computed=("run_as",))
    values["url"] = f"{call.client.rest.url}/#job/{call.id}"
    return values


def update(call: Call) -> None:
    """Reset all settings; restart a continuous job if its run state is managed."""
    if call.id is None:
        raise ProviderError("the job has no id")
    body = {"job_id": int(call.id), "new_settings": _settings(call)}
    call.client.post(f"{_JOBS}/reset", body)
    continuous = (call.values.get("continuous") or [{}])[0]
    if call.values.get("control_run_state") and continuous.get("pause_status") == "UNPAUSED":
        try:
            call.client.post(f"{_JOBS}/run-now", {"job_id": int(call.id)})
        except MissingError:
            return
        except ApiError as error:
            # A run that starts by itself at the same moment is as good.
            if error.status != _CONFLICT:
                raise


def delete(call: Call) -> None:
    """Delete."""
    call.client.post(f"{_JOBS}/delete", {"job_id": int(str(call.id))})


_SUPPRESSIONS: dict[str, Suppression] = {
    **{f"{'.'.join(c)}.data_security_mode": cluster_specs.security_mode for c in _CLUSTERS},
    **{f"{'.'.join(c)}.spark_conf": cluster_specs.legacy_spark_conf for c in _CLUSTERS},
}

TABLES = (
    ResourceTable(
        type_name="databricks_job",
        create=create,
        read=read,
        update=update,
        delete=delete,
        customize=check,
        behaviour=behaviour("databricks_job", suppressions=_SUPPRESSIONS),
    ),
)
