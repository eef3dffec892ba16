"""The inventory as a person reads it: one section per kind of object, what costs most first."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from modelstacks.sandbox.access_summary import access_summary

Item: TypeAlias = Mapping[str, Any]
Cells: TypeAlias = Mapping[str, object]

_BY_SANDBOX = "by the sandbox"
_SCALA = re.compile(r"-scala[\d.]+$")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table with a title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(inventory: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return what was deployed, without what the workspace has by itself."""
    kinds = {kind: items for kind, items in inventory.items() if isinstance(items, list)}
    access = access_summary(kinds.pop("permissions", []), kinds.pop("grants", []))
    kinds |= _unity_catalog(kinds.pop("catalogs", []))
    deployed = {
        kind: [item for item in items if not item.get("system")] for kind, items in kinds.items()
    }
    shown = [_section(kind, deployed[kind]) for kind in sorted(deployed, key=_place)]
    shown.append(_section("access", access))
    return tuple(section for section in shown if section.rows)


def sandbox_versions(inventory: Mapping[str, Any]) -> int:
    """Return how many model versions the sandbox registered by itself."""
    return sum(
        bool(version.get("registered_by_sandbox"))
        for catalog in inventory.get("catalogs", [])
        for schema in catalog["schemas"]
        for model in schema["models"]
        for version in model["versions"]
    )


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
            name = f"{catalog['name']}.{schema['name']}"
            flat["schemas"].append({"name": name, "system": schema.get("system")})
            flat["volumes"] += [{"name": f"{name}.{one}"} for one in schema["volumes"]]
            flat["registered_models"] += [
                {"name": f"{name}.{one['name']}", "versions": one["versions"]}
                for one in schema["models"]
            ]
    return flat


def _cluster(item: Item) -> Cells:
    machine = item["node_type"] or f"pool {item['pool']}"
    return {
        "name": item["name"],
        "state": item["state"],
        "workers": f"{item['workers']} x {machine}",
        "driver": item["driver_node_type"],
        "runtime": _SCALA.sub("", str(item["runtime"])).replace(".x-", " "),
    }


def _endpoint(item: Item) -> Cells:
    entities = item["entities"]
    is_settled = item["state"] == "NOT_UPDATING"
    return {
        "name": item["name"],
        "state": item["ready"] if is_settled else item["state"],
        "serves": [_served(one, len(entities) > 1) for one in entities],
        "on": [_capacity(one) for one in entities],
        "idle": "to zero" if all(one["scale_to_zero"] for one in entities) else "stays on",
        **({"gateway": item["gateway"]} if item.get("gateway") else {}),
    }


def _served(entity: Item, is_one_of_many: bool) -> str:
    share = f" ({entity['traffic']}%)" if is_one_of_many and "traffic" in entity else ""
    return f"{entity['model']} v{entity['version']}{share}"


def _capacity(entity: Item) -> str:
    if band := entity.get("tokens_per_second"):
        return f"{band[0]:,}-{band[1]:,} tokens/s"
    return f"{entity['workload_type']} {entity['workload_size']}"


def _model(item: Item) -> Cells:
    versions = [
        f"v{one['version']} {one['status']}"
        + "".join(f" = {alias}" for alias in one.get("aliases", []))
        + (f", registered {_BY_SANDBOX}" if one.get("registered_by_sandbox") else "")
        for one in item["versions"]
    ]
    return {"name": item["name"], "versions": "; ".join(versions) or "none yet"}


def _job(item: Item) -> Cells:
    return {"name": item["name"], "tasks": item["tasks"], "runs": item["runs"]}


def _warehouse(item: Item) -> Cells:
    low, high = item["clusters"]
    minutes = item["auto_stop_minutes"]
    return {
        "name": item["name"],
        "state": item["state"],
        "size": item["size"],
        "clusters": str(low) if low == high else f"{low}-{high}",
        "stops": f"after {minutes} min" if minutes else "never",
    }


