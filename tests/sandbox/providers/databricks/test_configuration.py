"""The provider block: only the local sandbox, only from block and profile file."""

from pathlib import Path
from typing import Any

import pytest

from modelstacks.sandbox.providers.databricks.configuration import loopback, read_configuration
from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN

_PROFILE = "[sandbox]\nhost = http://127.0.0.1:4711\ntoken = t%ken\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profiles.cfg").write_text(_PROFILE)
    return tmp_path


def test_a_profile_in_a_relative_file_is_read() -> None:
    found = read_configuration({"profile": "sandbox", "config_file": "profiles.cfg"})
    assert found is not None
    assert (found.host, found.port, found.token) == ("127.0.0.1", 4711, "t%ken")
    assert (found.retry_seconds, found.http_seconds) == (30, 65)


def test_host_and_token_are_taken_from_the_block() -> None:
    found = read_configuration(
        {"host": "http://localhost:1", "token": "t", "auth_type": "pat", "rate_limit": 200,
         "retry_timeout_seconds": 4, "http_timeout_seconds": 5}
    )  # fmt: skip
    assert found is not None
    assert (found.host, found.port) == ("localhost", 1)
    assert (found.retry_seconds, found.http_seconds) == (4, 5)


@pytest.mark.parametrize(
    "host",
    [
        "https://dbc-1.cloud.databricks.com",
        "dbc-1.cloud.databricks.com",
        "https://127.0.0.1:1",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://user@example.com:80",
        "http://",
    ],
)
def test_every_host_but_loopback_is_refused(host: str) -> None:
    with pytest.raises(ProviderError, match="only talks to the local sandbox") as caught:
        read_configuration({"host": host, "token": "t"})
    assert "official provider" in caught.value.detail


@pytest.mark.parametrize("host", ["http://127.0.0.1:1", "http://[::1]:1", "127.8.9.10:1"])
def test_every_loopback_host_is_accepted(host: str) -> None:
    assert loopback(host)[1] == 1


def test_the_environment_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABRICKS_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("DATABRICKS_TOKEN", "from the environment")
    monkeypatch.setenv("DATABRICKS_CONFIG_PROFILE", "sandbox")
    monkeypatch.setenv("HOME", "/nonexistent")
    with pytest.raises(ProviderError, match="cannot read the profile file"):
        read_configuration({})


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (
            {"profile": "sandbox", "config_file": "none.cfg"},
            "cannot read the profile file",
        ),
        ({"profile": "prod", "config_file": "profiles.cfg"}, "has no profile 'prod'"),
        ({"host": "http://127.0.0.1:1"}, "has no token"),
        ({"host": "http://127.0.0.1:1", "token": "t", "auth_type": "azure-cli"}, "only knows pat"),
    ],
)
def test_what_is_missing_is_said(block: dict[str, Any], message: str) -> None:
    with pytest.raises(ProviderError, match=message) as caught:
        read_configuration(block)
    assert "modelstacks sandbox up" in caught.value.detail or "pat" in message


def test_an_unknown_host_waits() -> None:
    assert read_configuration({"host": UNKNOWN, "token": "t"}) is None
    provider = DatabricksProvider()
    assert provider.configure({"host": UNKNOWN}) == []
    with pytest.raises(ProviderError, match="not configured"):
        provider.client("resource/cluster")


def test_an_unserved_type_names_the_way_out() -> None:
    found = DatabricksProvider().unserved("databricks_pipeline")
    assert "databricks_pipeline is not among the types" in found.summary
    assert "modelstacks sandbox up --providers official" in found.detail


def test_a_type_of_the_account_is_left_out_of_the_sandbox() -> None:
    found = DatabricksProvider().unserved("databricks_mws_networks")
    assert "a workspace without one" in found.summary
    assert "Leave it out of the local environment" in found.detail
