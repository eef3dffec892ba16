"""Alerts are drawn from their plans: query, limit, schedule, and everybody who is told."""

from dataclasses import replace
from typing import Any

from constructs import Construct
from support.template import Template
from support.watch import ALERT

from modelstacks.monitoring.watch_alerts import WatchAlerts
from modelstacks.monitoring.watch_folder import WatchFolder


def drawn(*destinations: str, **changes: Any) -> dict[str, Any]:
    def draw(scope: Construct) -> None:
        folder = WatchFolder(scope, "folder", path="/modelstacks/dev/t5")
        WatchAlerts(
            scope,
            "alerts",
            plans=[replace(ALERT, **changes)],
            folder=folder,
            warehouse_id="0123456789abcdef",
            destination_ids=destinations,
        )

    return Template.of(draw).one("databricks_alert_v2")


def test_it_looks_at_the_filled_query() -> None:
    alert = drawn()

    assert alert["display_name"] == "dev-t5-failed-jobs"
    assert "family_jobs.tags['Family'] = 't5'" in alert["query_text"]
    assert alert["warehouse_id"] == "0123456789abcdef"
    assert alert["parent_path"].startswith("${databricks_directory.")
    assert alert["schedule"] == {
        "quartz_cron_schedule": "0 0 0/6 * * ?",
        "timezone_id": "UTC",
        "pause_status": "UNPAUSED",
    }


def test_the_worst_row_is_compared_with_the_limit() -> None:
    evaluation = drawn()["evaluation"]

    assert evaluation["source"] == {"name": "failed_runs", "aggregation": "MAX"}
    assert evaluation["comparison_operator"] == "GREATER_THAN_OR_EQUAL"
    assert evaluation["threshold"] == {"value": {"double_value": 2}}
    assert evaluation["empty_result_state"] == "OK"


def test_everybody_is_told_when_it_is_over_too() -> None:
    notification = drawn("one", "two")["evaluation"]["notification"]

    assert notification["notify_on_ok"] is True
    assert notification["subscriptions"] == [{"destination_id": "one"}, {"destination_id": "two"}]


def test_nobody_is_told_of_what_nobody_asked() -> None:
    assert "notification" not in drawn()["evaluation"]


def test_a_limit_changes_nothing_but_the_limit() -> None:
    before, after = drawn(), drawn(threshold=5)

    assert after["evaluation"]["threshold"] == {"value": {"double_value": 5}}
    assert {**after, "evaluation": None} == {**before, "evaluation": None}
