"""What was allocated at most, next to what the plan said: every real run checks the sizing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GIB = 2**30


@dataclass(frozen=True, kw_only=True)
class MemoryReport:
    """Peaks of the busiest GPU, GiB."""

    predicted_gib: float
    predicted_parts: Mapping[str, float]
    measured_gib: float | None
    """`None` where no GPU was at work."""

    reserved_gib: float | None = None
    """What the allocator held at most; more than was needed."""

    predicted_trainable: int = 0
    trainable: int = 0

    @property
    def ratio(self) -> float | None:
        """Measured over predicted: above 1 the plan said too little."""
        if self.measured_gib is None or self.predicted_gib <= 0:
            return None
        return self.measured_gib / self.predicted_gib

    def metrics(self) -> dict[str, float]:
        """Return MLflow metrics; those that were not measured are left out."""
        found = {
            "gpu_predicted_gib": self.predicted_gib,
            "gpu_peak_gib": self.measured_gib,
            "gpu_reserved_gib": self.reserved_gib,
            "gpu_peak_to_predicted": self.ratio,
        }
        found |= {f"gpu_predicted_{name}_gib": gib for name, gib in self.predicted_parts.items()}
        if self.trainable:
            found["trainable_parameters"] = float(self.trainable)
            found["trainable_parameters_predicted"] = float(self.predicted_trainable)
        return {name: float(value) for name, value in found.items() if value is not None}

    def __str__(self) -> str:
        if self.measured_gib is None:
            return f"memory: {self.predicted_gib:.2f} GiB predicted, nothing measured without a GPU"
        ratio = f", {self.ratio:.2f} of it" if self.ratio else ""
        return (
            f"memory: {self.predicted_gib:.2f} GiB predicted, {self.measured_gib:.2f} used{ratio}"
        )


def reset_peak() -> None:
    """Forget earlier peaks of every visible GPU."""
    import torch

    for device in range(torch.cuda.device_count()):
        torch.cuda.reset_peak_memory_stats(device)


def measured_peaks() -> tuple[float, float] | None:
    """Return allocated and reserved peak of this process's busiest GPU, `None` without one."""
    import torch

    devices = range(torch.cuda.device_count())
    if not devices:
        return None
    allocated = max(torch.cuda.max_memory_allocated(device) for device in devices)
    reserved = max(torch.cuda.max_memory_reserved(device) for device in devices)
    return allocated / GIB, reserved / GIB


def busiest(peaks: list[Any]) -> tuple[float | None, float | None]:
    """Return the highest peaks over all processes."""
    known = [peak for peak in peaks if peak is not None]
    if not known:
        return None, None
    return max(peak[0] for peak in known), max(peak[1] for peak in known)
