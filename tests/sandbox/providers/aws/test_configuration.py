"""The provider block: only the local AWS, only from block and profile files."""

from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.aws.cloud import ACCOUNT, OTHER_ACCOUNT, OTHER_ROLE, Cloud

from modelstacks.sandbox.providers.aws.configuration import check_loopback, read_configuration
from modelstacks.sandbox.providers.aws.provider import AwsProvider
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN

_CONFIG = """[default]
region = eu-west-1
[profile sandbox]
region = us-east-1
endpoint_url = http://127.0.0.1:4711
s3 =
  addressing_style = path
[profile other]
role_arn = arn:aws:iam::222222222222:role/r
source_profile = sandbox
external_id = e
"""
_CREDENTIALS = "[sandbox]\naws_access_key_id = k%y\naws_secret_access_key = s\n"
_FILES = {
    "shared_config_files": ["awsconfig"],
    "shared_credentials_files": ["awscredentials"],
}
_KEYS = {"region": "us-east-1", "access_key": "k", "secret_key": "s"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "awsconfig").write_text(_CONFIG)
    (tmp_path / "awscredentials").write_text(_CREDENTIALS)
    return tmp_path


def test_a_profile_in_relative_files_is_read() -> None:
    found = read_configuration({"profile": "sandbox", **_FILES})
    assert found is not None
    assert (found.region, found.access_key, found.secret_key) == ("us-east-1", "k%y", "s")
    assert found.endpoint_of("s3") == found.endpoint_of("iam") == "http://127.0.0.1:4711"


def test_a_profile_with_a_role_takes_keys_and_endpoint_from_its_source() -> None:
    found = read_configuration({"profile": "other", **_FILES})
    assert found is not None
    assert found.access_key == "k%y"
    assert [role.arn for role in found.roles] == ["arn:aws:iam::222222222222:role/r"]
    assert found.roles[0].more == {"ExternalId": "e"}
    assert found.endpoint == "http://127.0.0.1:4711"


def test_the_block_is_stronger_than_the_profile() -> None:
    found = read_configuration(
        {
            "profile": "sandbox",
            **_FILES,
            "region": "eu-west-1",
            "endpoints": [{"s3": "http://localhost:1", "cloudwatchlogs": "http://127.0.0.1:2"}],
            "assume_role": [{"role_arn": OTHER_ROLE, "session_name": "name"}],
            "default_tags": [{"tags": {"a": "b"}}],
            "s3_use_path_style": False,
        }
    )
    assert found is not None
    assert found.region == "eu-west-1"
    assert found.endpoint_of("s3") == "http://localhost:1"
    assert found.endpoint_of("logs") == "http://127.0.0.1:2"
    assert found.endpoint_of("sts") == "http://127.0.0.1:4711"
    assert found.roles[0].session_name == "name"
    assert found.default_tags == {"a": "b"}
    assert not found.path_style


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com",
        "http://10.0.0.1:4566",
        "http://127.0.0.1.example.com",
        "http://user@example.com",
        "ftp://127.0.0.1",
        "127.0.0.1:1",
    ],
)
def test_every_endpoint_but_loopback_is_refused(url: str) -> None:
    with pytest.raises(ProviderError, match="only talks to the local sandbox") as caught:
        read_configuration({**_KEYS, "endpoints": [{"s3": url}]})
    assert "official provider" in caught.value.detail


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_every_loopback_endpoint_is_accepted(url: str) -> None:
    check_loopback(url)


def test_the_environment_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with pytest.raises(ProviderError, match="has no region"):
        read_configuration({})
    with pytest.raises(ProviderError, match="has no credentials"):
        read_configuration({"region": "us-east-1"})
    with pytest.raises(ProviderError, match="has no endpoint"):
        read_configuration(_KEYS)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ({"profile": "prod", **_FILES}, "no profile 'prod'; profiles there: default, other"),
        ({"profile": "p", "shared_config_files": ["none"]}, "cannot read the profile file none"),
        ({"profile": "sandbox"}, "shared_config_files names no file"),
    ],
)
def test_what_is_missing_is_said(block: dict[str, Any], message: str) -> None:
    with pytest.raises(ProviderError, match=message):
        read_configuration(block)


def test_a_service_without_an_endpoint_is_refused() -> None:
    found = read_configuration({**_KEYS, "endpoints": [{"s3": "http://127.0.0.1:1"}]})
    assert found is not None
    with pytest.raises(ProviderError, match="has no endpoint for kms"):
        found.endpoint_of("kms")


def test_an_unknown_region_waits() -> None:
    provider = AwsProvider()
    assert provider.configure({**_KEYS, "region": UNKNOWN}) == []
    with pytest.raises(ProviderError, match="not configured"):
        provider.client("resource/s3_bucket")


def test_an_account_that_is_not_allowed_is_refused(cloud: Cloud) -> None:
    cloud.provider(allowed_account_ids=[ACCOUNT])
    with pytest.raises(ProviderError, match=f"account {ACCOUNT} is not allowed") as caught:
        cloud.provider(allowed_account_ids=[OTHER_ACCOUNT])
    assert OTHER_ACCOUNT in caught.value.detail
    with pytest.raises(ProviderError, match="is not allowed"):
        cloud.provider(forbidden_account_ids=[ACCOUNT])


def test_a_role_of_another_account_is_taken_on(cloud: Cloud) -> None:
    provider = cloud.provider(
        assume_role=[{"role_arn": OTHER_ROLE}], allowed_account_ids=[OTHER_ACCOUNT]
    )
    assert provider.client("resource/vpc").account == OTHER_ACCOUNT


def test_a_local_aws_that_is_not_there_is_said(cloud: Cloud) -> None:
    gone = Cloud(port=1)
    with pytest.raises(ProviderError, match=r"does not answer at http://127\.0\.0\.1:1") as caught:
        gone.provider(skip_credentials_validation=False)
    assert "modelstacks sandbox up" in caught.value.detail
