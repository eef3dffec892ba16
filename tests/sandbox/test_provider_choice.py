"""Which providers run: kept, told, and refused when they are not there."""

from pathlib import Path

import pytest

from modelstacks.sandbox import provider_choice
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.provider_choice import ProviderChoice, ProviderChoiceError
from modelstacks.sandbox.providers.installation import BUILTIN, HOSTS, os_arch


@pytest.fixture
def home(tmp_path: Path) -> SandboxHome:
    return SandboxHome(tmp_path / ".sandbox")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    source, version = BUILTIN["databricks"]
    folder = tmp_path / "mirror" / HOSTS["terraform"] / source / version / os_arch()
    folder.mkdir(parents=True)
    (folder / f"terraform-provider-databricks_v{version}").write_text("official")
    return tmp_path / "mirror"


def test_the_built_in_ones_are_the_default(home: SandboxHome) -> None:
    assert provider_choice.load(home).mode == "builtin"


def test_the_choice_is_kept(home: SandboxHome, mirror: Path) -> None:
    for choice in (
        ProviderChoice(mode="official"),
        provider_choice.from_mirror(mirror),
        ProviderChoice(),
    ):
        provider_choice.save(home, choice)
        assert provider_choice.load(home) == choice


def test_the_word_for_each_mode_is_in_the_file_once(home: SandboxHome, mirror: Path) -> None:
    # the `cdktf` shim looks for these words
    provider_choice.save(home, ProviderChoice())
    assert '"mirror"' not in home.providers.read_text()
    provider_choice.save(home, provider_choice.from_mirror(mirror))
    assert '"official"' not in home.providers.read_text()


def test_a_mode_that_does_not_exist_is_told(home: SandboxHome) -> None:
    home.make()
    home.write_json(home.providers, {"mode": "offical"})
    with pytest.raises(ProviderChoiceError, match=r"'offical'.*nearest: official"):
        provider_choice.load(home)
