"""What others say fits a card, and what does not, next to our verdict."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sizing.memory.blind import IN_PLACE

from modelstacks.catalog import load_catalog
from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.memory import BatchInference, FineTune, Memory, Parallel, Serve, estimate
from modelstacks.sizing.memory.constants import Constants

FITS = Path(__file__).with_name("fits.json")
TASKS = {"fine_tune": FineTune, "batch_inference": BatchInference, "serve": Serve}
CONSTANTS = {"in place": IN_PLACE}


@dataclass(frozen=True, kw_only=True)
class Fit:
    """One statement, and ours."""

    point: str
    model: str
    job: str
    cards: str
    fits: bool
    verdict: str
    needed: float
    """GiB of each card, with margins."""

    usable: float
    remark: str
    source: str

    @property
    def agrees(self) -> bool:
        """Whether our verdict says the same; `tight` is a fit."""
        return (self.verdict != "no") is self.fits


def fits() -> list[Fit]:
    """Return every statement."""
    catalog, data = load_catalog(), json.loads(FITS.read_text(encoding="utf-8"))
    made = []
    for row in data["rows"]:
        gpu, gpus = catalog.gpu(row["gpu"]), row["gpus"]
        memory = _memory(row, gpus, CONSTANTS.get(row.get("constants", "")))
        made.append(
            Fit(
                point=row["id"],
                model=row["model"],
                job=f"{row['task']} {_told(row['options'])}".strip(),
                cards=f"{gpus} x {row['gpu']}",
                fits=row["fits"],
                verdict=memory.verdict(gpu.usable_gib),
                needed=memory.needed_gib,
                usable=gpu.usable_gib,
                remark=row.get("remark", ""),
                source=data["sources"][row["source"]],
            )
        )
    return made


def _memory(row: dict[str, Any], gpus: int, constants: Constants | None) -> Memory:
    model = architecture(row["model"])
    spread: dict[str, Any] = {"gpus": gpus} if gpus > 1 else {}
    if row["task"] == "fine_tune":
        spread |= {"sharding": row["sharding"]} if gpus > 1 else {}
    elif gpus > 1:
        spread |= {"tensor_parallel": gpus}
    return estimate(model, TASKS[row["task"]](**row["options"]), Parallel(**spread), constants)


def _told(options: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in options.items())
