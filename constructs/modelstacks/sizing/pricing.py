"""What a node costs per hour: the cloud's list price and the Databricks units on top.

Where the DBU rate of a node is not published, the rates of comparable nodes bound it: a wide band
says so, and ranking by its high end lets a known price win.
"""

from modelstacks.catalog import Catalog, NodeType
from modelstacks.sizing.plans import PriceBand, Workers
from modelstacks.sizing.rules import Rules


def node_price(
    node: NodeType,
    catalog: Catalog,
    rules: Rules,
    kind: str = "all_purpose",
    spot_discounts: tuple[float, float] = (0.0, 0.0),
) -> PriceBand | None:
    """Return the hourly price of one node; `None` when unknown.

    `kind` is the kind of compute that the DBU rate goes by, `all_purpose` or `jobs`. Spot saves
    between the two `spot_discounts` of the machine's price, and nothing of the DBU.
    """
    rate = rules.dbu_rate(node.cloud, kind)
    if node.usd_per_hour is None or rate is None:
        return None
    low, high = _dbu_band(node, catalog, node.usd_per_hour)
    least, most = spot_discounts
    return PriceBand(
        low_usd_per_hour=node.usd_per_hour * (1 - most) + low * rate,
        high_usd_per_hour=node.usd_per_hour * (1 - least) + high * rate,
        as_of=node.as_of,
    )


def cluster_price(
    worker: NodeType, driver: NodeType, workers: Workers, catalog: Catalog, rules: Rules
) -> PriceBand | None:
    """Return the hourly price from the fewest to the most workers, all of them on demand."""
    one, head = node_price(worker, catalog, rules), node_price(driver, catalog, rules)
    if one is None or head is None:
        return None
    return PriceBand(
        low_usd_per_hour=head.low_usd_per_hour + workers.minimum * one.low_usd_per_hour,
        high_usd_per_hour=head.high_usd_per_hour + workers.maximum * one.high_usd_per_hour,
        as_of=min(one.as_of, head.as_of),
    )


def rank(node: NodeType, catalog: Catalog, rules: Rules) -> float:
    """Return what to sort nodes by: dollars per hour, with nodes of unknown price last."""
    price = node_price(node, catalog, rules)
    if price:
        return price.high_usd_per_hour
    return node.usd_per_hour if _has_no_rates(node, rules) and node.usd_per_hour else float("inf")


def dollars(price: PriceBand | None) -> str:
    """Return a band as a person reads it: `$1.75/h`, `$4.10-8.90/h`, `price unknown`."""
    if price is None:
        return "price unknown"
    low, high = f"{price.low_usd_per_hour:.2f}", f"{price.high_usd_per_hour:.2f}"
    return f"${low}/h" if low == high else f"${low}-{high}/h"


def _has_no_rates(node: NodeType, rules: Rules) -> bool:
    return rules.dbu_rate(node.cloud, "all_purpose") is None


def _dbu_band(node: NodeType, catalog: Catalog, usd_per_hour: float) -> tuple[float, float]:
    if node.dbu_per_hour is not None:
        return node.dbu_per_hour, node.dbu_per_hour
    least, most = catalog.dbu_per_dollar(node.cloud, gpu=node.gpus > 0)
    return usd_per_hour * least, usd_per_hour * most
