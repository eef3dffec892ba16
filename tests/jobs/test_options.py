"""Every choice of the plan, in the words of the library that carries it out."""

import re
from typing import Any

import pytest
from jobs.job_cases import batch_inference, fine_tune

from modelstacks.jobs.scripts.jobkit import options
from modelstacks.jobs.scripts.jobkit.deepspeed_config import deepspeed_config, uses_fsdp

SHARDED = {"gpus_per_node": 4, "device": "cuda"}
ZERO3 = {
    **SHARDED,
    "sharding": "zero3",
    "bucket_elements": 1_048_576,
    "max_live_parameters": 500_000,
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"batch_per_gpu": 3}, {"per_device_train_batch_size": 3}),
        ({"gradient_accumulation": 4}, {"gradient_accumulation_steps": 4}),
        ({"precision": "amp"}, {"bf16": True, "fp16": False}),
        ({"precision": "bf16"}, {"bf16": False, "fp16": False}),
        ({"precision": "fp32"}, {"bf16": False, "fp16": False}),
        ({"checkpointing": "full"}, {"gradient_checkpointing": True}),
        ({"checkpointing": "selective"}, {"gradient_checkpointing": False}),
        ({"checkpointing": "none"}, {"gradient_checkpointing": False}),
        ({"compile": True}, {"torch_compile": True}),
        ({"loss": "fused"}, {"use_liger_kernel": True}),
        ({"optimizer_loop": "fused"}, {"optim": "adamw_torch_fused"}),
        ({"optimizer_loop": "foreach"}, {"optim": "adamw_torch"}),
        ({"optimizer": "paged-adamw-8bit"}, {"optim": "paged_adamw_8bit"}),
        ({"max_steps": 7, "epochs": 3.0}, {"max_steps": 7, "num_train_epochs": 3.0}),
        ({"device": "cpu"}, {"use_cpu": True}),
    ],
    ids=lambda one: "-".join(map(str, one)),
)
def test_training_options(changed: dict[str, Any], expected: dict[str, Any]) -> None:
    told = options.training_options(fine_tune(**changed), "/tmp/out")

    assert {name: told[name] for name in expected} == expected
    assert "deepspeed" not in told


def test_fp16_is_the_trainers_on_a_gpu() -> None:
    told = options.training_options(
        fine_tune(model_kind="decoder-only", precision="fp16", device="cuda"), "/tmp/out"
    )

    assert (told["fp16"], told["bf16"]) == (True, False)


@pytest.mark.parametrize(
    ("changed", "dtype"),
    [
        ({"precision": "fp32"}, "float32"),
        ({"precision": "bf16"}, "bfloat16"),
        # under autocast trained weights are fp32, frozen ones 16 bits
        ({"precision": "amp"}, "float32"),
        ({"precision": "amp", "method": "lora"}, "bfloat16"),
        ({"precision": "amp", **ZERO3}, "bfloat16"),
        ({"precision": "fp16", "model_kind": "decoder-only"}, "float32"),
        ({"precision": "fp16", "model_kind": "decoder-only", "method": "lora"}, "float16"),
    ],
    ids=str,
)
def test_width_of_the_weights(changed: dict[str, Any], dtype: str) -> None:
    assert options.model_options(fine_tune(**changed))["torch_dtype"] == dtype


@pytest.mark.parametrize(
    ("attention", "name"),
    [("sdpa", "sdpa"), ("eager", "eager"), ("flash", "flash_attention_2")],
)
def test_attention(attention: str, name: str) -> None:
    arguments = fine_tune(model_kind="decoder-only", attention=attention)

    assert options.model_options(arguments)["attn_implementation"] == name


def test_qlora_packs_to_nf4_with_double_quantisation() -> None:
    told = options.model_options(fine_tune(method="qlora", precision="bf16"))

    assert told["quantization_config"] == {
        "load_in_4bit": True,
        "bnb_4bit_quant_type": "nf4",
        "bnb_4bit_use_double_quant": True,
        "bnb_4bit_compute_dtype": "bfloat16",
        "bnb_4bit_quant_storage": "uint8",
    }


