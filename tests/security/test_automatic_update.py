"""Automatic cluster update."""

from constructs import Construct
from support.template import Block, Template

from modelstacks.security.automatic_update import AutomaticUpdate
from modelstacks.security.compliance_profile import ComplianceProfile
from modelstacks.surroundings.foundation_plans import UpdatePlan

PLAN = UpdatePlan(day="sunday", hour=3, frequency="second-of-month")


def drawn(*, with_profile: bool = False) -> Block:
    def draw(scope: Construct) -> None:
        profile = ComplianceProfile(scope, "profile", standards=["HIPAA"]) if with_profile else None
        AutomaticUpdate(scope, "update", plan=PLAN, profile=profile)

    return Template.of(draw).one("databricks_automatic_cluster_update_workspace_setting")


def test_the_window_is_spelt_as_the_api_does() -> None:
    update = drawn()["automatic_cluster_update_workspace"]

    assert update["maintenance_window"]["week_day_based_schedule"] == {
        "day_of_week": "SUNDAY",
        "frequency": "SECOND_OF_MONTH",
        "window_start_time": {"hours": 3, "minutes": 0},
    }


def test_nothing_is_restarted_without_an_update() -> None:
    assert drawn()["automatic_cluster_update_workspace"][
        "restart_even_if_no_updates_available"
    ] is (False)


def test_the_window_is_set_after_the_profile() -> None:
    assert "depends_on" not in drawn()
    (before,) = drawn(with_profile=True)["depends_on"]
    assert before.startswith("databricks_compliance_security_profile_workspace_setting.")
