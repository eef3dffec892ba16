"""Logs go to a volume that whoever runs a cluster may write, or encrypted into the bucket."""

from typing import Any

import pytest
from constructs import Construct
from support.plans import ACCESS, TAGS
from support.surroundings import BUCKET, KEY
from support.template import Template

from modelstacks.bindings.databricks import Cluster
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.monitoring.cluster_logs import ClusterLogs
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_bucket import ModelBucket
from modelstacks.surroundings.watch_plans import LogsPlan

VOLUME = LogsPlan(kind="volume", folder="logs")
IN_BUCKET = LogsPlan(kind="bucket", folder="clusters/logs")


def drawn(plan: LogsPlan, *, bucket: bool = False, key: bool = False) -> Template:
    def draw(scope: Construct) -> None:
        schema = FamilySchema(scope, "schema", catalog="dev", name="t5", comment="", tags=TAGS)
        its_key = KmsKey(scope, "key", plan=KEY, tags=TAGS) if key else None
        logs = ClusterLogs(
            scope,
            "logs",
            plan=plan,
            schema=schema,
            access=ACCESS,
            bucket=ModelBucket(scope, "bucket", plan=BUCKET, key=its_key, tags=TAGS)
            if bucket
            else None,
            key=its_key,
            region="us-east-1",
        )
        Cluster(
            scope,
            "cluster",
            spark_version="16.4.x-gpu-ml-scala2.12",
            cluster_log_conf=logs.of_cluster("t5-base"),
            depends_on=logs.needed,
        )

    return Template.of(draw)


def conf(template: Template) -> dict[str, Any]:
    found: dict[str, Any] = template.one("databricks_cluster")["cluster_log_conf"]
    return found


def test_each_model_has_a_folder_in_the_volume() -> None:
    template = drawn(VOLUME)

    template.one("databricks_volume", name="logs", volume_type="MANAGED")
    destination = conf(template)["volumes"]["destination"]
    assert destination.startswith("/Volumes/${databricks_volume.")
    assert destination.endswith(".name}/t5-base")


def test_whoever_runs_a_cluster_writes_its_log_and_may_before_it_starts() -> None:
    template = drawn(VOLUME)

    grants = {
        one["principal"]: one["privileges"] for one in template.one("databricks_grants")["grant"]
    }
    assert grants["engineers"] == ["READ_VOLUME", "WRITE_VOLUME"]
    (needed,) = template.one("databricks_cluster")["depends_on"]
    assert needed.startswith("databricks_grants.logs_volume_grants")


def test_in_the_bucket_they_are_encrypted_by_its_key() -> None:
    s3 = conf(drawn(IN_BUCKET, bucket=True, key=True))["s3"]

    assert s3["destination"].endswith(".bucket}/clusters/logs/t5-base")
    assert (s3["region"], s3["enable_encryption"]) == ("us-east-1", True)
    assert s3["encryption_type"] == "sse-kms"
    assert s3["kms_key"].startswith("${aws_kms_key.")


def test_without_a_key_s3_encrypts() -> None:
    s3 = conf(drawn(IN_BUCKET, bucket=True))["s3"]

    assert s3["encryption_type"] == "sse-s3"
    assert "kms_key" not in s3


def test_a_bucket_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="without one"):
        drawn(IN_BUCKET)
