"""The life of what an environment declares for all, on real Terraform."""

from typing import Any

import pytest
from support.project import Project

pytestmark = pytest.mark.e2e

LOCAL = "config/environments/local.yaml"
CONF = "/api/2.0/workspace-conf?keys=enableIpAccessLists,maxTokenLifetimeDays"
LISTS = "/api/2.0/ip-access-lists"
SETTINGS = "/api/2.0/settings/types/{}/names/default"


def window(project: Project) -> dict[str, Any]:
    """The maintenance window, as the workspace answers it."""
    update = project.api("GET", SETTINGS.format("automatic_cluster_update"))
    schedule = update["automatic_cluster_update_workspace"]["maintenance_window"]
    found: dict[str, Any] = schedule["week_day_based_schedule"]
    return found


def lists(project: Project) -> dict[str, list[str]]:
    """The addresses of every IP access list, by label."""
    found = project.api("GET", LISTS).get("ip_access_lists", [])
    return {one["label"]: one["ip_addresses"] for one in found}


def test_the_settings_of_a_workspace_live_and_go(project: Project) -> None:
    # given a workspace that sees where its calls come from
    foundation = Project(root=project.root, stack="foundation-stack")
    foundation.synth()
    project.api("PUT", "/sandbox/caller", {"address": "127.0.0.1"})

    # when foundation-stack is deployed, alone
    foundation.init()
    foundation.apply()

    # then the workspace is as the file says, and a second plan is empty
    assert project.api("GET", CONF) == {"enableIpAccessLists": "true", "maxTokenLifetimeDays": "90"}
    assert lists(project)["local-caller"] == ["127.0.0.1"]
    assert window(project)["day_of_week"] == "SUNDAY"
    assert foundation.plan() == {}

    # when the window moves, a list holds others and a limit shrinks
    foundation.edit(LOCAL, "{day: sunday, hour: 3}", "{day: saturday, hour: 22}")
    foundation.edit(LOCAL, "[127.0.0.0/8]", "[10.20.0.0/16, 127.0.0.1]")
    foundation.edit(LOCAL, "max_days: 90", "max_days: 30")
    foundation.synth()
    changes = foundation.plan()

    # then nothing is made anew
    assert set(map(tuple, changes.values())) == {("update",)}, changes
    assert {address.partition(".")[0] for address in changes} == {
        "databricks_automatic_cluster_update_workspace_setting",
        "databricks_ip_access_list",
        "databricks_workspace_conf",
    }
    foundation.apply()
    assert lists(project)["local-this-machine"] == ["10.20.0.0/16", "127.0.0.1"]
    assert window(project)["window_start_time"] == {"hours": 22, "minutes": 0}
    assert foundation.plan() == {}

    # when it is destroyed
    foundation.terraform("destroy", "-auto-approve", "-input=false")

    # then everything is as before, but the token lifetime, which is never unset
    assert project.api("GET", CONF) == {
        "enableIpAccessLists": "false",
        "maxTokenLifetimeDays": "30",
    }
    assert lists(project) == {}
    monitoring = project.api("GET", SETTINGS.format("shield_esm_enablement_ws_db"))
    assert monitoring["enhanced_security_monitoring_workspace"] == {"is_enabled": False}
    admins = project.api("GET", SETTINGS.format("restrict_workspace_admins"))
    assert admins["restrict_workspace_admins"] == {"status": "ALLOW_ALL"}
