"""Runs training steps on fake tensors: no GPU, no weights, every allocation counted.

`python -m sizing.memory.fake_step` in a venv with torch and transformers, tests/ and constructs/
on PYTHONPATH, writes oracle.json. Dropout is replaced by its CUDA form, a mask of one byte.
"""

import contextlib
import datetime
import functools
import importlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from sizing.memory.oracle_cases import (
    ADAFACTOR,
    MIB,
    PEAKS,
    RECORDED,
    SAVED,
    SELECTIVE,
    SHORT,
    Case,
    job_of,
    model_of,
)

from modelstacks.sizing.architecture import Architecture, EncoderDecoder
from modelstacks.sizing.memory import FineTune

torch: Any = importlib.import_module("torch")
transformers: Any = importlib.import_module("transformers")
checkpointing: Any = importlib.import_module("torch.utils.checkpoint")
functional: Any = importlib.import_module("torch.nn.functional")
fake_tensor: Any = importlib.import_module("torch._subclasses.fake_tensor")
mem_tracker: Any = importlib.import_module("torch.distributed._tools.mem_tracker")

LINEARS = {
    "llama": {"q": "q_proj", "k": "k_proj", "v": "v_proj", "o": "o_proj"}
    | {"gate": "gate_proj", "up": "up_proj", "down": "down_proj"},
    "t5": {"q": "q", "k": "k", "v": "v", "o": "o", "gate": "wi_0", "up": "wi_1 wi", "down": "wo"},
}
KEPT = ("mm", "addmm", "bmm", "_scaled_dot_product_flash_attention_for_cpu")
TARGETS = {"q-v": ("q", "v"), "attention": ("q", "k", "v", "o"), "mlp": ("gate", "up", "down")}


def saved_mib(case: Case) -> float:
    """Return the bytes that one more layer saves for backward, parameters apart."""
    few, many = (_saved(case, layers) for layers in (2, SHORT))
    return float(many - few) / (SHORT - 2) / MIB


def peak_mib(case: Case) -> float:
    """Return the most that is allocated in one step."""
    job = job_of(case)
    with _fakes():
        model, batch = build(model_of(case), job)
        trained = [p for p in model.parameters() if p.requires_grad]
        optimizer = _optimizer(job, trained)
        tracker = mem_tracker.MemTracker()
        tracker.track_external(model, *([optimizer] if optimizer else []), *batch.values())
        with tracker:
            with _autocast(job):
                output = model(**batch)
            output.loss.backward()
            if optimizer:
                optimizer.step()
        (device,) = tracker.get_tracker_snapshot("peak").values()
        return float(device["Total"]) / MIB


def selective_mib(case: Case) -> float:
    """Return the bytes that one more layer holds between forward and backward, parameters apart,
    when torch's selective checkpointing keeps matrix products and attention."""
    few, many = (_held_mib(case, layers) for layers in (2, SHORT))
    width = 2 if case["precision"] == "bf16" else 4
    grown = model_of(case, SHORT).parameters - model_of(case, 2).parameters
    return (many - few - grown * width / MIB) / (SHORT - 2)


def _held_mib(case: Case, layers: int) -> float:
    job = job_of(case)
    with _fakes():
        model, batch = build(model_of(case, layers), FineTune(**_options(job)))
        for module in model.modules():
            if type(module).__name__ in ("LlamaDecoderLayer", "T5Block"):
                _select(module)
        tracker = mem_tracker.MemTracker()
        tracker.track_external(model, *batch.values())
        with tracker:
            with _autocast(job):
                output = model(**batch)
            (device,) = tracker.get_tracker_snapshot("current").values()
            del output
        return float(device["Total"]) / MIB


def _select(layer: Any) -> None:
    """Checkpoint a layer, but keep what matrix products and attention return."""
    kept = {getattr(torch.ops.aten, name).default for name in KEPT}
    policies = checkpointing.CheckpointPolicy

    def policy(_: Any, operation: Any, *__: Any, **___: Any) -> Any:
        return policies.MUST_SAVE if operation in kept else policies.PREFER_RECOMPUTE

    contexts = functools.partial(checkpointing.create_selective_checkpoint_contexts, policy)
    layer.forward = functools.partial(
        checkpointing.checkpoint, layer.forward, use_reentrant=False, context_fn=contexts
    )


