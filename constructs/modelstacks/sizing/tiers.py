"""The tier table: how many workers a model of a nominal size gets."""

from modelstacks.catalog import Gpu, Model
from modelstacks.sizing.plans import Workers
from modelstacks.sizing.rules import Rules


def tier_workers(model: Model, gpu: Gpu, rules: Rules) -> Workers | None:
    """Return the worker bounds of the model's tier; `None` above the last tier."""
    size = model.nominal_billions
    for tier in rules.tiers:
        if size < tier.up_to_billions or (tier.is_inclusive and size == tier.up_to_billions):
            if tier.large_card_workers and tier.card_mib and gpu.memory_mib >= tier.card_mib:
                return tier.large_card_workers
            return tier.workers
    return None
