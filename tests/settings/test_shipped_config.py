"""The configuration in the repository is right in every environment."""

from pathlib import Path

import pytest

from modelstacks.settings import load_project
from modelstacks.settings.project import Interactive, LocalState, S3State

ACCOUNTS = ("local", "dev", "staging", "prod")
SANDBOXES = ("local", "local-azure", "local-gcp")
ENVIRONMENTS = ("local", "dev", "staging", "prod", "local-azure", "local-gcp")
TAGS = {"Project", "Environment", "Owner", "CostCenter", "ManagedBy"}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_environment_deploys_the_five_t5_models(root: Path, name: str) -> None:
    project = load_project(root / "config", name)

    family = next(family for family in project.families if family.name == "t5")
    assert family.stack_id == "t5-stack"
    assert family.schema == "t5"
    assert [model.name for model in family.models] == [
        *("t5-small", "t5-base", "t5-large", "t5-3b", "t5-11b")
    ]
    assert all(model.serve and model.serve.version == 1 for model in family.models[:4])
    assert project.environment.name == name
    assert set(project.environment.tags) == TAGS
    assert project.environment.tags["Environment"] == name


def test_local_is_the_sandbox(root: Path) -> None:
    environment = load_project(root / "config", "local").environment

    assert environment.is_local
    assert environment.catalog == "local"
    assert isinstance(environment.state, LocalState)
    assert environment.sandbox is not None
    assert environment.sandbox.model_versions == "auto"
    assert environment.sandbox.catalogs == ("local",)
    assert environment.sandbox.groups == ("ml-engineers", "ml-platform")
    assert environment.access.users == ("ml-engineers",)
    assert environment.access.operators == ("ml-platform",)


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_the_others_have_a_profile_and_their_own_state(root: Path, name: str) -> None:
    environment = load_project(root / "config", name).environment

    assert not environment.is_local
    assert environment.profile == name
    assert isinstance(environment.state, S3State)
    assert name in environment.state.bucket


def test_every_environment_has_an_account_of_its_own(root: Path) -> None:
    accounts = [load_project(root / "config", name).environment.aws for name in ACCOUNTS]

    assert len({account.account_id for account in accounts if account}) == len(ACCOUNTS)


def test_prod_is_always_ready_and_never_on_spot(root: Path) -> None:
    project = load_project(root / "config", "prod")

    assert project.environment.sizing.spot == "never"
    serving = [model.serve for model in project.families[0].models]
    assert all(serve and not serve.scale_to_zero for serve in serving)


def test_notebook_clusters_of_the_family(root: Path) -> None:
    models = load_project(root / "config", "local").families[-1].models

    assert {model.name for model in models if model.interactive} == {"t5-base", "t5-11b"}
    assert next(model.interactive for model in models if model.interactive) == Interactive()


@pytest.mark.parametrize("name", SANDBOXES)
def test_llama_deploys_on_every_sandbox_and_nowhere_else_without_a_licence(
    root: Path, name: str
) -> None:
    families = {family.name: family for family in load_project(root / "config", name).families}

    assert families["llama-3-2"].licences == {"llama3.2": "simulated"}
    assert [model.name for model in families["llama-3-2"].models] == [
        *("llama-3.2-1b", "llama-3.2-1b-instruct", "llama-3.2-3b", "llama-3.2-3b-instruct"),
        "llama-3.2-11b-vision",
    ]


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_elsewhere_llama_waits_for_somebody_to_accept_its_licence(root: Path, name: str) -> None:
    assert [family.name for family in load_project(root / "config", name).families] == ["t5"]
