"""A family's bucket: private, encrypted, versioned, TLS only, protected where it matters."""

from support.plans import TAGS
from support.surroundings import BUCKET, KEY, LOGGED_BUCKET, policy_of
from support.template import Template

from modelstacks.encryption.kms_key import KmsKey
from modelstacks.storage.model_bucket import ModelBucket
from modelstacks.surroundings.plans import BucketPlan


def drawn(plan: BucketPlan = BUCKET, *, with_key: bool = True) -> Template:
    return Template.of(
        lambda scope: ModelBucket(
            scope,
            "bucket",
            plan=plan,
            key=KmsKey(scope, "key", plan=KEY, tags=TAGS) if with_key else None,
            tags=TAGS,
        )
    )


def test_all_four_ways_to_the_public_are_blocked() -> None:
    block = drawn().one("aws_s3_bucket_public_access_block")

    flags = {name: value for name, value in block.items() if "public" in name}
    assert len(flags) == 4
    assert set(flags.values()) == {True}


def test_the_account_owns_every_object() -> None:
    rule = drawn().one("aws_s3_bucket_ownership_controls")["rule"]

    assert rule == {"object_ownership": "BucketOwnerEnforced"}


def test_the_family_key_encrypts_with_a_bucket_key() -> None:
    (rule,) = drawn().one("aws_s3_bucket_server_side_encryption_configuration")["rule"]

    assert rule["bucket_key_enabled"] is True
    assert rule["apply_server_side_encryption_by_default"] == {
        "sse_algorithm": "aws:kms",
        "kms_master_key_id": "${aws_kms_key.key_FEDD6EC0.arn}",
    }


def test_without_a_key_s3_encrypts_with_its_own() -> None:
    template = drawn(with_key=False)

    (rule,) = template.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    assert rule["apply_server_side_encryption_by_default"] == {"sse_algorithm": "AES256"}


def test_open_text_and_old_tls_are_denied_to_everybody() -> None:
    denied = policy_of(drawn(), "aws_s3_bucket_policy")

    assert denied["OnlyTls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert denied["OnlyRecentTls"]["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    assert {one["Effect"] for one in denied.values()} == {"Deny"}


def test_old_versions_markers_and_unfinished_uploads_go() -> None:
    rules = {
        rule["id"]: rule for rule in drawn().one("aws_s3_bucket_lifecycle_configuration")["rule"]
    }

    assert rules["old-versions"]["noncurrent_version_expiration"] == {"noncurrent_days": 30}
    assert rules["delete-markers"]["expiration"] == {"expired_object_delete_marker": True}
    uploads = rules["unfinished-uploads"]["abort_incomplete_multipart_upload"]
    assert uploads == {"days_after_initiation": 7}


def test_settings_are_made_one_after_the_other() -> None:
    # given that S3 refuses two changes of one bucket at a time
    template = drawn(LOGGED_BUCKET)

    # then each setting waits for the one before
    order = (
        *("public_access_block", "policy", "server_side_encryption_configuration"),
        *("versioning", "lifecycle_configuration", "logging"),
    )
    waits = {
        kind: template.one(f"aws_s3_bucket_{kind}")["depends_on"][0].split(".")[0] for kind in order
    }
    assert waits["public_access_block"] == "aws_s3_bucket_ownership_controls"
    assert [waits[kind] for kind in order[1:]] == [f"aws_s3_bucket_{kind}" for kind in order[:-1]]


def test_it_is_protected_where_its_plan_says_so() -> None:
    kept, disposable = (drawn(plan).one("aws_s3_bucket") for plan in (LOGGED_BUCKET, BUCKET))

    assert kept["lifecycle"] == {"prevent_destroy": True}
    assert kept["force_destroy"] is False
    assert "lifecycle" not in disposable
    assert disposable["force_destroy"] is True


def test_the_access_log_goes_to_its_own_folder() -> None:
    log = drawn(LOGGED_BUCKET).one("aws_s3_bucket_logging")

    assert (log["target_bucket"], log["target_prefix"]) == ("example-logs", "models-prod-t5/")
    assert drawn().resources("aws_s3_bucket_logging") == {}