def adafactor_mib(case: Case) -> float:
    """Return the most that is allocated while transformers' Adafactor steps again."""
    kind: Any = importlib.import_module("transformers.optimization").Adafactor
    with _fakes():
        model, _ = build(model_of(case), job_of(case))
        trained = list(model.parameters())
        for parameter in trained:
            parameter.grad = torch.zeros_like(parameter)
        optimizer = kind(trained, lr=1e-3, relative_step=False, scale_parameter=False)
        optimizer.step()
        tracker = mem_tracker.MemTracker()
        tracker.track_external(model, optimizer)
        with tracker:
            optimizer.step()
        (device,) = tracker.get_tracker_snapshot("peak").values()
        return float(device["Total"]) / MIB


def vision_mib() -> dict[str, float]:
    """Return the bytes that layers of Llama 3.2 11B Vision save, what they share apart."""
    mllama: Any = importlib.import_module("transformers.models.mllama.modeling_mllama")
    settings: Any = importlib.import_module("transformers.models.mllama.configuration_mllama")
    torch.set_default_dtype(torch.bfloat16)
    found: dict[str, float] = {}
    try:
        with _fakes():
            image = settings.MllamaVisionConfig(image_size=560)
            image._attn_implementation = "sdpa"
            patches = torch.zeros(1, 6432, 1280, requires_grad=True)
            mask = torch.zeros(1, 1, 6432, 6432)
            for name, gated in (("local", False), ("global", True)):
                layer = mllama.MllamaVisionEncoderLayer(image, is_gated=gated).train()
                found[name] = _kept_mib(layer, mask)(lambda: layer(patches, mask))  # noqa: B023
            text = settings.MllamaTextConfig(
                hidden_size=4096,
                num_attention_heads=32,
                num_key_value_heads=8,
                intermediate_size=14336,
            )
            text._attn_implementation = "sdpa"
            cross = mllama.MllamaCrossAttentionDecoderLayer(text, 3).train()
            tokens = torch.zeros(1, 2048, 4096, requires_grad=True)
            features = torch.zeros(1, 6404, 4096, requires_grad=True)
            mask, row = torch.zeros(1, 1, 2048, 6404), torch.ones(1, 1, 2048, 1)
            keep = _kept_mib(cross, mask, features)
            found["cross"] = keep(lambda: cross(tokens, features, mask, mask, row))
    finally:
        torch.set_default_dtype(torch.float32)
    return found


def _kept_mib(layer: Any, *shared: Any) -> Callable[[Callable[[], Any]], float]:
    """Return a measure of what a call saves besides parameters and shared tensors."""
    known = [*layer.parameters(), *shared]
    shapes = {tuple(tensor.shape) for tensor in known}
    apart = {id(tensor.untyped_storage()) for tensor in known}

    def measure(call: Callable[[], Any]) -> float:
        kept: dict[int, tuple[Any, int]] = {}

        def pack(tensor: Any) -> Any:
            storage = tensor.untyped_storage()
            kept[id(storage)] = (storage, storage.nbytes())
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(_noting_shape(pack, shapes), _same):
            call()
        return sum(size for key, (_, size) in kept.items() if key not in apart) / MIB

    return measure


def build(shape: Architecture, job: FineTune, device: str = "cpu") -> tuple[Any, dict[str, Any]]:
    """Return a transformers model of this shape, set up for the job, and a batch."""
    narrow = job.precision == "bf16" or (job.precision == "amp" and job.method != "full")
    torch.set_default_dtype(torch.bfloat16 if narrow else torch.float32)
    try:
        with torch.device(device):
            model, batch = _make(shape, job)
            if job.method != "full":
                _adapt(model, shape, job)
    finally:
        torch.set_default_dtype(torch.float32)
    model.train()
    if job.checkpointing == "full":
        model.gradient_checkpointing_enable({"use_reentrant": False})
    return model, batch


def _make(shape: Architecture, job: FineTune) -> tuple[Any, dict[str, Any]]:
    def tokens(length: int | None) -> Any:
        return torch.ones(job.batch_per_gpu, length, dtype=torch.long)

    if isinstance(shape, EncoderDecoder):
        config = transformers.T5Config(
            d_model=shape.hidden,
            d_ff=shape.feed_forward,
            d_kv=shape.head_dim,
            num_heads=shape.heads,
            num_layers=shape.encoder_layers,
            num_decoder_layers=shape.decoder_layers,
            vocab_size=shape.vocabulary,
            feed_forward_proj="gated-gelu" if shape.gated else "relu",
            tie_word_embeddings=shape.tied,
            decoder_start_token_id=0,
            use_cache=False,
        )
        batch = {"input_ids": tokens(job.source_length), "labels": tokens(job.target_length)}
        return transformers.T5ForConditionalGeneration(config), batch
    config = transformers.LlamaConfig(
        hidden_size=shape.hidden,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=getattr(shape, "layers", SHORT),
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_head_count,
        head_dim=shape.head_dim,
        vocab_size=shape.vocabulary,
        tie_word_embeddings=shape.tied,
        attn_implementation=job.attention or "sdpa",
        use_cache=False,
    )
    ids = tokens(job.sequence_length)
    return transformers.LlamaForCausalLM(config), {"input_ids": ids, "labels": ids}


