"""What a job is asked for. What a task does is kept as it was sent; how it is wired is checked."""

from typing import Any, Literal

from modelstacks.sandbox.workspace.cluster_message import ClusterMessage
from modelstacks.sandbox.workspace.library_message import Library
from modelstacks.sandbox.workspace.message import Message, OpenMessage


class Dependency(OpenMessage):
    """A task that has to be done before."""

    task_key: str
    outcome: str | None = None


class JobClusterSpec(ClusterMessage):
    """A cluster that lives as long as a run."""

    libraries: list[Library] | None = None


class Task(OpenMessage):
    """A step of a job."""

    task_key: str
    depends_on: list[Dependency] | None = None
    description: str | None = None
    existing_cluster_id: str | None = None
    job_cluster_key: str | None = None
    environment_key: str | None = None
    new_cluster: JobClusterSpec | None = None
    libraries: list[Library] | None = None
    max_retries: int | None = None
    min_retry_interval_millis: int | None = None
    retry_on_timeout: bool | None = None
    timeout_seconds: int | None = None
    run_if: (
        Literal[
            "ALL_SUCCESS",
            "ALL_DONE",
            "NONE_FAILED",
            "AT_LEAST_ONE_SUCCESS",
            "ALL_FAILED",
            "AT_LEAST_ONE_FAILED",
        ]
        | None
    ) = None


class JobCluster(Message):
    """A cluster that several tasks share."""

    job_cluster_key: str
    new_cluster: JobClusterSpec


class RunAs(Message):
    """Who a job runs as."""

    user_name: str | None = None
    service_principal_name: str | None = None


class Schedule(OpenMessage):
    """When a job runs by itself."""

    quartz_cron_expression: str
    timezone_id: str
    pause_status: Literal["PAUSED", "UNPAUSED"] | None = None


class Parameter(Message):
    """A parameter of a job and its default."""

    name: str
    default: str


class JobSettings(OpenMessage):
    """A job as its maker describes it."""

    name: str | None = None
    description: str | None = None
    tasks: list[Task] | None = None
    job_clusters: list[JobCluster] | None = None
    parameters: list[Parameter] | None = None
    max_concurrent_runs: int | None = None
    timeout_seconds: int | None = None
    run_as: RunAs | None = None
    schedule: Schedule | None = None
    continuous: dict[str, Any] | None = None
    tags: dict[str, str] | None = None
    queue: dict[str, bool] | None = None
