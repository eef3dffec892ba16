"""The batch inference job of a model: it answers every row of a data set."""

from constructs import Construct

from modelstacks.compute.model_job import (
    JobSurroundings,
    ModelJob,
    run_of,
    script_task,
    storage_of,
)
from modelstacks.jobs.arguments import Prediction, batch_inference_arguments, to_parameters
from modelstacks.sizing.plans import ClusterPlan


class BatchInferenceJob(ModelJob):
    """Answers with as many copies of the model as the plan counted; lost nodes are replaced."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ClusterPlan,
        around: JobSurroundings,
        name: str,
    ) -> None:
        """Draw the job. Raises `ConfigError` for what the script cannot run."""
        run = run_of(plan)
        prediction = Prediction(dataset=run.dataset, **run.options)  # type: ignore[arg-type]
        arguments = batch_inference_arguments(
            plan,
            storage_of(plan),
            prediction,
            code_path=around.scripts.code_path,
            experiment=around.experiment.name,
        )
        super().__init__(
            scope,
            id_,
            plan=plan,
            around=around,
            name=name,
            description=f"Answers a data set with {plan.model.name}, sized by modelstacks.",
            tasks=[
                script_task(
                    "batch_inference",
                    "batch_inference",
                    to_parameters(arguments),
                    plan=plan,
                    around=around,
                    retries=run.retries,
                    description="Answers every row; the answers lie in the model's volume.",
                )
            ],
        )
