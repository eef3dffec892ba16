"""Runs of jobs, simulated: they take time and leave what a job would leave, but compute nothing."""

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.call import Call, public
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.run_state import (
    ACTIVE,
    KIND,
    cancelled,
    new_run,
    polled,
    require_run,
    save,
)
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


class AllRuns(Message):
    """Names a job whose runs shall end."""

    job_id: int


@SERVICE.post(*jobs_paths("run-now"))
def run_now(call: Call) -> Json:
    """Run a job."""
    fields = call.read(RunNow)
    run = new_run(call, require_job(call, fields.job_id), fields.job_parameters or {})
    save(call, run)
    return {"run_id": run["run_id"], "number_in_job": run["number_in_job"]}


@SERVICE.get(*jobs_paths("runs/get"))
def get(call: Call) -> Json:
    """Answer one run."""
    return public(polled(call, require_run(call, call.number("run_id"))))


@SERVICE.get(*jobs_paths("runs/list"))
def find(call: Call) -> Json:
    """List runs, the latest first; of one job perhaps, or those that have not ended."""
    job_id = call.query.get("job_id")
    runs = [
        {key: value for key, value in public(run).items() if key != "tasks"}
        for run in reversed(call.tx.all(KIND))
        if job_id in (None, str(run["job_id"]))
        and not (call.flag("active_only") and not _is_active(run))
        and not (call.flag("completed_only") and _is_active(run))
    ]
    return {"runs": runs, "has_more": False}


@SERVICE.get(*jobs_paths("runs/get-output"))
def get_output(call: Call) -> Json:
    """Answer what a task's run wrote; a run of one task may be named itself."""
    wanted = call.number("run_id")
    for run in call.tx.all(KIND):
        for task in run["tasks"]:
            if task["run_id"] == wanted or (run["run_id"] == wanted and len(run["tasks"]) == 1):
                told = run["_logs"].get(task["task_key"], {})
                metadata = {**public(run), "run_id": task["run_id"], **task}
                return {"metadata": metadata, "logs_truncated": False, **told}
    require_run(call, wanted)
    raise invalid(
        "Retrieving the output of runs with multiple tasks is not supported."
        " Please retrieve the output of each individual task run instead."
    )


@SERVICE.post(*jobs_paths("runs/cancel"))
def cancel(call: Call) -> Json:
    """Cancel a run."""
    save(call, cancelled(call, require_run(call, call.read(OneRun).run_id)))
    return {}


@SERVICE.post(*jobs_paths("runs/cancel-all"))
def cancel_all(call: Call) -> Json:
    """Cancel every run of a job."""
    job_id = call.read(AllRuns).job_id
    require_job(call, job_id)
    for run in call.tx.all(KIND):
        if run["job_id"] == job_id:
            save(call, cancelled(call, run))
    return {}


@SERVICE.post(*jobs_paths("runs/delete"))
def delete(call: Call) -> Json:
    """Forget a run that has ended."""
    run = require_run(call, call.read(OneRun).run_id)
    if _is_active(run):
        raise invalid(f"Run {run['run_id']} is still active. Please cancel it first.")
    call.tx.delete(KIND, str(run["run_id"]))
    return {}


@SERVICE.lists("job_runs")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "job": run["run_name"],
            "run": run["run_id"],
            "state": run["state"].get("result_state") or run["state"]["life_cycle_state"],
            "says": run["state"]["state_message"],
        }
        for run in tx.all(KIND)
    ]


def _is_active(run: Json) -> bool:
    return run["state"]["life_cycle_state"] in ACTIVE
