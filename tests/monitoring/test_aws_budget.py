"""The budget of AWS tells an encrypted topic that only AWS Budgets of this account may write to."""

from constructs import Construct
from support.privilege import too_wide
from support.surroundings import ACCOUNT, KEY, policy_of
from support.template import Template

from modelstacks.monitoring.aws_budget import AwsBudget
from modelstacks.surroundings.watch_plans import AwsBudgetPlan

PLAN = AwsBudgetPlan(
    name="dev-watch",
    account_id=ACCOUNT,
    partition="aws",
    region="us-east-1",
    tag="user:Environment$dev",
    key=KEY,
)
SERVICE = {"Service": "budgets.amazonaws.com"}
OURS = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def drawn(*emails: str) -> Template:
    def draw(scope: Construct) -> None:
        AwsBudget(
            scope,
            "budget",
            plan=PLAN,
            monthly_usd=9000,
            levels=(80, 100),
            emails=emails,
            tags={"Environment": "dev"},
        )

    return Template.of(draw)


def test_it_counts_what_carries_the_environment_s_tag() -> None:
    budget = drawn().one("aws_budgets_budget")

    assert (budget["limit_amount"], budget["limit_unit"]) == ("9000.0", "USD")
    assert (budget["budget_type"], budget["time_unit"]) == ("COST", "MONTHLY")
    assert budget["cost_filter"] == [{"name": "TagKeyValue", "values": ["user:Environment$dev"]}]


def test_every_level_tells_topic_and_addresses() -> None:
    notices = drawn("a@example.com").one("aws_budgets_budget")["notification"]

    assert [one["threshold"] for one in notices] == [80, 100]
    for notice in notices:
        assert notice["subscriber_email_addresses"] == ["a@example.com"]
        assert len(notice["subscriber_sns_topic_arns"]) == 1


def test_the_topic_is_encrypted_and_admits_budgets_alone() -> None:
    template = drawn()

    assert template.one("aws_sns_topic")["kms_master_key_id"].startswith("${aws_kms_key.")
    statement = policy_of(template, "aws_sns_topic_policy")["Budgets"]
    assert (statement["Principal"], statement["Condition"]) == (SERVICE, OURS)
    assert statement["Resource"] == [f"arn:aws:sns:us-east-1:{ACCOUNT}:dev-watch"]
    key = policy_of(template, "aws_kms_key")["Use1"]
    assert (key["Principal"], key["Condition"]) == (SERVICE, OURS)
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert too_wide(template) == []
