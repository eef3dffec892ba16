"""The fine-tuning job of a model: it trains, and registers what came out."""

from constructs import Construct

from modelstacks.compute.model_job import (
    JobSurroundings,
    ModelJob,
    run_of,
    script_task,
    storage_of,
)
from modelstacks.jobs.arguments import (
    Registration,
    Training,
    fine_tune_arguments,
    register_arguments,
    to_parameters,
)
from modelstacks.sizing.plans import ClusterPlan


class FineTuneJob(ModelJob):
    """Trains as the plan assumed; an interrupted run goes on from its latest checkpoint."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ClusterPlan,
        around: JobSurroundings,
        registered_model: str,
        name: str,
    ) -> None:
        """Draw the job; `registered_model` is the full name that its result is registered under.

        Raises `ConfigError` for what the script cannot run.
        """
        run, storage = run_of(plan), storage_of(plan)
        told = {
            "code_path": around.scripts.code_path,
            "experiment": around.experiment.name,
        }
        training = Training(dataset=run.dataset, **run.options)  # type: ignore[arg-type]
        tasks = [
            script_task(
                "fine_tune",
                "fine_tune",
                to_parameters(fine_tune_arguments(plan, storage, training, **told)),
                plan=plan,
                around=around,
                retries=run.retries,
                description="Trains, and keeps weights and checkpoints in the model's volume.",
            )
        ]
        if run.registers:
            registration = Registration(
                registered_model=registered_model, tags={"trained_by": name}
            )
            tasks.append(
                script_task(
                    "register",
                    "register",
                    to_parameters(register_arguments(plan, storage, registration, **told)),
                    plan=plan,
                    around=around,
                    # Tried again after half of the way it could register a version twice.
                    retries=0,
                    description="Registers the result as a version, the challenger.",
                    after="fine_tune",
                )
            )
        super().__init__(
            scope,
            id_,
            plan=plan,
            around=around,
            name=name,
            description=f"Fine-tunes {plan.model.name}, sized by modelstacks.",
            tasks=tasks,
        )
