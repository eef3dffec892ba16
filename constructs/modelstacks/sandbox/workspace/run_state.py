"""A run's life: it waits for machines, runs, and ends. Each step takes polls; a fault may end it.

QUEUED (while the job runs as often as it may) → PENDING → RUNNING → TERMINATED, or INTERNAL_ERROR
where the machines did not come.
"""

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cluster_state import NO_CAPACITY
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.ids import new_object_id
from modelstacks.sandbox.workspace.job_rules import check_job_cluster
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.run_work import SIMULATED, failure, work

KIND = "run"
ACTIVE = ("QUEUED", "PENDING", "RUNNING")
_STARTED = ("PENDING", "RUNNING")


def new_run(call: Call, job: Document, overrides: dict[str, str]) -> Document:
    """Return a new run of a job, as far as it gets without a poll."""
    settings = job["settings"]
    name = settings["name"]
    run_id = new_object_id(call.tx)
    run: Document = {
        "run_id": run_id,
        "job_id": job["job_id"],
        "number_in_job": run_id,
        "run_name": name,
        "run_type": "JOB_RUN",
        "trigger": "ONE_TIME",
        "creator_user_name": call.options.user_name,
        "start_time": call.now,
        "job_parameters": [
            {**one, "value": overrides.get(one["name"], one["default"])}
            for one in settings.get("parameters", [])
        ],
        "tasks": [_task_run(call, task) for task in settings.get("tasks", [])],
        "_logs": {},
        "_no_capacity": call.faults.strikes("cluster-no-capacity", name),
        "_fails": call.faults.strikes("job-run-fails", name),
        "_settings": settings,
    }
    if _is_full(call, run):
        if not settings.get("queue", {}).get("enabled"):
            return _ended(
                call, run, "SKIPPED", "MAXIMUM_CONCURRENT_RUNS_REACHED",
                "The job runs already, as often as it may at a time",
            )  # fmt: skip
        run = _in_state(call, run, "QUEUED", "Waits for another run of the job to end")
    else:
        run = _in_state(call, run, "PENDING", "Waiting for cluster")
    return _hurried(call, run)


def polled(call: Call, run: Document) -> Document:
    """Return a run, one poll further on. A queued one moves on those that it waits for."""
    state = run["state"]["life_cycle_state"]
    if state not in ACTIVE:
        return run
    if state == "QUEUED":
        for other in _active(call, run):
            polled(call, other)
    waits = run["_polls"] > 0
    run = {**run, "_polls": run["_polls"] - 1} if waits else _next(call, run)
    save(call, run)
    return run


def cancelled(call: Call, run: Document) -> Document:
    """Return a run that was cancelled; one that has ended stays as it is."""
    if run["state"]["life_cycle_state"] not in ACTIVE:
        return run
    return _ended(call, run, "TERMINATED", "CANCELED", "Run cancelled by the user")


def require_run(call: Call, run_id: int) -> Document:
    """Return a run; refuse an id that does not exist."""
    run = call.tx.get(KIND, str(run_id))
    if run is None:
        raise invalid(f"Run {run_id} does not exist.")
    return run


def save(call: Call, run: Document) -> None:
    """Write a run."""
    call.tx.put(KIND, str(run["run_id"]), run)


def _next(call: Call, run: Document) -> Document:
    state = run["state"]["life_cycle_state"]
    if state == "QUEUED":
        is_waiting = _is_full(call, run)
        return run if is_waiting else _in_state(call, run, "PENDING", "Waiting for cluster")
    return _launched(call, run) if state == "PENDING" else _finished(call, run)


def _launched(call: Call, run: Document) -> Document:
    """Return a run whose machines are there, or were refused."""
    reason = ""
    try:
        for cluster in _clusters(run["_settings"]):
            check_job_cluster(call, cluster)
    except ApiError as error:
        reason = failure(error)
    if run["_no_capacity"] and _clusters(run["_settings"]):
        reason = (
            f"Cluster was terminated. Reason: {NO_CAPACITY['code']} ({NO_CAPACITY['type']}):"
            " not enough capacity in the cloud (injected fault)"
        )
    if reason:
        return _ended(call, run, "INTERNAL_ERROR", "FAILED", reason)
    return _in_state(call, run, "RUNNING", "In run")


