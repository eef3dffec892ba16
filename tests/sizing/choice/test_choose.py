"""Rules, then memory, then the tier, then price."""

import pytest
from support.sizing import answer_to

from modelstacks.errors import ConfigError
from modelstacks.sizing.choice.answer import Answer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.request import Asked
from modelstacks.sizing.memory import BatchInference, FineTune

FULL, LORA, QLORA = FineTune(), FineTune(method="lora"), FineTune(method="qlora")


def of(answer: Answer, name: str) -> Candidate:
    return next(one for one in answer.candidates if one.node.name == name)


def test_right_size_takes_the_cheapest_of_all_that_fit() -> None:
    answer = answer_to("t5-11b", LORA, policy="right_size")

    assert answer.verdict == "ok"
    assert answer.chosen is not None
    assert answer.chosen.name == "1 x g6e.2xlarge"
    assert answer.chosen.rank_usd == min(one.rank_usd for one in answer.candidates if one.fits)


def test_spec_stays_within_the_tier_and_tells_the_waste() -> None:
    answer = answer_to("t5-11b", LORA)

    assert answer.chosen is not None
    # then a fifth worker costs less than the driver's hours that it saves
    assert answer.chosen.workers == 5
    assert answer.tier.verdict == "wasteful"
    assert answer.tier.ratio == pytest.approx(1.6, abs=0.2)
    assert "times as much as 1 x g6e.2xlarge" in answer.tier.note


def test_waste_without_a_dbu_price_says_what_it_compares() -> None:
    # given Azure, whose DBU prices are not recorded, when the tier wastes
    answer = answer_to("llama-3.2-3b", FineTune(sequence_length=2048), cloud="azure")

    # then the ratio is not passed off as the whole cost
    assert answer.tier.verdict == "wasteful"
    assert "by the machines alone; DBU unknown" in answer.tier.note


def test_every_node_that_fails_says_why() -> None:
    answer = answer_to("t5-11b", LORA, policy="right_size")

    assert "(gpu-memory)" in of(answer, "g5.xlarge").why_not
    assert "GiB missing" in of(answer, "g5.xlarge").why_not
    assert "(host-memory)" in of(answer, "g6e.xlarge").why_not
    assert "(launchable)" in of(answer, "p3dn.24xlarge").why_not
    assert "(listed)" in of(answer, "p5.4xlarge").why_not
    assert all(bool(one.why_not) == (not one.fits) for one in answer.candidates)


def test_a_job_that_fits_one_gpu_is_copied_and_a_larger_one_is_sharded() -> None:
    answer = answer_to("t5-11b", LORA, policy="right_size")

    assert of(answer, "p4d.24xlarge").parallel.sharding == "ddp"
    assert of(answer, "g5.12xlarge").parallel.sharding == "zero3"
    assert of(answer, "g6e.2xlarge").parallel.sharding is None


def test_a_t5_is_fp32_where_there_is_no_bf16_and_a_llama_fp16() -> None:
    t5 = of(answer_to("t5-base", FULL, policy="right_size"), "g4dn.xlarge")
    llama = of(answer_to("llama-3.2-1b", LORA, policy="right_size"), "g4dn.xlarge")

    assert (t5.precision, llama.precision) == ("fp32", "fp16")


def test_a_precision_that_was_asked_for_is_not_replaced() -> None:
    job = FineTune(precision="bf16")
    answer = answer_to("t5-base", job, policy="right_size", precision_is_set=True)

    assert of(answer, "g4dn.xlarge").why_not == "T4 has no bf16 (bf16-from-ampere)"


def test_no_4_bit_t5_on_a_card_with_nothing_but_fp16() -> None:
    answer = answer_to("t5-3b", QLORA, policy="right_size")

    assert "(t5-never-fp16)" in of(answer, "g4dn.xlarge").why_not


def test_a_deadline_takes_what_is_done_in_time_even_when_slow() -> None:
    free = answer_to("t5-3b", FULL, policy="right_size", tokens=192_000_000)
    bound = answer_to("t5-3b", FULL, policy="right_size", tokens=192_000_000, deadline_hours=0.4)

    assert free.chosen is not None
    assert free.chosen.hours is not None
    assert free.chosen.hours[2] > 0.4
    assert bound.chosen is not None
    assert bound.chosen.hours is not None
    assert bound.chosen.hours[2] <= 0.4
    assert bound.chosen.rank_usd >= free.chosen.rank_usd


def test_a_deadline_that_nothing_meets_names_the_fastest() -> None:
    answer = answer_to("llama-3.1-70b", LORA, tokens=10**12, deadline_hours=1)

    assert answer.chosen is None
    assert "nothing is done in 1 h" in answer.reasons[0]


