"""What a plan tells of the versions behind an endpoint, and of what stands before it."""

from collections.abc import Iterator

from modelstacks.settings.project import Serve
from modelstacks.settings.serving import Gateway, RateLimit
from modelstacks.sizing.plans import Reason


def serving_reasons(settings: Serve) -> Iterator[Reason]:
    """Yield the decisions around a pinned version."""
    yield from _versions(settings)
    if settings.system_model:
        because = "a model of Databricks, instead of the family's registered one"
        yield Reason(decision="model", value=settings.system_model, because=because)
    if settings.environment:
        because = "variables of the served model; the endpoint's creator must read the secrets"
        yield Reason(decision="environment", value=", ".join(settings.environment), because=because)
    yield from _gateway(settings.gateway)
    if settings.route_optimized:
        because = "set for this endpoint; it cannot be changed without a new one"
        yield Reason(decision="route_optimized", value="true", because=because)


def _versions(settings: Serve) -> Iterator[Reason]:
    challenger = settings.challenger
    if challenger is None:
        yield Reason(decision="version", value=str(settings.version), because="all requests")
        return
    share = f"{100 - challenger.traffic} % of the requests"
    yield Reason(decision="champion", value=str(settings.version), because=share)
    because = f"{challenger.traffic} % of the requests; it has replicas of its own"
    yield Reason(decision="challenger", value=str(challenger.version), because=because)


def _gateway(gateway: Gateway) -> Iterator[Reason]:
    yield Reason(
        decision="usage_tracking",
        value="true" if gateway.usage_tracking else "false",
        because="requests are counted in the system tables"
        if gateway.usage_tracking
        else "nobody counts who asks how much",
    )
    yield Reason(
        decision="inference_table",
        value="true" if gateway.inference_table else "false",
        because="requests and answers are kept in the family's schema: mind what they hold"
        if gateway.inference_table
        else "no request and no answer is kept; set gateway.inference_table to keep them",
    )
    if gateway.fallbacks:
        because = "a request that one version fails goes to the other, where Databricks offers it"
        yield Reason(decision="fallbacks", value="true", because=because)
    limits = gateway.rate_limits
    said = {"endpoint": limits.endpoint, "user": limits.user, **limits.groups}
    told = [
        f"{whom}: {_told(limit)}"
        for whom, limit in {**said, **limits.service_principals}.items()
        if limit
    ]
    if told:
        yield Reason(decision="rate_limits", value="; ".join(told), because="per minute")


def _told(limit: RateLimit) -> str:
    counts = ((limit.calls, "requests"), (limit.tokens, "tokens"))
    return " and ".join(f"{count:,} {noun}" for count, noun in counts if count is not None)
