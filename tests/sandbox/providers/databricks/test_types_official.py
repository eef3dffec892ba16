"""The official provider takes every served type through the life that the built-in one gives it."""

import re
from pathlib import Path

import pytest
from sandbox.providers.databricks.stack import HERE, Stack, workspace
from support.objects import objects

pytestmark = [pytest.mark.e2e, pytest.mark.official]

_CONFIGURATION = (HERE / "every_type.tf").read_text()
_RUNNING = re.compile(r"\b10\d\d\b|\b40000000\d\d\b|sbx[a-z]{5}")
"""Numbers that follow the order of creation, which Terraform leaves open."""

_TOKEN = re.compile(r'"[^"]*"|[\w*.-]+')


def _alike(folder: Path) -> list[list[str]]:
    """What exists, freed from the order of creation."""
    lines = (_RUNNING.sub("*", line) for line in objects(folder))
    return sorted(sorted(_TOKEN.findall(line)) for line in lines)


def _life(folder: Path, mirror: Path | None) -> list[list[list[str]]]:
    """Apply, change and destroy; return what exists after each. Nothing is left to do between."""
    folder.mkdir()
    with workspace(folder) as sandbox:
        stack = Stack(folder, _CONFIGURATION, port=sandbox.port, mirror=mirror)
        seen = []
        for change in (("-var=v=1",), ("-var=v=2",)):
            stack.apply(*change)
            seen.append(_alike(folder))
            stack.plan(*change, exit_code=0)
        stack.apply("-destroy", "-var=v=2")
        seen.append(_alike(folder))
        assert sandbox.call("GET", "/sandbox/unknown-routes")["count"] == 0
    return seen


def test_both_providers_make_the_same_of_every_type(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    mirror = request.config.getoption("--provider-mirror").resolve()

    theirs = _life(tmp_path / "official", mirror)
    ours = _life(tmp_path / "built-in", None)

    assert ours == theirs


_OF_THE_ACCOUNT = """
resource "databricks_disable_legacy_features_setting" "f" {
  disable_legacy_features { value = true }
}
resource "databricks_budget" "b" {
  display_name = "ml"
  alert_configurations {
    time_period        = "MONTH"
    trigger_type       = "CUMULATIVE_SPENDING_EXCEEDED"
    quantity_type      = "LIST_PRICE_DOLLARS_USD"
    quantity_threshold = "100"
    action_configurations {
      action_type = "EMAIL_NOTIFICATION"
      target      = "ml@example.com"
    }
  }
}
resource "databricks_budget_policy" "p" { policy_name = "ml" }
"""


def test_what_is_of_the_account_is_refused_by_both(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    mirror = request.config.getoption("--provider-mirror").resolve()
    for name, place in (("official", mirror), ("built-in", None)):
        folder = tmp_path / name
        folder.mkdir()
        with workspace(folder) as sandbox:
            stack = Stack(folder, _OF_THE_ACCOUNT, port=sandbox.port, mirror=place)
            output = stack.apply(exit_code=1)
        assert output.count("invalid Databricks Account configuration") == 3, output
