"""What serves a model: a workload type, bands of throughput, or nothing here."""

from dataclasses import replace

import pytest
from support.sizing import answer_to

from modelstacks.catalog import load_catalog
from modelstacks.errors import ConfigError
from modelstacks.settings.project import Throughput
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Asked, Request
from modelstacks.sizing.memory import BatchInference, Serve

BAND = Throughput(minimum=980, maximum=1960)


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
        ("llama-3.2-1b", "aws", "GPU_SMALL"),
        ("llama-3.2-3b", "aws", "GPU_SMALL"),
        ("llama-3.2-1b", "gcp", "GPU_MEDIUM"),
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


def test_a_band_is_taken_and_has_no_known_price() -> None:
    answer = answer_to("llama-3.2-1b", Serve(), throughput=BAND)

    assert answer.chosen is not None
    assert answer.chosen.node.name == "PROVISIONED_THROUGHPUT"
    assert answer.chosen.price is None
    assert answer.chosen.gpus == 0
    assert any("980-1,960 tokens per second: taken as written" in row for row in answer.reasons)
    assert "on a GPU of its own instead: GPU_SMALL" in answer.reasons[1]


def test_without_a_band_the_answer_says_what_to_write_for_one() -> None:
    answer = answer_to("llama-3.2-1b", Serve())

    (offer,) = [row for row in answer.reasons if row.startswith("provisioned throughput")]
    assert "not taken" in offer
    assert "throughput: {minimum: N, maximum: M}" in offer
    assert "throughput_chunk_size" in offer
    left_out = answer.candidates[-1]
    assert (left_out.node.name, left_out.verdict) == ("PROVISIONED_THROUGHPUT", "no")
    assert left_out.is_left_out
    assert left_out.why_not in offer


@pytest.mark.parametrize(
    ("model", "cloud", "region", "found"),
    [
        ("t5-base", "aws", None, "t5-base is not offered in bands"),
        ("llama-3.2-11b-vision", "aws", None, "not offered in bands"),
        ("llama-3.2-1b", "azure", "australiacentral", "no provisioned throughput in"),
        ("llama-3.2-1b", "gcp", "europe-west1", "no provisioned throughput in europe-west1"),
    ],
)
def test_a_band_that_is_not_offered_is_refused(
    model: str, cloud: str, region: str | None, found: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        answer_to(model, Serve(), cloud=cloud, region=region, throughput=BAND)

    (problem,) = raised.value.problems
    assert problem.where == "throughput"
    assert found in problem.found


def test_a_region_that_offers_it_is_named_with_its_date() -> None:
    answer = answer_to("llama-3.2-3b", Serve(), cloud="gcp", region="asia-south1", throughput=BAND)

    (told,) = [row for row in answer.reasons if row.startswith("region: ")]
    assert "offers provisioned throughput, marked as routed to another geography" in told
    assert "as of 20" in told


def test_a_region_that_is_not_recorded_is_said_to_be_and_not_refused() -> None:
    answer = answer_to("t5-base", Serve(), region="us-east-1")

    assert answer.servable
    assert "region: us-east-1: whether it offers GPU serving is not recorded" in "".join(
        answer.reasons
    )
    nowhere = answer_to("t5-base", Serve())
    assert not any(row.startswith("region") for row in nowhere.reasons)
    assert any("region not told" in told for told in nowhere.assumptions)


def test_a_region_without_gpu_serving_serves_nothing() -> None:
    # given a catalogue that knows a region without GPUs
    facts = load_catalog()
    row = replace(facts.serving_regions[0], cloud="aws", region="us-west-1", service="gpu")
    known = replace(facts, serving_regions=(row,))
    request = Request(model=facts.model("t5-base"), job=Serve(), region="us-west-1")

    answer = choose(request, known)

    assert not answer.servable
    assert "no GPU serving in us-west-1" in answer.reasons[0]
    assert "run it as a batch job" in answer.reasons[1]


@pytest.mark.parametrize("model", ["llama-3.2-11b-vision", "llama-3.2-90b-vision"])
@pytest.mark.parametrize("job", [Serve(), BatchInference()])
def test_the_licence_is_a_warning_in_the_european_union_and_a_note_elsewhere(
    model: str, job: Serve | BatchInference
) -> None:
    there, here = (
        [row for row in answer_to(model, job, region=region).reasons if "licence" in row]
        for region in ("eu-central-1", "eu-west-2")
    )

    assert [row.partition(":")[0] for row in there] == ["warning"]
    assert "eu-central-1 is in the European Union" in there[0]
    assert [row.partition(":")[0] for row in here] == ["note"]


def test_other_models_have_no_warning_in_the_european_union() -> None:
    for model in ("t5-base", "llama-3.2-1b"):
        reasons = answer_to(model, Serve(), region="eu-central-1").reasons
        assert not any(row.startswith("warning") for row in reasons)
