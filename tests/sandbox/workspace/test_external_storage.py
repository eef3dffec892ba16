"""Unity Catalog: storage credentials, external locations, and the volumes in them."""

from pathlib import Path
from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, UC, Api

from modelstacks.sandbox.workspace.message import Json

ROLE = "arn:aws:iam::123456789012:role/lake"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b"
CREDENTIALS = f"{UC}/storage-credentials"
LOCATIONS = f"{UC}/external-locations"


def trust(role: Json, *, itself: bool = True, external_id: str | None = None) -> Json:
    """A trust policy as `databricks_aws_unity_catalog_assume_role_policy` writes it."""
    named = {"StringEquals": {"sts:ExternalId": external_id or role["external_id"]}}
    master = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": role["unity_catalog_iam_arn"]},
        "Condition": named,
    }
    own = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Condition": {"ArnLike": {"aws:PrincipalArn": role["role_arn"]}, **named},
    }
    return {"Statement": [master, own] if itself else [master]}


class Account:
    """An AWS account whose roles and buckets a test sets."""

    def __init__(self) -> None:
        self.roles: dict[str, Json] = {}
        self.buckets: set[str] = set()

    def role_trust(self, role_arn: str) -> Json | None:
        return self.roles.get(role_arn)

    def instance_profile_roles(self, instance_profile_arn: str) -> list[str] | None:
        return None

    def has_bucket(self, name: str) -> bool:
        return name in self.buckets


def volume(api: Api, place: str, name: str = "weights") -> Json:
    return {
        "name": name,
        "catalog_name": "main",
        "schema_name": "default",
        "volume_type": "EXTERNAL",
        "storage_location": place,
    }


def test_what_the_platform_chose_stays_over_a_change(api: Api) -> None:
    made = api.credential(comment="c")
    role = made["aws_iam_role"]
    assert role["role_arn"] == ROLE
    assert role["unity_catalog_iam_arn"].startswith("arn:aws:iam::414351767826:role/unity-catalog-")
    assert (made["owner"], made["isolation_mode"]) == (ME, "ISOLATION_MODE_OPEN")

    body = {"aws_iam_role": {"role_arn": ROLE + "-2"}, "comment": "d"}
    changed = api.patch(f"{CREDENTIALS}/LAKE", body)

    assert changed["aws_iam_role"] == {**role, "role_arn": ROLE + "-2"}
    assert changed["id"] == made["id"]
    assert api.get(f"{CREDENTIALS}/lake") == changed
    assert api.get(CREDENTIALS) == {"storage_credentials": [changed]}


def test_a_role_of_another_partition_trusts_databricks_there(api: Api) -> None:
    gov = {"role_arn": "arn:aws-us-gov:iam::123456789012:role/lake"}
    made = api.credential(aws_iam_role=gov)
    assert made["aws_iam_role"]["unity_catalog_iam_arn"].startswith("arn:aws-us-gov:iam::")
    nowhere = {"name": "x", "aws_iam_role": {"role_arn": "arn:aws-cn:iam::123456789012:role/lake"}}
    assert "partition aws-cn" in api.refused("POST", CREDENTIALS, nowhere)[2]


def test_the_other_clouds_are_taken_by_form_and_their_secrets_are_not_kept(api: Api) -> None:
    connector = (
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/accessConnectors/c"
    )
    azure = api.credential(
        "azure", aws_iam_role=None, azure_managed_identity={"access_connector_id": connector}
    )
    assert azure["azure_managed_identity"]["credential_id"]
    google = api.credential("google", aws_iam_role=None, databricks_gcp_service_account={})
    assert set(google["databricks_gcp_service_account"]) == {"credential_id", "email"}
    principal = {"directory_id": "d", "application_id": "a", "client_secret": "planted"}
    secret = api.credential("sp", aws_iam_role=None, azure_service_principal=principal)
    assert secret["azure_service_principal"] == {"directory_id": "d", "application_id": "a"}

    bad = {"name": "x", "azure_managed_identity": {"access_connector_id": "c"}}
    assert "accessConnectors/<name>" in api.refused("POST", CREDENTIALS, bad)[2]


def test_a_credential_has_one_kind_and_keeps_it(api: Api) -> None:
    api.credential()
    assert "Exactly one of" in api.refused("POST", CREDENTIALS, {"name": "none"})[2]
    two = {
        "name": "two",
        "aws_iam_role": {"role_arn": ROLE},
        "databricks_gcp_service_account": {},
    }
    assert "Exactly one of" in api.refused("POST", CREDENTIALS, two)[2]
    other: Json = {"databricks_gcp_service_account": {}}
    assert "stays what it is" in api.refused("PATCH", f"{CREDENTIALS}/lake", other)[2]
    again = {"name": "LAKE", "aws_iam_role": {"role_arn": ROLE}}
    assert api.refused("POST", CREDENTIALS, again)[1] == "STORAGE_CREDENTIAL_ALREADY_EXISTS"
    status, code, message = api.refused("GET", f"{CREDENTIALS}/none")
    assert (status, code) == (404, "STORAGE_CREDENTIAL_DOES_NOT_EXIST")
    assert message == "Storage Credential 'none' does not exist."