def test_sharded_packed_weights_look_like_the_others() -> None:
    told = options.model_options(fine_tune(method="qlora", precision="bf16", **ZERO3))

    assert told["quantization_config"]["bnb_4bit_quant_storage"] == "bfloat16"


PATHS = {
    "t5": {
        "q-v": "encoder.block.0.layer.0.SelfAttention.q decoder.block.1.layer.1.EncDecAttention.v",
        "attention": "encoder.block.0.layer.0.SelfAttention.o",
        "mlp": "encoder.block.0.layer.1.DenseReluDense.wi_0 block.0.layer.2.DenseReluDense.wo",
    },
    "llama": {
        "q-v": "model.layers.0.self_attn.q_proj model.layers.1.self_attn.v_proj",
        "attention": "model.layers.0.self_attn.o_proj",
        "mlp": "model.layers.0.mlp.gate_proj model.layers.0.mlp.down_proj",
    },
}
VISION = "vision_model.transformer.layers.0.self_attn.q_proj"
CROSS = "language_model.model.layers.3.cross_attn.k_proj"


@pytest.mark.parametrize("model_type", ["t5", "llama"])
@pytest.mark.parametrize("targets", ["q-v", "attention", "mlp", "all-linear"])
def test_targets_match_whole_paths(model_type: str, targets: str) -> None:
    pattern = options.target_pattern(model_type, targets, "decoder-only")

    groups = {"attention": ("q-v", "attention"), "all-linear": tuple(PATHS[model_type])}
    for group, paths in PATHS[model_type].items():
        wanted = group in groups.get(targets, (targets,))
        for path in paths.split():
            assert bool(re.fullmatch(pattern, path)) is wanted, path
    for outside in ("lm_head", "shared", "model.layers.0.input_layernorm"):
        assert not re.fullmatch(pattern, outside)


def test_a_vision_encoder_gets_no_adapters() -> None:
    pattern = options.target_pattern("mllama_text_model", "all-linear", "vision")

    assert re.fullmatch(pattern, CROSS)
    assert re.fullmatch(pattern, "model.language_model.layers.3.mlp.up_proj")
    assert not re.fullmatch(pattern, VISION)
    assert not re.fullmatch(pattern, f"model.{VISION}")


def test_adapter_options() -> None:
    told = options.adapter_options(fine_tune(method="lora", rank=16, lora_dropout=0.05), "t5")

    assert (told["r"], told["lora_alpha"], told["lora_dropout"]) == (16, 32, 0.05)
    assert told["task_type"] == "SEQ_2_SEQ_LM"


@pytest.mark.parametrize(("precision", "casts"), [("bf16", False), ("amp", True), ("fp32", True)])
def test_adapters_are_fp32_but_in_pure_bf16(precision: str, casts: bool) -> None:
    assert options.casts_adapters(fine_tune(method="lora", precision=precision)) is casts


@pytest.mark.parametrize("loop", ["fused", "foreach", "loop"])
def test_the_optimizers_loop(loop: str) -> None:
    path, keywords = options.optimizer_recipe(fine_tune(optimizer_loop=loop))

    assert path == "torch.optim:AdamW"
    assert (keywords["fused"], keywords["foreach"]) == (loop == "fused", loop == "foreach")


@pytest.mark.parametrize(
    ("optimizer", "path"),
    [
        ("adamw-8bit", "bitsandbytes.optim:AdamW8bit"),
        ("paged-adamw-8bit", "bitsandbytes.optim:PagedAdamW8bit"),
        ("adafactor", "transformers.optimization:Adafactor"),
        ("lion", "bitsandbytes.optim:Lion32bit"),
        ("sgd", "torch.optim:SGD"),
    ],
)
def test_optimizers(optimizer: str, path: str) -> None:
    assert options.optimizer_recipe(fine_tune(optimizer=optimizer))[0] == path


def test_deepspeed_has_no_part_on_one_gpu_or_with_copies() -> None:
    assert deepspeed_config(fine_tune()) is None
    assert deepspeed_config(fine_tune(sharding="ddp", **SHARDED)) is None


