"""What stands before an endpoint: usage tracking, the table of requests, limits, fallbacks."""

from collections.abc import Iterator

from modelstacks.bindings.databricks import (
    ModelServingAiGateway,
    ModelServingAiGatewayFallbackConfig,
    ModelServingAiGatewayInferenceTableConfig,
    ModelServingAiGatewayRateLimits,
    ModelServingAiGatewayUsageTrackingConfig,
)
from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.settings.serving import Gateway, RateLimit


def ai_gateway(gateway: Gateway, registered_model: RegisteredModel) -> ModelServingAiGateway:
    """Return the block, which every endpoint has: the provider panics when one loses it.

    The table of requests lies beside the registered model and bears its name.
    """
    table = None
    if gateway.inference_table:
        table = ModelServingAiGatewayInferenceTableConfig(
            enabled=True,
            catalog_name=registered_model.catalog,
            schema_name=registered_model.schema,
            table_name_prefix=registered_model.name,
        )
    fallback = ModelServingAiGatewayFallbackConfig(enabled=True) if gateway.fallbacks else None
    return ModelServingAiGateway(
        usage_tracking_config=ModelServingAiGatewayUsageTrackingConfig(
            enabled=gateway.usage_tracking
        ),
        inference_table_config=table,
        fallback_config=fallback,
        rate_limits=list(_limits(gateway)) or None,
    )


def _limits(gateway: Gateway) -> Iterator[ModelServingAiGatewayRateLimits]:
    """Yield the limits in one order: another one is a difference."""
    limits = gateway.rate_limits
    for key, limit in (("endpoint", limits.endpoint), ("user", limits.user)):
        if limit:
            yield _limit(key, limit)
    for key, named in (
        ("user_group", limits.groups),
        ("service_principal", limits.service_principals),
    ):
        for principal, limit in named.items():
            yield _limit(key, limit, principal)


def _limit(
    key: str, limit: RateLimit, principal: str | None = None
) -> ModelServingAiGatewayRateLimits:
    return ModelServingAiGatewayRateLimits(
        key=key,
        principal=principal,
        renewal_period="minute",
        calls=limit.calls,
        tokens=limit.tokens,
    )
