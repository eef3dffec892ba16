"""Loads a model as the plan assumed it: widths, packed weights, adapters, frozen parts."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from .arguments import FineTuneArguments
from .options import adapter_options, casts_adapters, model_options, optimizer_recipe

CLASSES = {
    "encoder-decoder": ("AutoModelForSeq2SeqLM",),
    "decoder-only": ("AutoModelForCausalLM",),
    "vision": ("AutoModelForImageTextToText", "AutoModelForVision2Seq"),
}
"""Loaders by model kind; the first that the installed transformers has."""


def model_class(kind: str) -> Any:
    """Return the loader of a kind of model."""
    transformers = import_module("transformers")
    for name in CLASSES[kind]:
        if hasattr(transformers, name):
            return getattr(transformers, name)
    raise ImportError(f"transformers {transformers.__version__} has no {CLASSES[kind][0]}")


def load_tokenizer(source: str) -> Any:
    """Return the tokenizer; one without padding pads with its end of text."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(source)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def library_values(options: dict[str, Any]) -> dict[str, Any]:
    """Return keywords of `from_pretrained` with dtypes and configurations in place of names."""
    import torch

    values = dict(options)
    values["torch_dtype"] = getattr(torch, values["torch_dtype"])
    if "quantization_config" in values:
        from transformers import BitsAndBytesConfig

        values["quantization_config"] = BitsAndBytesConfig(**values["quantization_config"])
    return values


def load_for_training(source: str, arguments: FineTuneArguments) -> Any:
    """Return the model, ready to train. `TrainingArguments` must exist: ZeRO-3 loads sharded."""
    values = library_values(model_options(arguments))
    if arguments.method == "qlora":
        values["device_map"] = {"": _local_gpu()}
    model = model_class(arguments.model_kind).from_pretrained(source, **values)
    model.config.use_cache = False
    if arguments.method == "full":
        freeze(model, arguments)
    else:
        model = adapt(model, arguments)
    set_checkpointing(model, arguments)
    return model


def adapt(model: Any, arguments: FineTuneArguments) -> Any:
    """Freeze every weight and add adapters."""
    from peft import LoraConfig, get_peft_model

    options = adapter_options(arguments, _language_type(model))
    adapted = get_peft_model(
        model, LoraConfig(**options), autocast_adapter_dtype=casts_adapters(arguments)
    )
    if arguments.precision == "bf16":
        # fp32 adapters in a bf16 model would keep an fp32 copy of every input
        for parameter in adapted.parameters():
            if parameter.requires_grad:
                parameter.data = parameter.data.to(model.dtype)
    if arguments.checkpointing != "none":
        adapted.enable_input_require_grads()
    return adapted


def freeze(model: Any, arguments: FineTuneArguments) -> None:
    """Stop the frozen part from being trained."""
    for name in frozen_names([name for name, _ in model.named_parameters()], model, arguments):
        model.get_parameter(name).requires_grad_(False)


def frozen_names(names: Iterable[str], model: Any, arguments: FineTuneArguments) -> list[str]:
    """Return the parameters of the frozen part. A vision model's decoder keeps training its
    cross-attention layers, its vision encoder and its projector."""
    part = arguments.freeze
    if part == "none":
        return []
    if part == "embeddings":
        return [name for name in names if "embed_tokens" in name or name.startswith("shared.")]
    if arguments.model_kind == "encoder-decoder":
        starts = {"encoder": ("encoder.", "shared."), "decoder": ("decoder.", "lm_head.")}[part]
        return [name for name in names if name.startswith(starts)]
    if part == "vision":
        return [name for name in names if "vision_model." in name]
    cross = getattr(_language_config(model), "cross_attention_layers", None) or []
    trained = (
        *("vision_model.", "multi_modal_projector."),
        *(f".layers.{index}." for index in cross),
    )
    return [name for name in names if not any(one in name for one in trained)]


def set_checkpointing(model: Any, arguments: FineTuneArguments) -> None:
    """Set selective checkpointing: products are kept, the rest is computed again.

    The full kind is the Trainer's own.
    """
    if arguments.checkpointing != "selective":
        return
    import torch
    from torch.utils.checkpoint import create_selective_checkpoint_contexts

    kept = [torch.ops.aten.mm.default, torch.ops.aten.bmm.default, torch.ops.aten.addmm.default]
    model.gradient_checkpointing_enable(
        {
            "use_reentrant": False,
            "context_fn": lambda: create_selective_checkpoint_contexts(kept),
        }
    )


def make_optimizer(groups: Iterable[dict[str, Any]], arguments: FineTuneArguments) -> Any:
    """Return the planned optimizer over groups of parameters."""
    path, keywords = optimizer_recipe(arguments)
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)(list(groups), **keywords)


def trainable_parameters(model: Any) -> int:
    """Return how many parameters are trained, also where ZeRO-3 holds them elsewhere."""
    sizes = (
        getattr(one, "ds_numel", None) or one.numel()
        for one in model.parameters()
        if one.requires_grad
    )
    return int(sum(sizes))


def _language_config(model: Any) -> Any:
    return getattr(model.config, "text_config", model.config)


def _language_type(model: Any) -> str:
    return str(_language_config(model).model_type)


def _local_gpu() -> int | str:
    import torch

    return int(torch.cuda.current_device()) if torch.cuda.is_available() else "cpu"
