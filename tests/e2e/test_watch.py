"""The life of what watches a family, on real Terraform."""

from typing import Any

import pytest
from support.project import Project

pytestmark = pytest.mark.e2e

LOCAL = "config/environments/local.yaml"
DESTINATIONS = "/api/2.0/notification-destinations"
OTHERS = ("t5-small", "t5-large", "t5-3b", "t5-11b")
WATCH = "emails: [sandbox@modelstacks.local]}"


def alerts(project: Project) -> dict[str, dict[str, Any]]:
    """The alerts of the workspace, by name."""
    found = project.api("GET", "/api/2.0/alerts").get("alerts", [])
    return {one["display_name"]: one for one in found}


def told(project: Project, alert: str) -> list[str]:
    """The names of the destinations that an alert tells."""
    said = alerts(project)[alert]["evaluation"]["notification"]["subscriptions"]
    listed = project.api("GET", DESTINATIONS)["results"]
    names = {one["id"]: one["display_name"] for one in listed}
    return sorted(names[one["destination_id"]] for one in said)


def limit(project: Project, alert: str) -> float:
    """The limit of an alert."""
    found: float = alerts(project)[alert]["evaluation"]["threshold"]["value"]["double_value"]
    return found


def small(project: Project) -> None:
    """Leave one model with a cluster, jobs and an endpoint: what is watched."""
    left_out = "".join(f"      {name}: false\n" for name in OTHERS)
    project.edit(LOCAL, "\n  t5:\n", f"\n  t5:\n    models:\n{left_out}")


def test_dashboard_and_alerts_live_and_go(project: Project) -> None:
    # given a family that is watched, and a channel of those on call
    small(project)
    project.edit(LOCAL, WATCH, f"destinations: [oncall], {WATCH}")
    project.synth()
    webhook = {"generic_webhook": {"url": "https://hooks.example.com/x"}}
    project.api("POST", DESTINATIONS, {"display_name": "oncall", "config": webhook})
    project.api("POST", DESTINATIONS, {"display_name": "oncall of others", "config": webhook})

    # when it is deployed
    project.init()
    project.apply()

    # then it is looked at, those named are told, and a second plan is empty
    assert set(alerts(project)) >= {"local-t5-idle-gpu", "local-t5-endpoint-errors"}
    assert told(project, "local-t5-idle-gpu") == ["local-t5-watch", "oncall"]
    (dashboard,) = project.api("GET", "/api/2.0/lakeview/dashboards")["dashboards"]
    assert dashboard["parent_path"] == "/modelstacks/local/t5"
    (cluster,) = (
        one
        for one in project.api("GET", "/api/2.1/clusters/list")["clusters"]
        if one["cluster_name"] == "local-t5-t5-base-interactive"
    )
    logs = cluster["cluster_log_conf"]["volumes"]["destination"]
    assert logs == "/Volumes/local/t5/logs/t5-base"
    assert project.plan() == {}

    # when a limit moves
    project.edit(LOCAL, "watch:\n", "watch:\n  thresholds: {endpoint_error_rate: 0.05}\n")
    project.synth()

    # then one alert changes, in place
    changes = project.plan()
    assert list(changes.values()) == [["update"]], changes
    (address,) = changes
    assert address.startswith("databricks_alert_v2.watch_alerts_endpoint-errors")
    project.apply()
    assert limit(project, "local-t5-endpoint-errors") == 0.05
    assert project.plan() == {}

    # when it is destroyed
    project.destroy()

    # then nothing of it is left, but what was there before
    assert alerts(project) == {}
    assert project.api("GET", "/api/2.0/lakeview/dashboards")["dashboards"] == []
    left = project.api("GET", DESTINATIONS)["results"]
    assert sorted(one["display_name"] for one in left) == ["oncall", "oncall of others"]
    (warehouse,) = project.api("GET", "/api/2.0/sql/warehouses")["warehouses"]
    assert warehouse["name"] == "starter"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("{name: starter}", "{name: elsewhere}", "can't find SQL warehouse with the name"),
        (WATCH, f"destinations: [oncall], {WATCH}", "notification destination that is called"),
    ],
)
def test_what_is_not_there_fails_the_plan(project: Project, old: str, new: str, error: str) -> None:
    small(project)
    project.edit(LOCAL, old, new)
    project.synth()
    project.init()

    done = project.terraform("plan", "-input=false", ok=False)

    assert done.returncode == 1
    assert error in " ".join(done.stderr.replace("│", " ").split())


def test_a_warehouse_of_our_own_and_a_budget(project: Project) -> None:
    # given an environment that makes its warehouse and has a budget
    small(project)
    project.edit(
        LOCAL, "warehouse: {name: starter}", "warehouse: {create: {}}\n  budget: {monthly_usd: 500}"
    )
    foundation = Project(root=project.root, stack="foundation-stack")
    foundation.synth()

    # when the foundation is deployed, and then the family
    foundation.init()
    foundation.apply()
    project.init()
    project.apply()

    # then the family looks with the warehouse, and the budget tells its topic
    by_name = {
        one["name"]: one["id"]
        for one in project.api("GET", "/api/2.0/sql/warehouses")["warehouses"]
    }
    assert alerts(project)["local-t5-idle-gpu"]["warehouse_id"] == by_name["local-watch"]
    budgets = project.aws("budgets").describe_budgets(AccountId="123456789012")["Budgets"]
    assert [one["BudgetName"] for one in budgets] == ["local-watch"]
    assert set(alerts(project)) >= {f"local-foundation-spend-{level}" for level in (50, 80, 100)}
    assert foundation.plan() == {}
    assert project.plan() == {}

    # when both go
    project.destroy()
    foundation.destroy()

    # then nothing looks any more
    assert alerts(project) == {}
    assert (
        project.aws("budgets").describe_budgets(AccountId="123456789012").get("Budgets", []) == []
    )
