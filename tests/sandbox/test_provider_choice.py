"""Which providers run: kept, told, and refused when they are not there."""

from pathlib import Path

import pytest

from modelstacks.sandbox import provider_choice
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.provider_choice import ProviderChoice, ProviderChoiceError


@pytest.fixture
def home(tmp_path: Path) -> SandboxHome:
    return SandboxHome(tmp_path / ".sandbox")


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    (folder / "registry.terraform.io" / "databricks" / "databricks").mkdir(parents=True)
    return folder


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


def test_a_mirror_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProviderChoiceError, match="there is no such folder"):
        provider_choice.from_mirror(tmp_path / "nowhere")


def test_a_folder_that_is_no_mirror_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(ProviderChoiceError, match=r"no Databricks provider \(found: photos\)"):
        provider_choice.from_mirror(tmp_path)


def test_a_mirror_that_went_away_is_told(home: SandboxHome, mirror: Path) -> None:
    provider_choice.save(home, provider_choice.from_mirror(mirror))
    (mirror / "registry.terraform.io").rename(mirror / "gone")
    with pytest.raises(ProviderChoiceError, match="no Databricks provider"):
        provider_choice.load(home)


def test_a_mode_that_does_not_exist_is_told(home: SandboxHome) -> None:
    home.make()
    home.write_json(home.providers, {"mode": "offical"})
    with pytest.raises(ProviderChoiceError, match=r"'offical'.*nearest: official"):
        provider_choice.load(home)