def _finished(call: Call, run: Document) -> Document:
    """Return a run whose tasks have ended, each after those that it depends on."""
    results: dict[str, str] = {}
    logs: dict[str, Json] = {}
    for task in _in_order(run["_settings"].get("tasks", [])):
        needs = [results[one["task_key"]] for one in task.get("depends_on", [])]
        if not _may_start(task.get("run_if", "ALL_SUCCESS"), needs):
            results[task["task_key"]] = "UPSTREAM_FAILED"
            continue
        try:
            if run["_fails"]:
                raise invalid("The run failed (injected fault)")
            logs[task["task_key"]] = {"logs": work(call, run, task)}
            results[task["task_key"]] = "SUCCESS"
        except ApiError as error:
            logs[task["task_key"]] = {"error": failure(error)}
            results[task["task_key"]] = "FAILED"
    failed = [f"{key}: {logs[key]['error']}" for key in logs if "error" in logs[key]]
    told = [one["logs"].removeprefix(f"{SIMULATED}. ") for one in logs.values() if "logs" in one]
    message = "; ".join(failed) if failed else ". ".join([SIMULATED, *told])
    ended = _ended(call, run, "TERMINATED", "FAILED" if failed else "SUCCESS", message)
    tasks = [
        {**one, "state": {**one["state"], "result_state": results[one["task_key"]]}}
        for one in ended["tasks"]
    ]
    return {**ended, "tasks": tasks, "_logs": logs}


def _may_start(condition: str, needs: list[str]) -> bool:
    """Tell whether a task starts after those that it depends on ended so."""
    good = [one == "SUCCESS" for one in needs]
    return {
        "ALL_SUCCESS": all(good),
        "ALL_DONE": True,
        "NONE_FAILED": "FAILED" not in needs,
        "AT_LEAST_ONE_SUCCESS": any(good),
        "ALL_FAILED": not any(good),
        "AT_LEAST_ONE_FAILED": not all(good),
    }[condition]


def _hurried(call: Call, run: Document) -> Document:
    """Where nothing takes polls, go on to the end at once."""
    while call.options.polls == 0 and run["state"]["life_cycle_state"] in _STARTED:
        run = _next(call, run)
    return run


def _in_state(call: Call, run: Document, state: str, message: str) -> Document:
    told = {"life_cycle_state": state, "state_message": message}
    tasks = [{**task, "state": told} for task in run["tasks"]]
    return {**run, "state": told, "tasks": tasks, "_polls": call.options.polls}


def _ended(call: Call, run: Document, state: str, result: str, message: str) -> Document:
    ended = _in_state(call, run, state, message)
    for one in (ended, *ended["tasks"]):
        one["state"] = {**one["state"], "result_state": result}
        one["end_time"] = call.now
    return {**ended, "_polls": 0}


def _active(call: Call, run: Document) -> list[Document]:
    return [
        one
        for one in call.tx.all(KIND)
        if one["job_id"] == run["job_id"]
        and one["run_id"] != run["run_id"]
        and one["state"]["life_cycle_state"] in _STARTED
    ]


def _is_full(call: Call, run: Document) -> bool:
    most: int = run["_settings"].get("max_concurrent_runs", 1)
    return len(_active(call, run)) >= most


def _task_run(call: Call, task: Json) -> Json:
    shown = ("task_key", "depends_on", "job_cluster_key", "existing_cluster_id")
    return {
        **{name: task[name] for name in shown if name in task},
        "run_id": new_object_id(call.tx),
        "attempt_number": 0,
        "start_time": call.now,
    }


def _clusters(settings: Json) -> list[Json]:
    """Return the clusters that the tasks of a job start."""
    shared = {
        one["job_cluster_key"]: one["new_cluster"] for one in settings.get("job_clusters", [])
    }
    tasks = settings.get("tasks", [])
    keys = dict.fromkeys(task["job_cluster_key"] for task in tasks if "job_cluster_key" in task)
    own = [task["new_cluster"] for task in tasks if "new_cluster" in task]
    return [*(shared[key] for key in keys), *own]


def _in_order(tasks: list[Json]) -> list[Json]:
    """Sort tasks: each stands after those that it depends on. `check_job` refused circles."""
    waiting = list(tasks)
    ordered: list[Json] = []
    while waiting:
        done = {task["task_key"] for task in ordered}
        ready = [
            task
            for task in waiting
            if all(one["task_key"] in done for one in task.get("depends_on", []))
        ]
        ordered += ready
        waiting = [task for task in waiting if task not in ready]
    return ordered
