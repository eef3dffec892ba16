"""What a serving endpoint is asked for."""

from typing import Any, Literal

from pydantic import Field

from modelstacks.sandbox.workspace.message import Message


class Served(Message):
    """What served entities and the older served models have in common."""

    name: str | None = None
    workload_size: str | None = None
    workload_type: str | None = None
    scale_to_zero_enabled: bool | None = None
    environment_vars: dict[str, str] | None = None
    instance_profile_arn: str | None = None
    min_provisioned_throughput: int | None = None
    max_provisioned_throughput: int | None = None
    min_provisioned_concurrency: int | None = None
    max_provisioned_concurrency: int | None = None
    provisioned_model_units: int | None = None


class ServedEntity(Served):
    """A version of a registered model, or a model elsewhere."""

    entity_name: str | None = None
    entity_version: str | None = None
    external_model: dict[str, Any] | None = None


class ServedModel(Served):
    """The older spelling of a served entity."""

    model_name: str | None = None
    model_version: str | None = None


class Route(Message):
    """A share of the traffic."""

    traffic_percentage: int
    served_model_name: str | None = None
    served_entity_name: str | None = None


class TrafficConfig(Message):
    """All shares of the traffic."""

    routes: list[Route] = Field(default_factory=list)


class EndpointConfig(Message):
    """What an endpoint serves."""

    served_entities: list[ServedEntity] | None = None
    served_models: list[ServedModel] | None = None
    traffic_config: TrafficConfig | None = None
    auto_capture_config: dict[str, Any] | None = None


class Tag(Message):
    """A tag of an endpoint."""

    key: str
    value: str | None = None


class RateLimit(Message):
    """A limit of the gateway."""

    renewal_period: Literal["minute"]
    key: Literal["user", "endpoint", "user_group", "service_principal"] | None = None
    calls: int | None = None
    tokens: int | None = None
    principal: str | None = None


class Switch(Message):
    """Something that is on or off."""

    enabled: bool | None = None


class InferenceTable(Switch):
    """Where requests and answers are written."""

    catalog_name: str | None = None
    schema_name: str | None = None
    table_name_prefix: str | None = None


class AiGateway(Message):
    """What stands before an endpoint."""

    fallback_config: Switch | None = None
    guardrails: dict[str, Any] | None = None
    inference_table_config: InferenceTable | None = None
    rate_limits: list[RateLimit] | None = None
    usage_tracking_config: Switch | None = None


class NewEndpoint(Message):
    """An endpoint as its maker describes it."""

    name: str
    config: EndpointConfig | None = None
    tags: list[Tag] | None = None
    ai_gateway: AiGateway | None = None
    description: str | None = None
    email_notifications: dict[str, list[str]] | None = None
    route_optimized: bool | None = None
    rate_limits: list[RateLimit] | None = None


class TagChanges(Message):
    """Which tags come and go."""

    add_tags: list[Tag] = Field(default_factory=list)
    delete_tags: list[str] = Field(default_factory=list)
