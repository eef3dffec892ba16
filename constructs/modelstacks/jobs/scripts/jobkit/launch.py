"""Starts one training process per GPU: here, or on the workers through TorchDistributor."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .arguments import FineTuneArguments
from .storage import Storage

VISIBLE = "CUDA_VISIBLE_DEVICES"


def limit_to_planned_gpus(arguments: FineTuneArguments) -> None:
    """Hide the GPUs that the plan leaves idle, before torch looks.

    With more than one in sight and one process, the Trainer would copy the model to all of them.
    """
    if arguments.device == "cpu":
        os.environ[VISIBLE] = ""
        return
    seen = [one for one in os.environ.get(VISIBLE, "").split(",") if one]
    planned = seen or [str(number) for number in range(arguments.gpus_per_node)]
    os.environ[VISIBLE] = ",".join(planned[: arguments.gpus_per_node])


def distributor_options(arguments: FineTuneArguments) -> dict[str, Any]:
    """Return the keywords of `TorchDistributor`: local where the driver has the GPUs."""
    return {
        "num_processes": arguments.gpus,
        "local_mode": arguments.single_node,
        "use_gpu": arguments.device == "cuda",
    }


def launch(
    arguments: FineTuneArguments,
    parameters: Sequence[str],
    environment: Mapping[str, str],
    code: Path,
) -> dict[str, Any]:
    """Train in this process on one GPU of this machine, else in a process per GPU."""
    if arguments.gpus == 1 and arguments.single_node:
        from .training import train

        limit_to_planned_gpus(arguments)
        os.environ.update(environment)
        return train(arguments)
    from pyspark.ml.torch.distributor import TorchDistributor
    from pyspark.sql import SparkSession

    # TorchDistributor looks for the session of this thread, which a script has not got by itself
    SparkSession.builder.getOrCreate()
    here = str(code if arguments.single_node else copy_code(code, Storage(arguments.storage)))
    work = worker(here, list(parameters), dict(environment))
    result = TorchDistributor(**distributor_options(arguments)).run(work)
    if not isinstance(result, dict):
        raise RuntimeError("training ended without a result of the main process")
    return result


def worker(
    code: str, parameters: list[str], environment: dict[str, str]
) -> Callable[[], dict[str, Any]]:
    """Return what every process runs. It travels by value, so it names no module of ours outside.

    Credentials are in `environment`, and never on a command line.
    """

    def work() -> dict[str, Any]:
        import os
        import sys

        os.environ.update(environment)
        sys.path.insert(0, code)
        from jobkit.arguments import FineTuneArguments, parse
        from jobkit.training import train

        return dict(train(parse(FineTuneArguments, parameters)))

    return work


def copy_code(code: Path, storage: Storage) -> Path:
    """Copy the scripts to the volume, which every node can read, and return where they are."""
    target = storage.inside(Path("code") / code.name)
    for path in sorted(code.rglob("*.py")):
        copy = target / path.relative_to(code)
        content = path.read_bytes()
        if not copy.is_file() or copy.read_bytes() != content:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return target


def end_with_usage_error(problem: Exception) -> None:
    """Tell what is wrong with the arguments and end with status 2."""
    sys.stderr.write(f"{problem}\n")
    sys.exit(2)
