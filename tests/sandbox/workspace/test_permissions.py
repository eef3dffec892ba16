"""Permissions of workspace objects."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, SCIM, Api

ROOT = "/api/2.0/permissions"
SCIENTISTS = {"group_name": "scientists", "permission_level": "CAN_RESTART"}
ADMINS = {
    "group_name": "admins",
    "all_permissions": [
        {
            "permission_level": "CAN_MANAGE",
            "inherited": True,
            "inherited_from_object": ["/clusters/"],
        }
    ],
}


def cluster(api: Api) -> str:
    cluster_id = api.post("/api/2.1/clusters/create", api.cluster())["cluster_id"]
    return f"{ROOT}/clusters/{cluster_id}"


def objects(api: Api) -> dict[str, str]:
    """Create one object of every type; return the path of its permissions and the type's name."""
    name = api.model()
    served = {"entity_name": name, "entity_version": "1", "workload_size": "Small"}
    endpoint = api.post(
        "/api/2.0/serving-endpoints", {"name": "t5", "config": {"served_entities": [served]}}
    )["id"]
    policy = api.post("/api/2.0/policies/clusters/create", {"name": "p", "definition": "{}"})
    pool_body = {"instance_pool_name": "p", "node_type_id": "g5.xlarge"}
    pool = api.post("/api/2.0/instance-pools/create", pool_body)
    job = api.post("/api/2.1/jobs/create", {"name": "j"})
    api.post("/api/2.0/workspace/mkdirs", {"path": "/Shared/d"})
    folder = api.get("/api/2.0/workspace/get-status", path="/Shared/d")["object_id"]
    book = {"path": "/Shared/d/n", "language": "PYTHON", "content": ""}
    notebook = api.post("/api/2.0/workspace/import", book)["object_id"]
    raw = {"path": "/Shared/d/f.txt", "format": "RAW", "content": ""}
    file = api.post("/api/2.0/workspace/import", raw)["object_id"]
    sized = {"name": "w", "cluster_size": "Small"}
    warehouse = api.post("/api/2.0/sql/warehouses", sized)["id"]
    text = {"display_name": "q", "query_text": "select 1 as v", "warehouse_id": warehouse}
    query = api.post("/api/2.0/sql/queries", {"query": text})["id"]
    condition = {"op": "IS_NULL", "operand": {"column": {"name": "v"}}}
    old = {"display_name": "a", "query_id": query, "condition": condition}
    alert = api.post("/api/2.0/sql/alerts", {"alert": old})["id"]
    new = {
        **text,
        "evaluation": {"comparison_operator": "IS_NULL", "source": {"name": "v"}},
        "schedule": {"quartz_cron_schedule": "0 0 * * * ?", "timezone_id": "UTC"},
    }
    alert_v2 = api.post("/api/2.0/alerts", new)["id"]
    board = api.post("/api/2.0/lakeview/dashboards", {"display_name": "d"})["dashboard_id"]
    named = {"name": "/Shared/e"}
    experiment = api.post("/api/2.0/mlflow/experiments/create", named)["experiment_id"]
    return {
        f"{ROOT}/sql/warehouses/{warehouse}": "warehouses",
        f"{ROOT}/sql/queries/{query}": "query",
        f"{ROOT}/sql/alerts/{alert}": "alert",
        f"{ROOT}/alertsv2/{alert_v2}": "alertv2",
        f"{ROOT}/dashboards/{board}": "dashboard",
        f"{ROOT}/experiments/{experiment}": "mlflowExperiment",
        cluster(api): "cluster",
        f"{ROOT}/cluster-policies/{policy['policy_id']}": "cluster-policy",
        f"{ROOT}/instance-pools/{pool['instance_pool_id']}": "instance-pool",
        f"{ROOT}/jobs/{job['job_id']}": "job",
        f"{ROOT}/serving-endpoints/{endpoint}": "serving-endpoint",
        f"{ROOT}/directories/{folder}": "directory",
        f"{ROOT}/notebooks/{notebook}": "notebook",
        f"{ROOT}/files/{file}": "file",
    }


def test_every_type_has_its_name_and_its_levels(api: Api) -> None:
    """The provider refuses any other object type than the one it expects."""
    for path, object_type in objects(api).items():
        answer = api.get(path)
        assert answer["object_type"] == object_type
        assert answer["object_id"] == path.removeprefix(ROOT)
        body = {"access_control_list": [{"group_name": "scientists", "permission_level": "FLY"}]}
        status, code, message = api.refused("PUT", path, body)
        assert (status, code) == (400, "INVALID_PARAMETER_VALUE")
        levels = [
            one["permission_level"]
            for one in api.get(f"{path}/permissionLevels")["permission_levels"]
        ]
        assert message.endswith(", ".join(levels))


def test_put_replaces_and_the_answer_lists_admins(api: Api) -> None:
    path = cluster(api)
    before = api.get(path)["access_control_list"]
    assert before[0]["user_name"] == ME
    assert before[0]["all_permissions"] == [{"permission_level": "CAN_MANAGE", "inherited": False}]

    api.put(path, {"access_control_list": [SCIENTISTS]})

    assert api.get(path)["access_control_list"] == [
        {
            "group_name": "scientists",
            "all_permissions": [{"permission_level": "CAN_RESTART", "inherited": False}],
        },
        ADMINS,
    ]
    api.put(path, {})
    assert api.get(path)["access_control_list"] == [ADMINS]


