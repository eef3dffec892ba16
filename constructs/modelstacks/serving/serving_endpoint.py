"""A model serving endpoint, drawn from its plan."""

from collections.abc import Mapping
from typing import Any

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
from modelstacks.serving.gateway import ai_gateway
from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.settings.access import Access
from modelstacks.settings.project import Throughput
from modelstacks.sizing.plans import GpuWorkload, ServedVersion, ServingPlan


class ServingEndpoint(Construct):
    """Serves a pinned version, and a challenger beside it perhaps.

    `description` and `email_notifications` are never written: the provider sends them on create and
    drops every later change.
    """

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
        """Draw the endpoint. A model of `system.ai` takes the place of `registered_model`."""
        super().__init__(scope, id_)
        self.name = name
        served = _served(plan)
        self.resource = ModelServing(
            self,
            "Resource",
            name=name,
            config=ModelServingConfigA(
                served_entities=[
                    ModelServingConfigServedEntities(
                        name=entity,
                        entity_name=plan.system_model or registered_model.full_name,
                        entity_version=str(one.version),
                        environment_vars=dict(plan.environment) or None,
                        **_capacity(plan.capacity),
                    )
                    for entity, one in served.items()
                ],
                traffic_config=ModelServingConfigTrafficConfig(
                    routes=[
                        ModelServingConfigTrafficConfigRoutes(
                            served_model_name=entity, traffic_percentage=one.traffic
                        )
                        for entity, one in served.items()
                    ]
                ),
            ),
            ai_gateway=ai_gateway(plan.gateway, registered_model),
            route_optimized=plan.route_optimized or None,
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


def _served(plan: ServingPlan) -> dict[str, ServedVersion]:
    """Return what is served by name, the champion first: another order is a difference.

    The names are not those of versions: traffic keeps its name when a version moves.
    """
    entity = plan.model.name.replace(".", "-")
    challenger = plan.challenger
    if challenger is None:
        return {entity: ServedVersion(version=plan.version, traffic=100)}
    champion = ServedVersion(version=plan.version, traffic=100 - challenger.traffic)
    return {entity: champion, f"{entity}-challenger": challenger}


def _capacity(capacity: GpuWorkload | Throughput) -> dict[str, Any]:
    """Return the fields of an entity that say how much it is given.

    Of a GPU, size, type and scale-to-zero are always written out: the provider sends them on create
    but not on update when they are left to their defaults. With a band none of the three is: the
    provider would find a difference at every plan (its issue 5467).
    """
    if isinstance(capacity, Throughput):
        return {
            "min_provisioned_throughput": capacity.minimum,
            "max_provisioned_throughput": capacity.maximum,
        }
    return {
        "workload_type": capacity.workload_type,
        "workload_size": capacity.workload_size,
        "scale_to_zero_enabled": capacity.scale_to_zero,
    }
