"""What a change may take away, by the type of the resource: facts in `data/risks.json`.

Types that are not listed are judged by the words in their names, of any provider; one that says
nothing is treated with caution when it goes.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.frozen import frozen
from modelstacks.review.actions import ChangeClass
from modelstacks.review.plan import Level, Risk

_FILE = Path(__file__).with_name("data") / "risks.json"

_DANGEROUS: frozenset[Risk] = frozenset(("data", "service", "history"))
_GOES: frozenset[ChangeClass] = frozenset(("destroy", "replace"))

_ODD: dict[ChangeClass, str] = {
    "forget": "no longer managed here",
    "unknown": "an action that this version does not know",
}


@frozen
class TypeRisk:
    """What a type of resource holds."""

    risks: tuple[Risk, ...]
    loss: str
    """What is lost when one is destroyed; empty when nothing is."""

    update: str = ""
    """What an update in place does; empty when nobody would notice."""

    is_known: bool = True
    """Whether the type itself is listed, or one word of it."""


@cache
def risk_of(type_: str) -> TypeRisk:
    """Return what a type of resource holds."""
    listed = _facts()["types"].get(type_)
    if listed is not None:
        return _type_risk(listed, is_known=True)
    words = type_.lower().split("_")
    # The last words say what it is: `aws_s3_bucket_policy` is a policy, not a bucket.
    for size in (3, 2, 1):
        found = _facts()["endings"].get("_".join(words[-size:])) if len(words) > size else None
        if found is not None:
            return _type_risk(found, is_known=False)
    return TypeRisk(risks=(), loss="", is_known=False)


def judge(type_: str, change: ChangeClass, order: str) -> tuple[tuple[Risk, ...], str, Level]:
    """Return the risks of a change, what it takes away in words, and how closely to look."""
    risk = risk_of(type_)
    effect, level = _weigh(risk, change, order)
    return risk.risks, effect, level


def _weigh(risk: TypeRisk, change: ChangeClass, order: str) -> tuple[str, Level]:
    if change == "replace" and order == "leave the old one":
        return "the old one stays, but Terraform forgets it", "caution"
    if change in _GOES:
        if not risk.risks and risk.is_known:
            return "", "change"
        is_dangerous = not _DANGEROUS.isdisjoint(risk.risks)
        return _lost(risk, change, order), "danger" if is_dangerous else "caution"
    if change in _ODD:
        return _ODD[change], "caution"
    if change == "update" and risk.update:
        return risk.update, "caution"
    return "", "change"


def _lost(risk: TypeRisk, change: ChangeClass, order: str) -> str:
    loss = risk.loss or "not a type that is known here: it may hold something"
    if change == "destroy" or order == "destroy first":
        return loss
    return f"{loss} (the new one is made first)"


def _type_risk(row: Mapping[str, Any], *, is_known: bool) -> TypeRisk:
    return TypeRisk(
        risks=tuple(row.get("risks", ())),
        loss=row.get("loss", ""),
        update=row.get("update", ""),
        is_known=is_known,
    )


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(_FILE.read_text())
    return facts
