"""The worker count that is taken against all that could be."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.catalog import load_catalog
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.choose import bounds, choose
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.choice.search import RIGHT_SIZES, best_count, meets, order
from modelstacks.sizing.memory import BatchInference, FineTune
from modelstacks.sizing.rules import load_rules

CATALOG, RULES = load_catalog(), load_rules()
JOBS = st.one_of(
    st.builds(
        FineTune,
        method=st.sampled_from(["full", "lora", "qlora"]),
        optimizer=st.sampled_from(["adamw", "adafactor"]),
        batch_per_gpu=st.sampled_from([None, 1, 16]),
    ),
    st.builds(BatchInference, batch_per_gpu=st.sampled_from([1, 64])),
)
REQUESTS = st.builds(
    Request,
    model=st.sampled_from([*CATALOG.models.values()]),
    job=JOBS,
    cloud=st.sampled_from(["aws", "azure", "gcp"]),
    policy=st.sampled_from(["spec", "right_size"]),
    tokens=st.sampled_from([None, 10**6, 5 * 10**8, 2 * 10**10]),
    deadline_hours=st.sampled_from([None, 1.0, 8.0, 100.0]),
    spot=st.booleans(),
)


def every_count(request: Request) -> Iterator[Candidate]:
    judge = Judge(request, CATALOG, RULES)
    for node in CATALOG.node_types(request.cloud):
        if not node.gpus:
            continue
        tier = bounds(judge, str(node.gpu)) if request.policy == "spec" else None
        for count in range(tier.minimum, tier.maximum + 1) if tier else RIGHT_SIZES:
            yield judge.judge(node, count)


@settings(max_examples=40, deadline=None)
@given(REQUESTS)
def test_no_node_type_at_any_count_is_better_than_the_chosen_one(request: Request) -> None:
    able = [one for one in every_count(request) if one.fits and meets(one, request.deadline_hours)]

    chosen = choose(request, CATALOG, RULES).chosen

    assert chosen == min(able, key=order, default=None)


@pytest.mark.parametrize(("tokens", "workers"), [(10**6, 2), (10**10, 4)])
def test_a_long_job_shares_its_driver_among_more_workers(tokens: int, workers: int) -> None:
    request = Request(model=CATALOG.model("t5-base"), job=FineTune(), tokens=tokens)
    node = next(one for one in CATALOG.node_types("aws") if one.name == "g6e.xlarge")

    assert best_count(Judge(request, CATALOG, RULES), node, range(2, 5)).workers == workers
