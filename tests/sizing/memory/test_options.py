"""Options that cannot work: one error that tells all of them."""

from collections.abc import Callable
from typing import Any

import pytest

from modelstacks.errors import ConfigError
from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import (
    BatchInference,
    FineTune,
    Parallel,
    Serve,
    default_constants,
    estimate,
)


def problems(make: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        make()
    return {problem.where: problem.found for problem in caught.value.problems}


def test_all_problems_of_a_job_are_told_at_once() -> None:
    found = problems(
        lambda: FineTune(rank=8, batch_per_gpu=-1, sequence_length=0, optimizer="adam")  # type: ignore[arg-type]
    )
    assert set(found) == {
        "fine_tune.rank",
        "fine_tune.batch_per_gpu",
        "fine_tune.sequence_length",
        "fine_tune.optimizer",
    }


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"rank": 16}, "rank"),
        ({"targets": "mlp"}, "targets"),
        ({"lora_dropout": 0.1}, "lora_dropout"),
        ({"method": "lora", "lora_dropout": 1.5}, "lora_dropout"),
        ({"method": "lora", "lora_dropout": float("nan")}, "lora_dropout"),
        ({"method": "lora", "rank": 0}, "rank"),
        ({"method": "lora", "rank": True}, "rank"),
        ({"method": "lora", "freeze": "decoder"}, "freeze"),
        ({"method": "qlora", "precision": "fp32"}, "precision"),
        ({"optimizer_in_backward": True, "gradient_accumulation": 4}, "gradient_accumulation"),
        ({"batch_per_gpu": 10**40}, "batch_per_gpu"),
        ({"batch_per_gpu": 1.5}, "batch_per_gpu"),
        ({"loss": "fussed"}, "loss"),
    ],
)
def test_a_job_that_contradicts_itself(options: dict[str, Any], field: str) -> None:
    assert f"fine_tune.{field}" in problems(lambda: FineTune(**options))


@pytest.mark.parametrize(
    ("name", "job", "where"),
    [
        ("llama-3.2-1b", FineTune(target_length=64), "fine_tune.target_length"),
        ("t5-base", FineTune(sequence_length=64), "fine_tune.sequence_length"),
        ("t5-base", FineTune(images=1), "fine_tune.images"),
        ("t5-base", FineTune(attention="flash"), "fine_tune.attention"),
        ("t5-base", FineTune(freeze="vision"), "fine_tune.freeze"),
        ("llama-3.2-1b", FineTune(freeze="decoder"), "fine_tune.freeze"),
        ("t5-base", BatchInference(images=2), "batch_inference.images"),
        ("llama-3.2-1b", Serve(images=2), "serve.images"),
        ("llama-3.2-1b", FineTune(mean_length=900, sequence_length=512), "fine_tune.mean_length"),
    ],
)
def test_a_job_that_contradicts_the_model(name: str, job: Any, where: str) -> None:
    assert where in problems(lambda: estimate(architecture(name), job))


def test_tensor_parallelism_must_divide_the_heads() -> None:
    model = architecture("qwen2.5-7b")
    with pytest.raises(ConfigError) as caught:
        estimate(model, Serve(), Parallel(gpus=8, tensor_parallel=8))
    (problem,) = caught.value.problems
    assert problem.found == "8 does not divide 28 heads"
    assert problem.nearest == "7"


def test_a_t5_is_spread_layer_by_layer() -> None:
    parallel = Parallel(gpus=2, tensor_parallel=2)
    found = problems(lambda: estimate(architecture("t5-base"), Serve(), parallel))
    assert "no engine splits T5's layers" in found.values()


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"gpus": 0}, "gpus"),
        ({"gpus": 8, "tensor_parallel": 3}, "tensor_parallel"),
        ({"gpus": 8, "gpus_per_node": 4, "tensor_parallel": 8}, "tensor_parallel"),
        ({"gpus": 9, "gpus_per_node": 8}, "gpus_per_node"),
        ({"gpus": 8, "sharding": "zero1", "offload": "optimizer"}, "offload"),
        ({"gpus": 8, "sharding": "fsdp", "offload": "all"}, "offload"),
        ({"gpus": 8, "sharding": "zero4"}, "sharding"),
    ],
)
def test_gpus_that_cannot_be_arranged(options: dict[str, Any], field: str) -> None:
    assert f"parallel.{field}" in problems(lambda: Parallel(**options))


def test_constants_can_be_replaced_but_not_invented() -> None:
    constants = default_constants()
    model = architecture("t5-base")
    roomy = estimate(model, FineTune(), Parallel(), constants.with_values({"single_factor": 2.0}))
    assert roomy.needed_gib > estimate(model, FineTune()).needed_gib
    found = problems(lambda: constants.with_values({"single_facter": 1, "tight_factor": -1}))
    assert set(found) == {"constants.single_facter", "constants.tight_factor"}


def test_every_default_is_told() -> None:
    told = estimate(architecture("t5-base"), FineTune()).assumptions
    for name in ("batch_per_gpu", "source_length", "target_length", "precision", "attention"):
        assert any(line.startswith(f"{name} = ") for line in told)
    explicit = FineTune(batch_per_gpu=1, source_length=8, target_length=8, precision="bf16")
    told = estimate(architecture("t5-base"), explicit).assumptions
    assert not any(
        line.startswith(("batch_per_gpu", "source", "target", "precis")) for line in told
    )
