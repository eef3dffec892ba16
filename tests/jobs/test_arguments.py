"""What a job is told is what its plan assumed, and survives the command line."""

import string
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jobs.job_cases import batch_inference, fine_tune, register
from support.sizing import environment_with, family_of

from modelstacks.errors import ConfigError
from modelstacks.jobs.arguments import (
    BatchInferenceArguments,
    FineTuneArguments,
    JobArguments,
    Prediction,
    RegisterArguments,
    Registration,
    Training,
    batch_inference_arguments,
    fine_tune_arguments,
    parse,
    register_arguments,
    to_parameters,
)
from modelstacks.jobs.scripts.jobkit.arguments import ArgumentError
from modelstacks.settings.project import BatchInference, FineTune, ModelSettings
from modelstacks.sizing import ClusterPlan, plan_family
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.memory import estimate

STORAGE = "/Volumes/dev/t5/t5_base"


def plan_of(model: str, workload: str, **options: Any) -> ClusterPlan:
    policy = {key: options.pop(key) for key in ("policy", "accelerators") if key in options}
    kind: Any = {"fine_tune": FineTune, "batch_inference": BatchInference}[workload]
    asked: dict[str, Any] = {workload: kind(**options)}
    family = family_of(ModelSettings(name=model, **asked))
    (made,) = plan_family(family, environment_with(**policy)).models
    plan: ClusterPlan | None = getattr(made, workload)
    assert plan is not None
    return plan


@pytest.mark.parametrize("policy", ["spec", "right_size"])
@pytest.mark.parametrize("method", ["full", "lora", "qlora"])
@pytest.mark.parametrize("model", ["t5-base", "t5-11b", "llama-3.2-3b", "llama-3.2-11b-vision"])
def test_the_predicted_peak_is_that_of_the_plan(model: str, method: str, policy: str) -> None:
    # given a plan
    plan = plan_of(model, "fine_tune", method=method, policy=policy)

    # when its job is told what to do
    told = fine_tune_arguments(plan, STORAGE)

    # then the memory is the one that placed it, and the GPUs are those of its nodes
    assert plan.job is not None
    assert plan.layout is not None
    memory = estimate(architecture_of(plan.model), plan.job, plan.layout)
    assert told.predicted_peak_gib == memory.peak_gib
    assert sum(told.predicted_parts.values()) == pytest.approx(told.predicted_peak_gib)
    assert memory.needed_gib == pytest.approx(plan.memory.needed_gib)
    assert told.predicted_trainable == memory.trainable_parameters
    assert told.nodes == plan.workers.minimum
    assert told.single_node is plan.is_single_node
    assert told.gpus == plan.layout.gpus
    assert (told.sharding == "none") is (told.gpus == 1)


def test_every_choice_of_a_user_arrives() -> None:
    asked: dict[str, Any] = {
        "method": "lora",
        "rank": 32,
        "targets": "attention",
        "optimizer": "paged-adamw-8bit",
        "precision": "amp",
        "batch_per_gpu": 3,
        "source_length": 256,
        "target_length": 64,
        "checkpointing": "selective",
        "gradient_accumulation": 4,
    }

    told = fine_tune_arguments(plan_of("t5-base", "fine_tune", **asked), STORAGE)

    assert {name: getattr(told, name) for name in asked} == asked


def test_defaults_that_sizing_filled_in_are_told_too() -> None:
    told = fine_tune_arguments(plan_of("t5-base", "fine_tune"), STORAGE)

    assert (told.batch_per_gpu, told.source_length, told.target_length) == (8, 512, 128)
    assert (told.precision, told.attention, told.optimizer_loop) == ("amp", "eager", "fused")
    assert told.model == "google-t5/t5-base"


def test_a_card_without_bf16_trains_a_t5_in_fp32() -> None:
    plan = plan_of("t5-small", "fine_tune", accelerators=("T4",))

    assert fine_tune_arguments(plan, STORAGE).precision == "fp32"


