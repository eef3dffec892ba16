"""A model serving endpoint, drawn from its plan."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import SERVING_ENDPOINT
from modelstacks.bindings.databricks import (
    ModelServing,
    ModelServingConfigA,
    ModelServingConfigServedEntities,
    ModelServingConfigTrafficConfig,
    ModelServingConfigTrafficConfigRoutes,
    ModelServingTags,
    ModelServingTimeouts,
)
from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.settings.access import Access
from modelstacks.sizing.plans import ServingPlan


class ServingEndpoint(Construct):
    """Serves one pinned version of a registered model."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ServingPlan,
        registered_model: RegisteredModel,
        name: str,
        tags: Mapping[str, str],
    ) -> None:
        """Draw the endpoint.

        Size, type and scale-to-zero are always written out: the provider sends them on create but
        not on update when they are left to their defaults.
        """
        super().__init__(scope, id_)
        self.name = name
        # Not named after the version: traffic keeps its name when the version moves.
        entity = plan.model.name.replace(".", "-")
        self.resource = ModelServing(
            self,
            "Resource",
            name=name,
            config=ModelServingConfigA(
                served_entities=[
                    ModelServingConfigServedEntities(
                        name=entity,
                        entity_name=registered_model.full_name,
                        entity_version=str(plan.version),
                        workload_type=plan.workload_type,
                        workload_size=plan.workload_size,
                        scale_to_zero_enabled=plan.scale_to_zero,
                    )
                ],
                traffic_config=ModelServingConfigTrafficConfig(
                    routes=[
                        ModelServingConfigTrafficConfigRoutes(
                            served_model_name=entity, traffic_percentage=100
                        )
                    ]
                ),
            ),
            tags=[ModelServingTags(key=key, value=value) for key, value in tags.items()],
            # A failed or timed-out create deletes the endpoint; large images take over an hour.
            timeouts=ModelServingTimeouts(create="120m", update="120m"),
            depends_on=[registered_model.resource],
        )

    def permit(self, access: Access) -> None:
        """Let readers look, users query, operators manage."""
        permit(
            self,
            target="serving_endpoint_id",
            object_id=self.resource.serving_endpoint_id,
            access=access,
            levels=SERVING_ENDPOINT,
        )
