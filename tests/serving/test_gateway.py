"""Every endpoint has a gateway: the provider panics when one loses it."""

from dataclasses import replace

from support.plans import SERVING
from support.template import Block

from modelstacks.settings.serving import Gateway, RateLimit, RateLimits

from .endpoints import drawn


def gateway_of(gateway: Gateway) -> Block:
    template = drawn(replace(SERVING, gateway=gateway))
    block: Block = template.one("databricks_model_serving")["ai_gateway"]
    return block


def test_usage_is_tracked_unless_it_is_switched_off() -> None:
    assert gateway_of(Gateway()) == {"usage_tracking_config": {"enabled": True}}
    # The false is written: the block stays.
    off = gateway_of(Gateway(usage_tracking=False))
    assert off == {"usage_tracking_config": {"enabled": False}}


def test_the_table_of_requests_lies_beside_the_model() -> None:
    assert gateway_of(Gateway(inference_table=True))["inference_table_config"] == {
        "enabled": True,
        "catalog_name": "main",
        "schema_name": "t5",
        "table_name_prefix": "t5_base",
    }


def test_limits_stand_in_one_order() -> None:
    limits = RateLimits(
        service_principals={"id": RateLimit(calls=9)},
        groups={"a": RateLimit(tokens=1000), "b": RateLimit(calls=5, tokens=6)},
        user=RateLimit(calls=60),
        endpoint=RateLimit(calls=600),
    )

    assert gateway_of(Gateway(rate_limits=limits))["rate_limits"] == [
        {"key": "endpoint", "renewal_period": "minute", "calls": 600},
        {"key": "user", "renewal_period": "minute", "calls": 60},
        {"key": "user_group", "principal": "a", "renewal_period": "minute", "tokens": 1000},
        {
            "key": "user_group",
            "principal": "b",
            "renewal_period": "minute",
            "calls": 5,
            "tokens": 6,
        },
        {"key": "service_principal", "principal": "id", "renewal_period": "minute", "calls": 9},
    ]


def test_fallbacks_only_when_asked() -> None:
    assert "fallback_config" not in gateway_of(Gateway())
    assert gateway_of(Gateway(fallbacks=True))["fallback_config"] == {"enabled": True}