def test_zero_3_gets_the_limits_that_the_formulas_count_with() -> None:
    plan = plan_of("t5-11b", "fine_tune", policy="right_size")
    shape = architecture_of(plan.model)

    told = fine_tune_arguments(plan, STORAGE)

    assert told.sharding == "zero3"
    assert told.bucket_elements == shape.hidden**2
    gathered = 2 * shape.largest_layer + 2 * shape.vocabulary * shape.hidden
    assert told.max_live_parameters == gathered


def test_batch_inference_is_told_how_its_replicas_lie() -> None:
    plan = plan_of("llama-3.2-90b-vision", "batch_inference", batch_per_gpu=2)
    assert plan.layout is not None

    told = batch_inference_arguments(plan, STORAGE, Prediction(dataset="prompts"))

    assert told.gpus_per_replica == plan.layout.replica_gpus > 1
    assert told.gpus_per_node % told.gpus_per_replica == 0
    assert told.nodes == plan.workers.maximum
    assert (told.prompt_length, told.new_tokens, told.batch_per_gpu) == (512, 128, 2)
    assert told.dataset == "prompts"


def test_registration_takes_what_the_run_left() -> None:
    plan = plan_of("t5-base", "fine_tune")
    wanted = Registration(registered_model="dev.t5.t5_base", tags={"Team": "a, b"})

    told = register_arguments(plan, STORAGE, wanted)

    assert told.source == "runs/{{job.run_id}}/model"
    assert told.alias == "challenger"
    assert told.fingerprint == fine_tune_arguments(plan, STORAGE).fingerprint


def test_a_plan_keeps_its_fingerprint_until_it_changes() -> None:
    first = fine_tune_arguments(plan_of("t5-base", "fine_tune"), STORAGE)
    same = fine_tune_arguments(plan_of("t5-base", "fine_tune"), "/Volumes/prod/t5/t5_base")
    other = fine_tune_arguments(plan_of("t5-base", "fine_tune", batch_per_gpu=4), STORAGE)

    assert first.fingerprint == same.fingerprint != other.fingerprint


def test_a_plan_of_another_workload_is_refused() -> None:
    plan = plan_of("t5-base", "batch_inference")

    with pytest.raises(ConfigError, match="batch_inference: the plan is not of a FineTune job"):
        fine_tune_arguments(plan, STORAGE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("optimizer_in_backward", True), ("activation_offload", True), ("loss", "chunked")],
)
def test_what_no_script_runs_is_refused(name: str, value: object) -> None:
    plan = plan_of("t5-base", "fine_tune", policy="right_size")
    assert plan.job is not None
    job = replace(plan.job, **{name: value})  # type: ignore[arg-type]

    with pytest.raises(ConfigError, match=rf"t5-base\.fine_tune\.{name}"):
        fine_tune_arguments(replace(plan, job=job), STORAGE)


def test_no_parameter_is_a_secret_or_leaves_the_volume_by_itself() -> None:
    told = fine_tune_arguments(plan_of("t5-base", "fine_tune"), STORAGE, Training())

    parameters = to_parameters(told)

    assert not any("token" in one.partition("=")[0] for one in parameters)
    assert [one for one in parameters if "=/" in one] == [f"--storage={STORAGE}"]


TEXT = st.text(alphabet=string.ascii_letters + string.digits + " =,-_'\"é{}\\", max_size=20)
POSITIVE = st.floats(min_value=1e-12, max_value=1e6)


CHANGES = st.fixed_dictionaries(
    {
        "learning_rate": POSITIVE,
        "predicted_parts": st.dictionaries(st.sampled_from(["weights", "loss"]), POSITIVE),
        "source_column": TEXT,
        "experiment": TEXT,
        "batch_per_gpu": st.integers(1, 65536),
        "compile": st.booleans(),
        "max_steps": st.one_of(st.just(-1), st.integers(1, 10**9)),
    }
)


@settings(max_examples=60, deadline=None)
@given(changes=CHANGES)
def test_fine_tuning_arguments_survive_the_command_line(changes: dict[str, Any]) -> None:
    arguments = fine_tune(**changes)

    assert parse(FineTuneArguments, to_parameters(arguments)) == arguments


