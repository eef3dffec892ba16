"""The schema file of the aws provider: bindings plus corrections; behaviour names what it has."""

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from modelstacks.sandbox.providers import derive_schema
from modelstacks.sandbox.providers.plugin.protocol import pb

_SOURCE = derive_schema.SOURCES["aws"]
_TEXT = _SOURCE.schema.read_text()
_DOCUMENT = json.loads(_TEXT)
_BEHAVIOUR = json.loads((_SOURCE.data / "behaviour-6.25.0.json").read_text())
_WHEEL = os.environ.get("MODELSTACKS_AWS_BINDINGS")


@pytest.mark.skipif(_WHEEL is None, reason="MODELSTACKS_AWS_BINDINGS names no wheel (57 MB)")
def test_deriving_again_gives_the_file_in_the_repository() -> None:
    assert derive_schema.derived_text(_SOURCE, Path(str(_WHEEL))) == _TEXT


def test_the_encoded_file_says_the_same() -> None:
    read = pb.GetProviderSchema.Response.FromString(_SOURCE.encoded.read_bytes())
    again = pb.GetProviderSchema.Response.FromString(derive_schema.encoded(_TEXT))
    assert read == again


def test_every_listed_type_is_there_and_no_other() -> None:
    types = json.loads(_SOURCE.types.read_text())
    assert sorted(_DOCUMENT["resource_schemas"]) == types["resources"]
    assert sorted(_DOCUMENT["data_source_schemas"]) == types["data_sources"]
    assert "cdktf-cdktf-provider-aws 21.22.1" in _DOCUMENT["about"]["source"]


def _at(path: str) -> Any:
    type_name, *names = path.split(".")
    found = _DOCUMENT["resource_schemas"][type_name]
    for name in names:
        block = found["block"]
        found = block.get("attributes", {}).get(name) or block["block_types"][name]
    return found


def test_flags_and_shapes_are_read_off_the_bindings() -> None:
    assert _at("aws_s3_bucket_policy.policy") == {"type": "string", "required": True}
    assert _at("aws_kms_key.arn") == {"type": "string", "computed": True}
    assert _at("aws_iam_role.tags")["type"] == ["map", "string"]
    assert _at("aws_s3_bucket_versioning.versioning_configuration")["max_items"] == 1
    assert _at("aws_vpc_endpoint.timeouts")["nesting_mode"] == "single"
    assert _at("aws_vpc_endpoint.route_table_ids")["type"] == ["set", "string"]


def test_the_corrections_are_merged_in() -> None:
    assert _at("aws_s3_bucket.acl")["deprecated"]
    assert _at("aws_iam_role.inline_policy")["block"]["deprecated"]


def test_the_blocks_of_the_provider_have_members() -> None:
    blocks = _DOCUMENT["provider"]["block"]["block_types"]
    assert "role_arn" in blocks["assume_role"]["block"]["attributes"]
    assert blocks["endpoints"]["nesting_mode"] == "set"
    assert {"s3", "kms", "iam", "sts", "ec2", "logs", "sns", "budgets"} <= set(
        blocks["endpoints"]["block"]["attributes"]
    )
    assert "alias" not in _DOCUMENT["provider"]["block"]["attributes"]


def test_behaviour_speaks_of_members_that_exist() -> None:
    assert sorted(_BEHAVIOUR["resources"]) == sorted(_DOCUMENT["resource_schemas"])
    assert set(_BEHAVIOUR["framework"]) <= set(_DOCUMENT["resource_schemas"])
    for name, members in _BEHAVIOUR["resources"].items():
        for path, facts in members.items():
            _at(f"{name}.{path}")
            for key in ("conflicts_with", "exactly_one_of", "required_with"):
                for other in facts.get(key, ()):
                    _at(f"{name}.{other}")


def test_an_archive_of_another_version_is_refused(tmp_path: Path) -> None:
    tar = io.BytesIO()
    tarfile.open(fileobj=tar, mode="w:gz").close()
    wheel = tmp_path / "bindings.whl"
    with zipfile.ZipFile(wheel, "w") as written:
        written.writestr("x/_jsii/provider-aws@20.1.0.jsii.tgz", tar.getvalue())
    with pytest.raises(ValueError, match=r"is not cdktf-cdktf-provider-aws 21\.22\.1"):
        derive_schema.derived_text(_SOURCE, wheel)


def test_without_bindings_it_says_how_to_get_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        derive_schema.main(["aws", "--check"])
    assert exit_.value.code == 2
    assert "pip download --no-deps cdktf-cdktf-provider-aws==21.22.1" in capsys.readouterr().err