def _adapt(model: Any, shape: Architecture, job: FineTune) -> None:
    """Freeze the model and add adapters, as PEFT does: in fp32 under autocast."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    names = LINEARS["t5" if isinstance(shape, EncoderDecoder) else "llama"]
    kinds = TARGETS.get(job.targets or "", tuple(names))
    wanted = {name for kind in kinds for name in names[kind].split()}
    dtype = torch.float32 if job.precision == "amp" else None
    for path, module in list(model.named_modules()):
        if path.rpartition(".")[2] in wanted:
            _add_adapter(module, job, dtype)
    embedding = model.get_input_embeddings()
    plain = embedding.forward
    embedding.forward = lambda ids: plain(ids).requires_grad_(True)


def _add_adapter(module: Any, job: FineTune, dtype: Any) -> None:
    dtype = dtype or module.weight.dtype
    rank = job.rank or 16
    down = torch.nn.Linear(module.in_features, rank, bias=False, dtype=dtype)
    up = torch.nn.Linear(rank, module.out_features, bias=False, dtype=dtype)
    plain: Callable[[Any], Any] = module.forward

    def forward(values: Any) -> Any:
        result = plain(values)
        wide = values.to(down.weight.dtype)
        return (result + up(down(_dropout(wide, job.lora_dropout))) * 2).to(result.dtype)

    module.forward = forward
    module.add_module("adapter_down", down)
    module.add_module("adapter_up", up)


def _saved(case: Case, layers: int) -> int:
    job = job_of(case)
    kept: dict[int, tuple[Any, int]] = {}

    def pack(tensor: Any) -> Any:
        storage = tensor.untyped_storage()
        kept[id(storage)] = (storage, storage.nbytes())
        return tensor

    with _fakes():
        model, batch = build(model_of(case, layers), FineTune(**{**_options(job)}))
        parameters = {id(p.untyped_storage()) for p in model.parameters()}
        shapes = {tuple(p.shape) for p in model.parameters()}
        with torch.autograd.graph.saved_tensors_hooks(_noting_shape(pack, shapes), _same):
            with _autocast(job):
                output = model(**batch)
            # what dies with the graph's end is counted too: it is alive when backward starts
            del output
    return sum(size for key, (_, size) in kept.items() if key not in parameters)


def _options(job: FineTune) -> dict[str, Any]:
    return {**vars(job), "checkpointing": "none"}


def _noting_shape(pack: Callable[[Any], Any], shapes: set[tuple[int, ...]]) -> Callable[[Any], Any]:
    """Leave autocast's casts of weights out: they have a weight's shape."""

    def note(tensor: Any) -> Any:
        shape = tuple(tensor.shape)
        return tensor if shape in shapes or shape[::-1] in shapes else pack(tensor)

    return note


def _same(tensor: Any) -> Any:
    return tensor


def _optimizer(job: FineTune, parameters: list[Any]) -> Any:
    if job.optimizer != "adamw":
        return None
    loop = job.optimizer_loop
    return torch.optim.AdamW(parameters, foreach=loop == "foreach", fused=loop == "fused")


def _autocast(job: FineTune) -> Any:
    if job.precision == "amp":
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def _dropout(values: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    return torch.native_dropout(values, p, True)[0] if training and p > 0 else values


@contextlib.contextmanager
def _fakes() -> Iterator[None]:
    plain, module = functional.dropout, torch.nn.Dropout.forward
    functional.dropout = _dropout
    torch.nn.Dropout.forward = lambda self, values: _dropout(values, self.p, self.training)
    try:
        with fake_tensor.FakeTensorMode(allow_non_fake_inputs=True):
            yield
    finally:
        functional.dropout, torch.nn.Dropout.forward = plain, module


def record() -> dict[str, Any]:
    """Measure every case."""
    return {
        "as_of": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "torch": torch.__version__.partition("+")[0],
        "transformers": transformers.__version__,
        "vision_mib": {name: round(value, 2) for name, value in vision_mib().items()},
        "saved_mib": [round(saved_mib(case), 2) for case in SAVED],
        "selective_mib": [round(selective_mib(case), 2) for case in SELECTIVE],
        "adafactor_mib": [round(adafactor_mib(case), 2) for case in ADAFACTOR],
        "peak_mib": [round(peak_mib(case), 2) for case in PEAKS],
    }


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")
