"""Prices are bands of known parts; what is not known stays unknown."""

import pytest

from modelstacks.catalog import Catalog
from modelstacks.sizing.plans import PriceBand, Workers
from modelstacks.sizing.pricing import cluster_price, dollars, node_price, rank
from modelstacks.sizing.rules import load_rules

RULES = load_rules()


def test_a_known_dbu_rate_gives_one_price(catalog: Catalog) -> None:
    price = node_price(catalog.node_type("aws", "g5.xlarge"), catalog, RULES)

    assert price is not None
    assert price.low_usd_per_hour == price.high_usd_per_hour == pytest.approx(1.006 + 1.36 * 0.55)
    assert price.as_of == "2026-07-20"


def test_an_unknown_dbu_rate_is_bounded_by_comparable_nodes(catalog: Catalog) -> None:
    price = node_price(catalog.node_type("aws", "g6.xlarge"), catalog, RULES)

    assert price is not None
    assert 0.8048 < price.low_usd_per_hour < price.high_usd_per_hour


@pytest.mark.parametrize(("cloud", "name"), [("aws", "p5e.48xlarge"), ("gcp", "a2-ultragpu-2g")])
def test_an_unknown_price_is_no_price(catalog: Catalog, cloud: str, name: str) -> None:
    node = catalog.node_type(cloud, name)  # type: ignore[arg-type]

    assert node_price(node, catalog, RULES) is None
    assert rank(node, catalog, RULES) == float("inf")


def test_where_no_rate_is_recorded_the_price_of_the_machine_ranks(catalog: Catalog) -> None:
    node = catalog.node_type("azure", "Standard_NC4as_T4_v3")

    assert node_price(node, catalog, RULES) is None
    assert rank(node, catalog, RULES) == node.usd_per_hour


def test_a_cluster_costs_its_driver_and_fewest_to_most_workers(catalog: Catalog) -> None:
    worker, driver = (catalog.node_type("aws", name) for name in ("g5.xlarge", "r6i.2xlarge"))

    band = cluster_price(worker, driver, Workers(minimum=2, maximum=4), catalog, RULES)

    assert band is not None
    one, head = 1.006 + 1.36 * 0.55, 0.504 + 2.04 * 0.55
    assert band.low_usd_per_hour == pytest.approx(head + 2 * one)
    assert band.high_usd_per_hour == pytest.approx(head + 4 * one)


def test_how_a_band_reads() -> None:
    assert dollars(PriceBand(low_usd_per_hour=1, high_usd_per_hour=1, as_of="")) == "$1.00/h"
    assert dollars(PriceBand(low_usd_per_hour=1, high_usd_per_hour=2, as_of="")) == "$1.00-2.00/h"
    assert dollars(None) == "price unknown"
