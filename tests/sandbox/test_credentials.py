"""Keeping the sandbox and real accounts apart."""

from pathlib import Path

import pytest

from modelstacks.errors import ModelStacksError
from modelstacks.sandbox.credentials import require_configured_endpoints, sandbox_environment
from modelstacks.sandbox.home import SandboxHome


@pytest.mark.parametrize("value", ["true", "True"])
def test_an_environment_that_ignores_endpoints_is_refused(value: str) -> None:
    # given a setting with which AWS tools would call AWS itself
    name = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

    # then it is refused by name, with the way out
    with pytest.raises(ModelStacksError, match=f"{name} is set to {value}(?s:.*)fix: `unset"):
        require_configured_endpoints({name: value})


def test_other_environments_are_let_through(tmp_path: Path) -> None:
    require_configured_endpoints({"AWS_PROFILE": "prod"})
    require_configured_endpoints({"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"})

    # and a command that sees only the sandbox never has the setting
    real = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_SECRET_ACCESS_KEY": "real"}
    seen = sandbox_environment(real, SandboxHome(tmp_path))
    assert not real.keys() & seen.keys()
