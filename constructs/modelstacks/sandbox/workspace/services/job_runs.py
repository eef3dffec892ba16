"""Runs of jobs. Nothing is computed here: a run has succeeded as soon as it is asked for."""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.ids import new_object_id
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import Service
from modelstacks.sandbox.workspace.services.jobs import jobs_paths, require_job

SERVICE = Service("job_runs")


class RunNow(Message):
    """Starts a job."""

    job_id: int
    job_parameters: dict[str, str] | None = None


class OneRun(Message):
    """Names a run."""

    run_id: int


@SERVICE.post(*jobs_paths("run-now"))
def run_now(call: Call) -> Json:
    """Run a job; it ends at once."""
    fields = call.read(RunNow)
    job = require_job(call, fields.job_id)
    run_id = new_object_id(call.tx)
    run = {
        "run_id": run_id,
        "number_in_job": run_id,
        "job_id": fields.job_id,
        "run_name": job["settings"]["name"],
        "creator_user_name": call.options.user_name,
        "start_time": call.now,
        "end_time": call.now,
        "state": {
            "life_cycle_state": "TERMINATED",
            "result_state": "SUCCESS",
            "state_message": "The sandbox runs nothing",
        },
        "tasks": [{"task_key": task["task_key"]} for task in job["settings"].get("tasks", [])],
    }
    call.tx.put("run", str(run_id), run)
    return {"run_id": run_id, "number_in_job": run_id}


@SERVICE.get(*jobs_paths("runs/get"))
def get(call: Call) -> Json:
    """Answer one run."""
    return _require(call, call.number("run_id"))


@SERVICE.get(*jobs_paths("runs/list"))
def find(call: Call) -> Json:
    """List runs, of one job perhaps; none of them is active."""
    job_id = call.query.get("job_id")
    runs = [run for run in call.tx.all("run") if job_id in (None, str(run["job_id"]))]
    return {"runs": [] if call.flag("active_only") else runs, "has_more": False}


@SERVICE.post(*jobs_paths("runs/cancel"))
def cancel(call: Call) -> Json:
    """Cancel a run, which has ended anyway."""
    _require(call, call.read(OneRun).run_id)
    return {}


def _require(call: Call, run_id: int) -> Document:
    run = call.tx.get("run", str(run_id))
    if run is None:
        raise invalid(f"Run {run_id} does not exist.")
    return run
