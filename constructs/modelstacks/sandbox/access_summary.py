"""Who may do what: permissions and grants of many objects, in one line per principal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any


def access_summary(
    permissions: Sequence[Mapping[str, Any]], grants: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """Return for each principal its rights, with the number of objects they are on."""
    counted: dict[str, Counter[tuple[str, str]]] = {}
    for one in permissions:
        kind = _kind(str(one["on"]))
        for entry in one["entries"]:
            counted.setdefault(entry["to"], Counter())[entry["level"], kind] += 1
    for one in grants:
        for principal, privileges in one["to"].items():
            for privilege in privileges:
                counted.setdefault(principal, Counter())[privilege, one["kind"]] += 1
    return [
        {"who": principal, "may": ", ".join(_lines(counted[principal]))}
        for principal in sorted(counted)
    ]


def _kind(on: str) -> str:
    """Return the word for an object such as `sql/warehouses/1`."""
    rest, _, key = on.rpartition("/")
    # `authorization/tokens` is no object: it is the right to have tokens.
    return key if rest == "authorization" else rest.rpartition("/")[2].removesuffix("s")


def _lines(rights: Counter[tuple[str, str]]) -> list[str]:
    """Gather the kinds of object under each right."""
    by_right: dict[str, list[str]] = {}
    for (right, kind), count in sorted(rights.items()):
        by_right.setdefault(right, []).append(_objects(kind, count))
    return [f"{right} on {' + '.join(objects)}" for right, objects in by_right.items()]


def _objects(kind: str, count: int) -> str:
    name = kind.replace("-", " ").replace("policie", "policy")
    if name.endswith("s"):
        return name
    if count == 1:
        return f"1 {name}"
    return f"{count} {name.removesuffix('y')}ies" if name.endswith("y") else f"{count} {name}s"
