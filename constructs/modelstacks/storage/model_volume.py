"""A volume for one model's weights, checkpoints and outputs."""

from constructs import Construct

from modelstacks.access.permission import grant
from modelstacks.access.roles import VOLUME
from modelstacks.bindings.databricks import Volume
from modelstacks.settings.access import Access
from modelstacks.storage.family_schema import FamilySchema


class ModelVolume(Construct):
    """A volume in the family's schema: managed, unless it is given a place of its own."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        schema: FamilySchema,
        name: str,
        comment: str,
        storage_location: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.resource = Volume(
            self,
            "Resource",
            catalog_name=schema.catalog,
            schema_name=schema.resource.name,
            name=name,
            volume_type="EXTERNAL" if storage_location else "MANAGED",
            storage_location=storage_location,
            comment=comment,
        )

    @property
    def path(self) -> str:
        """Path that every node reaches: `/Volumes/<catalog>/<schema>/<volume>`."""
        # Not `volume_path`, unknown until the volume is there: an experiment that keeps its files
        # in a volume that was lost would be made anew, without its runs.
        volume = self.resource
        return f"/Volumes/{volume.catalog_name}/{volume.schema_name}/{volume.name}"

    def grant(self, access: Access) -> None:
        """Let readers read the files, engineers write them; operators may do everything."""
        grant(
            self,
            securable="volume",
            full_name=self.resource.id,
            access=access,
            privileges=VOLUME,
        )
