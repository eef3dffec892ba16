"""What Databricks refuses about a job, and what it adds to one."""

from collections import Counter

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cluster_answer import with_aws_defaults
from modelstacks.sandbox.workspace.cluster_rules import check_cluster
from modelstacks.sandbox.workspace.errors import invalid, missing_cluster
from modelstacks.sandbox.workspace.job_message import JobSettings, Task
from modelstacks.sandbox.workspace.job_notices import check_notices
from modelstacks.sandbox.workspace.library_message import check_library
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.policies import under_policy
from modelstacks.sandbox.workspace.principals import find_service_principal, find_user

_MAX_CONCURRENT = 1000


def check_job(call: Call, settings: JobSettings) -> None:
    """Refuse a job whose parts do not fit together."""
    tasks = settings.tasks or []
    clusters = [one.job_cluster_key for one in settings.job_clusters or []]
    _unique("task_key", [task.task_key for task in tasks])
    _unique("job_cluster_key", clusters)
    for cluster in settings.job_clusters or []:
        check_job_cluster(call, cluster.new_cluster.as_sent())
    for task in tasks:
        _check_task(call, task, clusters=clusters, keys=[one.task_key for one in tasks])
    _check_cycle(tasks)
    runs = settings.max_concurrent_runs
    if runs is not None and not 0 <= runs <= _MAX_CONCURRENT:
        raise invalid(f"max_concurrent_runs must be between 0 and {_MAX_CONCURRENT}, got {runs}")
    check_notices(call, settings)
    _check_run_as(call, settings)


def check_job_cluster(call: Call, spec: Json) -> None:
    """Refuse a job's cluster that could not be launched."""
    applied = under_policy(call, spec, cluster_type="job")
    check_cluster(call.tx, call.facts, call.options.cloud, applied, is_job=True)


def job_settings_answer(call: Call, settings: Json) -> Json:
    """Return a job's settings with what Databricks adds to them."""
    shown = {key: value for key, value in settings.items() if key != "run_as"}
    added: Json = {
        "format": "MULTI_TASK",
        "email_notifications": {},
        "webhook_notifications": {},
        "timeout_seconds": 0,
        "max_concurrent_runs": 1,
    }
    result = {**added, **shown}
    if "tasks" in settings:
        result["tasks"] = [_task_answer(call, task) for task in settings["tasks"]]
    if "job_clusters" in settings:
        result["job_clusters"] = [
            {**one, "new_cluster": _cluster_answer(call, one["new_cluster"])}
            for one in settings["job_clusters"]
        ]
    return result


def _check_task(call: Call, task: Task, *, clusters: list[str], keys: list[str]) -> None:
    for dependency in task.depends_on or []:
        if dependency.task_key not in keys or dependency.task_key == task.task_key:
            raise invalid(
                f"Task {task.task_key} depends on {dependency.task_key}, which is not another task"
            )
    places = (task.existing_cluster_id, task.job_cluster_key, task.new_cluster)
    if sum(place is not None for place in places) > 1:
        raise invalid(f"Task {task.task_key} names more than one cluster")
    if task.job_cluster_key is not None and task.job_cluster_key not in clusters:
        raise invalid(
            f"Job cluster '{task.job_cluster_key}' is not defined in field 'job_clusters'."
        )
    if task.existing_cluster_id and call.tx.get("cluster", task.existing_cluster_id) is None:
        raise missing_cluster(task.existing_cluster_id)
    if task.new_cluster is not None:
        check_job_cluster(call, task.new_cluster.as_sent())
    for library in task.libraries or []:
        check_library(library)


def _check_cycle(tasks: list[Task]) -> None:
    waiting = {task.task_key: {one.task_key for one in task.depends_on or []} for task in tasks}
    while waiting:
        ready = [key for key, needs in waiting.items() if not needs & waiting.keys()]
        if not ready:
            raise invalid(
                f"The tasks {', '.join(sorted(waiting))} depend on each other in a circle"
            )
        for key in ready:
            del waiting[key]


def _check_run_as(call: Call, settings: JobSettings) -> None:
    run_as = settings.run_as
    if run_as is None:
        return
    if run_as.user_name and find_user(call.tx, run_as.user_name) is None:
        raise invalid(f"run_as: user {run_as.user_name} does not exist")
    name = run_as.service_principal_name
    if name and find_service_principal(call.tx, name) is None:
        raise invalid(f"run_as: service principal {name} does not exist")


def _unique(field: str, values: list[str]) -> None:
    twice = sorted(value for value, count in Counter(values).items() if count > 1)
    if twice:
        raise invalid(f"{field} must be unique, but is used more than once: {', '.join(twice)}")


def _task_answer(call: Call, task: Json) -> Json:
    added: Json = {
        "run_if": "ALL_SUCCESS",
        "timeout_seconds": 0,
        "email_notifications": {},
        "webhook_notifications": {},
    }
    result = {**added, **task}
    for kind in ("notebook_task", "spark_python_task"):
        if kind in task:
            result[kind] = {"source": "WORKSPACE", **task[kind]}
    if "new_cluster" in task:
        result["new_cluster"] = _cluster_answer(call, task["new_cluster"])
    return result


def _cluster_answer(call: Call, spec: Json) -> Json:
    result: Json = {"enable_elastic_disk": False, "data_security_mode": "NONE", **spec}
    if call.options.cloud == "aws":
        result["aws_attributes"] = with_aws_defaults(spec, call.options)
    return result
