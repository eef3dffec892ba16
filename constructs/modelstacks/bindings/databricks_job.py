"""`databricks_job`, with the arguments that this package uses, typed.

The class of the prebuilt bindings comes in a module of 72,000 lines, which takes 0.5 s to import
(measured 2026-11, two cores): a third of a whole synthesis.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import jsii
from cdktf import ITerraformDependable, TerraformProviderGeneratorMetadata, TerraformResource
from constructs import Construct

_VERSION = "1.99.0"
_METADATA = TerraformProviderGeneratorMetadata(
    provider_name="databricks",
    provider_version=_VERSION,
    provider_version_constraint=_VERSION,
)


class Autoscale(TypedDict):
    """Bounds of a cluster that grows."""

    min_workers: int
    max_workers: int


class NewCluster(TypedDict, total=False):
    """A cluster that lives as long as a run."""

    spark_version: str
    runtime_engine: str
    node_type_id: str
    driver_node_type_id: str
    num_workers: int | None
    autoscale: Autoscale | None
    policy_id: str
    data_security_mode: str
    enable_elastic_disk: bool
    enable_local_disk_encryption: bool
    aws_attributes: Mapping[str, Any]
    azure_attributes: Mapping[str, Any]
    gcp_attributes: Mapping[str, Any]
    spark_conf: Mapping[str, str] | None
    spark_env_vars: Mapping[str, str] | None
    custom_tags: Mapping[str, str]
    cluster_log_conf: Mapping[str, Any] | None


class JobCluster(TypedDict):
    """A cluster that the tasks of a job share."""

    job_cluster_key: str
    new_cluster: NewCluster


class Pypi(TypedDict):
    """A Python requirement."""

    package: str


class Library(TypedDict):
    """What is installed before a task."""

    pypi: Pypi


class Dependency(TypedDict):
    """A task that has to be done before."""

    task_key: str


class PythonScript(TypedDict):
    """A script in the workspace, and what it is told."""

    python_file: str
    parameters: Sequence[str]
    source: str


class Task(TypedDict, total=False):
    """A step of a job."""

    task_key: str
    description: str
    depends_on: Sequence[Dependency] | None
    job_cluster_key: str
    spark_python_task: PythonScript
    library: Sequence[Library] | None
    max_retries: int
    min_retry_interval_millis: int
    retry_on_timeout: bool


class HealthRule(TypedDict):
    """A figure of a run, and the value above which somebody is told."""

    metric: str
    op: str
    value: int


class Health(TypedDict):
    """What a healthy run keeps to."""

    rules: Sequence[HealthRule]


class Hook(TypedDict):
    """A notification destination."""

    id: str


class Hooks(TypedDict):
    """Which destinations are told of what."""

    on_failure: Sequence[Hook]
    on_duration_warning_threshold_exceeded: Sequence[Hook]


class Quiet(TypedDict):
    """Of what nobody is told."""

    no_alert_for_skipped_runs: bool
    no_alert_for_canceled_runs: bool


class Schedule(TypedDict):
    """When a job starts by itself."""

    quartz_cron_expression: str
    timezone_id: str
    pause_status: str


class Queue(TypedDict):
    """Whether a run waits for the one before it."""

    enabled: bool


class RunAs(TypedDict):
    """Who a job runs as."""

    service_principal_name: str


class Job(TerraformResource):
    """Resource `databricks_job`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        description: str,
        job_cluster: Sequence[JobCluster],
        task: Sequence[Task],
        max_concurrent_runs: int,
        queue: Queue,
        timeout_seconds: int,
        health: Health,
        notification_settings: Quiet,
        webhook_notifications: Hooks | None,
        schedule: Schedule | None,
        run_as: RunAs | None,
        tags: Mapping[str, str],
        depends_on: Sequence[ITerraformDependable],
    ) -> None:
        """Add the job to `scope`. An argument that is `None` is left out."""
        self._arguments: Mapping[str, Any] = _without_none(
            {
                "name": name,
                "description": description,
                "job_cluster": job_cluster,
                "task": task,
                "max_concurrent_runs": max_concurrent_runs,
                "queue": queue,
                "timeout_seconds": timeout_seconds,
                "health": health,
                "notification_settings": notification_settings,
                "webhook_notifications": webhook_notifications,
                "schedule": schedule,
                "run_as": run_as,
                "tags": tags,
            }
        )
        super().__init__(
            scope,
            id_,
            terraform_resource_type="databricks_job",
            terraform_generator_metadata=_METADATA,
            depends_on=list(depends_on),
        )

    @property
    def id(self) -> str:
        """Id of the job, known after it was created."""
        return self.get_string_attribute("id")

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._arguments


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_without_none(item) for item in value]
    return value