def test_patch_changes_single_principals(api: Api) -> None:
    path = cluster(api)
    api.put(path, {"access_control_list": [SCIENTISTS]})

    entries = [
        {**SCIENTISTS, "permission_level": "CAN_MANAGE"},
        {"user_name": ME, "permission_level": "CAN_RESTART"},
    ]
    api.patch(path, {"access_control_list": entries})

    told = {
        one.get("group_name") or one["user_name"]: one["all_permissions"][0]["permission_level"]
        for one in api.get(path)["access_control_list"]
    }
    assert told == {"scientists": "CAN_MANAGE", ME: "CAN_RESTART", "admins": "CAN_MANAGE"}


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"group_name": "none"}, "Principal: GroupName(none) does not exist"),
        ({"user_name": "none@example.com"}, "Principal: UserName(none@example.com)"),
        ({"service_principal_name": "0"}, "Principal: ServicePrincipalName(0)"),
    ],
)
def test_principals_must_exist(api: Api, entry: dict[str, str], told: str) -> None:
    body = {"access_control_list": [{**entry, "permission_level": "CAN_MANAGE"}]}

    status, _, message = api.refused("PUT", cluster(api), body)
    assert status == 404
    assert told in message


@pytest.mark.parametrize(
    "entry",
    [
        {"permission_level": "CAN_MANAGE"},
        {"group_name": "scientists"},
        {"group_name": "scientists", "user_name": ME, "permission_level": "CAN_MANAGE"},
        {"group_name": "admins", "permission_level": "CAN_RESTART"},
    ],
)
def test_entries_are_checked(api: Api, entry: dict[str, str]) -> None:
    assert api.refused("PUT", cluster(api), {"access_control_list": [entry]})[0] == 400


@pytest.mark.parametrize("kind", ["clusters", "jobs", "cluster-policies", "serving-endpoints"])
def test_objects_must_exist(api: Api, kind: str) -> None:
    refusal = api.refused("GET", f"{ROOT}/{kind}/0")

    assert refusal[:2] == (404, "RESOURCE_DOES_NOT_EXIST")


def test_types_must_exist(api: Api) -> None:
    assert api.refused("GET", f"{ROOT}/planets/0")[0] == 400
    assert api.refused("GET", f"{ROOT}/sql/planets/0")[0] == 400


def test_a_job_has_exactly_one_owner(api: Api) -> None:
    job_id = api.post("/api/2.1/jobs/create", {"name": "j"})["job_id"]
    path = f"{ROOT}/jobs/{job_id}"
    runner = api.post(f"{SCIM}/ServicePrincipals", {"displayName": "runner"})["applicationId"]
    viewer = {"group_name": "scientists", "permission_level": "CAN_VIEW"}
    mine = {"user_name": ME, "permission_level": "IS_OWNER"}
    its = {"service_principal_name": runner, "permission_level": "IS_OWNER"}

    assert api.get(path)["access_control_list"][0]["all_permissions"][0] == {
        "permission_level": "IS_OWNER",
        "inherited": False,
    }
    group = {"group_name": "scientists", "permission_level": "IS_OWNER"}
    for entries in ([viewer], [mine, its], [group]):
        assert api.refused("PUT", path, {"access_control_list": entries})[0] == 400
    api.put(path, {"access_control_list": [its, viewer]})
    first = api.get(path)["access_control_list"][0]
    assert (first["service_principal_name"], first["display_name"]) == (runner, "runner")


def test_several_levels_of_one_principal_are_one_entry(api: Api) -> None:
    path = cluster(api)
    entries = [SCIENTISTS, {**SCIENTISTS, "permission_level": "CAN_MANAGE"}]

    api.put(path, {"access_control_list": entries})

    first: Any = api.get(path)["access_control_list"][0]
    levels = [one["permission_level"] for one in first["all_permissions"]]
    assert levels == ["CAN_RESTART", "CAN_MANAGE"]


def test_permissions_go_with_their_object_and_their_principal(api: Api) -> None:
    path = cluster(api)
    group = api.post(f"{SCIM}/Groups", {"displayName": "team"})["id"]
    entry = {"group_name": "team", "permission_level": "CAN_RESTART"}
    api.put(path, {"access_control_list": [entry]})

    api.delete(f"{SCIM}/Groups/{group}")
    assert api.get(path)["access_control_list"] == [ADMINS]

    body = {"cluster_id": path.rpartition("/")[2]}
    api.post("/api/2.1/clusters/permanent-delete", body)
    assert api.inventory()["permissions"] == []


def test_the_inventory_lists_what_was_put(api: Api) -> None:
    path = cluster(api)
    api.put(path, {"access_control_list": [SCIENTISTS]})

    assert api.inventory()["permissions"] == [
        {
            "on": path.removeprefix(f"{ROOT}/"),
            "entries": [{"to": "scientists", "level": "CAN_RESTART"}],
        }
    ]
