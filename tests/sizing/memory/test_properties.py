"""What holds for every model and every job."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.sizing.architecture import Architecture, architecture, architecture_names
from modelstacks.sizing.memory import (
    BatchInference,
    FineTune,
    Memory,
    Parallel,
    Serve,
    default_constants,
    estimate,
)
from modelstacks.sizing.memory import choices as c
from modelstacks.sizing.memory.settings import fill_in
from modelstacks.sizing.memory.states import states

MODELS = st.sampled_from([architecture(name) for name in architecture_names()])
ORDER = {"ok": 0, "tight": 1, "no": 2}
LENGTHS = st.sampled_from([1, 16, 100, 512, 2048, 8192])


@st.composite
def jobs(draw: st.DrawFn) -> tuple[Architecture, FineTune]:
    model = draw(MODELS)
    method = draw(st.sampled_from(c.METHODS))
    precisions = ["bf16", "amp", "fp16"] + ([] if method == "qlora" else ["fp32"])
    options: dict[str, Any] = {
        "method": method,
        "optimizer": draw(st.sampled_from(c.OPTIMIZERS)),
        "optimizer_loop": draw(st.sampled_from(c.OPTIMIZER_LOOPS)),
        "precision": draw(st.sampled_from(precisions)),
        "batch_per_gpu": draw(st.integers(1, 16)),
        "checkpointing": draw(st.sampled_from(c.CHECKPOINTINGS)),
        "loss": draw(st.sampled_from(c.LOSSES)),
        "compile": draw(st.booleans()),
        "activation_offload": draw(st.booleans()),
        "gradient_accumulation": draw(st.sampled_from([1, 4])),
    }
    if method != "full":
        options["rank"] = draw(st.sampled_from([1, 16, 64]))
        options["lora_dropout"] = draw(st.sampled_from([0.0, 0.1]))
    if model.kind == "encoder-decoder":
        options |= {"source_length": draw(LENGTHS), "target_length": draw(LENGTHS)}
    else:
        options |= {"sequence_length": draw(LENGTHS)}
        options["attention"] = draw(st.sampled_from(c.ATTENTIONS))
    if model.kind == "vision":
        options["images"] = draw(st.integers(0, 3))
    return model, FineTune(**options)


def close(smaller: Memory, larger: Memory) -> bool:
    return smaller.needed_gib <= larger.needed_gib * (1 + 1e-9)


@settings(deadline=None)
@given(jobs())
def test_parts_are_positive_and_add_up(pair: tuple[Architecture, FineTune]) -> None:
    memory = estimate(*pair)
    assert all(value > 0 for value in memory.parts.values())
    assert abs(memory.peak_gib - max(memory.phases.values())) < 1e-6
    assert memory.needed_gib >= memory.peak_gib
    assert estimate(*pair) == memory


@settings(deadline=None)
@given(jobs(), st.sampled_from(["batch_per_gpu", "sequence_length", "source_length", "images"]))
def test_larger_batches_and_longer_sequences_never_need_less(
    pair: tuple[Architecture, FineTune], field: str
) -> None:
    model, job = pair
    value = getattr(job, field)
    if value is None:
        return
    longer: Any = replace(job, **{field: value + max(1, value // 3)})
    assert close(estimate(model, job), estimate(model, longer))


@settings(deadline=None)
@given(jobs(), st.sampled_from(c.SHARDINGS), st.sampled_from([2, 4, 8]), st.integers(2, 4))
def test_more_gpus_never_need_more_of_each(
    pair: tuple[Architecture, FineTune], sharding: Any, gpus: int, times: int
) -> None:
    model, job = pair
    few, many = (
        estimate(model, job, Parallel(gpus=n, sharding=sharding)) for n in (gpus, gpus * times)
    )
    assert close(many, few)


@settings(deadline=None)
@given(jobs(), st.floats(1, 200), st.floats(0, 100))
def test_a_larger_card_never_turns_a_yes_into_a_no(
    pair: tuple[Architecture, FineTune], usable: float, more: float
) -> None:
    memory = estimate(*pair)
    assert ORDER[memory.verdict(usable + more)] <= ORDER[memory.verdict(usable)]


@settings(deadline=None)
@given(jobs(), st.integers(2, 8))
def test_data_parallel_needs_what_one_gpu_needs(
    pair: tuple[Architecture, FineTune], gpus: int
) -> None:
    model, job = pair
    alone, many = estimate(model, job), estimate(model, job, Parallel(gpus=gpus, sharding="ddp"))
    assert abs(alone.needed_gib - many.needed_gib) < 1e-9


@settings(deadline=None)
@given(MODELS, st.sampled_from(["bf16", "amp"]), st.sampled_from(c.OPTIMIZERS))
def test_states_of_qlora_lora_and_full_are_in_order(
    model: Architecture, precision: Any, optimizer: Any
) -> None:
    sizes = []
    for method in ("qlora", "lora", "full"):
        job = FineTune(method=method, precision=precision, optimizer=optimizer)
        state = states(model, fill_in(model, job, Parallel(), default_constants()))
        sizes.append(state.weights + state.gradients + state.optimizer)
    assert sizes == sorted(sizes)


@settings(deadline=None)
@given(jobs())
def test_checkpointing_never_needs_more(pair: tuple[Architecture, FineTune]) -> None:
    model, job = pair
    full, none = (estimate(model, replace(job, checkpointing=kind)) for kind in ("full", "none"))
    assert full.peak_gib <= none.peak_gib * (1 + 1e-9)


@settings(deadline=None)
@given(MODELS, st.integers(1, 64), LENGTHS, st.sampled_from(c.WEIGHT_PRECISIONS))
def test_inference_grows_with_its_batch(
    model: Architecture, batch: int, length: int, precision: Any
) -> None:
    def job(rows: int, tokens: int) -> BatchInference:
        return BatchInference(batch_per_gpu=rows, prompt_length=tokens, precision=precision)

    one = estimate(model, job(batch, length))
    assert close(one, estimate(model, job(batch + 1, length)))
    assert close(one, estimate(model, job(batch, length + 1)))


@settings(deadline=None)
@given(MODELS, st.integers(1, 500), st.integers(1, 8192))
def test_serving_grows_with_its_load(model: Architecture, concurrency: int, context: int) -> None:
    one = estimate(model, Serve(concurrency=concurrency, context=context))
    more = estimate(model, Serve(concurrency=concurrency + 1, context=context))
    longer = estimate(model, Serve(concurrency=concurrency, context=context + 16))
    assert close(one, more)
    assert close(one, longer)


@settings(deadline=None)
@given(MODELS, st.sampled_from([1, 2, 4]))
def test_splitting_a_model_never_needs_more(model: Architecture, gpus: int) -> None:
    one, two = (
        estimate(model, Serve(), Parallel(gpus=n, pipeline_parallel=n)) for n in (gpus, 2 * gpus)
    )
    assert close(two, one)
