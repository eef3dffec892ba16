"""Our figure for every published point, next to it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sizing.memory.blind import BLIND, OPEN
from sizing.memory.shapes import LLAMA_65B, PHI, STABLELM, bert_base_cased

from modelstacks.sizing.architecture import Architecture, architecture
from modelstacks.sizing.memory import (
    BatchInference,
    FineTune,
    Memory,
    Parallel,
    Serve,
    default_constants,
    estimate,
)
from modelstacks.sizing.memory.deepspeed import (
    zero2_gpu_bytes,
    zero3_gpu_bytes,
    zero_paper_bytes,
)

POINTS = Path(__file__).with_name("points.json")
LOOKED_UP = Path(__file__).with_name("blind.json")
GB, GIB, MIB = 1e9, 2**30, 2**20
CLOSE = 15.0

TRAPS = {
    ("S06", 0): "the page is stale: DeepSpeed's code gives 2P + 18P/N, which is ours",
    ("S16", 0): "4.3 bytes a parameter, while the same table's 8B and 405B rows have 8",
    ("S21", 3): "a rule of thumb that its source calls an estimate: 10 GB for 6.7 GB of weights",
    ("S22", 4): "a rule of thumb; the logits of a vocabulary of 152k are not in it",
}
"""Points that are no measure of need, and why."""

LITGPT = default_constants().with_values(
    # Fabric returns 16-bit logits as fp32; bitsandbytes 0.41 saved the inputs of 4-bit layers
    {"chunked_logit_bytes": 8.5, "nf4_saves_inputs": True}
)
CPU_MASKS = {
    width: default_constants().with_values({"dropout_mask_width": width}) for width in (2, 4)
}
TWEETS: dict[str, Any] = {"batch_per_gpu": 8, "checkpointing": "none", "precision": "fp32"}
ZERO3_OFFLOAD = Parallel(
    sharding="zero3",
    gpus=2,
    gpus_per_node=2,
    offload="all",
    max_live_parameters=10**9,
    bucket_elements=5 * 10**8,
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One published figure next to ours."""

    point: str
    kind: str
    subject: str
    conditions: str
    published: float
    ours: float
    unit: str
    trap: str
    source: str

    @property
    def error(self) -> float:
        """How far ours is from the published figure, in per cent of it."""
        return 100 * (self.ours / self.published - 1)


def rows() -> list[Row]:
    """Return every figure of every point."""
    made: list[Row] = []
    for point in json.loads(POINTS.read_text(encoding="utf-8"))["rows"]:
        ours = FIGURES[point["id"]]()
        for index, (value, mine) in enumerate(zip(point["values"], ours, strict=True)):
            made.append(
                Row(
                    point=point["id"],
                    kind=point["kind"],
                    subject=point["subject"],
                    conditions=point["conditions"],
                    published=value,
                    ours=mine,
                    unit=point["unit"],
                    trap=TRAPS.get((point["id"], index), ""),
                    source=point["source"],
                )
            )
    return made


@dataclass(frozen=True, kw_only=True)
class BlindRow(Row):
    """A figure that was looked up when the formulas stood."""

    first: float
    """What sizing said before anything was changed."""

    @property
    def first_error(self) -> float:
        """How far that was off, in per cent."""
        return 100 * (self.first / self.published - 1)


def blind_rows() -> list[BlindRow]:
    """Return every figure of the blind test."""
    made = []
    for point in json.loads(LOOKED_UP.read_text(encoding="utf-8"))["rows"]:
        ours = BLIND[point["id"]]()
        columns = zip(point["values"], point["first"], ours, strict=True)
        for index, (value, first, mine) in enumerate(columns):
            made.append(
                BlindRow(
                    point=point["id"],
                    kind="blind",
                    subject=point["subject"],
                    conditions=point["conditions"],
                    published=value,
                    first=first,
                    ours=mine,
                    unit=point["unit"],
                    trap=OPEN.get((point["id"], index), ""),
                    source=point["source"],
                )
            )
    return made


def _peak(
    model: Architecture,
    parallel: Parallel | None = None,
    constants: Any = None,
    **options: Any,
) -> float:
    job = FineTune(**options)
    return estimate(model, job, parallel or Parallel(), constants).peak_gib


def _states(memory: Memory) -> float:
    return sum(memory.parts.get(part, 0.0) for part in ("weights", "gradients", "optimizer"))


def _all_states(model: Architecture, **options: Any) -> float:
    """Weights, gradients and optimizer together, whichever moment sets the peak; in GB."""
    memory = estimate(
        model, FineTune(gradient_accumulation=2, batch_per_gpu=1, **_lengths(model), **options)
    )
    return _states(memory) * GIB / GB


def _lengths(model: Architecture) -> dict[str, Any]:
    return {"sequence_length": 64} if model.kind != "encoder-decoder" else {"source_length": 64}


def _paper(stage: int) -> Callable[[], list[float]]:
    return lambda: [zero_paper_bytes(7.5e9, 64, stage) / GB]


