"""From arguments to what the libraries are called with: plain values, no torch needed."""

from typing import Any

from .arguments import BatchInferenceArguments, FineTuneArguments
from .deepspeed_config import deepspeed_config, uses_fsdp

LINEARS = {
    "t5": {
        "attention": ("q", "k", "v", "o"),
        "q-v": ("q", "v"),
        "mlp": ("wi", "wi_0", "wi_1", "wo"),
    },
    "bloom": {
        "attention": ("query_key_value", "dense"),
        "q-v": ("query_key_value",),
        "mlp": ("dense_h_to_4h", "dense_4h_to_h"),
    },
    "gpt_neox": {
        "attention": ("query_key_value", "dense"),
        "q-v": ("query_key_value",),
        "mlp": ("dense_h_to_4h", "dense_4h_to_h"),
    },
    "phi": {
        "attention": ("q_proj", "k_proj", "v_proj", "dense"),
        "q-v": ("q_proj", "v_proj"),
        "mlp": ("fc1", "fc2"),
    },
    "llama": {
        "attention": ("q_proj", "k_proj", "v_proj", "o_proj"),
        "q-v": ("q_proj", "v_proj"),
        "mlp": ("gate_proj", "up_proj", "down_proj"),
    },
}
"""Names of the linear layers by model type; types that are not here are built like a Llama."""

ALIKE = {"mt5": "t5", "umt5": "t5"}
DTYPES = {"bf16": "bfloat16", "fp16": "float16", "fp32": "float32"}
ATTENTION = {"sdpa": "sdpa", "eager": "eager", "flash": "flash_attention_2"}


def training_options(arguments: FineTuneArguments, output_dir: str) -> dict[str, Any]:
    """Return the keywords of `TrainingArguments`: each one that memory or time depend on."""
    is_sharded = arguments.sharding.startswith("zero") and not uses_fsdp(arguments)
    in_bf16 = ("bf16", "amp") if is_sharded else ("amp",)
    on_gpu = arguments.device == "cuda"
    options: dict[str, Any] = {
        "output_dir": output_dir,
        "per_device_train_batch_size": arguments.batch_per_gpu,
        "gradient_accumulation_steps": arguments.gradient_accumulation,
        "num_train_epochs": arguments.epochs,
        "max_steps": arguments.max_steps,
        "learning_rate": arguments.learning_rate,
        "weight_decay": arguments.weight_decay,
        "warmup_steps": arguments.warmup_steps,
        "lr_scheduler_type": arguments.scheduler,
        "max_grad_norm": arguments.max_grad_norm,
        "seed": arguments.seed,
        "bf16": arguments.precision in in_bf16,
        "fp16": arguments.precision == "fp16" and on_gpu,
        # Selective checkpointing is no choice of the Trainer: `models.py` sets it on the layers.
        "gradient_checkpointing": arguments.checkpointing == "full",
        "gradient_checkpointing_kwargs": {"use_reentrant": False},
        "optim": trainer_optimizer(arguments),
        "torch_compile": arguments.compile,
        "save_strategy": "steps",
        "save_steps": arguments.save_steps,
        "save_total_limit": 1,
        "logging_strategy": "steps",
        "logging_steps": arguments.logging_steps,
        "report_to": "none",
        "remove_unused_columns": False,
        "label_names": ["labels"],
        "ddp_find_unused_parameters": False,
        "disable_tqdm": True,
        "use_cpu": not on_gpu,
    }
    if arguments.loss == "fused":
        options["use_liger_kernel"] = True
    config = deepspeed_config(arguments)
    if config:
        options["deepspeed"] = config
    if uses_fsdp(arguments):
        options["fsdp"] = "full_shard auto_wrap"
        options["fsdp_config"] = {
            "use_orig_params": True,
            "sync_module_states": True,
            "cpu_ram_efficient_loading": True,
            "backward_prefetch": "backward_pre",
            "limit_all_gathers": True,
        }
    return options


def trainer_optimizer(arguments: FineTuneArguments) -> str:
    """Return the Trainer's name nearest to the optimizer, which the script builds by itself."""
    if arguments.optimizer == "adamw":
        return "adamw_torch_fused" if _is_fused(arguments) else "adamw_torch"
    names = {"adamw-8bit": "adamw_bnb_8bit", "paged-adamw-8bit": "paged_adamw_8bit"}
    return {**names, "adafactor": "adafactor", "sgd": "sgd", "lion": "lion_32bit"}[
        arguments.optimizer
    ]


