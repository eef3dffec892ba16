"""What serves a model: a workload type, bands of throughput, or nothing here."""

import pytest
from support.sizing import answer_to

from modelstacks.sizing.choice.request import Asked
from modelstacks.sizing.memory import Serve


@pytest.mark.parametrize(
    ("model", "cloud", "expected"),
    [
        ("t5-small", "aws", "GPU_SMALL"),
        ("t5-3b", "aws", "GPU_MEDIUM"),
        ("t5-11b", "aws", "MULTIGPU_MEDIUM"),
        ("t5-11b", "azure", "GPU_LARGE"),
        ("llama-3.1-8b", "aws", "MULTIGPU_MEDIUM"),
        ("llama-3.2-11b-vision", "aws", "MULTIGPU_MEDIUM"),
        ("llama-3.2-90b-vision", "aws", "GPU_LARGE_8"),
        ("llama-3.2-90b-vision", "azure", "GPU_LARGE_8"),
        ("llama-3.2-1b", "aws", "PROVISIONED_THROUGHPUT"),
        ("llama-3.2-3b", "azure", "PROVISIONED_THROUGHPUT"),
    ],
)
def test_the_smallest_that_holds_it(model: str, cloud: str, expected: str) -> None:
    answer = answer_to(model, Serve(), cloud=cloud)

    assert answer.chosen is not None
    assert answer.chosen.node.name == expected
    assert answer.servable


@pytest.mark.parametrize(
    ("model", "name", "sequences"),
    [
        ("t5-small", "GPU_SMALL", 723),
        ("t5-3b", "GPU_MEDIUM", 50),
        ("t5-11b", "MULTIGPU_MEDIUM", 50),
        ("llama-3.2-1b", "GPU_MEDIUM", 120),
        ("llama-3.2-90b-vision", "GPU_LARGE_8", 213),
        ("llama-3.1-8b", "MULTIGPU_MEDIUM", 108),
        ("llama-3.1-70b", "GPU_LARGE_8", 328),
    ],
)
def test_the_sequences_it_holds(model: str, name: str, sequences: int) -> None:
    answer = answer_to(model, Serve(), asked=Asked(node_type=name))

    held = answer.candidates[0].concurrency
    assert held == pytest.approx(sequences, rel=0.02, abs=2)


def test_more_sequences_take_a_larger_one() -> None:
    few, many = (answer_to("t5-11b", Serve(concurrency=n)).chosen for n in (8, 100))

    assert few is not None
    assert many is not None
    assert (few.node.name, many.node.name) == ("MULTIGPU_MEDIUM", "GPU_MEDIUM_8")


def test_what_no_endpoint_holds_is_a_batch_job() -> None:
    answer = answer_to("t5-11b", Serve(), cloud="gcp")

    assert not answer.servable
    assert answer.verdict == "no"
    assert "not servable on gcp" in answer.reasons[0]
    assert "--task batch_inference" in answer.reasons[1]


def test_heads_that_do_not_divide_are_served_by_fewer_gpus_per_replica() -> None:
    answer = answer_to("qwen2.5-7b", Serve(), asked=Asked(node_type="GPU_MEDIUM_8"))

    one = answer.candidates[0]
    assert one.fits
    assert one.parallel.tensor_parallel in (1, 2, 4)
    assert one.parallel.replicas > 1


def test_what_only_enrolled_accounts_have_is_not_chosen_but_can_be_named() -> None:
    ranked = answer_to("t5-11b", Serve())
    named = answer_to("t5-11b", Serve(), asked=Asked(node_type="GPU_XLARGE"))

    assert all(one.node.name != "GPU_XLARGE" for one in ranked.candidates if one.fits)
    assert named.verdict == "ok"


def test_provisioned_throughput_has_no_known_price() -> None:
    answer = answer_to("llama-3.2-1b", Serve())

    assert answer.chosen is not None
    assert answer.chosen.price is None
    assert answer.chosen.gpus == 0
