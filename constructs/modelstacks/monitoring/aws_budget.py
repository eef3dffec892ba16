"""The budget of what AWS bills for an environment, and the topic that it tells."""

from collections.abc import Mapping, Sequence

from constructs import Construct

from modelstacks.access.policy_document import Statement, policy_json
from modelstacks.bindings.aws.budgets import BudgetsBudget
from modelstacks.bindings.aws.sns import SnsTopic, SnsTopicPolicy
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.surroundings.watch_plans import AwsBudgetPlan

BUDGETS = "budgets.amazonaws.com"


class AwsBudget(Construct):
    """A monthly cost budget that tells an encrypted topic, and addresses."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: AwsBudgetPlan,
        monthly_usd: float,
        levels: Sequence[int],
        emails: Sequence[str],
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        key = KmsKey(self, "key", plan=plan.key, tags=tags)
        key.admit_service(BUDGETS, account_id=plan.account_id)
        topic = SnsTopic(self, "topic", name=plan.name, kms_master_key_id=key.arn, tags=dict(tags))
        policy = SnsTopicPolicy(
            self, "topic-policy", arn=topic.arn, policy=policy_json([_publish(plan)])
        )
        BudgetsBudget(
            self,
            "Resource",
            name=plan.name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{monthly_usd:.1f}",
            limit_unit="USD",
            cost_filter=[{"name": "TagKeyValue", "values": [plan.tag]}],
            notification=[
                {
                    "comparison_operator": "GREATER_THAN",
                    "notification_type": "ACTUAL",
                    "threshold": level,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_email_addresses": list(emails),
                    "subscriber_sns_topic_arns": [topic.arn],
                }
                for level in levels
            ],
            tags=dict(tags),
            depends_on=[policy],
        )
        self.topic_arn = topic.arn


def _publish(plan: AwsBudgetPlan) -> Statement:
    return Statement(
        sid="Budgets",
        principals={"Service": BUDGETS},
        actions=("sns:Publish",),
        resources=(f"arn:{plan.partition}:sns:{plan.region}:{plan.account_id}:{plan.name}",),
        conditions={"StringEquals": {"aws:SourceAccount": plan.account_id}},
    )
