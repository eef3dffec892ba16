"""A registered model in Unity Catalog: what training registers into and endpoints serve from."""

from cdktf import TerraformResourceLifecycle
from constructs import Construct

from modelstacks.access.permission import grant
from modelstacks.access.roles import MODEL
from modelstacks.bindings.databricks import RegisteredModel as RegisteredModelResource
from modelstacks.settings.access import Access
from modelstacks.storage.family_schema import FamilySchema


class RegisteredModel(Construct):
    """A registered model; its versions come from training, never from here."""

    def __init__(
        self, scope: Construct, id_: str, *, schema: FamilySchema, name: str, comment: str
    ) -> None:
        super().__init__(scope, id_)
        self.catalog, self.schema, self.name = schema.catalog, schema.name, name
        self.full_name = f"{schema.catalog}.{schema.name}.{name}"
        self.resource = RegisteredModelResource(
            self,
            "Resource",
            catalog_name=schema.catalog,
            schema_name=schema.resource.name,
            name=name,
            comment=comment,
            # Jobs set aliases, and a plan must not take them away.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["aliases"]),
        )

    def grant(self, access: Access) -> None:
        """Let users execute the model, engineers add versions; operators may do everything."""
        grant(self, securable="model", full_name=self.resource.id, access=access, privileges=MODEL)
