"""The SQL warehouse that looks: made for all, or found."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import WAREHOUSE
from modelstacks.bindings.databricks import (
    DataDatabricksSqlWarehouse,
    SqlEndpoint,
    SqlEndpointTags,
    SqlEndpointTagsCustomTags,
)
from modelstacks.settings.access import Access
from modelstacks.surroundings.watch_plans import NewWarehousePlan, WarehousePlan


class WatchWarehouse(Construct):
    """A small warehouse that stops when it idles."""

    def __init__(
        self, scope: Construct, id_: str, *, plan: NewWarehousePlan, tags: Mapping[str, str]
    ) -> None:
        super().__init__(scope, id_)
        self.resource = SqlEndpoint(
            self,
            "Resource",
            name=plan.name,
            cluster_size=plan.size,
            auto_stop_mins=plan.auto_stop_minutes,
            max_num_clusters=1,
            warehouse_type="PRO",
            enable_serverless_compute=plan.serverless,
            tags=SqlEndpointTags(
                custom_tags=[
                    SqlEndpointTagsCustomTags(key=key, value=tag) for key, tag in tags.items()
                ]
            ),
        )

    @property
    def warehouse_id(self) -> str:
        """Id of the warehouse, known after it was created."""
        return self.resource.id

    def permit(self, access: Access) -> None:
        """Let engineers query with it, operators manage it."""
        permit(
            self,
            target="sql_endpoint_id",
            object_id=self.warehouse_id,
            access=access,
            levels=WAREHOUSE,
        )


def found_warehouse(scope: Construct, id_: str, plan: WarehousePlan) -> str:
    """Return the id of a warehouse that exists; a plan fails that does not find it."""
    return DataDatabricksSqlWarehouse(scope, id_, id=plan.id, name=plan.name).id
