"""What holds for every request."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sizing import answer_to

from modelstacks.catalog import load_catalog
from modelstacks.sizing.choice.request import Asked
from modelstacks.sizing.memory import BatchInference, FineTune, Serve

CATALOG = load_catalog()
MODELS = st.sampled_from([*CATALOG.models])
TRAINING = st.builds(
    FineTune,
    method=st.sampled_from(["full", "lora", "qlora"]),
    optimizer=st.sampled_from(["adamw", "adafactor", "adamw-8bit"]),
    batch_per_gpu=st.sampled_from([None, 1, 4, 32]),
    checkpointing=st.sampled_from(["none", "full"]),
)
JOBS = st.one_of(
    TRAINING,
    st.builds(BatchInference, batch_per_gpu=st.sampled_from([1, 16, 128])),
    st.builds(Serve, concurrency=st.sampled_from([1, 8, 200])),
)
RULES = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(["spec", "right_size"]),
        "cloud": st.sampled_from(["aws", "azure", "gcp"]),
        "allow_unlisted": st.booleans(),
    }
)
BY_MEMORY = ["T4", "A10G", "L40S", "A100-80", "H200-141"]
RANK = {"no": 0, "tight": 1, "ok": 2}


@settings(max_examples=15, deadline=None)
@given(MODELS, JOBS, RULES)
def test_an_answer_is_the_same_every_time(
    model: str, job: FineTune, rules: dict[str, object]
) -> None:
    assert answer_to(model, job, **rules) == answer_to(model, job, **rules)


@settings(max_examples=20, deadline=None)
@given(MODELS, TRAINING, RULES)
def test_the_chosen_plan_is_never_dominated(
    model: str, job: FineTune, rules: dict[str, object]
) -> None:
    answer = answer_to(model, job, **rules)
    if answer.chosen is None:
        assert not any(one.fits for one in answer.candidates)
        return

    safest = [one for one in answer.candidates if RANK[one.verdict] >= RANK[answer.chosen.verdict]]
    assert answer.chosen.rank_usd == min(one.rank_usd for one in safest)


@settings(max_examples=20, deadline=None)
@given(MODELS, JOBS, RULES)
def test_what_fits_really_fits_and_the_rest_says_why(
    model: str, job: FineTune, rules: dict[str, object]
) -> None:
    answer = answer_to(model, job, **rules)

    for one in answer.candidates:
        if one.verdict == "ok" and one.memory and one.node.gpus:
            assert one.memory.needed_gib <= one.usable_gib or one.concurrency
        assert one.fits or one.why_not
    if answer.chosen and answer.tier.workers and rules["policy"] == "spec":
        bounds = answer.tier.workers
        assert bounds.minimum <= answer.chosen.workers <= bounds.maximum


@settings(max_examples=20, deadline=None)
@given(MODELS, TRAINING)
def test_more_gpus_never_turn_ok_into_no(model: str, job: FineTune) -> None:
    for kind in ("A10G", "A100-80"):
        verdicts = [
            RANK[answer_to(model, job, asked=Asked(gpu=kind, gpus=n)).verdict]
            for n in (1, 2, 4, 8, 16)
        ]
        assert verdicts == sorted(verdicts)


@settings(max_examples=20, deadline=None)
@given(MODELS, JOBS, st.sampled_from([1, 4, 8]))
def test_a_larger_card_never_turns_ok_into_no(model: str, job: FineTune, gpus: int) -> None:
    verdicts = [
        RANK[answer_to(model, job, asked=Asked(gpu=kind, gpus=gpus)).verdict] for kind in BY_MEMORY
    ]

    assert verdicts == sorted(verdicts)


@pytest.mark.parametrize("model", ["t5-11b", "llama-3.1-8b"])
def test_a_larger_budget_of_time_never_costs_more(model: str) -> None:
    costs = []
    for hours in (1, 4, 24, 1000):
        job = FineTune(method="lora")
        chosen = answer_to(model, job, policy="right_size", deadline_hours=hours).chosen
        costs.append(chosen.rank_usd if chosen else float("inf"))

    assert costs == sorted(costs, reverse=True)