@settings(max_examples=60, deadline=None)
@given(tags=st.dictionaries(TEXT, TEXT, max_size=4), example=TEXT)
def test_registration_arguments_survive_the_command_line(
    tags: dict[str, str], example: str
) -> None:
    arguments = register(tags=tags, example=example)

    assert parse(RegisterArguments, to_parameters(arguments)) == arguments


@settings(max_examples=30, deadline=None)
@given(beams=st.integers(1, 256), usable=POSITIVE, kind=st.sampled_from(["vision", "decoder-only"]))
def test_batch_inference_arguments_survive_the_command_line(
    beams: int, usable: float, kind: str
) -> None:
    arguments = batch_inference(beams=beams, usable_gib=usable, model_kind=kind)

    assert parse(BatchInferenceArguments, to_parameters(arguments)) == arguments


@pytest.mark.parametrize("arguments", [fine_tune(), batch_inference(), register()])
def test_one_parameter_per_field(arguments: JobArguments) -> None:
    names = [one.partition("=")[0].removeprefix("--") for one in to_parameters(arguments)]

    assert names == [field.name.replace("_", "-") for field in fields(arguments)]


@pytest.mark.parametrize(
    "name",
    ["method", "optimizer-loop", "sharding", "checkpointing", "predicted-peak-gib", "loss"],
)
def test_a_choice_of_sizing_has_no_default(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    parameters = [one for one in to_parameters(fine_tune()) if not one.startswith(f"--{name}=")]

    with pytest.raises(SystemExit):
        parse(FineTuneArguments, parameters)

    assert f"required: --{name}" in capsys.readouterr().err


CONTRADICTIONS: list[tuple[dict[str, Any], str]] = [
    ({"method": "lora", "rank": 0}, "rank, targets: lora needs both"),
    ({"rank": 8}, "full fine-tuning has no adapters"),
    ({"precision": "fp16"}, "a T5 overflows in fp16"),
    ({"attention": "sdpa"}, "eager only"),
    ({"gpus_per_node": 8}, "sharding: none on 8 GPUs"),
    ({"sharding": "ddp"}, "sharding: ddp on 1 GPUs"),
    ({"nodes": 2, "sharding": "ddp"}, "single_node: there are 2 nodes"),
    ({"gpus_per_node": 2, "sharding": "zero3"}, "bucket_elements: ZeRO needs a size"),
    ({"gpus_per_node": 2, "sharding": "ddp", "offload": "all"}, "only zero3"),
    ({"sequence_length": 512}, "sequence_length: 0 here"),
    ({"optimizer": "adam"}, "optimizer: 'adam', allowed: adamw"),
    ({"storage": "volume"}, "no absolute path"),
    ({"run": "../other"}, "no folder name"),
    ({"batch_per_gpu": 0}, "batch_per_gpu: 0, allowed: 1 and more"),
    ({"learning_rate": 0.0}, "above 0"),
]


@pytest.mark.parametrize(("changed", "said"), CONTRADICTIONS, ids=lambda one: str(one)[:40])
def test_contradictions_are_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        fine_tune(**changed)


def test_every_contradiction_is_told_at_once() -> None:
    with pytest.raises(ArgumentError) as caught:
        fine_tune(rank=8, optimizer="adam", batch_per_gpu=0)

    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"gpus_per_replica": 3, "gpus_per_node": 4}, "gpus_per_replica: 3 of 4"),
        ({"engine": "vllm"}, "decoder-only models"),
        ({"engine": "vllm", "model_kind": "decoder-only", "beams": 2}, "no beams"),
        ({"precision": "fp8"}, "precision: 'fp8'"),
    ],
    ids=str,
)
def test_contradictions_of_batch_inference_are_named(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        batch_inference(**changed)


@pytest.mark.parametrize("name", ["t5_base", "a.b", "a..c", "a.b.c.d", "a.b c.d"])
def test_a_registered_model_has_three_names(name: str) -> None:
    with pytest.raises(ArgumentError, match="registered_model"):
        register(registered_model=name)
