"""One authoritative permission set per object."""

from constructs import Construct
from support.plans import ACCESS
from support.template import Template

from modelstacks.access.family_secrets import FamilySecrets
from modelstacks.access.permission import grant, permit
from modelstacks.settings.project import Access


def test_a_group_in_both_lists_gets_the_managers_level_once() -> None:
    # given a group that is user and manager, when permissions are drawn
    both = Access(users=("ml", "guests"), managers=("ml",))
    drawn = Template.of(
        lambda scope: permit(
            scope,
            target="cluster_id",
            object_id="x",
            access=both,
            users="CAN_RESTART",
            managers="CAN_MANAGE",
        )
    )

    # then it is listed once
    assert drawn.one("databricks_permissions")["access_control"] == [
        {"group_name": "guests", "permission_level": "CAN_RESTART"},
        {"group_name": "ml", "permission_level": "CAN_MANAGE"},
    ]


def test_no_groups_draw_no_permissions() -> None:
    nobody = Access(users=(), managers=())

    drawn = Template.of(
        lambda scope: permit(
            scope,
            target="cluster_id",
            object_id="x",
            access=nobody,
            users="CAN_RESTART",
            managers="CAN_MANAGE",
        )
    )

    assert drawn.resources("databricks_permissions") == {}


def test_secret_scope_lets_users_read_and_managers_manage() -> None:
    def draw(scope: Construct) -> None:
        FamilySecrets(scope, "secrets", name="test-t5-secrets").permit(ACCESS)

    drawn = Template.of(draw)

    assert drawn.one("databricks_secret_scope")["name"] == "test-t5-secrets"
    assert drawn.one("databricks_secret_acl", principal="engineers")["permission"] == "READ"
    assert drawn.one("databricks_secret_acl", principal="platform")["permission"] == "MANAGE"


def test_the_workspace_group_users_is_the_account_group_in_unity_catalog() -> None:
    # given the default access, when it is granted on a schema
    drawn = Template.of(
        lambda scope: grant(
            scope, securable="schema", full_name="main.t5", access=Access(), users="USE_SCHEMA"
        )
    )

    # then the principal is the one that Unity Catalog knows
    assert drawn.one("databricks_grants")["grant"] == [
        {"principal": "account users", "privileges": ["USE_SCHEMA"]}
    ]
