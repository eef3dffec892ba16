"""Security of a workspace through real Terraform: what is permanent, refused, or never arrives."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.databricks.stack import Stack, Workspace, workspace

pytestmark = pytest.mark.e2e

CONF = "/api/2.0/workspace-conf"


class Bench:
    """A workspace, and a stack whose configuration can be replaced."""

    def __init__(self, folder: Path, sandbox: Workspace, mirror: Path | None) -> None:
        self.sandbox = sandbox
        self.stack = Stack(folder, "", port=sandbox.port, mirror=mirror)

    def apply(self, configuration: str, *, exit_code: int = 0) -> str:
        """Apply another configuration; return the output on one line."""
        (self.stack.folder / "main.tf").write_text(configuration)
        return re.sub(r"[\s│]+", " ", self.stack.apply(exit_code=exit_code))

    def inventory(self, kind: str) -> Any:
        return self.sandbox.call("GET", "/sandbox/inventory")[kind]


@pytest.fixture(params=["built-in", pytest.param("official", marks=pytest.mark.official)])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """One provider and a workspace of its own."""
    mirror = request.config.getoption("--provider-mirror")
    with workspace(tmp_path) as sandbox:
        official = request.param == "official"
        yield Bench(tmp_path, sandbox, mirror.resolve() if official else None)


PROFILE = """
resource "databricks_compliance_security_profile_workspace_setting" "p" {
  compliance_security_profile_workspace {
    is_enabled           = true
    compliance_standards = ["HIPAA", "PCI_DSS"]
  }
}
resource "databricks_enhanced_security_monitoring_workspace_setting" "m" {
  enhanced_security_monitoring_workspace { is_enabled = true }
}
resource "databricks_automatic_cluster_update_workspace_setting" "u" {
  automatic_cluster_update_workspace {
    enabled = true
    maintenance_window {
      week_day_based_schedule {
        day_of_week = "SUNDAY"
        frequency   = "EVERY_WEEK"
        window_start_time {
          hours   = 2
          minutes = 0
        }
      }
    }
  }
}
"""


def test_a_destroy_leaves_the_compliance_profile(bench: Bench) -> None:
    # given a workspace with the profile
    bench.apply(PROFILE)
    bench.stack.plan(exit_code=0)

    # when it is switched off or loses a standard, then the apply fails
    off = PROFILE.replace("is_enabled           = true", "is_enabled           = false")
    assert "cannot be disabled" in bench.apply(off, exit_code=1)
    fewer = PROFILE.replace('["HIPAA", "PCI_DSS"]', '["PCI_DSS"]')
    assert "cannot be removed again: HIPAA" in bench.apply(fewer, exit_code=1)

    # and a destroy succeeds and leaves it, with what it holds on
    bench.apply("")
    left = {one["name"]: one["permanent"] for one in bench.inventory("settings")}
    assert left == {
        "compliance security profile": True,
        "enhanced security monitoring": True,
        "automatic cluster update": True,
    }

    # and the same configuration comes back without an error
    bench.apply(PROFILE)
    bench.stack.plan(exit_code=0)


def _list(*, enabled: str = "true", addresses: str = '["203.0.113.0/24"]') -> str:
    return f"""
resource "databricks_workspace_conf" "w" {{
  custom_config = {{ enableIpAccessLists = true }}
}}
resource "databricks_ip_access_list" "l" {{
  label        = "office"
  list_type    = "ALLOW"
  ip_addresses = {addresses}
  enabled      = {enabled}
  depends_on   = [databricks_workspace_conf.w]
}}
"""


def test_a_disabled_list_stays_enabled_and_the_plan_hides_it(bench: Bench) -> None:
    # when a list is made that shall be disabled, then the next plan shows that it is not
    bench.apply(_list(enabled="false"))
    bench.stack.plan(exit_code=2)

    # and after another apply the plan is empty, though the list is still enabled
    bench.apply(_list(enabled="false"))
    bench.stack.plan(exit_code=0)
    [found] = bench.sandbox.call("GET", "/api/2.0/ip-access-lists")["ip_access_lists"]
    assert found["enabled"]


def test_a_list_that_would_shut_out_who_deploys_is_refused(bench: Bench) -> None:
    # given someone who deploys from outside the list
    bench.sandbox.call("PUT", "/sandbox/caller", {"address": "198.51.100.7"})

    # when it is applied, then it is refused with the address, and nothing is kept
    output = bench.apply(_list(), exit_code=1)
    assert "would block the current IP address of the caller, 198.51.100.7" in output
    assert bench.inventory("ip_access_lists") == []

    # and the next apply goes on once the address is inside
    bench.apply(_list(addresses='["203.0.113.0/24", "198.51.100.0/24"]'))
    bench.stack.plan(exit_code=0)
    bench.apply("")


def test_addresses_are_checked_before_anything_is_made(bench: Bench) -> None:
    (bench.stack.folder / "main.tf").write_text(_list(addresses='["10.0.0.256"]'))
    output = bench.stack.plan(exit_code=1)
    assert "10.0.0.256" in output


def _conf(*lines: str) -> str:
    body = "\n    ".join(lines)
    return f"""
resource "databricks_workspace_conf" "w" {{
  custom_config = {{
    {body}
  }}
}}
"""


def test_a_token_lifetime_once_set_cannot_be_unset(bench: Bench) -> None:
    # given a workspace with a limit
    bench.apply(_conf("enableDcs = true", 'maxTokenLifetimeDays = "90"'))
    bench.stack.plan(exit_code=0)

    # when the key is taken out, then the apply fails
    output = bench.apply(_conf("enableDcs = true"), exit_code=1)
    assert 'Some values are not allowed: {"maxTokenLifetimeDays":""}' in output

    # and a destroy succeeds, turns the switch off and leaves the limit
    bench.apply("")
    asked = bench.sandbox.call("GET", f"{CONF}?keys=enableDcs,maxTokenLifetimeDays")
    assert asked == {"enableDcs": "false", "maxTokenLifetimeDays": "90"}


def test_a_key_that_nobody_knows_is_named(bench: Bench) -> None:
    output = bench.apply(_conf("enableWarp = true"), exit_code=1)
    assert "enableWarp" in output


@pytest.mark.parametrize("name", ["information_schema", "acces"])
def test_a_system_schema_that_cannot_be_enabled_ends_in_an_error(bench: Bench, name: str) -> None:
    bench.apply(f'resource "databricks_system_schema" "s" {{ schema = "{name}" }}', exit_code=1)
    assert bench.inventory("system_schemas") == []


def _destination(block: str) -> str:
    return f"""
resource "databricks_notification_destination" "d" {{
  display_name = "alerts"
  config {{
    {block}
  }}
}}
"""


def test_a_destination_is_made_anew_only_for_another_kind(bench: Bench) -> None:
    bench.apply(_destination('slack { url = "https://hooks.example.com/1" }'))

    moved = bench.apply(_destination('slack { url = "https://hooks.example.com/2" }'))
    assert "0 to add, 1 to change, 0 to destroy" in moved

    other = bench.apply(_destination('email { addresses = ["ml@example.com"] }'))
    assert "1 to add, 0 to change, 1 to destroy" in other
    bench.stack.plan(exit_code=0)
