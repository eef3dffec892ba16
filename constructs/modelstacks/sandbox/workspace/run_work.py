"""What a run of a task leaves behind. Nothing is computed: all of it is a simulation, and says so.

A task that registers a model is known by its parameters, as `modelstacks.jobs.arguments` writes
them: `--registered-model=<catalog>.<schema>.<model>`, and `--alias=<alias>` beside it.
"""

import re
from collections.abc import Mapping

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.model_versions import register_version
from modelstacks.sandbox.workspace.unity import require
from modelstacks.sandbox.workspace.workspace_paths import find_object

SIMULATED = "Simulated by the sandbox: nothing was computed"
_REFERENCE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_REMOTE = re.compile(r"(dbfs|s3|s3a|abfss|gs|file):|/Volumes/|/dbfs/")
_ALIAS = "challenger"


def work(call: Call, run: Json, task: Json) -> str:
    """Do what a task would leave behind, and return its log; refuse what would make it fail."""
    _require_code(call, task)
    parameters = [_filled(one, run) for one in _parameters(task)]
    name = _value(parameters, "registered-model")
    if name is None:
        return f"{SIMULATED}. Task {task['task_key']} has ended."
    return _register(call, run, name, _value(parameters, "alias") or _ALIAS)


def _register(call: Call, run: Json, name: str, alias: str) -> str:
    model = require(call.tx, "model", name)
    comment = f"registered by the sandbox in place of run {run['run_id']} of {run['run_name']}"
    fields = {"comment": comment, "run_id": f"{run['run_id']:032x}"}
    version = register_version(call, model, fields, by_sandbox=True)["version"]
    aliases = {**model.get("_aliases", {}), alias: version}
    call.tx.put("model", model["full_name"], {**model, "_aliases": aliases})
    return (
        f"{SIMULATED}. {model['full_name']} version {version} is registered, as its {alias},"
        " without a training run and without weights."
    )


def _require_code(call: Call, task: Json) -> None:
    """Refuse a notebook or a script that does not lie in the workspace."""
    for kind, field in (("notebook_task", "notebook_path"), ("spark_python_task", "python_file")):
        spec = task.get(kind, {})
        path = spec.get(field, "")
        if not path or spec.get("source", "WORKSPACE") != "WORKSPACE" or _REMOTE.match(path):
            continue
        found = find_object(call, path) if path.startswith("/") else None
        wanted = "NOTEBOOK" if kind == "notebook_task" else "FILE"
        if found is None or found["object_type"] != wanted:
            what = wanted.lower() if kind == "notebook_task" else "python file"
            raise invalid(f'Unable to access the {what} "{path}" in the workspace')


def _parameters(task: Json) -> list[str]:
    for kind in ("spark_python_task", "python_wheel_task", "notebook_task"):
        given = task.get(kind, {}).get("parameters")
        if isinstance(given, list):
            return [str(one) for one in given]
    return []


def _value(parameters: list[str], name: str) -> str | None:
    prefix = f"--{name}="
    return next((one.removeprefix(prefix) for one in parameters if one.startswith(prefix)), None)


def _filled(text: str, run: Json) -> str:
    """Replace `{{job.parameters.NAME}}` and the ids of job and run; leave any other reference."""
    known: Mapping[str, str] = {
        "job.id": str(run["job_id"]),
        "job.run_id": str(run["run_id"]),
        "job.name": run["run_name"],
        **{f"job.parameters.{one['name']}": one["value"] for one in run["job_parameters"]},
    }
    return _REFERENCE.sub(lambda found: known.get(found.group(1), found.group(0)), text)


def failure(error: ApiError) -> str:
    """Return why a task failed."""
    return f"{error.code}: {error.message}"