def optimizer_recipe(arguments: FineTuneArguments) -> tuple[str, dict[str, Any]]:
    """Return the optimizer's class, `module:name`, and its keywords.

    8-bit optimizers keep the embeddings in 8 bits too, as the plan counts them; the Trainer alone
    would keep those in 32.
    """
    common = {"lr": arguments.learning_rate}
    adam = {**common, "betas": (0.9, 0.999), "eps": 1e-8}
    fused = _is_fused(arguments)
    foreach = arguments.optimizer_loop == "foreach"
    recipes: dict[str, tuple[str, dict[str, Any]]] = {
        "adamw": ("torch.optim:AdamW", {**adam, "fused": fused, "foreach": foreach}),
        "adamw-8bit": ("bitsandbytes.optim:AdamW8bit", adam),
        "paged-adamw-8bit": ("bitsandbytes.optim:PagedAdamW8bit", adam),
        "sgd": ("torch.optim:SGD", {**common, "momentum": 0.0, "foreach": foreach}),
        "lion": ("bitsandbytes.optim:Lion32bit", {**common, "betas": (0.9, 0.99)}),
        "adafactor": (
            "transformers.optimization:Adafactor",
            {**common, "scale_parameter": False, "relative_step": False},
        ),
    }
    return recipes[arguments.optimizer]


def model_options(arguments: FineTuneArguments) -> dict[str, Any]:
    """Return the keywords of `from_pretrained`; names of dtypes stand for the dtypes."""
    is_zero = arguments.sharding.startswith("zero") and not uses_fsdp(arguments)
    narrow = {"amp": "bfloat16", "fp16": "float16"}
    dtype = {"bf16": "bfloat16", "fp32": "float32"}.get(arguments.precision)
    if dtype is None:
        # Autocast: trained weights are fp32, frozen ones rest in 16 bits. DeepSpeed casts itself.
        is_wide = arguments.method == "full" and not is_zero
        dtype = "float32" if is_wide else narrow[arguments.precision]
    options: dict[str, Any] = {
        "torch_dtype": dtype,
        "attn_implementation": ATTENTION[arguments.attention],
    }
    if arguments.method == "qlora":
        # sharded, packed weights must look like the others
        storage = "uint8" if arguments.sharding in ("none", "ddp") else dtype
        options["quantization_config"] = quantization("nf4", dtype, storage)
    return options


def quantization(
    precision: str, compute: str = "bfloat16", storage: str = "uint8"
) -> dict[str, Any]:
    """Return the keywords of `BitsAndBytesConfig`."""
    if precision == "int8":
        return {"load_in_8bit": True}
    return {
        "load_in_4bit": True,
        "bnb_4bit_quant_type": "nf4",
        "bnb_4bit_use_double_quant": True,
        "bnb_4bit_compute_dtype": compute,
        "bnb_4bit_quant_storage": storage,
    }


def adapter_options(arguments: FineTuneArguments, model_type: str) -> dict[str, Any]:
    """Return the keywords of `LoraConfig`. Only layers of the language model are adapted."""
    is_seq2seq = arguments.model_kind == "encoder-decoder"
    return {
        "r": arguments.rank,
        "lora_alpha": 2 * arguments.rank,
        "lora_dropout": arguments.lora_dropout,
        "target_modules": target_pattern(model_type, arguments.targets, arguments.model_kind),
        "bias": "none",
        "task_type": "SEQ_2_SEQ_LM" if is_seq2seq else "CAUSAL_LM",
    }


def casts_adapters(arguments: FineTuneArguments) -> bool:
    """Whether adapters of 16-bit weights are kept in fp32: under autocast, not in pure bf16."""
    return arguments.precision in ("amp", "fp16", "fp32")


def target_pattern(model_type: str, targets: str, kind: str) -> str:
    """Return a pattern that matches the whole path of every adapted layer."""
    groups = LINEARS.get(ALIKE.get(model_type, model_type), LINEARS["llama"])
    names = groups["attention"] + groups["mlp"] if targets == "all-linear" else groups[targets]
    start = r".*language_model\..*\." if kind == "vision" else r".*\."
    return rf"{start}({'|'.join(names)})"


def inference_options(arguments: BatchInferenceArguments) -> dict[str, Any]:
    """Return the keywords of `from_pretrained` for generation."""
    is_packed = arguments.precision in ("int8", "nf4")
    options: dict[str, Any] = {
        "torch_dtype": "bfloat16" if is_packed else DTYPES[arguments.precision],
        "attn_implementation": ATTENTION[arguments.attention],
    }
    if is_packed:
        options["quantization_config"] = quantization(arguments.precision)
    return options


def generation_options(arguments: BatchInferenceArguments) -> dict[str, Any]:
    """Return the keywords of `generate`: no sampling, so that a run can be repeated."""
    return {
        "max_new_tokens": arguments.new_tokens,
        "num_beams": arguments.beams,
        "do_sample": False,
        "use_cache": True,
    }


def vllm_options(arguments: BatchInferenceArguments, model: str) -> dict[str, Any]:
    """Return the keywords of `vllm.LLM`: no more sequences at a time than the plan counted."""
    return {
        "model": model,
        "dtype": DTYPES[arguments.precision],
        "tensor_parallel_size": arguments.gpus_per_replica,
        "max_model_len": arguments.prompt_length + arguments.new_tokens,
        "max_num_seqs": arguments.batch_per_gpu,
        "enforce_eager": False,
    }


def _is_fused(arguments: FineTuneArguments) -> bool:
    return arguments.optimizer_loop == "fused"
