"""What changed outside of Terraform, without the noise that providers make.

Shown is what the plan depends on (`relevant_attributes`) or puts back, and every object that is
gone. The rest, and differences between null and empty, is only counted.
"""

from typing import Any

from modelstacks.review.document import Json, PlanDocument, mapping, objects, text
from modelstacks.review.fields import differences, field_changes, is_noise
from modelstacks.review.masking import Masker
from modelstacks.review.plan import Drift
from modelstacks.review.visible import in_one_line

Path = tuple[str | int, ...]


def drift_of(document: PlanDocument, masker: Masker) -> tuple[tuple[Drift, ...], int]:
    """Return the drift that matters, and how many other objects have changed."""
    relevant = _relevant(document)
    planned = {text(row.get("address")): row for row in document.objects("resource_changes")}
    shown, others = list[Drift](), 0
    for row in document.objects("resource_drift"):
        change = mapping(row.get("change"))
        address = text(row.get("address"))
        told = in_one_line(masker.mask(address))
        if change.get("actions") == ["no-op"]:
            continue  # a move alone: it is among the changes
        if "delete" in change.get("actions", ()):
            shown.append(Drift(address=told, is_gone=True))
            continue
        found = [one for one in differences(change) if not is_noise(one)]
        paths = relevant.get(address, set()) | relevant.get(
            text(row.get("previous_address")), set()
        )
        put_back = _put_back(planned.get(address, {}))
        if not any(_touches(one.path, paths) or _touches(one.path, put_back) for one in found):
            others += 1
            continue
        fields, more = field_changes(_without_noise(change), masker)
        shown.append(Drift(address=told, is_gone=False, fields=fields, more_fields=more))
    return tuple(shown), others


def _relevant(document: PlanDocument) -> dict[str, set[Path]]:
    found: dict[str, set[Path]] = {}
    for row in objects(document.data.get("relevant_attributes")):
        attribute = row.get("attribute")
        keys = attribute if isinstance(attribute, list) else []
        path = tuple(key for key in keys if isinstance(key, str | int))
        found.setdefault(text(row.get("resource")), set()).add(path)
    return found


def _put_back(row: Json) -> set[Path]:
    """Return the paths that the plan changes again: there, drift and plan meet."""
    change = mapping(row.get("change"))
    if not change or change.get("actions") == ["no-op"]:
        return set()
    return {one.path for one in differences(change)}


def _touches(path: Path, paths: set[Path]) -> bool:
    return any(path[: len(one)] == one or one[: len(path)] == path for one in paths)


def _without_noise(change: dict[str, Any]) -> dict[str, Any]:
    """Take out the top-level attributes that differ only between null and empty."""
    noisy = [one for one in differences(change) if is_noise(one)]
    keys = {one.path[0] for one in noisy if len(one.path) == 1}
    if not keys:
        return change
    sides = {
        side: {key: value for key, value in change[side].items() if key not in keys}
        for side in ("before", "after")
        if isinstance(change.get(side), dict)
    }
    return {**change, **sides}
