"""Hours from operations, dollars from list prices: checked against worked examples."""

import pytest
from support.sizing import answer_to

from modelstacks.catalog import load_catalog
from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.choice.flops import training_flops
from modelstacks.sizing.choice.price import JobPrices
from modelstacks.sizing.choice.throughput import speed_figures
from modelstacks.sizing.memory import BatchInference, FineTune
from modelstacks.sizing.pricing import node_price
from modelstacks.sizing.rules import load_rules

CATALOG, RULES = load_catalog(), load_rules()
P4D = CATALOG.node_type("aws", "p4d.24xlarge")


@pytest.mark.parametrize(
    ("model", "checkpointing", "expected"),
    [
        ("t5-small", "none", 2.70e16),
        ("t5-base", "none", 1.10e17),
        ("t5-3b", "full", 1.99e18),
        ("t5-11b", "full", 7.93e18),
    ],
)
def test_operations_of_a_t5_count_each_stack_on_its_own_tokens(
    model: str, checkpointing: str, expected: float
) -> None:
    # given 100,000 samples, 3 epochs, 512 tokens in and 128 out
    job = FineTune(checkpointing=checkpointing)  # type: ignore[arg-type]
    shape = architecture(model)

    flops = training_flops(shape, job, shape.parameters, 300_000 * 640, speed_figures())

    # then they are the worked example's, attention on top
    assert expected <= flops <= 1.35 * expected


@pytest.mark.parametrize(
    ("model", "method", "expected"),
    [
        ("llama-3.2-1b", "lora", 3.71e17),
        ("llama-3.2-3b", "lora", 9.64e17),
        ("llama-3.2-3b", "full", 1.29e18),
        ("llama-3.1-8b", "lora", 2.41e18),
        ("llama-3.2-90b-vision", "full", 3.54e19),
    ],
)
def test_operations_of_a_llama(model: str, method: str, expected: float) -> None:
    shape = architecture(model)
    job = FineTune(method=method)  # type: ignore[arg-type]
    trained = shape.parameters if method == "full" else 0

    flops = training_flops(shape, job, trained, 50_000_000, speed_figures())

    assert flops == pytest.approx(expected, rel=0.15)


def test_a_p4d_costs_28_63_an_hour() -> None:
    price = node_price(P4D, CATALOG, RULES, "jobs")

    assert price is not None
    assert price.low_usd_per_hour == price.high_usd_per_hour
    assert price.high_usd_per_hour == pytest.approx(28.63, abs=0.005)


def test_spot_saves_nothing_of_the_dbu() -> None:
    discount = 1 - 8.0 / 21.957642

    price = node_price(P4D, CATALOG, RULES, "jobs", (discount, discount))

    assert price is not None
    assert price.high_usd_per_hour == pytest.approx(8.0 + 44.45 * 0.15)
    assert 1 - price.high_usd_per_hour / 28.63 == pytest.approx(0.49, abs=0.005)


def test_all_purpose_costs_more_than_jobs() -> None:
    jobs, interactive = (node_price(P4D, CATALOG, RULES, kind) for kind in ("jobs", "all_purpose"))

    assert jobs is not None
    assert interactive is not None
    assert interactive.high_usd_per_hour - jobs.high_usd_per_hour == pytest.approx(44.45 * 0.4)


def test_several_nodes_have_a_driver_which_is_never_spot() -> None:
    driver = CATALOG.node_type("aws", "r6i.2xlarge")
    plain = JobPrices(CATALOG, RULES, driver, spot=False)
    spot = JobPrices(CATALOG, RULES, driver, spot=True)
    head = 0.504 + 2.04 * 0.15

    one, two = plain.per_hour(P4D, 1)[1], plain.per_hour(P4D, 2)[1]
    band, planned = spot.per_hour(P4D, 2)

    assert one == pytest.approx(28.625, abs=0.001)
    assert two == pytest.approx(2 * 28.625142 + head)
    assert band is not None
    assert planned is not None
    least = 2 * (21.957642 * (1 - 0.64) + 44.45 * 0.15) + head
    assert band.low_usd_per_hour == pytest.approx(least)
    assert band.low_usd_per_hour < planned < band.high_usd_per_hour == pytest.approx(two)


def test_a_single_node_is_its_own_driver_on_demand() -> None:
    spot = JobPrices(CATALOG, RULES, CATALOG.node_type("aws", "r6i.2xlarge"), spot=True)

    assert spot.per_hour(P4D, 1)[1] == pytest.approx(28.625142)


def test_a_job_pays_for_its_start() -> None:
    answer = answer_to("t5-small", FineTune(), policy="right_size", tokens=1)

    assert answer.chosen is not None
    assert answer.chosen.usd is not None
    assert answer.chosen.planned_usd_per_hour is not None
    assert answer.chosen.usd[1] == pytest.approx(0.12 * answer.chosen.planned_usd_per_hour)


def test_more_tokens_take_longer_in_proportion() -> None:
    few, many = (
        answer_to("t5-base", FineTune(), policy="right_size", tokens=n).candidates
        for n in (10**7, 10**8)
    )
    hours = {one.node.name: one.hours for one in few}

    for one in many:
        if one.hours:
            assert one.hours[1] == pytest.approx(10 * (hours[one.node.name] or (0, 0))[1])


def test_spot_is_in_the_price_of_batch_inference() -> None:
    plain = answer_to("t5-base", BatchInference())
    spot = answer_to("t5-base", BatchInference(), spot=True)

    assert plain.chosen is not None
    assert spot.chosen is not None
    assert spot.chosen.rank_usd < plain.chosen.rank_usd
    assert any("nothing of the DBU" in told for told in spot.assumptions)
