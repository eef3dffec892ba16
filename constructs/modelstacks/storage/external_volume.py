"""A volume in a family's own bucket or folder, for one model's weights, checkpoints and outputs."""

from constructs import Construct

from modelstacks.bindings.dependencies import wait_for
from modelstacks.storage.cloud_storage import CloudStorage
from modelstacks.storage.external_storage import ExternalStorage
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_volume import ModelVolume


class ExternalVolume(ModelVolume):
    """An external volume: the files lie in the family's bucket, under the model's name."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        schema: FamilySchema,
        storage: ExternalStorage | CloudStorage,
        model: str,
        name: str,
        comment: str,
    ) -> None:
        super().__init__(
            scope,
            id_,
            schema=schema,
            name=name,
            comment=comment,
            storage_location=storage.plan.volume_url(model),
        )
        wait_for(self.resource, storage.location)
