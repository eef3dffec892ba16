"""Who is told: notification destinations that exist, and one for e-mail addresses."""

import json

from constructs import Construct

from modelstacks.bindings.databricks import (
    DataDatabricksNotificationDestinations,
    NotificationDestination,
    NotificationDestinationConfigA,
    NotificationDestinationConfigEmail,
)
from modelstacks.surroundings.watch_plans import NotifyPlan


class Notification(Construct):
    """The ids of all destinations that an alert tells.

    Addresses of webhooks are secrets and stay in the workspace: a destination is found by its
    name, and a plan fails that does not find it.
    """

    def __init__(self, scope: Construct, id_: str, *, plan: NotifyPlan) -> None:
        super().__init__(scope, id_)
        self.destination_ids: list[str] = list(plan.ids)
        self.destination_ids += [
            self._found(f"destination-{at}", name) for at, name in enumerate(plan.names, 1)
        ]
        if plan.emails:
            email = NotificationDestination(
                self,
                "email",
                display_name=plan.name,
                config=NotificationDestinationConfigA(
                    email=NotificationDestinationConfigEmail(addresses=list(plan.emails))
                ),
            )
            self.destination_ids.append(email.id)

    def _found(self, id_: str, name: str) -> str:
        exact = (
            "[for one in {}.notification_destinations : one.id if one.display_name == "
            + json.dumps(name)
            + "]"
        )
        data = DataDatabricksNotificationDestinations(self, id_, display_name_contains=name)
        data.add_override(
            "lifecycle.postcondition",
            [
                {
                    "condition": "${length(" + exact.format("self") + ") == 1}",
                    "error_message": f"The workspace needs one notification destination that is "
                    f"called `{name}`, as watch.notify says. An admin makes it in the settings "
                    "of the workspace, under Notifications.",
                }
            ],
        )
        # As an address: `fqn` would be an interpolation inside this one.
        address = f"data.{data.terraform_resource_type}.{data.friendly_unique_id}"
        return "${one(" + exact.format(address) + ")}"
