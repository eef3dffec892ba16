"""What the region of a request changes: what is served there, and what a licence says of it."""

from modelstacks.catalog import Catalog, Service
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.plans import Reason

NAMES = {"gpu": "GPU serving", "provisioned_throughput": "provisioned throughput"}


def refusal(request: Request, service: Service, catalog: Catalog) -> str:
    """Return why a region does not serve so; empty where it does, or where it is not recorded."""
    if request.region is None:
        return ""
    row = catalog.serving_region(request.cloud, request.region, service, request.model)
    if row is None or row.is_offered:
        return ""
    return f"no {NAMES[service]} in {request.region} (as of {row.as_of})"


def availability(request: Request, service: Service, catalog: Catalog) -> tuple[Reason, ...]:
    """Return what is known of a way to serve in the region; nothing without a region."""
    if request.region is None:
        return ()
    row = catalog.serving_region(request.cloud, request.region, service, request.model)
    if row is None:
        because = f"whether it offers {NAMES[service]} is not recorded: the workspace tells"
    elif not row.is_offered:
        because = f"{refusal(request, service, catalog)}; {row.source}"
    else:
        note = f", {row.note}" if row.note else ""
        because = f"offers {NAMES[service]}{note} (as of {row.as_of}); {row.source}"
    return (Reason(decision="region", value=request.region, because=because),)


def licence(request: Request, catalog: Catalog) -> tuple[Reason, ...]:
    """Return what is to say of the model: in the European Union, a warning of its licence."""
    model, region = request.model, request.region
    is_inside = region is not None and catalog.is_in_european_union(request.cloud, region)
    if model.excludes_european_union and is_inside:
        because = (
            f"{region} is in the European Union, and the licence of {model.name} grants nothing to "
            "people who live there or companies that have their main place of business there: "
            "have it checked before you deploy"
        )
        return (Reason(decision="warning", value="licence", because=because),)
    return (Reason(decision="note", value="", because=model.note),) if model.note else ()


def as_line(reason: Reason) -> str:
    """Return a reason as one line of an answer."""
    about = reason.decision.replace("_", " ")
    return ": ".join(part for part in (about, reason.value, reason.because) if part)
