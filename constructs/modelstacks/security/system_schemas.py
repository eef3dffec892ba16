"""Schemas of the system catalog: audit log, usage, lineage and more, as tables."""

from collections.abc import Sequence

from constructs import Construct

from modelstacks.bindings.databricks import SystemSchema


class SystemSchemas(Construct):
    """Switches schemas on, for the whole metastore; a destroy switches them off."""

    def __init__(self, scope: Construct, id_: str, *, names: Sequence[str]) -> None:
        super().__init__(scope, id_)
        for name in names:
            SystemSchema(self, name, schema=name)