def test_a_credential_in_use_changes_and_goes_by_force_only(api: Api) -> None:
    api.location("data", "s3://bucket/data")

    body = {"aws_iam_role": {"role_arn": ROLE}, "comment": "d"}
    told = "1 dependent storage location(s); use force option to update anyway."
    assert told in api.refused("PATCH", f"{CREDENTIALS}/lake", body)[2]
    api.patch(f"{CREDENTIALS}/lake", {"owner": "account users"})
    api.patch(f"{CREDENTIALS}/lake", {**body, "force": True})

    assert "You may use force" in api.refused("DELETE", f"{CREDENTIALS}/lake")[2]
    api.delete(f"{CREDENTIALS}/lake", force="true")
    assert api.get(CREDENTIALS) == {"storage_credentials": []}


def test_a_location_finds_its_credential_by_name(api: Api) -> None:
    credential = api.credential()
    encryption = {"sse_encryption_details": {"algorithm": "AWS_SSE_KMS", "aws_kms_key_arn": KEY}}
    made = api.location(
        "Data", "s3://bucket/data/", encryption_details=encryption, skip_validation=True
    )

    assert made["name"] == "data"
    assert made["url"] == "s3://bucket/data/"
    assert made["credential_id"] == credential["id"]
    assert made["encryption_details"] == encryption
    assert "skip_validation" not in made
    assert api.get(f"{LOCATIONS}/data") == made
    assert api.get(LOCATIONS) == {"external_locations": [made]}
    assert api.inventory()["external_locations"] == [
        {
            "name": "data",
            "url": "s3://bucket/data/",
            "credential": "lake",
            "encryption": KEY,
            "read_only": False,
        }
    ]

    other = api.credential("other")
    changes = {"credential_name": "other", "read_only": True, "comment": "c"}
    changed = api.patch(f"{LOCATIONS}/data", changes)
    assert changed["credential_id"] == other["id"]
    assert changed.items() >= changes.items()


@pytest.mark.parametrize(
    ("changes", "code", "told"),
    [
        ({"url": "s3a://bucket/x"}, "INVALID_PARAMETER_VALUE", "expected s3://<bucket>/<path>"),
        ({"url": "s3://UPPER/x"}, "INVALID_PARAMETER_VALUE", "Invalid URL"),
        ({"url": "s3://bucket/../x"}, "INVALID_PARAMETER_VALUE", "Invalid URL"),
        ({"url": "abfss://box@acc.blob.core.windows.net/x"}, "INVALID_PARAMETER_VALUE", "Invalid"),
        ({"url": "gs://bucket/x"}, "INVALID_PARAMETER_VALUE", "(aws_iam_role) does not open gs:"),
        ({"url": "s3://sandbox-metastore/x"}, "INVALID_PARAMETER_VALUE", "managed storage"),
        ({"credential_name": "none"}, "STORAGE_CREDENTIAL_DOES_NOT_EXIST", "does not exist"),
        (
            {"encryption_details": {"sse_encryption_details": {"algorithm": "AWS_SSE_KMS"}}},
            "INVALID_PARAMETER_VALUE",
            "aws_kms_key_arn is required for AWS_SSE_KMS",
        ),
        (
            {
                "encryption_details": {
                    "sse_encryption_details": {"algorithm": "AWS_SSE_KMS", "aws_kms_key_arn": "k"}
                }
            },
            "INVALID_PARAMETER_VALUE",
            "arn:aws:kms:",
        ),
        ({"name": "a b"}, "INVALID_PARAMETER_VALUE", "is not a valid name"),
    ],
)
def test_a_location_that_cannot_be(api: Api, changes: Json, code: str, told: str) -> None:
    api.credential()
    body = {"name": "data", "url": "s3://bucket/x", "credential_name": "lake", **changes}
    refused = api.refused("POST", LOCATIONS, body)
    assert refused[1] == code
    assert told in refused[2]


