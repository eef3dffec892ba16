"""Who may have personal access tokens."""

from support.template import Template

from modelstacks.security.token_users import TokenUsers


def test_each_group_may_have_tokens_and_nobody_else() -> None:
    template = Template.of(lambda scope: TokenUsers(scope, "tokens", groups=("ml", "platform")))

    permissions = template.one("databricks_permissions", authorization="tokens")
    assert permissions["access_control"] == [
        {"group_name": "ml", "permission_level": "CAN_USE"},
        {"group_name": "platform", "permission_level": "CAN_USE"},
    ]
