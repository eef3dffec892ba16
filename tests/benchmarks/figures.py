"""What was measured, next to what we aim at."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value; less is better."""

    name: str
    value: float
    aim: float
    unit: str = ""
    """`s` or `MB`; empty for a ratio."""

    detail: str = ""
    """For a ratio, the two values it was made from."""

    @classmethod
    def ratio(
        cls, name: str, ours: Sequence[float], other: Sequence[float], *, aim: float
    ) -> "Figure":
        """Divide two medians."""
        above, below = median(ours), median(other)
        return cls(name=name, value=above / below, aim=aim, detail=f"{above:.2f} s / {below:.2f} s")

    @property
    def reached(self) -> bool:
        """Whether the aim is met."""
        return self.value <= self.aim

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "aim": self.aim,
            "reached": self.reached,
            "detail": self.detail,
        }


def table(figures: Sequence[Figure]) -> str:
    """Write the figures one a line."""
    return "\n".join(
        f"{figure.name:<42} {figure.value:>7.2f} {figure.unit:<2}  aim {figure.aim:>5g}  "
        f"{'reached' if figure.reached else 'MISSED '}  {figure.detail}".rstrip()
        for figure in figures
    )
