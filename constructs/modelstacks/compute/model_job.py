"""A job of one model: what a fine-tuning and a batch inference job have in common."""

from collections.abc import Mapping, Sequence

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import JOB
from modelstacks.bindings.databricks_job import (
    Health,
    HealthRule,
    Hook,
    Hooks,
    Job,
    Library,
    Pypi,
    PythonScript,
    Queue,
    Quiet,
    RunAs,
    Schedule,
    Task,
)
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.compute.job_cluster import KEY, job_cluster
from modelstacks.compute.job_experiment import JobExperiment
from modelstacks.compute.job_scripts import JobScripts
from modelstacks.errors import ConfigError, Problem
from modelstacks.frozen import frozen
from modelstacks.jobs.bundle import Script
from modelstacks.monitoring.cluster_logs import ClusterLogs
from modelstacks.settings.access import Access
from modelstacks.sizing.plans import ClusterPlan, JobRun
from modelstacks.sizing.storage_path import STORAGE_VARIABLE

_MILLISECONDS = 1000


@frozen
class JobSurroundings:
    """What a job is drawn into: the same for all jobs of a model."""

    scripts: JobScripts
    policy: GpuClusterPolicy
    experiment: JobExperiment
    tags: Mapping[str, str]
    instance_profile_arn: str | None = None
    logs: ClusterLogs | None = None
    """Where the cluster writes its logs. `None`: nowhere."""

    destinations: tuple[str, ...] = ()
    """Ids of the notification destinations that hear of failed and of slow runs."""


class ModelJob(Construct):
    """A job whose cluster comes from the plan: one run at a time, others wait."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ClusterPlan,
        around: JobSurroundings,
        name: str,
        description: str,
        tasks: Sequence[Task],
    ) -> None:
        super().__init__(scope, id_)
        run = run_of(plan)
        self.name = name
        self.resource = Job(
            self,
            "Resource",
            name=name,
            description=description,
            job_cluster=[
                job_cluster(
                    plan,
                    policy_id=around.policy.policy_id,
                    instance_profile_arn=around.instance_profile_arn,
                    tags=around.tags,
                    logs=around.logs,
                )
            ],
            # In the order of their keys: in any other the provider finds a difference for ever.
            task=sorted(tasks, key=lambda task: task["task_key"]),
            max_concurrent_runs=1,
            queue=Queue(enabled=True),
            timeout_seconds=run.timeout_seconds,
            health=Health(
                rules=[
                    HealthRule(
                        metric="RUN_DURATION_SECONDS", op="GREATER_THAN", value=run.slow_seconds
                    )
                ]
            ),
            notification_settings=Quiet(
                no_alert_for_skipped_runs=True, no_alert_for_canceled_runs=True
            ),
            webhook_notifications=_hooks(around.destinations),
            schedule=_schedule(run),
            run_as=RunAs(service_principal_name=run.run_as) if run.run_as else None,
            tags=around.tags,
            depends_on=[*around.scripts.files, *(around.logs.needed if around.logs else [])],
        )

    @property
    def job_id(self) -> str:
        """Id of the job, known after it was created."""
        return self.resource.id

    def permit(self, access: Access) -> None:
        """Let users look, engineers run, operators manage."""
        permit(self, target="job_id", object_id=self.job_id, access=access, levels=JOB)


def script_task(
    key: str,
    script: Script,
    parameters: Sequence[str],
    *,
    plan: ClusterPlan,
    around: JobSurroundings,
    retries: int,
    description: str,
    after: str | None = None,
) -> Task:
    """Return the task that runs a script on the job's cluster, `after` another one perhaps."""
    return Task(
        task_key=key,
        description=description,
        depends_on=[{"task_key": after}] if after else None,
        job_cluster_key=KEY,
        spark_python_task=PythonScript(
            python_file=around.scripts.script(script),
            parameters=list(parameters),
            source="WORKSPACE",
        ),
        library=[Library(pypi=Pypi(package=package)) for package in plan.libraries] or None,
        max_retries=retries,
        min_retry_interval_millis=run_of(plan).retry_pause_seconds * _MILLISECONDS,
        retry_on_timeout=False,
    )


def run_of(plan: ClusterPlan) -> JobRun:
    """Return how the job runs; `ConfigError` for a plan of a cluster that is no job's."""
    if plan.run is None:
        found = f"{plan.workload}: the plan does not say how its job runs"
        raise ConfigError([Problem(where=plan.model.name, found=found)])
    return plan.run


def storage_of(plan: ClusterPlan) -> str:
    """Return the model's volume, the one place that a job reads and writes."""
    return plan.environment_variables[STORAGE_VARIABLE]


def _hooks(destinations: Sequence[str]) -> Hooks | None:
    if not destinations:
        return None
    # In order: webhooks come back sorted by id.
    hooks = [Hook(id=destination) for destination in destinations]
    return Hooks(on_failure=hooks, on_duration_warning_threshold_exceeded=hooks)


def _schedule(run: JobRun) -> Schedule | None:
    if run.schedule is None:
        return None
    return Schedule(
        quartz_cron_expression=run.schedule.cron,
        timezone_id=run.schedule.timezone,
        pause_status="PAUSED" if run.schedule.paused else "UNPAUSED",
    )
