"""Draws the jobs of a model, and what the jobs of a family share."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.compute.batch_inference_job import BatchInferenceJob
from modelstacks.compute.fine_tune_job import FineTuneJob
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.compute.job_experiment import JobExperiment
from modelstacks.compute.job_scripts import JobScripts
from modelstacks.compute.model_job import JobSurroundings, ModelJob
from modelstacks.monitoring.cluster_logs import ClusterLogs
from modelstacks.naming import Naming
from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.settings.access import Access
from modelstacks.sizing.plans import FamilyPlan, ModelPlan
from modelstacks.storage.model_volume import ModelVolume


def job_scripts(
    stack: Construct, plan: FamilyPlan, naming: Naming, access: Access
) -> JobScripts | None:
    """Draw the scripts of a family; `None` when no model of it has a job."""
    if not any(model.fine_tune or model.batch_inference for model in plan.models):
        return None
    scripts = JobScripts(stack, "job-scripts", name=naming.family_name("jobs"))
    scripts.permit(access)
    return scripts


def add_jobs(
    scope: Construct,
    plan: ModelPlan,
    *,
    scripts: JobScripts,
    policy: GpuClusterPolicy,
    volume: ModelVolume,
    registered: RegisteredModel,
    naming: Naming,
    access: Access,
    instance_profile_arn: str | None,
    logs: ClusterLogs | None = None,
    destinations: tuple[str, ...] = (),
) -> Mapping[str, ModelJob]:
    """Draw the jobs of a model and its experiment; return them by workload."""
    model = plan.model.name
    if not plan.fine_tune and not plan.batch_inference:
        return {}
    experiment = JobExperiment(
        scope, "experiment", scripts=scripts, name=model, volume_path=volume.path
    )
    experiment.permit(access)
    around = JobSurroundings(
        scripts=scripts,
        policy=policy,
        experiment=experiment,
        tags=naming.tags(model),
        instance_profile_arn=instance_profile_arn,
        logs=logs,
        destinations=destinations,
    )
    jobs: dict[str, ModelJob] = {}
    if plan.fine_tune:
        jobs["fine_tune"] = FineTuneJob(
            scope,
            "fine-tune",
            plan=plan.fine_tune,
            around=around,
            registered_model=registered.full_name,
            name=naming.model_name(model, "fine-tune"),
        )
    if plan.batch_inference:
        jobs["batch_inference"] = BatchInferenceJob(
            scope,
            "batch-inference",
            plan=plan.batch_inference,
            around=around,
            name=naming.model_name(model, "batch-inference"),
        )
    for job in jobs.values():
        job.permit(access)
    return jobs
