"""Running the sandbox's jobs from outside: which there are, start one, watch it to its end."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from modelstacks.errors import ModelStacksError, nearest
from modelstacks.sandbox.client import SandboxClient

_JOBS = "/api/2.2/jobs"
_ACTIVE = ("QUEUED", "PENDING", "RUNNING", "TERMINATING")
_PAUSE_SECONDS = 0.25


def jobs(client: SandboxClient) -> list[dict[str, Any]]:
    """Return the jobs with name, id, tasks, and how their latest run stands (`None`: never ran)."""
    runs = client.api("GET", f"{_JOBS}/runs/list")["runs"]
    latest = {run["job_id"]: run for run in reversed(runs)}
    found = client.api("GET", f"{_JOBS}/list?expand_tasks=true")["jobs"]
    return [
        {
            "name": job["settings"]["name"],
            "id": job["job_id"],
            "tasks": [task["task_key"] for task in job["settings"].get("tasks", [])],
            "last_run": outcome(latest[job["job_id"]]) if job["job_id"] in latest else None,
        }
        for job in found
    ]


def start(client: SandboxClient, name: str, parameters: Mapping[str, str]) -> int:
    """Start the job of a name or id, and return the id of the run.

    Raises `ModelStacksError` if there is no such job, or more than one of the name, or if it does
    not know one of the parameters.
    """
    job_id = _job_id(client, name)
    settings = client.api("GET", f"{_JOBS}/get?job_id={job_id}")["settings"]
    known = [one["name"] for one in settings.get("parameters", [])]
    unknown = [one for one in parameters if one not in known]
    if unknown:
        raise ModelStacksError(
            f"{name} has no parameter {', '.join(unknown)}; it knows: {', '.join(known) or 'none'}."
        )
    body = {"job_id": job_id, "job_parameters": dict(parameters)}
    return int(client.api("POST", f"{_JOBS}/run-now", body)["run_id"])


def watch(client: SandboxClient, run_id: int) -> Iterator[dict[str, Any]]:
    """Return a run each time its state is another, until it has ended."""
    before = None
    while True:
        run = client.api("GET", f"{_JOBS}/runs/get?run_id={run_id}")
        if run["state"] != before:
            before = run["state"]
            yield run
        if run["state"]["life_cycle_state"] not in _ACTIVE:
            return
        time.sleep(_PAUSE_SECONDS)


def output(client: SandboxClient, task: Mapping[str, Any]) -> str:
    """Return what a task's run wrote: its log, or why it failed; empty where it did not start."""
    told = client.api("GET", f"{_JOBS}/runs/get-output?run_id={task['run_id']}")
    return str(told.get("error") or told.get("logs") or "")


def outcome(run: Mapping[str, Any]) -> str:
    """Return how a run ended, or where it is."""
    state = run["state"]
    return str(state.get("result_state") or state["life_cycle_state"])


def _job_id(client: SandboxClient, name: str) -> int:
    found: dict[int, str] = {job["id"]: job["name"] for job in jobs(client)}
    matching = [key for key, one in found.items() if name in (one, str(key))]
    if len(matching) == 1:
        return matching[0]
    if matching:
        ids = ", ".join(str(key) for key in matching)
        raise ModelStacksError(f"{len(matching)} jobs are called {name}; name one by id: {ids}.")
    names = sorted(set(found.values()))
    if not names:
        raise ModelStacksError("There is no job in the sandbox.\n    fix: deploy a stack with one")
    close = nearest(name, names)
    raise ModelStacksError(
        f"There is no job {name} in the sandbox."
        + (f"\n    nearest: {close}" if close else "")
        + f"\n    allowed: {', '.join(names)}"
    )
