"""The endpoint: the smallest workload type that holds the model, sized by concurrency."""

import pytest
from support.sizing import REGIONS, environment_with, family_of

from modelstacks.catalog import Cloud, load_catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import FineTune, ModelSettings, Serve, Throughput
from modelstacks.settings.serving import Challenger, Gateway, RateLimit, RateLimits
from modelstacks.sizing import ServingPlan, plan_family
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.context import Context
from modelstacks.sizing.memory import Serve as ServeJob
from modelstacks.sizing.plans import GpuWorkload
from modelstacks.sizing.rules import load_rules
from modelstacks.sizing.serving import plan_serving

from .conftest import endpoint_of, plan_of

BAND = Throughput(minimum=1960, maximum=2940, chunk=980)


def gpu_of(model: str, *, cloud: str = "aws", **settings: object) -> GpuWorkload:
    capacity = endpoint_of(model, cloud=cloud, **settings).capacity
    assert isinstance(capacity, GpuWorkload)
    return capacity


def reasons_of(plan: ServingPlan) -> dict[str, str]:
    return {row.decision: f"{row.value}: {row.because}" for row in plan.reasons}


@pytest.mark.parametrize(
    ("model", "cloud", "expected"),
    [
        ("t5-small", "aws", "GPU_SMALL"),
        ("t5-large", "aws", "GPU_SMALL"),
        ("t5-3b", "aws", "GPU_MEDIUM"),
        ("t5-11b", "aws", "MULTIGPU_MEDIUM"),
        ("flan-t5-xxl", "aws", "MULTIGPU_MEDIUM"),
        ("t5-small", "azure", "GPU_SMALL"),
        ("t5-3b", "azure", "GPU_LARGE"),
        ("t5-11b", "azure", "GPU_LARGE"),
        ("t5-small", "gcp", "GPU_MEDIUM"),
    ],
)
def test_workload_type(model: str, cloud: str, expected: str) -> None:
    assert gpu_of(model, cloud=cloud).workload_type == expected


@pytest.mark.parametrize(
    ("concurrency", "size"),
    [(1, "Small"), (4, "Small"), (5, "Medium"), (16, "Medium"), (17, "Large"), (64, "Large")],
)
def test_workload_size(concurrency: int, size: str) -> None:
    assert gpu_of("t5-base", concurrency=concurrency).workload_size == size


def test_what_was_set_is_taken() -> None:
    plan = endpoint_of("t5-base", workload_type="GPU_MEDIUM", scale_to_zero=False, version=7)

    assert plan.version == 7
    assert isinstance(plan.capacity, GpuWorkload)
    assert (plan.capacity.workload_type, plan.capacity.scale_to_zero) == ("GPU_MEDIUM", False)
    assert "set for this endpoint" in plan.reasons[0].because


def test_every_decision_has_a_reason_with_its_numbers() -> None:
    plan = endpoint_of("t5-11b")

    assert [reason.decision for reason in plan.reasons] == [
        *("workload_type", "workload_size", "engine", "scale_to_zero", "price"),
        *("version", "usage_tracking", "inference_table", "region"),
    ]
    assert "10.9 of 22.1 GiB each in bf16 on 4 x A10G" in plan.reasons[0].because


def test_the_price_grows_with_the_replicas_and_is_unknown_where_it_is() -> None:
    small, medium = endpoint_of("t5-base").price, endpoint_of("t5-base", concurrency=16).price

    assert small is not None
    assert medium is not None
    assert small.low_usd_per_hour == small.high_usd_per_hour == pytest.approx(0.73, abs=0.01)
    assert medium.high_usd_per_hour == pytest.approx(4 * small.high_usd_per_hour)
    assert endpoint_of("t5-base", cloud="gcp").price is None


def test_without_a_version_there_is_no_endpoint_but_a_note() -> None:
    plan = plan_of("t5-base", serve=Serve())

    assert plan.serve is None
    assert any("no version is pinned" in note.because for note in plan.notes)


def problem_of(model: str, cloud: str = "aws", **settings: object) -> Problem:
    with pytest.raises(ConfigError) as raised:
        endpoint_of(model, cloud=cloud, **settings)
    (problem,) = raised.value.problems
    return problem


def test_a_workload_type_that_is_too_small() -> None:
    problem = problem_of("t5-11b", workload_type="GPU_SMALL")

    assert problem.where.endswith("models.t5-11b.serve.workload_type")
    assert "69.3 of 14.6 GiB" in problem.found
    assert problem.nearest == "MULTIGPU_MEDIUM"


def test_a_workload_type_without_gpu() -> None:
    assert "has no GPU" in problem_of("t5-base", workload_type="CPU").found


def test_a_cloud_that_cannot_serve_the_model() -> None:
    problem = problem_of("t5-11b", cloud="gcp")

    assert "no serving workload type on gcp holds t5-11b" in problem.found
    assert "GPU_MEDIUM: needs 35.9 of 22.0 GiB" in problem.found


def test_more_requests_than_any_size_holds() -> None:
    problem = problem_of("t5-base", concurrency=65)

    assert problem.where.endswith("serve.concurrency")
    assert problem.allowed == "1 to 64"


