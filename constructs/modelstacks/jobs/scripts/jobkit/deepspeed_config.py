"""The DeepSpeed configuration whose memory the plan counted: no `auto`, no hidden default."""

from typing import Any

from .arguments import FineTuneArguments

STAGES = {"zero1": 1, "zero2": 2, "zero3": 3}


def deepspeed_config(arguments: FineTuneArguments) -> dict[str, Any] | None:
    """Return the configuration, or `None` where DeepSpeed has no part.

    Bucket sizes are counted in elements. The optimizer is the script's own, so that its loop is the
    planned one; with offload DeepSpeed's CPU Adam takes its place.
    """
    if arguments.sharding not in STAGES or uses_fsdp(arguments):
        return None
    per_step = arguments.batch_per_gpu * arguments.gradient_accumulation
    config: dict[str, Any] = {
        "train_micro_batch_size_per_gpu": arguments.batch_per_gpu,
        "gradient_accumulation_steps": arguments.gradient_accumulation,
        "train_batch_size": per_step * arguments.gpus,
        "gradient_clipping": arguments.max_grad_norm,
        "steps_per_print": arguments.logging_steps,
        "zero_allow_untested_optimizer": True,
        "bf16": {"enabled": arguments.precision in ("bf16", "amp")},
        "fp16": {"enabled": arguments.precision == "fp16"},
        "zero_optimization": _zero(arguments),
    }
    if arguments.offload != "none":
        config["optimizer"] = {
            "type": "AdamW",
            "params": {
                "lr": arguments.learning_rate,
                "weight_decay": arguments.weight_decay,
                "betas": [0.9, 0.999],
                "eps": 1e-8,
            },
        }
    return config


def uses_fsdp(arguments: FineTuneArguments) -> bool:
    """Whether FSDP runs the job.

    DeepSpeed keeps fp32 copies of trained 16-bit weights; a plan for bf16 throughout counts none.
    FSDP shards exactly what is there.
    """
    if arguments.sharding == "fsdp":
        return True
    is_pure = arguments.method == "full" and arguments.precision == "bf16"
    return is_pure and arguments.sharding == "zero3" and arguments.offload == "none"


def _zero(arguments: FineTuneArguments) -> dict[str, Any]:
    bucket = arguments.bucket_elements
    zero: dict[str, Any] = {
        "stage": STAGES[arguments.sharding],
        "overlap_comm": arguments.overlap_comm,
        "contiguous_gradients": True,
        "reduce_scatter": True,
        "reduce_bucket_size": bucket,
        "allgather_bucket_size": bucket,
    }
    if arguments.sharding == "zero3":
        del zero["allgather_bucket_size"]
        zero |= {
            "stage3_prefetch_bucket_size": int(0.9 * bucket),
            "stage3_param_persistence_threshold": int(10 * bucket**0.5),
            "stage3_max_live_parameters": arguments.max_live_parameters,
            "stage3_max_reuse_distance": arguments.max_live_parameters,
            "stage3_gather_16bit_weights_on_model_save": True,
        }
    if arguments.offload != "none":
        zero["offload_optimizer"] = {"device": "cpu", "pin_memory": True}
    if arguments.offload == "all":
        zero["offload_param"] = {"device": "cpu", "pin_memory": True}
    return zero
