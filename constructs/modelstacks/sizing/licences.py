"""Tells under which licence a model runs here, and who accepted it."""

from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import Reason


def licence_reasons(context: Context) -> list[Reason]:
    """Return what is said of the model's licence; nothing where none is recorded."""
    model, licence = context.model, context.catalog.licence_of(context.model)
    if licence is None:
        return []
    said = context.family.licences.get(licence.name)
    if said is None:
        because = f"{licence.title}: nobody accepted it ({licence.url})"
    elif isinstance(said, str):
        because = f"{licence.title}: simulated, as everything here: the sandbox holds no weights"
    else:
        because = f"{licence.title}, accepted by {said.accepted_by} on {said.on}"
    reasons = [Reason(decision="licence", value=licence.name, because=because)]
    if model.excludes_european_union:
        reasons.append(_european_union(context, licence.outside_european_union))
    return reasons


def _european_union(context: Context, clause: str) -> Reason:
    environment = context.environment
    is_inside = context.catalog.is_in_european_union(environment.cloud, environment.region)
    if not is_inside:
        return Reason(decision="licence", value="European Union", because=clause)
    because = f"{environment.region} is in the European Union: {clause}; have it checked"
    return Reason(decision="warning", value="licence", because=because)
