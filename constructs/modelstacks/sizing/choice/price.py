"""What a choice costs: per hour by jobs rates, and for the whole job."""

from modelstacks.catalog import Catalog, NodeType
from modelstacks.sizing.choice.candidate import Range
from modelstacks.sizing.plans import PriceBand
from modelstacks.sizing.pricing import node_price
from modelstacks.sizing.rules import Rules


class JobPrices:
    """Prices of job clusters: workers, and a CPU driver where there are several."""

    def __init__(self, catalog: Catalog, rules: Rules, driver: NodeType, *, spot: bool) -> None:
        self.catalog = catalog
        self.rules = rules
        self.driver = driver
        self.driver_price = node_price(driver, catalog, rules, "jobs")
        discount = rules.spot_discount
        self.discounts = (discount["least"], discount["most"]) if spot else (0.0, 0.0)
        self.planned_discount = discount["planned"] if spot else 0.0

    def per_hour(self, node: NodeType, workers: int) -> tuple[PriceBand | None, float | None]:
        """Return the band of all nodes and what to plan with; `None` where it is not known.

        A single node is its own driver, and no driver is spot: it is paid on demand.
        """
        spot = self.discounts if workers > 1 else (0.0, 0.0)
        worker = node_price(node, self.catalog, self.rules, "jobs", spot)
        driver = self.driver_price if workers > 1 else None
        if worker is None or (workers > 1 and driver is None):
            return None, None
        low, high = workers * worker.low_usd_per_hour, workers * worker.high_usd_per_hour
        planned = high
        if workers > 1 and node.usd_per_hour:
            least = self.discounts[0]
            planned -= workers * node.usd_per_hour * (self.planned_discount - least)
        if driver:
            low, high = low + driver.low_usd_per_hour, high + driver.high_usd_per_hour
            planned += driver.high_usd_per_hour
        return PriceBand(low_usd_per_hour=low, high_usd_per_hour=high, as_of=worker.as_of), planned

    def machines_per_hour(self, node: NodeType, workers: int) -> float:
        """Return the machines' price alone: what is left to rank by without DBU rates."""
        if node.usd_per_hour is None:
            return float("inf")
        driver = self.driver.usd_per_hour or 0.0
        return node.usd_per_hour * workers + (driver if workers > 1 else 0.0)

    def whole_job(
        self, price: PriceBand | None, planned: float | None, hours: Range
    ) -> Range | None:
        """Return dollars of the job with its start-up, least to most; `None` when unknown."""
        if price is None or planned is None:
            return None
        start = self.rules.startup_hours
        low, expected, high = (value + start for value in hours)
        return low * price.low_usd_per_hour, expected * planned, high * price.high_usd_per_hour
