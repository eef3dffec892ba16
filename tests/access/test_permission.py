"""One authoritative permission set per object, least privilege by role."""

from typing import Any

from constructs import Construct
from support.plans import ACCESS
from support.template import Template

from modelstacks.access.family_secrets import FamilySecrets
from modelstacks.access.permission import grant, permit
from modelstacks.access.roles import CLUSTER, SCHEMA, VOLUME
from modelstacks.settings.access import ROLES, Access

EVERY_ROLE = Access(
    readers=("auditors",), users=("analysts",), engineers=("ml",), operators=("platform",)
)


def _permitted(access: Access) -> Template:
    return Template.of(
        lambda scope: permit(
            scope, target="cluster_id", object_id="x", access=access, levels=CLUSTER
        )
    )


def test_a_group_in_two_roles_gets_the_higher_level_once() -> None:
    # given a group that is user and operator, when permissions are drawn
    drawn = _permitted(Access(users=("ml", "guests"), operators=("ml",)))

    # then it is listed once
    assert drawn.one("databricks_permissions")["access_control"] == [
        {"group_name": "guests", "permission_level": "CAN_RESTART"},
        {"group_name": "ml", "permission_level": "CAN_MANAGE"},
    ]


def test_roles_rise_from_reader_to_operator() -> None:
    groups: dict[str, Any] = {f"{role}s": ("ml",) for role in ROLES}
    everywhere = Access(**groups)

    assert everywhere.roles == {"ml": "operator"}


def test_no_groups_draw_no_permissions() -> None:
    drawn = _permitted(Access(users=()))

    assert drawn.resources("databricks_permissions") == {}


def test_a_role_without_a_level_is_not_listed() -> None:
    # given a reader, who has no business on a cluster
    drawn = _permitted(EVERY_ROLE)

    groups = [row["group_name"] for row in drawn.one("databricks_permissions")["access_control"]]
    assert groups == ["analysts", "ml", "platform"]


def test_secret_scope_lets_users_read_and_operators_manage() -> None:
    def draw(scope: Construct) -> None:
        FamilySecrets(scope, "secrets", name="test-t5-secrets").permit(ACCESS)

    drawn = Template.of(draw)

    assert drawn.one("databricks_secret_scope")["name"] == "test-t5-secrets"
    assert drawn.one("databricks_secret_acl", principal="engineers")["permission"] == "READ"
    assert drawn.one("databricks_secret_acl", principal="platform")["permission"] == "MANAGE"


def test_only_engineers_and_operators_write_to_a_volume() -> None:
    drawn = Template.of(
        lambda scope: grant(
            scope,
            securable="volume",
            full_name="main.t5.t5_base",
            access=EVERY_ROLE,
            privileges=VOLUME,
        )
    )

    assert drawn.one("databricks_grants")["grant"] == [
        {"principal": "analysts", "privileges": ["READ_VOLUME"]},
        {"principal": "auditors", "privileges": ["READ_VOLUME"]},
        {"principal": "ml", "privileges": ["READ_VOLUME", "WRITE_VOLUME"]},
        {"principal": "platform", "privileges": ["ALL_PRIVILEGES"]},
    ]


def test_the_workspace_group_users_is_the_account_group_in_unity_catalog() -> None:
    # given the default access, when it is granted on a schema
    drawn = Template.of(
        lambda scope: grant(
            scope, securable="schema", full_name="main.t5", access=Access(), privileges=SCHEMA
        )
    )

    # then the principal is the one that Unity Catalog knows
    assert drawn.one("databricks_grants")["grant"] == [
        {"principal": "account users", "privileges": ["USE_SCHEMA"]}
    ]


def test_jobs_get_what_they_need_and_no_more() -> None:
    """The service principal that jobs run as: in the workspace by its application id."""
    access = Access(users=("ml",), run_as="1f2e3d4c-0000-4000-8000-123456789abc")
    rows = _permitted(access).one("databricks_permissions")["access_control"]
    drawn = Template.of(
        lambda scope: grant(
            scope, securable="volume", full_name="a.b.c", access=access, privileges=VOLUME
        )
    )

    # a cluster of people is not for jobs
    assert rows == [{"group_name": "ml", "permission_level": "CAN_RESTART"}]
    assert drawn.one("databricks_grants")["grant"][-1] == {
        "principal": access.run_as,
        "privileges": ["READ_VOLUME", "WRITE_VOLUME"],
    }
