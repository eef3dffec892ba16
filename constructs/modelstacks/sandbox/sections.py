"""The inventory as a person reads it: one section per kind of object, what was deployed first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Item: TypeAlias = Mapping[str, Any]

_ORDER = (
    "clusters",
    "endpoints",
    "serving_endpoints",
    "jobs",
    "registered_models",
    "volumes",
    "schemas",
    "cluster_policies",
    "instance_pools",
    "secret_scopes",
)
_LAST = ("grants", "permissions", "groups", "users", "service_principals")
_TITLES = {
    "endpoints": "Serving endpoints",
    "registered_models": "Models and versions",
    "secret_scopes": "Secret scopes",
}
_BY_SANDBOX = "by the sandbox"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table with a title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(inventory: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return what was deployed, without what the workspace has by itself."""
    kinds = {kind: items for kind, items in inventory.items() if isinstance(items, list)}
    kinds |= _unity_catalog(kinds.pop("catalogs", []))
    present = {
        kind: [item for item in items if not _is_system(item)] for kind, items in kinds.items()
    }
    return tuple(
        _section(kind, present[kind]) for kind in sorted(present, key=_place) if present[kind]
    )


def deployed(inventory: Mapping[str, Any]) -> int:
    """Return how many objects were deployed."""
    return sum(len(section.rows) for section in sections(inventory))


def sandbox_versions(inventory: Mapping[str, Any]) -> int:
    """Return how many model versions the sandbox registered by itself."""
    models = _unity_catalog(inventory.get("catalogs", []))["registered_models"]
    return sum(str(model["versions"]).count(_BY_SANDBOX) for model in models)


def _unity_catalog(catalogs: Sequence[Item]) -> dict[str, list[dict[str, Any]]]:
    """Take the tree of catalogs apart into flat lists, with full names."""
    flat: dict[str, list[dict[str, Any]]] = {
        "catalogs": [{"name": one["name"], "system": one.get("system")} for one in catalogs],
        "schemas": [],
        "volumes": [],
        "registered_models": [],
    }
    for catalog in catalogs:
        for schema in catalog["schemas"]:
            name = (
                schema["name"] if "." in schema["name"] else f"{catalog['name']}.{schema['name']}"
            )
            flat["schemas"].append({"name": name, "system": schema.get("system")})
            flat["volumes"] += [{"name": f"{name}.{one}"} for one in schema["volumes"]]
            flat["registered_models"] += [
                {"name": f"{name}.{one['name']}", "versions": _versions(one["versions"])}
                for one in schema["models"]
            ]
    return flat


def _versions(versions: Sequence[Item]) -> str:
    if not versions:
        return "none yet"
    return ", ".join(
        f"{one['version']} {one['status']}"
        + (f" (registered {_BY_SANDBOX})" if one.get("registered_by_sandbox") else "")
        for one in versions
    )


def _is_system(item: Item) -> bool:
    return bool(item.get("system"))


def _place(kind: str) -> tuple[int, str]:
    if kind in _ORDER:
        return _ORDER.index(kind), kind
    return (len(_ORDER) + 1 if kind in _LAST else len(_ORDER)), kind


def _section(kind: str, items: Sequence[Item]) -> Section:
    columns = tuple(dict.fromkeys(key for item in items for key in item if key != "system"))
    return Section(
        title=_TITLES.get(kind, kind.replace("_", " ").capitalize()),
        columns=tuple(column.replace("_", " ") for column in columns),
        rows=tuple(tuple(_cell(item.get(column)) for column in columns) for item in items),
    )


def _cell(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(one)}" for key, one in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one) for one in value) or "-"
    return str(value)
