"""The MLflow experiment of a model: where the runs of its jobs tell what they measured."""

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import EXPERIMENT
from modelstacks.bindings.databricks import MlflowExperiment
from modelstacks.compute.job_scripts import JobScripts
from modelstacks.settings.access import Access


class JobExperiment(Construct):
    """An experiment beside the scripts; what its runs log lies in the model's volume.

    Jobs of scripts have none of their own, unlike notebooks.
    """

    def __init__(
        self, scope: Construct, id_: str, *, scripts: JobScripts, name: str, volume_path: str
    ) -> None:
        """Draw the experiment `<folder of the scripts>/<name>`."""
        super().__init__(scope, id_)
        self.name = f"{scripts.folder.path_input}/{name}"
        self.resource = MlflowExperiment(
            self,
            "Resource",
            name=self.name,
            artifact_location=f"dbfs:{volume_path}/mlflow",
            depends_on=[scripts.folder],
        )

    def permit(self, access: Access) -> None:
        """Let users look, engineers log, operators manage."""
        permit(
            self,
            target="experiment_id",
            object_id=self.resource.experiment_id,
            access=access,
            levels=EXPERIMENT,
        )
