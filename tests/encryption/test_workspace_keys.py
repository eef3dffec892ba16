"""Keys of the workspace are registered with its account."""

from constructs import Construct
from support.foundation import DATABRICKS_ACCOUNT, KEY_ARN, OTHER_KEY_ARN, planned, with_keys
from support.template import Template

from modelstacks.bindings.databricks import DatabricksProvider
from modelstacks.encryption.workspace_keys import WorkspaceKeys


def test_each_key_is_registered_with_the_account() -> None:
    plan = planned(with_keys(KEY_ARN, OTHER_KEY_ARN)).workspace_keys
    assert plan is not None

    def draw(scope: Construct) -> None:
        account = DatabricksProvider(scope, "account", alias="account", host=plan.host)
        WorkspaceKeys(scope, "keys", plan=plan, account=account)

    template = Template.of(draw)
    storage = template.one("databricks_mws_customer_managed_keys", use_cases=["STORAGE"])
    assert storage["provider"] == "databricks.account"
    assert storage["account_id"] == DATABRICKS_ACCOUNT
    assert storage["aws_key_info"] == {"key_arn": OTHER_KEY_ARN}
    assert len(template.resources("databricks_mws_customer_managed_keys")) == 2
