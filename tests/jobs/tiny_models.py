"""Tiny random models with their tokenizer, made from configurations: nothing is downloaded."""

import importlib
from pathlib import Path
from typing import Any

from modelstacks.jobs.scripts.jobkit.data import WORDS

SPECIAL = ("<pad>", "</s>", "<unk>")
T5 = {"d_model": 32, "d_ff": 64, "d_kv": 8, "num_heads": 4, "num_layers": 2}
LLAMA = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}


def make_model(folder: Path, kind: str, dimensions: dict[str, Any] | None = None) -> Path:
    """Write a model of a kind with its tokenizer, and return the folder; by default a tiny one."""
    transformers: Any = importlib.import_module("transformers")
    torch: Any = importlib.import_module("torch")
    torch.manual_seed(0)
    ends = {"pad_token_id": 0, "eos_token_id": 1, "bos_token_id": 1}
    size = {"vocab_size": len(SPECIAL) + len(WORDS)}
    if kind == "encoder-decoder":
        config = transformers.T5Config(
            **{**size, **(dimensions or T5)}, decoder_start_token_id=0, **ends
        )
        model = transformers.T5ForConditionalGeneration(config)
    else:
        config = transformers.LlamaConfig(**{**size, **(dimensions or LLAMA)}, **ends)
        model = transformers.LlamaForCausalLM(config)
    model.save_pretrained(folder)
    make_tokenizer().save_pretrained(folder)
    return folder


def make_tokenizer() -> Any:
    """Return a tokenizer that knows the words of the synthetic data set."""
    tokenizers: Any = importlib.import_module("tokenizers")
    transformers: Any = importlib.import_module("transformers")
    words = {word: number for number, word in enumerate((*SPECIAL, *WORDS))}
    plain = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="<unk>"))
    plain.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    plain.post_processor = tokenizers.processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
