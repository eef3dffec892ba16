"""How many sequences a card holds: vLLM's rule with KAITO's constants."""

import pytest

from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import Parallel, Serve, concurrency, estimate

CARDS = {"A10G": 22.1, "L40S": 44.4, "A100-40": 39.4, "A100-80": 79.2, "T4": 14.6}

# model, card, GPUs, sequences of 2048 tokens (a T5: 512 + 128)
TABLE = [
    ("t5-small", "A10G", 1, 2385),
    ("t5-base", "A100-80", 1, 3119),
    ("t5-3b", "A10G", 1, 50),
    ("t5-11b", "L40S", 1, 16),
    ("t5-11b", "A10G", 2, 13),
    ("flan-t5-xxl", "A100-40", 1, 46),
    ("llama-3.2-1b", "A10G", 1, 241),
    ("llama-3.2-3b", "L40S", 1, 142),
    ("llama-3.1-8b", "A10G", 2, 76),
    ("llama-3.1-8b", "A100-80", 1, 211),
    ("llama-3.1-70b", "L40S", 4, 15),
    ("llama-3.1-70b", "A100-80", 4, 216),
    ("llama-3.2-11b-vision", "L40S", 1, 27),
    ("llama-3.2-11b-vision", "A100-80", 1, 98),
    ("llama-3.2-90b-vision", "A100-80", 4, 85),
    ("qwen2.5-7b", "A10G", 1, 21),
    ("qwen2.5-32b", "A100-80", 2, 145),
]


@pytest.mark.parametrize(("name", "card", "gpus", "sequences"), TABLE)
def test_sequences_that_fit(name: str, card: str, gpus: int, sequences: int) -> None:
    model = architecture(name)
    job = Serve(context=640 if model.kind == "encoder-decoder" else 2048)
    parallel = Parallel(gpus=gpus, pipeline_parallel=gpus)
    found = concurrency(model, job, parallel, CARDS[card])
    assert abs(found - sequences) <= 1 + sequences // 1000


@pytest.mark.parametrize("card", ["A10G", "A100-80"])
def test_what_concurrency_promises_the_verdict_confirms(card: str) -> None:
    model, usable = architecture("llama-3.2-3b"), CARDS[card]
    most = concurrency(model, Serve(context=4096), Parallel(), usable)
    assert estimate(model, Serve(concurrency=most, context=4096)).verdict(usable) == "ok"
    assert estimate(model, Serve(concurrency=most + 1, context=4096)).verdict(usable) != "ok"


def test_a_model_too_large_holds_nothing() -> None:
    assert concurrency(architecture("llama-3.1-70b"), Serve(), Parallel(), 22.1) == 0


def test_kv_heads_are_copied_where_gpus_are_more() -> None:
    # 8 KV heads on 16 GPUs: each pair of GPUs holds the same cache
    model = architecture("llama-3.1-70b")
    eight, sixteen = (
        estimate(model, Serve(), Parallel(gpus=n, tensor_parallel=n)) for n in (8, 16)
    )
    assert sixteen.parts["kv_cache"] == eight.parts["kv_cache"]
    assert sixteen.parts["weights"] == eight.parts["weights"] / 2


def test_images_take_their_share_of_the_cache() -> None:
    model = architecture("llama-3.2-11b-vision")
    with_image, without = (estimate(model, Serve(images=count)) for count in (1, 0))
    extra = with_image.parts["kv_cache"] - without.parts["kv_cache"]
    assert extra == pytest.approx(8 * model.kv_bytes_per_image() / 2**30)
