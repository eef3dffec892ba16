"""AWS as a person reads it: one section per kind, what keeps data first, the seed at the end."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from modelstacks.sandbox.aws.inventory import PENDING_KEYS
from modelstacks.sandbox.aws.seeds import ACCOUNT
from modelstacks.sandbox.sections import Section

Row: TypeAlias = Mapping[str, Any]
Names: TypeAlias = Mapping[str, str]

_TITLES = {
    "buckets": "Buckets",
    "keys": "Keys",
    "roles": "Roles",
    "policies": "Policies",
    "instance_profiles": "Instance profiles",
    "users": "Users",
    "vpcs": "VPCs",
    "subnets": "Subnets",
    "route_tables": "Route tables",
    "security_groups": "Security groups",
    "peerings": "Peerings",
    "routes": "Routes",
    "security_group_rules": "Security group rules",
    "vpc_endpoints": "VPC endpoints",
    "alarms": "Alarms",
    "log_groups": "Log groups",
    "topics": "Topics",
    "budgets": "Budgets",
    "tables": "Tables",
    PENDING_KEYS: "Keys that wait for their deletion",
}
_VPC_COLUMNS = frozenset({"vpc", "requester", "accepter"})


def aws_sections(inventory: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return what was deployed, and then the seed."""
    names = {row["id"]: row["name"] for row in inventory.get("vpcs", ()) if row["name"]}
    names |= {row["id"]: row["name"] for row in inventory.get("security_groups", ())}
    deployed = (
        _section(title, [row for row in inventory.get(kind, ()) if not row.get("system")], names)
        for kind, title in _TITLES.items()
    )
    return tuple(section for section in (*deployed, _seed(inventory)) if section.rows)


def _section(title: str, rows: Sequence[Row], names: Names) -> Section:
    columns = [column for row in rows[:1] for column in row]
    if all(row.get("account") == ACCOUNT for row in rows):
        columns = [column for column in columns if column != "account"]
    return Section(
        title=title,
        columns=tuple(column.replace("_", " ") for column in columns),
        rows=tuple(
            tuple(_cell(column, row.get(column), names) for column in columns) for row in rows
        ),
    )


def _seed(inventory: Mapping[str, Any]) -> Section:
    def inside(vpc: Row, kind: str) -> list[Row]:
        return [row for row in inventory[kind] if row["vpc"] == vpc["id"] and row.get("system")]

    def row(vpc: Row) -> Row:
        groups = inside(vpc, "security_groups")
        tables = [table["id"] for table in inside(vpc, "route_tables") if not table["main"]]
        return {
            "name": vpc["name"],
            "id": vpc["id"],
            "cidrs": [vpc["cidr"], *vpc["secondary_cidrs"]],
            "route_table_of_subnets": tables,
            "security_groups": [f"{group['name']} {group['id']}" for group in groups],
            "account": vpc["account"],
            "region": vpc["region"],
        }

    seeded = [row(vpc) for vpc in inventory.get("vpcs", ()) if vpc.get("system")]
    return _section("VPCs of local.yaml", seeded, {})


def _cell(column: str, value: object, names: Names) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    if column in (*_VPC_COLUMNS, "group") and value in names:
        return f"{names[str(value)]} {value}"
    return "-" if value in ("", None) else str(value)
