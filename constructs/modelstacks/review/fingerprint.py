"""A short name of what a plan would do: equal for two plans that would do the same.

The bytes of a plan file and its JSON differ each time; what is changed, and which conditions hold,
does not (measured with Terraform 1.11.4).
"""

import hashlib
import json
from typing import Any

from modelstacks.review.document import Json, PlanDocument, mapping, objects, text

LENGTH = 16
_KEPT = (
    *("address", "previous_address", "deposed", "mode", "type", "name", "index", "module_address"),
    *("provider_name", "action_reason", "change"),
)


def fingerprint(document: PlanDocument) -> str:
    """Return 16 hexadecimal digits over every change, output and check of a plan.

    No-ops count only where something is imported or moved; the order of the lists does not.
    """
    canonical = canonical_changes(document)
    written = json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:LENGTH]


def canonical_changes(document: PlanDocument) -> dict[str, Any]:
    """Return what the fingerprint is made of. It holds secrets in clear."""
    outputs = mapping(document.data.get("output_changes"))
    return {
        "resource_changes": _sorted(
            {key: row[key] for key in _KEPT if key in row}
            for row in document.objects("resource_changes")
            if _does_something(row)
        ),
        "output_changes": {
            name: change
            for name, change in outputs.items()
            if mapping(change).get("actions") != ["no-op"]
        },
        "checks": _sorted(
            {
                "address": text(mapping(check.get("address")).get("to_display")),
                "status": check.get("status"),
            }
            for check in objects(document.data.get("checks"))
        ),
        "deferred_changes": _sorted(document.objects("deferred_changes")),
        "action_invocations": _sorted(document.objects("action_invocations")),
    }


def _does_something(row: Json) -> bool:
    change = mapping(row.get("change"))
    is_still = change.get("actions") in (["no-op"], ["read"])
    return not is_still or bool(change.get("importing") or row.get("previous_address"))


def _sorted(rows: Any) -> list[Any]:
    """Sort by address; what has none, or the same, by all that it says."""
    found = list(rows)
    names = [(str(row.get("address")), str(row.get("deposed", ""))) for row in found]
    if len(set(names)) == len(names):
        return [found[at] for at in sorted(range(len(found)), key=names.__getitem__)]
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))
