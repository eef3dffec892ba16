"""The budget of what Databricks bills for an environment, kept by the Databricks account."""

from collections.abc import Sequence

from constructs import Construct

from modelstacks.bindings.databricks import (
    Budget,
    BudgetAlertConfigurations,
    BudgetAlertConfigurationsActionConfigurations,
    BudgetFilter,
    BudgetFilterTags,
    BudgetFilterTagsValue,
    DatabricksProvider,
)
from modelstacks.surroundings.watch_plans import AccountBudgetPlan


class AccountBudget(Construct):
    """A monthly budget at list price; it tells addresses only."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: AccountBudgetPlan,
        monthly_usd: float,
        levels: Sequence[int],
        emails: Sequence[str],
        account: DatabricksProvider,
    ) -> None:
        super().__init__(scope, id_)
        Budget(
            self,
            "Resource",
            provider=account,
            display_name=plan.name,
            alert_configurations=[
                BudgetAlertConfigurations(
                    time_period="MONTH",
                    trigger_type="CUMULATIVE_SPENDING_EXCEEDED",
                    quantity_type="LIST_PRICE_DOLLARS_USD",
                    # A text, and the number that the account answers.
                    quantity_threshold=f"{monthly_usd * level / 100:g}",
                    action_configurations=[
                        BudgetAlertConfigurationsActionConfigurations(
                            action_type="EMAIL_NOTIFICATION", target=email
                        )
                        for email in emails
                    ],
                )
                for level in levels
            ],
            filter=BudgetFilter(
                tags=[
                    BudgetFilterTags(
                        key=key, value=BudgetFilterTagsValue(operator="IN", values=[value])
                    )
                    for key, value in plan.tags.items()
                ]
            ),
        )