def _policy(item: Item) -> Cells:
    return {"name": item["name"], "rules": item["rules"], "id": item["id"]}


def _secret_scope(item: Item) -> Cells:
    return {"name": item["name"], "keys": item["keys"] or "none yet"}


def _credential(item: Item) -> Cells:
    kind = str(item["kind"]).replace("_", " ")
    return {"name": item["name"], "is": item["role"] or kind, "used_by": item["used_by"]}


def _instance_profile(item: Item) -> Cells:
    return {"name": item["name"], "role": item["role"]}


def _setting(item: Item) -> Cells:
    value = dict(item["value"])
    window = value.pop("maintenance_window", None)
    switches = ("is_enabled", "enabled", "value")
    told = [_cell(value.pop(name)).replace("yes", "on") for name in switches if name in value]
    told += [_cell(name) for name in value.pop("compliance_standards", [])]
    told += [name.replace("_", " ") for name, one in value.items() if one is True]
    told += [one for one in value.values() if isinstance(one, str)]
    if window:
        told.append(_window(window["week_day_based_schedule"]))
    return {"name": item["name"], "value": told, "permanent": item["permanent"]}


def _window(schedule: Item) -> str:
    start = schedule.get("window_start_time") or {}
    time = f"{start.get('hours', 0):02}:{start.get('minutes', 0):02} UTC"
    when = f"{schedule['day_of_week']} {schedule['frequency']}".lower().replace("_", " ")
    return f"{when} {time}"


_VIEWS: Mapping[str, tuple[str, Callable[[Item], Cells]]] = {
    "clusters": ("Clusters", _cluster),
    "serving_endpoints": ("Serving endpoints", _endpoint),
    "jobs": ("Jobs", _job),
    "job_runs": ("Runs of jobs (simulated)", dict),
    "sql_warehouses": ("SQL warehouses", _warehouse),
    "registered_models": ("Models and versions", _model),
    "volumes": ("Volumes", dict),
    "external_locations": ("External locations", dict),
    "storage_credentials": ("Storage credentials", _credential),
    "mounts": ("Mounts (legacy)", dict),
    "instance_profiles": ("Instance profiles", _instance_profile),
    "schemas": ("Schemas", dict),
    "cluster_policies": ("Cluster policies", _policy),
    "instance_pools": ("Instance pools", dict),
    "secret_scopes": ("Secret scopes", _secret_scope),
    "settings": ("Workspace settings", _setting),
    "workspace_conf": ("Workspace configuration", dict),
    "ip_access_lists": ("IP access lists", dict),
    "system_schemas": ("System schemas", dict),
    "tokens": ("Tokens", dict),
    "notification_destinations": ("Notification destinations", dict),
    "dashboards": ("Dashboards", dict),
    "alerts_v2": ("Alerts", dict),
    "alerts": ("Alerts on queries", dict),
    "queries": ("Queries", dict),
    "experiments": ("Experiments", dict),
}
"""How the kinds that modelstacks deploys are shown, in this order; others follow as they are."""


def _place(kind: str) -> tuple[int, str]:
    known = list(_VIEWS)
    return (known.index(kind) if kind in known else len(known)), kind


def _section(kind: str, items: Sequence[Item]) -> Section:
    title, view = _VIEWS.get(kind, (kind.replace("_", " ").capitalize(), dict))
    shown = [view(item) for item in items]
    columns = tuple(dict.fromkeys(key for cells in shown for key in cells if key != "system"))
    rows = [tuple(_cell(cells.get(column)) for column in columns) for cells in shown]
    return Section(
        title=title,
        columns=tuple(column.replace("_", " ") for column in columns),
        rows=tuple(sorted(rows, key=_natural) if kind in _VIEWS else rows),
    )


def _natural(row: Sequence[str]) -> list[tuple[str, int]]:
    """Sort `t5_3b` before `t5_11b`."""
    return [(text, int(digits or 0)) for text, digits in re.findall(r"(\D*)(\d*)", row[0])]


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