def test_zero_3_as_the_plan_counted_it() -> None:
    arguments = fine_tune(precision="amp", gradient_accumulation=2, **ZERO3)

    config = deepspeed_config(arguments)

    assert config is not None
    assert config["train_micro_batch_size_per_gpu"] == 4
    assert config["train_batch_size"] == 4 * 2 * 4
    assert config["bf16"] == {"enabled": True}
    assert config["zero_optimization"] == {
        "stage": 3,
        "overlap_comm": False,
        "contiguous_gradients": True,
        "reduce_scatter": True,
        "reduce_bucket_size": 1_048_576,
        "stage3_prefetch_bucket_size": 943_718,
        "stage3_param_persistence_threshold": 10_240,
        "stage3_max_live_parameters": 500_000,
        "stage3_max_reuse_distance": 500_000,
        "stage3_gather_16bit_weights_on_model_save": True,
    }
    assert options.training_options(arguments, "/tmp/out")["deepspeed"] == config


def test_nothing_is_left_to_the_integration() -> None:
    assert "auto" not in str(deepspeed_config(fine_tune(precision="amp", **ZERO3)))


@pytest.mark.parametrize(("sharding", "stage"), [("zero1", 1), ("zero2", 2)])
def test_zero_1_and_2(sharding: str, stage: int) -> None:
    arguments = fine_tune(
        sharding=sharding, precision="amp", bucket_elements=500_000_000, **SHARDED
    )

    config = deepspeed_config(arguments)

    assert config is not None
    zero = config["zero_optimization"]
    assert zero["stage"] == stage
    assert zero["allgather_bucket_size"] == zero["reduce_bucket_size"] == 500_000_000


@pytest.mark.parametrize(
    ("offload", "moved"),
    [("optimizer", {"offload_optimizer"}), ("all", {"offload_optimizer", "offload_param"})],
)
def test_offload_takes_deepspeeds_own_optimizer(offload: str, moved: set[str]) -> None:
    config = deepspeed_config(fine_tune(precision="amp", offload=offload, **ZERO3))

    assert config is not None
    assert {name for name in config["zero_optimization"] if "offload" in name} == moved
    assert config["optimizer"]["params"]["lr"] == 1e-3


def test_bf16_throughout_is_sharded_by_fsdp_which_keeps_no_fp32_copy() -> None:
    arguments = fine_tune(precision="bf16", **ZERO3)

    told = options.training_options(arguments, "/tmp/out")

    assert uses_fsdp(arguments)
    assert "deepspeed" not in told
    assert told["fsdp"] == "full_shard auto_wrap"
    assert (told["bf16"], options.model_options(arguments)["torch_dtype"]) == (False, "bfloat16")


def test_bf16_adapters_stay_with_deepspeed() -> None:
    arguments = fine_tune(precision="bf16", method="lora", **ZERO3)

    config = deepspeed_config(arguments)

    assert not uses_fsdp(arguments)
    assert config is not None
    assert config["bf16"] == {"enabled": True}
    assert options.training_options(arguments, "/tmp/out")["bf16"] is True


@pytest.mark.parametrize(
    ("precision", "dtype", "packed"),
    [
        ("bf16", "bfloat16", None),
        ("fp32", "float32", None),
        ("nf4", "bfloat16", "load_in_4bit"),
        ("int8", "bfloat16", "load_in_8bit"),
    ],
)
def test_weights_of_batch_inference(precision: str, dtype: str, packed: str | None) -> None:
    told = options.inference_options(batch_inference(precision=precision))

    assert told["torch_dtype"] == dtype
    assert packed is None or told["quantization_config"][packed] is True
    assert ("quantization_config" in told) is (packed is not None)


def test_generation_makes_what_the_plan_counted() -> None:
    told = options.generation_options(batch_inference(new_tokens=32, beams=3))

    assert told == {"max_new_tokens": 32, "num_beams": 3, "do_sample": False, "use_cache": True}


def test_vllm_holds_no_more_sequences_than_planned() -> None:
    arguments = batch_inference(
        model_kind="decoder-only",
        engine="vllm",
        precision="bf16",
        prompt_length=512,
        new_tokens=128,
        gpus_per_node=4,
        gpus_per_replica=2,
    )

    told = options.vllm_options(arguments, "/Volumes/a/b/c/base")

    assert (told["max_num_seqs"], told["max_model_len"]) == (5, 640)
    assert told["tensor_parallel_size"] == 2