def _cache(name: str) -> Callable[[], list[float]]:
    per_token = architecture(name).kv_bytes_per_token()
    return lambda: [per_token * tokens / GIB for tokens in (1000, 16_000, 128_000)]


def _narrow_weights(name: str) -> Callable[[], list[float]]:
    # what the source counts: all weights in so many bits, 4 bits with a scale per block of 64
    count = architecture(name).parameters
    return lambda: [count * width / GB for width in (2, 1, 0.5 + 4 / 64)]


def _ladder(name: str) -> Callable[[], list[float]]:
    """LLaMA-Factory's five methods: 18 bytes with fp32 gradients besides, 8, then lean steps."""
    model = architecture(name)
    lean: dict[str, Any] = {"batch_per_gpu": 1, "sequence_length": 1024}
    eight = BatchInference(batch_per_gpu=1, precision="int8")

    def figures() -> list[float]:
        adapters = 16 * model.lora_parameters(16) / GB
        return [
            18 * model.parameters / GB,
            8 * model.parameters / GB,
            _peak(model, method="lora", **lean) * GIB / GB,
            estimate(model, eight).parts["weights"] * GIB / GB + adapters,
            _peak(model, method="qlora", **lean) * GIB / GB,
        ]

    return figures


def _litgpt(
    model: Architecture, tokens: int, batches: Sequence[int], method: str = "lora"
) -> list[float]:
    return [
        _peak(
            model,
            constants=LITGPT,
            method=method,
            rank=8,
            targets="q-v",
            lora_dropout=0.05,
            precision="bf16",
            checkpointing="none",
            loss="chunked",
            batch_per_gpu=batch,
            sequence_length=tokens,
        )
        * GIB
        / GB
        for batch in batches
    ]


def peft_figures(name: str, lengths: dict[str, int], attention: str | None = None) -> list[float]:
    """PEFT's example: batches of 8 tweets padded to the longest, here taken as 64 tokens."""
    model = architecture(name)
    options: dict[str, Any] = {
        **TWEETS,
        **lengths,
        "attention": attention,
        "method": "lora",
        "rank": 8,
        "targets": "q-v",
        "lora_dropout": 0.1,
    }
    return [
        _peak(model, **options) * GIB / GB,
        _peak(model, ZERO3_OFFLOAD, **options) * GIB / GB,
    ]


def _torchtune(model: Architecture, parallel: Parallel | None = None, **options: Any) -> float:
    return _peak(
        model,
        parallel,
        precision="bf16",
        batch_per_gpu=2,
        sequence_length=2048,
        compile=True,
        loss="chunked",
        **options,
    )


def _vllm_tokens(name: str, usable: float) -> float:
    model, constants = architecture(name), default_constants()
    memory = estimate(model, Serve(concurrency=1, context=16))
    fixed = memory.peak_gib - memory.parts["kv_cache"]
    free = constants.serving_utilisation * usable - fixed
    return free * GIB / model.kv_bytes_per_token() / 1000


def _oracle(name: str, *, precision: str, checkpointing: str = "none", **options: Any) -> float:
    masks = CPU_MASKS[4 if precision == "fp32" else 2]
    return _peak(
        architecture(name),
        constants=masks,
        precision=precision,
        checkpointing=checkpointing,
        optimizer_loop="foreach",
        **options,
    )


T5_3B = architecture("t5-3b")
EMBEDDING = T5_3B.split.embedding
LLAMA_8B, LLAMA_70B = architecture("llama-3.1-8b"), architecture("llama-3.1-70b")
LLAMA_2 = [architecture("llama-2-7b"), architecture("llama-2-13b")]
TWEET: dict[str, Any] = {"source_length": 64, "target_length": 4}
LORA_8: dict[str, Any] = {"rank": 8, "targets": "attention"}


def _vllm_parts() -> list[float]:
    memory = estimate(LLAMA_8B, Serve(concurrency=1, context=16))
    rest = memory.parts["working_memory"] + memory.parts["engine"]
    cache = _vllm_tokens("llama-3.1-8b", 79.22) * 1000 * LLAMA_8B.kv_bytes_per_token() / GIB
    return [memory.parts["weights"], rest, cache]


def _bfloat16_inference(model: Architecture) -> float:
    job = BatchInference(batch_per_gpu=1, prompt_length=32, new_tokens=50)
    return estimate(model, job).peak_gib * GIB / GB


