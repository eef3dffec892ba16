"""Who is told: notification destinations that exist, and one for e-mail addresses."""

import json
from collections.abc import Iterator

from cdktf import TerraformDataSource, TerraformResource
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
        found = list(self._expressions(plan))
        # Terraform sorts them, as some ids are known to it only: the provider reads those of a job
        # back sorted, and finds any other order changed in every plan (1.99.0).
        together = f"sort([{', '.join(found)}])"
        self.destination_ids = [f"${{{together}[{at}]}}" for at in range(len(found))]

    def _expressions(self, plan: NotifyPlan) -> Iterator[str]:
        """Yield what each id is, in Terraform's language."""
        yield from map(json.dumps, plan.ids)
        for at, name in enumerate(plan.names, 1):
            yield self._found(f"destination-{at}", name)
        if plan.emails:
            email = NotificationDestination(
                self,
                "email",
                display_name=plan.name,
                config=NotificationDestinationConfigA(
                    email=NotificationDestinationConfigEmail(addresses=list(plan.emails))
                ),
            )
            yield f"{_address(email)}.id"

    def _found(self, id_: str, name: str) -> str:
        quoted = json.dumps(name)

        def exact(listed: str) -> str:
            all_of_it = f"one in {listed}.notification_destinations"
            return f"[for {all_of_it} : one.id if one.display_name == {quoted}]"

        data = DataDatabricksNotificationDestinations(self, id_, display_name_contains=name)
        data.add_override(
            "lifecycle.postcondition",
            [
                {
                    "condition": f"${{length({exact('self')}) == 1}}",
                    "error_message": f"The workspace needs one notification destination that is "
                    f"called `{name}`, as watch.notify says. An admin makes it in the settings "
                    "of the workspace, under Notifications.",
                }
            ],
        )
        return f"one({exact('data.' + _address(data))})"


def _address(element: TerraformResource | TerraformDataSource) -> str:
    # Written out: `fqn` would be an interpolation inside another.
    return f"{element.terraform_resource_type}.{element.friendly_unique_id}"
