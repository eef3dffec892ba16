"""Instance profiles, and what may be started with them."""

import json
from pathlib import Path

import pytest
from sandbox.workspace.workspace_client import RUNTIME, Api

from modelstacks.sandbox.workspace.message import Json

ROOT = "/api/2.0/instance-profiles"
ARN = "arn:aws:iam::123456789012:instance-profile/ml"
ROLE = "arn:aws:iam::123456789012:role/ml"


class Account:
    """An AWS account with one instance profile."""

    def role_trust(self, role_arn: str) -> Json | None:
        return None

    def instance_profile_roles(self, instance_profile_arn: str) -> list[str] | None:
        return [ROLE] if instance_profile_arn == ARN else None

    def has_bucket(self, name: str) -> bool:
        return False


def profiles(api: Api) -> list[Json]:
    found: list[Json] = api.get(f"{ROOT}/list")["instance_profiles"]
    return found


def test_a_profile_is_added_edited_and_removed(api: Api) -> None:
    # given
    added = {"instance_profile_arn": ARN, "iam_role_arn": ROLE, "is_meta_instance_profile": True}

    # when, then
    api.post(f"{ROOT}/add", {**added, "skip_validation": True})
    assert profiles(api) == [added]
    assert api.inventory()["instance_profiles"] == [{"name": "ml", "arn": ARN, "role": ROLE}]

    other = ROLE + "-2"
    api.post(f"{ROOT}/edit", {"instance_profile_arn": ARN, "iam_role_arn": other})
    assert profiles(api) == [{**added, "iam_role_arn": other}]

    api.post(f"{ROOT}/remove", {"instance_profile_arn": ARN})
    assert profiles(api) == []


def test_the_profile_in_place_of_its_role_means_none(api: Api) -> None:
    api.post(f"{ROOT}/add", {"instance_profile_arn": ARN, "iam_role_arn": ROLE})
    api.post(f"{ROOT}/edit", {"instance_profile_arn": ARN, "iam_role_arn": ARN})
    assert profiles(api) == [{"instance_profile_arn": ARN}]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"instance_profile_arn": ROLE}, "is not of the form arn:aws:iam::<account>:instance-"),
        ({"instance_profile_arn": "ml"}, "is not of the form"),
        ({"instance_profile_arn": ARN.replace("123456789012", "12")}, "is not of the form"),
        ({"instance_profile_arn": ARN, "iam_role_arn": "ml"}, "role/<name>"),
        (
            {"instance_profile_arn": ARN, "iam_role_arn": ROLE.replace("1234", "9999")},
            "of another account",
        ),
    ],
)
def test_arns_are_checked_by_form(api: Api, body: Json, told: str) -> None:
    status, code, message = api.refused("POST", f"{ROOT}/add", body)
    assert (status, code) == (400, "INVALID_PARAMETER_VALUE")
    assert told in message
    assert profiles(api) == []


def test_a_profile_is_registered_once_and_known_before_it_is_changed(api: Api) -> None:
    body = {"instance_profile_arn": ARN}
    assert api.refused("POST", f"{ROOT}/edit", body)[0] == 404
    assert api.refused("POST", f"{ROOT}/remove", body)[0] == 404
    api.post(f"{ROOT}/add", body)
    assert api.refused("POST", f"{ROOT}/add", body)[1] == "RESOURCE_ALREADY_EXISTS"


def test_only_aws_has_instance_profiles(folder: Path) -> None:
    api = Api(folder, cloud="gcp")
    assert "are for AWS" in api.refused("POST", f"{ROOT}/add", {"instance_profile_arn": ARN})[2]
    api.close()


def test_where_there_is_an_aws_account_the_profile_must_exist_there(folder: Path) -> None:
    api = Api(folder, aws=Account())
    unknown = {"instance_profile_arn": ARN + "-2"}

    status, code, message = api.refused("POST", f"{ROOT}/add", unknown)
    assert (status, code) == (400, "DRY_RUN_FAILED")
    assert "Invalid IAM Instance Profile ARN" in message
    other = {"instance_profile_arn": ARN, "iam_role_arn": ROLE + "-2"}
    assert "does not hold the role" in api.refused("POST", f"{ROOT}/add", other)[2]

    api.post(f"{ROOT}/add", {**unknown, "skip_validation": True})
    api.post(f"{ROOT}/add", {"instance_profile_arn": ARN, "iam_role_arn": ROLE})
    assert len(profiles(api)) == 2
    api.close()


def test_machines_are_started_with_a_registered_profile_only(api: Api) -> None:
    # given
    attributes = {"instance_profile_arn": ARN}
    cluster = api.cluster(aws_attributes=attributes)
    job = {
        "name": "train",
        "tasks": [
            {
                "task_key": "a",
                "new_cluster": {
                    "spark_version": RUNTIME,
                    "node_type_id": "g5.xlarge",
                    "num_workers": 1,
                    "aws_attributes": attributes,
                },
                "notebook_task": {"notebook_path": "/Shared/x"},
            }
        ],
    }
    pool = {
        "instance_pool_name": "p",
        "node_type_id": "g5.xlarge",
        "aws_attributes": attributes,
    }
    rule = {"aws_attributes.instance_profile_arn": {"type": "fixed", "value": ARN}}
    policy = api.post(
        "/api/2.0/policies/clusters/create", {"name": "ml", "definition": json.dumps(rule)}
    )["policy_id"]
    by_policy = api.cluster(policy_id=policy, apply_policy_default_values=True)
    calls = [
        ("/api/2.1/clusters/create", cluster),
        ("/api/2.1/clusters/create", by_policy),
        ("/api/2.2/jobs/create", job),
        ("/api/2.0/instance-pools/create", pool),
    ]

    # when the profile is unknown, then each is refused
    for path, body in calls:
        status, code, message = api.refused("POST", path, body)
        assert (status, code) == (400, "INVALID_PARAMETER_VALUE"), path
        assert f"{ARN} is not registered" in message

    # when it is registered, then each is made
    api.post(f"{ROOT}/add", attributes)
    for path, body in calls:
        api.post(path, body)
