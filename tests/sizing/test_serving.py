"""The endpoint: the smallest workload type that holds the model, sized by concurrency."""

import pytest

from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import Serve

from .conftest import endpoint_of, plan_of


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
    assert endpoint_of(model, cloud=cloud).workload_type == expected


@pytest.mark.parametrize(
    ("concurrency", "size"),
    [(1, "Small"), (4, "Small"), (5, "Medium"), (16, "Medium"), (17, "Large"), (64, "Large")],
)
def test_workload_size(concurrency: int, size: str) -> None:
    assert endpoint_of("t5-base", concurrency=concurrency).workload_size == size


def test_what_was_set_is_taken() -> None:
    plan = endpoint_of("t5-base", workload_type="GPU_MEDIUM", scale_to_zero=False, version=7)

    assert (plan.workload_type, plan.scale_to_zero, plan.version) == ("GPU_MEDIUM", False, 7)
    assert "set for this endpoint" in plan.reasons[0].because


def test_every_decision_has_a_reason_with_its_numbers() -> None:
    plan = endpoint_of("t5-11b")

    assert [reason.decision for reason in plan.reasons] == [
        *("workload_type", "workload_size", "engine", "scale_to_zero", "price")
    ]
    assert "9.9 of 22.1 GiB each in bf16 on 4 x A10G" in plan.reasons[0].because


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
    assert "61.0 of 14.6 GiB" in problem.found
    assert problem.nearest == "MULTIGPU_MEDIUM"


def test_a_workload_type_without_gpu() -> None:
    assert "has no GPU" in problem_of("t5-base", workload_type="CPU").found


def test_a_cloud_that_cannot_serve_the_model() -> None:
    problem = problem_of("t5-11b", cloud="gcp")

    assert "no serving workload type on gcp holds t5-11b" in problem.found
    assert "GPU_MEDIUM 31.8 of 22.0 GiB" in problem.found


def test_more_requests_than_any_size_holds() -> None:
    problem = problem_of("t5-base", concurrency=65)

    assert problem.where.endswith("serve.concurrency")
    assert problem.allowed == "1 to 64"
