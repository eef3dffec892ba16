"""Jobs as they are planned and drawn, from the settings that a family file holds."""

from dataclasses import replace
from typing import Any

from constructs import Construct
from support.plans import ACCESS, MODEL_PLAN, TAGS
from support.sizing import environment_with, family_of
from support.template import Block, Template

from modelstacks.compute.batch_inference_job import BatchInferenceJob
from modelstacks.compute.fine_tune_job import FineTuneJob
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.compute.job_experiment import JobExperiment
from modelstacks.compute.job_scripts import JobScripts
from modelstacks.compute.model_job import JobSurroundings, ModelJob
from modelstacks.settings.access import Access
from modelstacks.settings.project import BatchInference, FineTune, ModelSettings
from modelstacks.sizing import ClusterPlan, plan_family

RUN_AS = "1f2e3d4c-0000-4000-8000-123456789abc"


def job_plan(
    settings: FineTune | BatchInference,
    model: str = "t5-base",
    access: Access = ACCESS,
    **rest: Any,
) -> ClusterPlan:
    """Plan a job on AWS."""
    workload = "fine_tune" if isinstance(settings, FineTune) else "batch_inference"
    asked: dict[str, Any] = {workload: settings}
    family = replace(family_of(ModelSettings(name=model, **asked)), access=access)
    plan = getattr(plan_family(family, environment_with("aws", **rest)).models[0], workload)
    assert isinstance(plan, ClusterPlan)
    return plan


def job_template(plan: ClusterPlan, access: Access = ACCESS, **around: Any) -> Template:
    """Draw the job of a plan with what it needs."""

    def draw(scope: Construct) -> None:
        scripts = JobScripts(scope, "job-scripts", name="test-t5-jobs")
        scripts.permit(access)
        experiment = JobExperiment(
            scope, "experiment", scripts=scripts, name="m", volume_path="/Volumes/dev/t5/t5_base"
        )
        experiment.permit(access)
        surroundings = JobSurroundings(
            scripts=scripts,
            policy=GpuClusterPolicy(scope, "policy", plan=MODEL_PLAN, name="p", tags=TAGS),
            experiment=experiment,
            tags=TAGS,
            **around,
        )
        job: ModelJob
        if plan.workload == "fine_tune":
            job = FineTuneJob(
                scope,
                "fine-tune",
                plan=plan,
                around=surroundings,
                registered_model="dev.t5.t5_base",
                name="test-t5-t5-base-fine-tune",
            )
        else:
            job = BatchInferenceJob(
                scope,
                "batch-inference",
                plan=plan,
                around=surroundings,
                name="test-t5-t5-base-batch-inference",
            )
        job.permit(access)

    return Template.of(draw)


def job_of(settings: FineTune | BatchInference, model: str = "t5-base", **rest: Any) -> Block:
    """Plan and draw a job, and return its block."""
    return job_template(job_plan(settings, model, **rest)).one("databricks_job")