def test_an_infeasible_tier_tells_what_is_missing_and_the_nearest() -> None:
    answer = answer_to("llama-3.2-90b-vision", FULL, accelerators=("A100-40",))

    assert answer.chosen is None
    assert answer.verdict == "no"
    assert answer.tier.verdict == "infeasible"
    assert "GiB missing" in answer.tier.note
    assert "nearest that fits" in answer.reasons[0]
    assert answer.nearest is not None


def test_what_settings_leave_out_is_named_as_the_nearest() -> None:
    answer = answer_to("t5-11b", LORA, policy="right_size", accelerators=("A10G", "T4"))

    assert answer.chosen is not None
    assert answer.chosen.gpu.name in ("A10G", "T4")
    assert "leaves L40S out" in of(answer, "g6e.2xlarge").why_not


def test_above_the_last_tier_it_is_right_sized() -> None:
    answer = answer_to("llama-3.1-405b", QLORA)

    assert answer.tier.workers is None
    assert "above the last tier" in answer.tier.note


def test_azure_nc_is_single_node() -> None:
    answer = answer_to("t5-base", FULL, cloud="azure")

    failing = of(answer, "Standard_NC24ads_A100_v4")
    assert "(no-multi-node-on-azure-nc)" in failing.why_not
    right = answer_to("t5-base", FULL, cloud="azure", policy="right_size")
    assert of(right, "Standard_NC24ads_A100_v4").fits


def test_unknown_rates_leave_the_price_unknown_and_rank_by_the_machine() -> None:
    answer = answer_to("t5-base", FULL, cloud="azure", policy="right_size")

    assert answer.chosen is not None
    assert answer.chosen.price is None
    assert answer.chosen.usd is None
    assert answer.chosen.rank_usd < float("inf")


def test_encryption_in_transit_can_be_required() -> None:
    answer = answer_to("t5-base", FULL, encrypted=True, policy="right_size")

    assert answer.chosen is not None
    assert getattr(answer.chosen.node, "encrypted_in_transit", None) is True


def test_batch_inference_stays_in_a_node_and_adds_replicas() -> None:
    answer = answer_to("llama-3.1-70b", BatchInference(), policy="right_size")

    four = of(answer, "g6e.12xlarge")
    assert four.parallel.tensor_parallel == 4
    assert of(answer, "p4de.24xlarge").parallel.replicas > 1
    assert not of(answer, "g6e.2xlarge").fits


def test_offload_is_tight_without_twofold_room() -> None:
    job = FineTune(method="full")
    answer = answer_to(
        "llama-3.1-8b", job, policy="right_size", sharding="zero3", offload="optimizer"
    )

    assert any(one.verdict == "tight" for one in answer.candidates)
    for one in answer.candidates:
        if one.verdict == "ok" and one.memory:
            assert one.usable_gib >= 2 * one.memory.needed_gib


def test_an_optimizer_in_the_backward_pass_runs_on_one_gpu_or_sharded() -> None:
    answer = answer_to("t5-3b", FineTune(optimizer_in_backward=True), policy="right_size")

    assert of(answer, "g5.12xlarge").parallel.sharding in (None, "fsdp")


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (Asked(node_type="g6e.2xlarge"), "ok"),
        (Asked(node_type="g5.xlarge"), "no"),
        (Asked(node_type="p4d.24xlarge", workers=2), "ok"),
        (Asked(node_type="p3dn.24xlarge"), "no"),
        (Asked(gpu="A100-40"), "ok"),
        (Asked(gpu="A10G"), "no"),
        (Asked(gpu="V100-32", gpus=8), "no"),
        (Asked(gpu="A10G", gpus=8), "ok"),
    ],
)
def test_one_choice_is_judged(asked: Asked, verdict: str) -> None:
    answer = answer_to("t5-11b", LORA, asked=asked)

    assert answer.verdict == verdict
    assert len(answer.candidates) == 1
    assert (answer.nearest is None) == (verdict == "ok")


def test_a_v100_is_refused_however_much_it_holds() -> None:
    one = answer_to("t5-base", FULL, asked=Asked(gpu="V100-32")).candidates[0]

    assert "(launchable)" in one.why_not
    assert one.memory is not None
    assert one.memory.needed_gib < one.usable_gib


def test_gpus_alone_have_no_price() -> None:
    answer = answer_to("t5-11b", LORA, asked=Asked(gpu="H100-80", gpus=8))

    assert answer.chosen is not None
    assert answer.chosen.price is None


def test_options_that_contradict_the_model_are_refused() -> None:
    with pytest.raises(ConfigError, match="has one length"):
        answer_to("llama-3.1-8b", FineTune(source_length=8))


def test_assumptions_name_every_default() -> None:
    told = " ".join(answer_to("t5-11b", LORA).assumptions)

    for name in ("batch_per_gpu", "source_length", "precision", "rank", "tokens", "optimizer"):
        assert name in told
    assert "tokens = " not in " ".join(answer_to("t5-11b", LORA, tokens=5).assumptions)
