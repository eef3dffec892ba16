"""Unity Catalog's way to a bucket: credential, role, location, in the order that AWS needs."""

from constructs import Construct
from support.plans import ACCESS, TAGS
from support.surroundings import BUCKET, EXTERNAL, KEY, policy_of
from support.template import Template

from modelstacks.encryption.kms_key import KmsKey
from modelstacks.storage.external_storage import ExternalStorage
from modelstacks.storage.external_volume import ExternalVolume
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_bucket import ModelBucket


def drawn() -> Template:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "key", plan=KEY, tags=TAGS)
        bucket = ModelBucket(scope, "bucket", plan=BUCKET, key=key, tags=TAGS)
        storage = ExternalStorage(
            scope, "storage", plan=EXTERNAL, bucket=bucket, key=key, tags=TAGS
        )
        storage.grant(ACCESS)
        schema = FamilySchema(scope, "schema", catalog="main", name="t5", comment="", tags=TAGS)
        ExternalVolume(
            scope,
            "volume",
            schema=schema,
            storage=storage,
            model="t5-base",
            name="t5_base",
            comment="",
        )

    return Template.of(draw)


def test_the_credential_names_the_role_before_it_exists() -> None:
    credential = drawn().one("databricks_storage_credential")

    arn = "arn:aws:iam::111122223333:role/test-t5-unity-catalog"
    assert credential["aws_iam_role"] == {"role_arn": arn}
    assert credential["skip_validation"] is True


def test_the_role_trusts_whoever_knows_the_external_id() -> None:
    template = drawn()

    trust = template.json["data"]["databricks_aws_unity_catalog_assume_role_policy"]
    (document,) = trust.values()
    assert document["external_id"].endswith(".aws_iam_role[0].external_id}")
    assert document["role_name"] == "test-t5-unity-catalog"
    policy = template.one("aws_iam_role")["assume_role_policy"]
    assert policy.startswith("${data.databricks_aws_unity_catalog_assume_role_policy.")


def test_the_role_reaches_the_volumes_its_key_and_itself() -> None:
    granted = policy_of(drawn(), "aws_iam_role_policy")

    assert granted["ReadWrite"]["Resource"] == ["arn:aws:s3:::models-test-t5/volumes/*"]
    assert granted["Self"] == {
        "Sid": "Self",
        "Effect": "Allow",
        "Action": ["sts:AssumeRole"],
        "Resource": ["arn:aws:iam::111122223333:role/test-t5-unity-catalog"],
    }
    assert "UseKey" in granted


def test_the_location_waits_for_rights_and_bucket_and_tells_the_key() -> None:
    location = drawn().one("databricks_external_location")

    waits = {name.split(".")[0] for name in location["depends_on"]}
    assert waits == {"aws_iam_role_policy", "aws_s3_bucket"}
    assert location["url"] == "s3://models-test-t5/volumes"
    details = location["encryption_details"]["sse_encryption_details"]
    assert details["algorithm"] == "AWS_SSE_KMS"


def test_a_volume_lies_in_the_location_under_its_models_name() -> None:
    volume = drawn().one("databricks_volume")

    assert volume["volume_type"] == "EXTERNAL"
    assert volume["storage_location"] == "s3://models-test-t5/volumes/t5-base"
    assert [name.split(".")[0] for name in volume["depends_on"]] == ["databricks_external_location"]


def test_only_operators_hold_credential_and_location() -> None:
    grants = drawn().resources("databricks_grants").values()

    assert len(grants) == 2
    assert all(
        one["grant"] == [{"principal": "platform", "privileges": ["ALL_PRIVILEGES"]}]
        for one in grants
    )
