"""The Unity Catalog schema that holds a family's volumes and registered models."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.permission import grant
from modelstacks.access.roles import SCHEMA
from modelstacks.bindings.databricks import Schema
from modelstacks.settings.access import Access


class FamilySchema(Construct):
    """One schema per family, in a catalog that exists already."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        catalog: str,
        name: str,
        comment: str,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.catalog = catalog
        self.name = name
        self.resource = Schema(
            self,
            "Resource",
            catalog_name=catalog,
            name=name,
            comment=comment,
            properties=dict(tags),
        )

    @property
    def full_name(self) -> str:
        """`<catalog>.<schema>`, known after the schema was created."""
        return self.resource.id

    def grant(self, access: Access) -> None:
        """Let everyone named look into the schema; operators may do everything in it."""
        grant(self, securable="schema", full_name=self.full_name, access=access, privileges=SCHEMA)
