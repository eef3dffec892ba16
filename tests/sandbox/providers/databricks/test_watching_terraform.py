"""Watching through real Terraform: what fails is repaired, what was changed is put back."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.databricks.stack import Stack, Workspace, workspace

pytestmark = pytest.mark.e2e


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


WAREHOUSE = """
resource "databricks_sql_endpoint" "w" {
  name         = "watch"
  cluster_size = "2X-Small"
}
"""
DASHBOARD = """
resource "databricks_dashboard" "d" {
  display_name         = "t5"
  parent_path          = "/Shared"
  warehouse_id         = databricks_sql_endpoint.w.id
  serialized_dashboard = jsonencode({ pages = [{ name = "p" }] })
}
"""
ALERT = """
resource "databricks_alert_v2" "a" {
  display_name = "errors"
  query_text   = "select 1 as v"
  warehouse_id = databricks_sql_endpoint.w.id
  parent_path  = "/Shared"
  evaluation = {
    comparison_operator = "EQUAL"
    source              = { name = "v" }
    threshold           = { value = { double_value = 0 } }
  }
  schedule = {
    quartz_cron_schedule = "0 0 * * * ?"
    timezone_id          = "UTC"
  }
}
"""


def test_a_warehouse_without_capacity_is_taken_back_and_made_by_the_next_apply(
    bench: Bench,
) -> None:
    bench.sandbox.fault(kind="cluster-no-capacity", match="watch")

    assert "STOPPED" in bench.apply(WAREHOUSE, exit_code=1)

    assert bench.inventory("sql_warehouses") == []
    bench.apply(WAREHOUSE)
    (made,) = bench.inventory("sql_warehouses")
    assert made["state"] == "RUNNING"


def test_a_dashboard_that_was_changed_elsewhere_is_put_back(bench: Bench) -> None:
    bench.apply(WAREHOUSE + DASHBOARD)
    (board,) = bench.sandbox.call("GET", "/api/2.0/lakeview/dashboards")["dashboards"]
    path = f"/api/2.0/lakeview/dashboards/{board['dashboard_id']}"
    bench.sandbox.call("PATCH", path, {"serialized_dashboard": '{"pages": []}'})

    assert "databricks_dashboard.d will be updated" in bench.stack.plan(exit_code=2)
    bench.stack.apply()

    assert '"p"' in bench.sandbox.call("GET", path)["serialized_dashboard"]
    bench.stack.plan(exit_code=0)


def test_an_alert_cannot_move_to_another_folder(bench: Bench) -> None:
    """A defect of the provider: it changes the folder in place, which the server refuses."""
    bench.apply(WAREHOUSE + ALERT)
    bench.stack.plan(exit_code=0)

    moved = ALERT.replace('"/Shared"', '"/Users"')

    said = bench.apply(WAREHOUSE + moved, exit_code=1)
    assert "parent_path can only be set on create" in said


def test_a_threshold_of_nothing_never_reaches_an_older_alert(bench: Bench) -> None:
    """A defect of the provider: zero is left out. The newer kind of alert sends it."""
    query = """
resource "databricks_query" "q" {
  display_name = "q"
  query_text   = "select 1 as v"
  warehouse_id = databricks_sql_endpoint.w.id
}
resource "databricks_alert" "old" {
  display_name = "old"
  query_id     = databricks_query.q.id
  condition {
    op = "GREATER_THAN"
    operand {
      column { name = "v" }
    }
    threshold {
      value { double_value = 0 }
    }
  }
}
"""
    assert "exactly one of" in bench.apply(WAREHOUSE + ALERT + query, exit_code=1)
    assert bench.inventory("alerts") == []
    (alert,) = bench.inventory("alerts_v2")
    assert alert["when"] == "v equal 0"