def served_by(model: str, cloud: Cloud, band: Throughput | None) -> str:
    """Return what the plan of a family takes; `batch job` when it refuses."""
    facts, problems = load_catalog(), list[Problem]()
    context = Context(
        model=facts.model(model),
        environment=environment_with(cloud),
        catalog=facts,
        rules=load_rules(),
        family=family_of(ModelSettings(name=model)),
    )
    plan = plan_serving(Serve(version=1, throughput=band), context, problems)
    if plan is None:
        assert len(problems) == 1
        return "refused"
    return plan.capacity.workload_type if isinstance(plan.capacity, GpuWorkload) else "band"


def sized_by(model: str, cloud: Cloud, band: Throughput | None) -> str:
    """Return what `modelstacks size --task serve` chooses."""
    request = Request(
        model=load_catalog().model(model),
        job=ServeJob(),
        cloud=cloud,
        region=REGIONS[cloud],
        throughput=band,
    )
    try:
        chosen = choose(request).chosen
    except ConfigError:
        return "refused"
    if chosen is None:
        return "refused"
    return "band" if chosen.node.name == "PROVISIONED_THROUGHPUT" else chosen.node.name


@pytest.mark.parametrize("band", [None, BAND], ids=["no band", "band"])
@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
@pytest.mark.parametrize("model", load_catalog().models)
def test_size_and_the_plan_of_a_family_choose_the_same(
    model: str, cloud: Cloud, band: Throughput | None
) -> None:
    assert served_by(model, cloud, band) == sized_by(model, cloud, band)


def test_a_band_is_taken_as_it_is_written() -> None:
    plan = endpoint_of("llama-3.2-1b", throughput=BAND)

    assert plan.capacity == BAND
    assert plan.price is None
    reasons = reasons_of(plan)
    assert reasons["provisioned_throughput"] == ("1,960-2,940 tokens per second: 2-3 chunks of 980")
    assert "leave `serve.throughput` out" in reasons["workload_type"]
    assert "left out" in reasons["scale_to_zero"]


def test_a_chunk_that_is_not_known_is_said_to_be() -> None:
    plan = endpoint_of("llama-3.2-1b", throughput=Throughput(minimum=0, maximum=1000))

    offer = reasons_of(plan)["provisioned_throughput"]
    assert offer.startswith("0-1,000 tokens per second: taken as written")
    assert "get-model-optimization-info" in offer


def test_without_a_band_it_is_a_gpu_and_the_plan_says_what_to_write() -> None:
    plan = endpoint_of("llama-3.2-1b")

    assert isinstance(plan.capacity, GpuWorkload)
    offer = reasons_of(plan)["provisioned_throughput"]
    assert "`throughput: {minimum: N, maximum: M}` under `serve`" in offer


def test_a_workload_type_that_is_set_goes_before_a_band() -> None:
    plan = endpoint_of("llama-3.2-1b", workload_type="GPU_MEDIUM", throughput=BAND)

    assert isinstance(plan.capacity, GpuWorkload)
    assert plan.capacity.workload_type == "GPU_MEDIUM"
    assert "goes before the band" in reasons_of(plan)["provisioned_throughput"]


def test_a_band_for_a_model_that_has_none() -> None:
    problem = problem_of("t5-base", throughput=BAND)

    assert problem.where.endswith("models.t5-base.serve.throughput")
    assert "not offered in bands" in problem.found
    assert "leave throughput out" in problem.fix


def test_the_concurrency_of_a_band_is_not_bounded_by_sizes() -> None:
    assert endpoint_of("llama-3.2-1b", throughput=BAND, concurrency=1024).capacity == BAND


def test_a_challenger_is_told_and_paid_for() -> None:
    alone = endpoint_of("t5-base", version=3)
    both = endpoint_of("t5-base", version=3, challenger=Challenger(version=4, traffic=10))

    assert reasons_of(alone)["version"] == "3: all requests"
    assert reasons_of(both)["champion"] == "3: 90 % of the requests"
    assert reasons_of(both)["challenger"].startswith("4: 10 % of the requests")
    assert alone.price is not None
    assert both.price is not None
    assert both.price.low_usd_per_hour == 2 * alone.price.low_usd_per_hour


def test_what_stands_before_an_endpoint_is_told() -> None:
    limits = RateLimits(user=RateLimit(calls=60), groups={"ml": RateLimit(tokens=1000)})
    gateway = Gateway(inference_table=True, rate_limits=limits)
    told = reasons_of(endpoint_of("t5-base", gateway=gateway, environment={"A": "b"}))

    assert told["usage_tracking"].startswith("true")
    assert told["inference_table"].startswith("true")
    assert told["rate_limits"] == "user: 60 requests; ml: 1,000 tokens: per minute"
    assert told["environment"].startswith("A:")
    assert reasons_of(endpoint_of("t5-base"))["inference_table"].startswith("false")


def test_without_a_version_it_is_told_how_to_get_one() -> None:
    trained = ModelSettings(name="t5-base", serve=Serve(), fine_tune=FineTune())
    plan = plan_family(family_of(trained), environment_with()).models[0]

    assert "run its fine-tuning job" in plan.unserved
    assert plan_of("t5-base", serve=Serve()).unserved == (
        "no version is pinned: register one, then set models.t5-base.serve.version"
    )
    assert plan_of("t5-base", serve=Serve(version=1)).unserved == ""
