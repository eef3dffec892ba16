"""Which numbers a card computes with, and which a model survives."""

from modelstacks.catalog import Gpu
from modelstacks.sizing.architecture import Kind
from modelstacks.sizing.hardware.rule import Broken

FP8_CAPABILITY = (8, 9)
FLASH_CAPABILITY = (8, 0)
IN_BF16 = ("bf16", "amp")


def precision_problem(precision: str, kind: Kind, gpu: Gpu) -> Broken | None:
    """Return why this model cannot run in this precision on this card, or `None`."""
    if precision in IN_BF16 and not gpu.has_bf16:
        return Broken(rule="bf16-from-ampere", found=f"{gpu.name} has no bf16")
    if precision == "fp16" and kind == "encoder-decoder":
        return Broken(rule="t5-never-fp16", found="a T5 overflows in fp16")
    if precision == "fp8" and gpu.compute_capability < FP8_CAPABILITY:
        return Broken(rule="fp8-from-ada", found=f"{gpu.name} has no fp8")
    return None


def fallback_precision(kind: Kind, gpu: Gpu) -> str:
    """Return the precision of a card for which nothing was asked: fp32 for a T5 without bf16."""
    if gpu.has_bf16:
        return "bf16"
    return "fp32" if kind == "encoder-decoder" else "fp16"


def attention_problem(attention: str | None, gpu: Gpu) -> Broken | None:
    """Return why this attention kernel does not run on this card, or `None`."""
    if attention == "flash" and gpu.compute_capability < FLASH_CAPABILITY:
        return Broken(rule="flash-from-ampere", found=f"{gpu.name} is older than Ampere")
    return None
