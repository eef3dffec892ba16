"""Text from a model: the same code for batch inference and for an endpoint."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .arguments import BatchInferenceArguments
from .models import library_values, load_tokenizer, model_class
from .options import generation_options, inference_options

ADAPTER = "adapter_config.json"


class Generator:
    """A loaded model that answers prompts, a planned batch at a time."""

    def __init__(
        self,
        source: str,
        arguments: BatchInferenceArguments,
        *,
        devices: Sequence[int] = (),
        base: str | None = None,
    ) -> None:
        """Load the model onto these GPUs, onto the CPU without any.

        `base` takes the place of the base model that an adapter was trained on.
        """
        self.arguments = arguments
        self.tokenizer = load_tokenizer(source)
        # Causal models go on where the prompt ends: the padding stands before it.
        is_causal = arguments.model_kind != "encoder-decoder"
        self.tokenizer.padding_side = "left" if is_causal else "right"
        self.tokenizer.truncation_side = "left" if is_causal else "right"
        self.model = _load(source, arguments, devices, base)
        self.device = self.model.get_input_embeddings().weight.device

    def __call__(self, prompts: Sequence[str]) -> list[str]:
        """Return one answer per prompt."""
        answers: list[str] = []
        for batch in batches(prompts, self.arguments.batch_per_gpu):
            answers += self._batch(batch)
        return answers

    def _batch(self, prompts: Sequence[str]) -> list[str]:
        import torch

        arguments = self.arguments
        tokens = self.tokenizer(
            list(prompts),
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=arguments.prompt_length,
        )
        taken = {name: tokens[name].to(self.device) for name in ("input_ids", "attention_mask")}
        with torch.inference_mode():
            produced = self.model.generate(
                **taken,
                **generation_options(arguments),
                pad_token_id=self.tokenizer.pad_token_id,
            )
        if arguments.model_kind != "encoder-decoder":
            produced = produced[:, taken["input_ids"].shape[1] :]
        return [str(one) for one in self.tokenizer.batch_decode(produced, skip_special_tokens=True)]


def batches(rows: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the rows in batches of at most `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def placement(devices: Sequence[int], usable_gib: float) -> dict[str, Any]:
    """Return the keywords that put a model on its GPUs: whole on one, by layers over several."""
    if not devices:
        return {}
    if len(devices) == 1:
        return {"device_map": {"": devices[0]}}
    return {
        "device_map": "balanced",
        "max_memory": {device: f"{int(usable_gib * 1024)}MiB" for device in devices},
    }


def _load(
    source: str, arguments: BatchInferenceArguments, devices: Sequence[int], base: str | None
) -> Any:
    """Return the model; an adapter is merged into its base, so that it costs nothing."""
    values = library_values(inference_options(arguments))
    values |= placement(devices, arguments.usable_gib)
    loader = model_class(arguments.model_kind)
    adapter = Path(source) / ADAPTER
    if not adapter.is_file():
        return loader.from_pretrained(source, **values).eval()
    from peft import PeftModel

    trained_on = json.loads(adapter.read_text(encoding="utf-8"))["base_model_name_or_path"]
    model = loader.from_pretrained(base or trained_on, **values)
    adapted = PeftModel.from_pretrained(model, source)
    if "quantization_config" in values:
        return adapted.eval()
    return adapted.merge_and_unload().eval()
