"""SCIM: users, groups, service principals, members and entitlements."""

import pytest
from sandbox.workspace.workspace_client import ME, SCIM, Api

PATCH_OP = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}


def patch(api: Api, path: str, op: str, target: str, value: object = None) -> None:
    operation = {"op": op, "path": target} | ({} if value is None else {"value": value})
    api.patch(path, {**PATCH_OP, "Operations": [operation]})


def test_a_group_is_echoed_without_empty_entitlements(api: Api) -> None:
    sent = {"displayName": "team", "entitlements": [{}], "schemas": ["x"]}
    group = api.post(f"{SCIM}/Groups", sent)

    found = api.get(f"{SCIM}/Groups/{group['id']}", attributes="displayName,entitlements")
    assert found["displayName"] == "team"
    assert found["entitlements"] == []
    assert "members" not in found


def test_names_are_taken_once(api: Api) -> None:
    api.post(f"{SCIM}/Users", {"userName": "ada@example.com"})

    status, _, message = api.refused("POST", f"{SCIM}/Users", {"userName": "ADA@example.com"})
    assert (status, message) == (409, "User with username ADA@example.com already exists.")
    status, _, message = api.refused("POST", f"{SCIM}/Groups", {"displayName": "scientists"})
    assert (status, message) == (409, "Group with name scientists already exists.")


def test_scim_refusals_carry_the_fields_of_scim(api: Api) -> None:
    answer = api.client.get(f"{SCIM}/Groups/0").json()

    assert answer["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    assert answer["status"] == "404"
    assert answer["detail"] == answer["message"] == "Group with id 0 not found."


@pytest.mark.parametrize("kind", ["Users", "Groups", "ServicePrincipals"])
def test_unknown_ids_are_refused(api: Api, kind: str) -> None:
    for method in ("GET", "DELETE", "PUT"):
        assert api.refused(method, f"{SCIM}/{kind}/0", {})[0] == 404


def test_groups_are_found_by_name(api: Api) -> None:
    found = api.get(f"{SCIM}/Groups", filter='displayName eq "users"')

    assert [group["displayName"] for group in found["Resources"]] == ["users"]
    assert found["totalResults"] == 1
    assert api.get(f"{SCIM}/Groups", filter='displayName eq "none"')["Resources"] == []
    assert api.refused("GET", f"{SCIM}/Groups", query={"filter": "displayName ~ x"})[0] == 400
    assert api.refused("GET", f"{SCIM}/Groups", query={"startIndex": "x"})[0] == 400


def test_lists_come_in_pages(api: Api) -> None:
    page = api.get(f"{SCIM}/Groups", startIndex=2, count=1)

    assert page["totalResults"] == 3
    assert page["itemsPerPage"] == len(page["Resources"]) == 1


def test_members_come_and_go(api: Api) -> None:
    # given a user and a group
    user = api.post(f"{SCIM}/Users", {"userName": "ada@example.com"})["id"]
    group = api.post(f"{SCIM}/Groups", {"displayName": "team"})["id"]

    # when the user is added twice
    for _ in range(2):
        patch(api, f"{SCIM}/Groups/{group}", "add", "members", [{"value": user}])

    # then it is a member once, and knows its group
    members = api.get(f"{SCIM}/Groups/{group}", attributes="members")["members"]
    assert members == [{"value": user}]
    assert api.get(f"{SCIM}/Users/{user}")["groups"][0]["display"] == "team"

    # when it is removed
    patch(api, f"{SCIM}/Groups/{group}", "remove", f'members[value eq "{user}"]')

    # then nobody is left
    assert api.get(f"{SCIM}/Groups/{group}", attributes="members")["members"] == []


def test_members_must_exist(api: Api) -> None:
    group = api.post(f"{SCIM}/Groups", {"displayName": "team"})["id"]
    operation = {"op": "add", "path": "members", "value": [{"value": "0"}]}

    refusal = api.refused("PATCH", f"{SCIM}/Groups/{group}", {"Operations": [operation]})
    assert refusal[0] == 400


def test_a_deleted_user_is_no_member_any_more(api: Api) -> None:
    user = api.post(f"{SCIM}/Users", {"userName": "ada@example.com"})["id"]
    sent = {"displayName": "team", "members": [{"value": user}]}
    group = api.post(f"{SCIM}/Groups", sent)["id"]

    api.delete(f"{SCIM}/Users/{user}")

    assert api.get(f"{SCIM}/Groups/{group}")["members"] == []


def test_the_system_stays(api: Api) -> None:
    me = api.get(f"{SCIM}/Me")["id"]
    users = api.get(f"{SCIM}/Groups", filter='displayName eq "users"')["Resources"][0]["id"]

    assert api.refused("DELETE", f"{SCIM}/Users/{me}")[0] == 400
    assert api.refused("DELETE", f"{SCIM}/Groups/{users}")[0] == 403


def test_entitlements_are_replaced_and_removed(api: Api) -> None:
    group = f"{SCIM}/Groups/" + api.post(f"{SCIM}/Groups", {"displayName": "team"})["id"]
    wanted = [{"value": "workspace-access"}, {"value": "allow-cluster-create"}]

    patch(api, group, "replace", "entitlements", wanted)
    assert api.get(group, attributes="entitlements")["entitlements"] == wanted

    patch(api, group, "remove", "entitlements", [{"value": "workspace-access"}])
    left = api.get(group, attributes="entitlements")["entitlements"]
    assert left == [{"value": "allow-cluster-create"}]


def test_unknown_entitlements_are_refused(api: Api) -> None:
    sent = {"displayName": "team", "entitlements": [{"value": "root"}]}

    assert api.refused("POST", f"{SCIM}/Groups", sent)[:2] == (400, "INVALID_PARAMETER_VALUE")


def test_an_application_id_comes_without_being_asked_for(api: Api) -> None:
    made = api.post(f"{SCIM}/ServicePrincipals", {"displayName": "runner"})

    found = api.get(f"{SCIM}/ServicePrincipals/{made['id']}", attributes="displayName")
    assert found["applicationId"] == made["applicationId"]
    assert found["displayName"] == "runner"
    api.put(f"{SCIM}/ServicePrincipals/{made['id']}", {"displayName": "runner-2"})
    again = api.get(f"{SCIM}/ServicePrincipals/{made['id']}")
    assert (again["displayName"], again["applicationId"]) == ("runner-2", made["applicationId"])


@pytest.mark.parametrize(
    "body",
    [
        {"displayName": 1},
        {"displayName": "x", "members": "me"},
        {"displayName": "x", "members": ["me"]},
        {"displayName": "x", "entitlements": {"value": "workspace-access"}},
    ],
)
def test_wrong_types_are_malformed(api: Api, body: object) -> None:
    assert api.refused("POST", f"{SCIM}/Groups", body)[:2] == (400, "MALFORMED_REQUEST")


def test_the_inventory_marks_what_was_there_before(api: Api) -> None:
    api.post(f"{SCIM}/Groups", {"displayName": "team"})

    groups = {group["name"]: group["system"] for group in api.inventory()["groups"]}
    assert groups == {"admins": True, "users": True, "scientists": True, "team": False}
    assert api.inventory()["users"] == [{"name": ME, "active": True, "system": True}]
