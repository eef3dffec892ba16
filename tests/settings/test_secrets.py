"""A secret is refused wherever it stands, and no message repeats it."""

import pytest

from modelstacks.errors import ConfigError

from .conftest import ENVIRONMENT, Config

# Put together here, so that no scanner takes them for real ones.
SECRETS = {
    "Databricks token": "dapi" + "0123456789abcdef" * 2,
    "AWS access key": "AKIA" + "IOSFODNN7EXAMPLE",
    "GitHub token": "ghp_" + "a1B2" * 9,
    "Hugging Face token": "hf_" + "a1B2" * 8,
}


@pytest.mark.parametrize(("kind", "secret"), SECRETS.items(), ids=SECRETS)
@pytest.mark.parametrize(
    "line", ["profile: {}", "tags: {{Key: {}}}", "sizing: {{policy: {}}}", "{}: x", "state: a-{}"]
)
def test_a_secret_is_refused_and_not_repeated(
    config: Config, kind: str, secret: str, line: str
) -> None:
    config.environment(f"{ENVIRONMENT}{line.format(secret)}\n")

    with pytest.raises(ConfigError) as raised:
        config.load()

    text = str(raised.value)
    assert secret not in text
    assert kind in text
    assert "{{secrets/scope/key}}" in text


def test_a_private_key_is_refused(config: Config) -> None:
    config.environment(f'{ENVIRONMENT}profile: "-----BEGIN RSA PRIVATE KEY-----"\n')

    assert "a private key" in config.problems()[0].found


def test_a_reference_to_a_secret_is_no_secret(config: Config) -> None:
    config.environment(f'{ENVIRONMENT}tags: {{Key: "{{{{secrets/scope/dapi-key}}}}"}}\n')

    assert config.load().environment.tags == {"Key": "{{secrets/scope/dapi-key}}"}
