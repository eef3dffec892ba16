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


class Rule(OpenMessage):
    """When a run is unwell."""

    metric: Literal[
        "RUN_DURATION_SECONDS",
        "STREAMING_BACKLOG_BYTES",
        "STREAMING_BACKLOG_FILES",
        "STREAMING_BACKLOG_RECORDS",
        "STREAMING_BACKLOG_SECONDS",
    ]
    op: Literal["GREATER_THAN"]
    value: int


class Health(Message):
    """Rules of a job or of a task."""

    rules: list[Rule] | None = None


class Hook(Message):
    """A notification destination."""

    id: str


class Webhooks(Message):
    """Which destinations are told of what."""

    on_start: list[Hook] | None = None
    on_success: list[Hook] | None = None
    on_failure: list[Hook] | None = None
    on_duration_warning_threshold_exceeded: list[Hook] | None = None
    on_streaming_backlog_exceeded: list[Hook] | None = None


class Emails(OpenMessage):
    """Which addresses are told of what."""

    on_start: list[str] | None = None
    on_success: list[str] | None = None
    on_failure: list[str] | None = None
    on_duration_warning_threshold_exceeded: list[str] | None = None
    on_streaming_backlog_exceeded: list[str] | None = None


class Environment(OpenMessage):
    """What a task without a cluster finds installed."""

    environment_key: str


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
    health: Health | None = None
    email_notifications: Emails | None = None
    webhook_notifications: Webhooks | None = None
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
    trigger: dict[str, Any] | None = None
    environments: list[Environment] | None = None
    health: Health | None = None
    email_notifications: Emails | None = None
    webhook_notifications: Webhooks | None = None
    tags: dict[str, str] | None = None
    queue: dict[str, bool] | None = None
