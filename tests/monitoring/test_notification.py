"""Destinations are found by name, or known by id; addresses of mail get one of their own."""

from typing import Any

from constructs import Construct
from support.template import Template

from modelstacks.monitoring.notification import Notification
from modelstacks.surroundings.watch_plans import NotifyPlan

ID = "0123abcd-0123-4567-89ab-0123456789ab"
DATA = "databricks_notification_destinations"
KIND = "databricks_notification_destination"


def drawn(**said: Any) -> tuple[Template, list[str]]:
    found: list[str] = []

    def draw(scope: Construct) -> None:
        plan = NotifyPlan(name="dev-t5-watch", **said)
        found.extend(Notification(scope, "notify", plan=plan).destination_ids)

    return Template.of(draw), found


def test_an_id_is_taken_as_it_is() -> None:
    template, found = drawn(ids=(ID,))

    assert found == [f'${{sort(["{ID}"])[0]}}']
    assert "data" not in template.json


def test_addresses_of_mail_get_a_destination() -> None:
    template, found = drawn(emails=("a@example.com", "b@example.com"))

    destination = template.one("databricks_notification_destination")
    assert destination["display_name"] == "dev-t5-watch"
    assert destination["config"] == {"email": {"addresses": ["a@example.com", "b@example.com"]}}
    assert len(found) == 1


def test_a_name_is_looked_up_and_has_to_be_there() -> None:
    template, found = drawn(names=('the "on call" room',))

    (block,) = template.json["data"][DATA].values()
    (condition,) = block["lifecycle"]["postcondition"]
    assert block["display_name_contains"] == 'the "on call" room'
    assert 'one.display_name == "the \\"on call\\" room"' in condition["condition"]
    assert 'the "on call" room' in condition["error_message"]
    assert found[0].startswith(f"${{sort([one([for one in data.{DATA}.")


def test_several_come_in_the_order_that_jobs_are_read_back_in() -> None:
    _, found = drawn(ids=(ID,), emails=("a@example.com",))

    address = next(iter(drawn(emails=("a@example.com",))[0].resources(KIND)))
    together = f'sort(["{ID}", {KIND}.{address}.id])'
    assert found == [f"${{{together}[0]}}", f"${{{together}[1]}}"]
