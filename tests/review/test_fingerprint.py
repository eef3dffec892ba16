"""The short name of what a plan would do."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from support.reviews import changed, document, kept, plan_of

Plan = dict[str, Any]


def test_it_does_not_depend_on_when_or_in_which_order() -> None:
    plan = kept("every_class")
    other = copy.deepcopy(plan)
    other["timestamp"] = "2030-01-01T00:00:00Z"
    other["terraform_version"] = "1.12.0"
    other["resource_changes"].reverse()
    other["checks"].reverse()

    assert plan_of(plan).fingerprint == plan_of(other).fingerprint


def test_reads_and_no_ops_do_not_count() -> None:
    plan = document(changed("a.b", {}, {"x": 1}))
    other = document(changed("a.c", {}, {}, ("no-op",)), *plan["resource_changes"])

    assert plan_of(plan).fingerprint == plan_of(other).fingerprint


def change_of(plan: Plan, address: str) -> Plan:
    rows = plan["resource_changes"]
    found: Plan = next(row["change"] for row in rows if row["address"] == address)
    return found


CHANGES: dict[str, Callable[[Plan], object]] = {
    "value": lambda plan: change_of(plan, "edge_plain.updated")["after"].update(note="other"),
    "secret": lambda plan: change_of(plan, "edge_plain.updated")["after"].update(secret="other"),
    "import": lambda plan: change_of(plan, "terraform_data.imported").pop("importing"),
    "one less": lambda plan: change_of(plan, "edge_plain.gone").update(actions=["no-op"]),
    "output": lambda plan: plan["output_changes"]["changed"].update(after="other"),
    "check": lambda plan: plan["checks"][0].update(status="error"),
    "action": lambda plan: plan.update(action_invocations=[{"address": "action.a.b"}]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_would_be_done_otherwise_changes_it(name: str) -> None:
    plan = kept("every_class")
    before = plan_of(plan).fingerprint

    CHANGES[name](plan)

    assert plan_of(plan).fingerprint != before
