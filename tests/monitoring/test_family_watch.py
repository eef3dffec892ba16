"""A family's watch is a folder, a dashboard and its alerts, on a warehouse that is found."""

from constructs import Construct
from support.plans import ACCESS
from support.template import Template
from support.watch import family_plan, planned_watch, watched_environment

from modelstacks.monitoring.family_watch import FamilyWatch
from modelstacks.settings.watch import FoundWarehouse, NewWarehouse


def drawn(warehouse: FoundWarehouse | NewWarehouse) -> Template:
    plan = planned_watch(family_plan(watched_environment(warehouse=warehouse)))

    def draw(scope: Construct) -> None:
        FamilyWatch(scope, "watch", plan=plan).permit(ACCESS)

    return Template.of(draw)


def test_all_of_it_lies_in_a_folder_that_operators_change() -> None:
    template = drawn(FoundWarehouse(name="starter"))

    assert template.one("databricks_directory")["path"] == "/modelstacks/dev/t5"
    controls = template.one("databricks_permissions")["access_control"]
    assert controls == [
        {"group_name": "engineers", "permission_level": "CAN_READ"},
        {"group_name": "platform", "permission_level": "CAN_MANAGE"},
    ]
    dashboard = template.one("databricks_dashboard")
    alerts = template.resources("databricks_alert_v2").values()
    assert {one["parent_path"] for one in (dashboard, *alerts)} == {dashboard["parent_path"]}
    assert len(alerts) == 3


def test_who_looks_at_the_dashboard_needs_no_right_on_system_tables() -> None:
    assert drawn(FoundWarehouse(name="starter")).one("databricks_dashboard")["embed_credentials"]


def test_the_warehouse_is_found_by_what_is_said() -> None:
    def said(warehouse: FoundWarehouse | NewWarehouse) -> object:
        (block,) = drawn(warehouse).json["data"]["databricks_sql_warehouse"].values()
        return block

    assert said(FoundWarehouse(name="starter")) == {"name": "starter"}
    assert said(FoundWarehouse(id="0123456789abcdef")) == {"id": "0123456789abcdef"}
    assert said(NewWarehouse()) == {"name": "dev-watch"}
