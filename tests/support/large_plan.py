"""A plan of any size, shaped as Terraform writes one: for speed, and for what does not fit."""

from typing import Any

KINDS = ("aws_s3_bucket", "databricks_job", "aws_iam_role", "databricks_permissions", "x_thing")
_ACTIONS = (["create"], ["update"], ["delete"], ["delete", "create"], ["no-op"])


def large_plan(resources: int, *, secrets: int = 5) -> dict[str, Any]:
    """Return a plan of so many resources, about 4 kB each in all parts together."""
    rows, configured, planned = [], [], []
    for at in range(resources):
        type_, name = KINDS[at % len(KINDS)], f"r{at}"
        before, after = _values(at, "old"), _values(at, "new")
        actions = _ACTIONS[at // len(KINDS) % len(_ACTIONS)]
        marks = {"password": True} if at < secrets else {}
        rows.append(
            {
                "address": f"{type_}.{name}",
                "mode": "managed",
                "type": type_,
                "name": name,
                "provider_name": f"registry.terraform.io/hashicorp/{type_.partition('_')[0]}",
                "change": {
                    "actions": actions,
                    "before": None if actions == ["create"] else before,
                    "after": None if actions == ["delete"] else after,
                    "after_unknown": {"id": True},
                    "before_sensitive": marks,
                    "after_sensitive": marks,
                    **({"replace_paths": [["parent"]]} if len(actions) > 1 else {}),
                },
            }
        )
        configured.append(
            {
                "address": f"{type_}.{name}",
                "mode": "managed",
                "type": type_,
                "name": name,
                "expressions": {"parent": {"references": [_parent(at), _parent(at)[:-3]]}}
                if at
                else {},
            }
        )
        planned.append({"address": f"{type_}.{name}", "values": after, "sensitive_values": marks})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": rows,
        "planned_values": {"root_module": {"resources": planned}},
        "prior_state": {"values": {"root_module": {"resources": planned}}},
        "configuration": {"root_module": {"resources": configured}},
        "applyable": True,
        "complete": True,
        "errored": False,
    }


def _parent(at: int) -> str:
    parent = (at - 1) // 3
    return f"{KINDS[parent % len(KINDS)]}.r{parent}.id"


def _values(at: int, when: str) -> dict[str, Any]:
    return {
        "name": f"name-{at}",
        "parent": f"id-of-{at}-{when}",
        "password": f"s3cret-{at}-Value",
        "description": f"{when} words of a description, number {at}, that go on for a while",
        "policy": f'{{"Statement":[{{"Action":"s3:Get{when}","Resource":"arn:aws:s3:::b{at}"}}]}}',
        "tags": {f"key{number}": f"value {number}" for number in range(8)},
        "tags_all": {f"key{number}": f"value {number}" for number in range(8)},
        "rules": [
            {"port": number, "from": f"10.0.{number}.0/24", "note": when} for number in range(4)
        ],
    }
