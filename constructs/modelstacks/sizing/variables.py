"""The environment variables of a model's nodes: where its files lie, which token gets weights."""

from collections.abc import Mapping

from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import Reason
from modelstacks.sizing.storage_path import STORAGE_VARIABLE

TOKEN_VARIABLE = "HF_TOKEN"  # noqa: S105  the name of the variable that Hugging Face's tools read


def cluster_variables(context: Context) -> Mapping[str, str]:
    """Return the variables by name; a secret stays a reference that the cluster resolves."""
    weights = context.family.weights
    token = {TOKEN_VARIABLE: str(weights.secret)} if weights else {}
    return {STORAGE_VARIABLE: context.storage_path, **token}


def weights_reasons(context: Context) -> list[Reason]:
    """Return how the nodes get weights that are not given to everybody; nothing for others."""
    licence, weights = context.catalog.licence_of(context.model), context.family.weights
    if weights:
        because = f"${TOKEN_VARIABLE} on every node, resolved there; its value is never here"
        return [Reason(decision="weights", value=str(weights.secret), because=because)]
    if licence and licence.is_gated:
        because = "gated, and no weights.secret: put them into the model's volume yourself"
        return [Reason(decision="weights", value="from the volume", because=because)]
    return []