@pytest.mark.parametrize("place", ["s3://bucket/a/b", "s3://bucket/a/", "s3://bucket"])
def test_locations_do_not_overlap(api: Api, place: str) -> None:
    api.location("data", "s3://bucket/a")
    body = {"name": "other", "url": place, "credential_name": "lake"}
    told = f"Input path url '{place}' overlaps with other external locations. Conflicting: data."
    assert api.refused("POST", LOCATIONS, body)[2] == told
    api.location("beside", "s3://bucket/ab")
    assert "overlaps" in api.refused("PATCH", f"{LOCATIONS}/beside", {"url": place})[2]
    api.patch(f"{LOCATIONS}/data", {"url": "s3://bucket/a/"})


def test_an_external_volume_lies_in_a_location_and_apart_from_others(api: Api) -> None:
    path = f"{UC}/volumes"
    place = "s3://bucket/data/weights"
    status, code, message = api.refused("POST", path, volume(api, place))
    assert (status, code) == (404, "EXTERNAL_LOCATION_DOES_NOT_EXIST")
    assert "No parent external location was found for path 's3://bucket/data/weights'" in message

    api.location("data", "s3://bucket/data")
    api.post(path, volume(api, place))
    inside = volume(api, f"{place}/deeper", "deeper")
    assert "Conflicting: main.default.weights." in api.refused("POST", path, inside)[2]
    api.post(path, volume(api, "s3://bucket/data/weights-2", "beside"))


def test_a_location_with_volumes_moves_and_goes_by_force_only(api: Api) -> None:
    api.location("data", "s3://bucket/data")
    api.post(f"{UC}/volumes", volume(api, "s3://bucket/data/weights"))

    api.patch(f"{LOCATIONS}/data", {"url": "s3://bucket/data", "comment": "c"})
    moved = {"url": "s3://bucket/other"}
    told = "use force option to update url anyway"
    assert told in api.refused("PATCH", f"{LOCATIONS}/data", moved)[2]
    assert "1 dependent external volumes" in api.refused("DELETE", f"{LOCATIONS}/data")[2]

    api.patch(f"{LOCATIONS}/data", {**moved, "force": True})
    api.delete(f"{LOCATIONS}/data")
    assert api.get(LOCATIONS) == {"external_locations": []}


def test_grants_and_bindings_go_with_their_object_and_with_nothing_else(api: Api) -> None:
    # given a location and a credential of the catalog's name
    api.credential("main")
    api.location("main", "s3://bucket/data")
    for kind, privilege in (
        ("storage_credential", "CREATE_EXTERNAL_LOCATION"),
        ("external_location", "CREATE_EXTERNAL_VOLUME"),
        ("catalog", "USE_CATALOG"),
    ):
        change = {"principal": "account users", "add": [privilege]}
        api.patch(f"{UC}/permissions/{kind}/main", {"changes": [change]})
    refused = {"changes": [{"principal": "account users", "add": ["SELECT"]}]}
    told = api.refused("PATCH", f"{UC}/permissions/external_location/main", refused)[2]
    assert "SELECT is not applicable" in told
    api.patch(f"{LOCATIONS}/main", {"isolation_mode": "ISOLATION_MODE_ISOLATED"})
    binding = {"workspace_id": 1, "binding_type": "BINDING_TYPE_READ_WRITE"}
    api.patch(f"{UC}/bindings/external_location/main", {"add": [binding]})

    # when both are deleted
    api.delete(f"{LOCATIONS}/main")
    api.delete(f"{CREDENTIALS}/main")

    # then the catalog keeps what it has
    kinds = [one["kind"] for one in api.inventory()["grants"]]
    assert kinds == ["catalog"]
    assert api.get(f"{UC}/schemas", catalog_name="main")["schemas"]


def create_location(api: Api, **changes: Any) -> tuple[int, str, str]:
    body = {"name": "data", "url": "s3://bucket/x", "credential_name": "lake", **changes}
    return api.refused("POST", LOCATIONS, body)


def test_where_there_is_an_aws_account_the_role_must_open_the_bucket(folder: Path) -> None:
    # given a credential made before its role
    aws = Account()
    api = Api(folder, aws=aws)
    role = api.credential()["aws_iam_role"]

    # when a part of the way is missing, then the location is refused
    assert "role/lake does not exist" in create_location(api)[2]
    aws.roles[ROLE] = trust(role, external_id="other")
    assert "with the external id" in create_location(api)[2]
    aws.roles[ROLE] = trust(role, itself=False)
    assert "non self-assuming" in create_location(api)[2]
    aws.roles[ROLE] = trust(role)
    status, code, message = create_location(api)
    assert (status, code) == (403, "PERMISSION_DENIED")
    assert message == "The bucket bucket of s3://bucket/x does not exist"

    # when nothing is, or nobody looks, then it is made
    api.location("unchecked", "s3://elsewhere/x", skip_validation=True)
    aws.buckets.add("bucket")
    api.location("data", "s3://bucket/x")
    api.close()
