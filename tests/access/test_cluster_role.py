"""The role of a family's clusters: its own folders, its own key, known to Databricks."""

from constructs import Construct
from support.plans import TAGS
from support.surroundings import ACCOUNT, BUCKET, KEY, ROLE, policy_of, statements
from support.template import Template

from modelstacks.access.cluster_role import ClusterRole
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.storage.model_bucket import ModelBucket


def drawn() -> Template:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "key", plan=KEY, tags=TAGS)
        bucket = ModelBucket(scope, "bucket", plan=BUCKET, key=key, tags=TAGS)
        role = ClusterRole(scope, "role", plan=ROLE, tags=TAGS)
        bucket.grant_read_write(role, folders=ROLE.prefixes)
        key.grant_encrypt_decrypt(role)

    return Template.of(draw)


def test_only_ec2_nodes_take_the_role() -> None:
    trust = policy_of(drawn(), "aws_iam_role", "assume_role_policy")

    assert trust["Nodes"]["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert list(trust) == ["Nodes"]


def test_it_reaches_its_folders_of_its_bucket_and_its_key() -> None:
    granted = policy_of(drawn(), "aws_iam_role_policy")

    assert granted["ReadWrite"]["Resource"] == ["arn:aws:s3:::models-test-t5/clusters/*"]
    assert granted["List"]["Resource"] == ["arn:aws:s3:::models-test-t5"]
    assert granted["List"]["Condition"]["StringLike"]["s3:prefix"] == ["clusters", "clusters/*"]
    assert granted["UseKey"]["Resource"] == ["${aws_kms_key.key_FEDD6EC0.arn}"]
    assert len(granted) == 3


def test_the_key_names_the_role_beside_the_account() -> None:
    allowed = policy_of(drawn(), "aws_kms_key")

    assert allowed["Administration"]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert allowed["Use1"]["Principal"]["AWS"].startswith("${aws_iam_role.role_")
    assert "kms:Decrypt" not in allowed["Administration"]["Action"]
    assert "kms:PutKeyPolicy" not in allowed["Use1"]["Action"]


def test_databricks_knows_the_profile_after_the_role_has_its_rights() -> None:
    template = drawn()

    registered = template.one("databricks_instance_profile")
    assert registered["instance_profile_arn"].startswith("${aws_iam_instance_profile.")
    assert [name.split(".")[0] for name in registered["depends_on"]] == ["aws_iam_role_policy"]
    assert template.one("aws_iam_instance_profile")["name"] == "test-t5-cluster"


def test_statements_have_ids_of_their_own() -> None:
    document = drawn().one("aws_iam_role_policy")["policy"]

    assert set(statements(document)) == {"List", "ReadWrite", "UseKey"}


def test_a_folder_of_another_bucket_is_read_and_no_more() -> None:
    def draw(scope: Construct) -> None:
        ClusterRole(scope, "role", plan=ROLE, tags=TAGS).read_elsewhere("archive/t5/")

    granted = policy_of(Template.of(draw), "aws_iam_role_policy")

    assert granted["ReadElsewhere1"]["Resource"] == ["arn:aws:s3:::archive/t5/*"]
    assert granted["ReadElsewhere1"]["Action"] == ["s3:GetObject", "s3:GetObjectVersion"]
    assert granted["ListElsewhere1"]["Condition"]["StringLike"]["s3:prefix"] == ["t5/*"]