FIGURES: dict[str, Callable[[], list[float]]] = {
    "S01": lambda: [width * bert_base_cased() / MIB for width in (4, 16)],
    "S02": lambda: [4 * bert_base_cased() / MIB],
    "S03": lambda: [zero3_gpu_bytes(T5_3B.parameters, EMBEDDING, 8) / GIB],
    "S04": lambda: [zero3_gpu_bytes(T5_3B.parameters, EMBEDDING, 8, offload="optimizer") / GIB],
    "S05": lambda: [zero3_gpu_bytes(T5_3B.parameters, EMBEDDING, 8, offload="all") / GIB],
    "S06": lambda: [zero2_gpu_bytes(T5_3B.parameters, 8) / GIB],
    "S07": lambda: [zero2_gpu_bytes(T5_3B.parameters, 8, offload=True) / GIB],
    "S08": _paper(0),
    "S09": _paper(1),
    "S10": _paper(2),
    "S11": _paper(3),
    "S12": lambda: [
        2 * architecture(f"llama-3.1-{size}").parameters / GB for size in ("8b", "70b", "405b")
    ],
    "S13": _cache("llama-3.1-8b"),
    "S14": _cache("llama-3.1-70b"),
    "S15": lambda: [
        _all_states(LLAMA_8B, precision="bf16"),
        _all_states(LLAMA_8B, method="lora"),
        _all_states(LLAMA_8B, method="qlora"),
    ],
    "S16": lambda: [
        _all_states(LLAMA_70B, precision="bf16"),
        _all_states(LLAMA_70B, method="lora"),
        _all_states(LLAMA_70B, method="qlora"),
    ],
    "S17": _narrow_weights("llama-3.2-3b"),
    "S18": _narrow_weights("llama-3.2-1b"),
    "S19": lambda: [
        zero_paper_bytes(LLAMA_65B.parameters, 1, 0, k=8) / GB,
        _peak(LLAMA_65B, method="qlora", rank=64, batch_per_gpu=1, sequence_length=512) * GIB / GB,
    ],
    "S21": _ladder("llama-2-7b"),
    "S22": _ladder("qwen2.5-14b"),
    "S23": _ladder("qwen2.5-32b"),
    "S24": _ladder("llama-2-70b"),
    "S25": _vllm_parts,
    "S26": lambda: [
        2 * architecture(name).parameters / GIB
        for name in ("llama-3.1-8b", "llama-3.1-70b", "mistral-7b-v0.3")
    ],
    "S28": lambda: _litgpt(PHI, 1044, (1, 2)),
    "S29": lambda: _litgpt(STABLELM, 1034, (1, 2, 4)),
    "S30": lambda: [_peak(architecture("t0-3b"), **TWEETS, **TWEET) * GIB / GB],
    "S31": lambda: peft_figures("t0-3b", TWEET),
    "S32": lambda: peft_figures("mt0-xxl", TWEET),
    "S33": lambda: peft_figures("bloomz-7b1", {"sequence_length": 64}, "eager"),
    "L01": lambda: _litgpt(LLAMA_2[0], 1304, (1, 2)),
    "L02": lambda: _litgpt(LLAMA_2[1], 1304, (1,)),
    "L03": lambda: _litgpt(PHI, 1044, (4,)),
    "L04": lambda: [
        *_litgpt(PHI, 1044, (1,), "qlora"),
        *_litgpt(STABLELM, 1034, (1,), "qlora"),
        *_litgpt(LLAMA_2[0], 1304, (1,), "qlora"),
        *_litgpt(LLAMA_2[1], 1304, (1,), "qlora"),
    ],
    "L05": lambda: [_bfloat16_inference(model) for model in (PHI, STABLELM, *LLAMA_2)],
    "T01": lambda: [_torchtune(LLAMA_8B, optimizer="paged-adamw-8bit", optimizer_in_backward=True)],
    "T02": lambda: [_torchtune(LLAMA_8B, optimizer="adamw-8bit", optimizer_in_backward=True)],
    "T03": lambda: [
        _torchtune(LLAMA_8B, method="lora", **LORA_8),
        _torchtune(LLAMA_8B, method="lora", checkpointing="none", **LORA_8),
    ],
    "T04": lambda: [_torchtune(LLAMA_8B, method="qlora", **LORA_8)],
    "T05": lambda: [
        _torchtune(LLAMA_70B, Parallel(gpus=8, sharding="fsdp"), method="lora", rank=16)
    ],
    "V01": lambda: [_vllm_tokens("llama-2-7b", 79.2)],
    "V02": lambda: [_vllm_tokens("llama-3.1-8b", 44.4)],
    "O01": lambda: [
        _oracle(
            "llama-3.2-3b",
            precision="bf16",
            checkpointing=kind,
            batch_per_gpu=2,
            sequence_length=4096,
        )
        for kind in ("none", "full")
    ],
    "O02": lambda: [
        _oracle("llama-3.2-1b", precision="bf16", checkpointing=kind) for kind in ("none", "full")
    ],
    "O03": lambda: [_oracle("llama-3.2-1b", precision="fp32")],
    "O04": lambda: [_oracle("t5-small", precision="fp32")],
    "O05": lambda: [
        _oracle("t5-base", precision="bf16"),
        _oracle("t5-base", precision="bf16", checkpointing="full"),
        _oracle("t5-base", precision="fp32"),
    ],
    "O06": lambda: [_oracle("t5-large", precision="bf16")],
    "O07": lambda: [
        _oracle(name, precision="bf16", batch_per_gpu=1) for name in ("t5-3b", "t5-11b")
    ],
}
