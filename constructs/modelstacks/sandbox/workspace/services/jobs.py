"""Jobs API 2.1 and 2.2."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.ids import new_object_id
from modelstacks.sandbox.workspace.job_message import JobSettings
from modelstacks.sandbox.workspace.job_rules import check_job, job_settings_answer
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import PermissionKind, Service

SERVICE = Service("jobs")


class OneJob(Message):
    """Names a job."""

    job_id: int


class Reset(OneJob):
    """Describes a job anew."""

    new_settings: JobSettings


class Update(OneJob):
    """Changes parts of a job."""

    new_settings: JobSettings | None = None
    fields_to_remove: list[str] | None = None


def jobs_paths(verb: str) -> tuple[str, str]:
    """Return the paths of a verb in both versions."""
    return f"/api/2.2/jobs/{verb}", f"/api/2.1/jobs/{verb}"


@SERVICE.post(*jobs_paths("create"))
def create(call: Call) -> Json:
    """Create a job."""
    settings = call.read(JobSettings)
    check_job(call, settings)
    job_id = new_object_id(call.tx)
    job = {
        "job_id": job_id,
        "creator_user_name": call.options.user_name,
        "created_time": call.now,
        "settings": _kept(settings),
    }
    _save(call, job)
    return {"job_id": job_id}


@SERVICE.get(*jobs_paths("get"), "/api/2.0/jobs/get")
def get(call: Call) -> Json:
    """Answer one job."""
    return _answer(call, require_job(call, call.number("job_id")))


@SERVICE.get(*jobs_paths("list"))
def find(call: Call) -> Json:
    """List jobs, of one name perhaps; the tasks only when asked for."""
    found = []
    for job in call.tx.all("job"):
        answer = _answer(call, job)
        if call.query.get("name", answer["settings"].get("name")) != answer["settings"].get("name"):
            continue
        if not call.flag("expand_tasks"):
            answer["settings"].pop("tasks", None)
            answer["settings"].pop("job_clusters", None)
        found.append(answer)
    return {"jobs": found, "has_more": False}


@SERVICE.post(*jobs_paths("reset"))
def reset(call: Call) -> Json:
    """Describe a job anew."""
    fields = call.read(Reset)
    job = require_job(call, fields.job_id)
    check_job(call, fields.new_settings)
    _save(call, {**job, "settings": _kept(fields.new_settings)})
    return {}


@SERVICE.post(*jobs_paths("update"))
def update(call: Call) -> Json:
    """Change parts of a job."""
    fields = call.read(Update)
    job = require_job(call, fields.job_id)
    gone = fields.fields_to_remove or []
    kept = {key: value for key, value in job["settings"].items() if key not in gone}
    new = fields.new_settings.as_sent() if fields.new_settings else {}
    settings = JobSettings.model_validate({**kept, **new})
    check_job(call, settings)
    _save(call, {**job, "settings": _kept(settings)})
    return {}


@SERVICE.post(*jobs_paths("delete"))
def delete(call: Call) -> Json:
    """Delete a job with its runs."""
    job_id = call.read(OneJob).job_id
    require_job(call, job_id)
    call.tx.delete("job", str(job_id))
    call.tx.delete("permissions", f"jobs/{job_id}")
    for key, run in call.tx.items("run"):
        if run["job_id"] == job_id:
            call.tx.delete("run", key)
    return {}


def require_job(call: Call, job_id: int) -> Document:
    """Return a job; refuse an id that does not exist. Not a 404, as with clusters."""
    job = call.tx.get("job", str(job_id))
    if job is None:
        raise invalid(f"Job {job_id} does not exist.")
    return job


@SERVICE.lists("jobs")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "id": job["job_id"],
            "name": job["settings"].get("name", "Untitled"),
            "tasks": [task["task_key"] for task in job["settings"].get("tasks", [])],
            "clusters": [one["job_cluster_key"] for one in job["settings"].get("job_clusters", [])],
            "runs": sum(run["job_id"] == job["job_id"] for run in tx.all("run")),
        }
        for job in tx.all("job")
    ]


def _kept(settings: JobSettings) -> Json:
    return {"name": "Untitled", **settings.as_sent()}


def _save(call: Call, job: Document) -> None:
    call.tx.put("job", str(job["job_id"]), job)


def _answer(call: Call, job: Document) -> Json:
    run_as = job["settings"].get("run_as", {})
    name = run_as.get("service_principal_name") or run_as.get("user_name")
    return {
        "job_id": job["job_id"],
        "creator_user_name": job["creator_user_name"],
        "created_time": job["created_time"],
        "run_as_user_name": name or job["creator_user_name"],
        "run_as_owner": name in (None, job["creator_user_name"]),
        "settings": job_settings_answer(call, job["settings"]),
    }


SERVICE.permission_kinds.append(
    PermissionKind(
        path="jobs",
        object_type="job",
        levels=("CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE", "IS_OWNER"),
        find=lambda tx, key: tx.get("job", key),
        owner=True,
    )
)
