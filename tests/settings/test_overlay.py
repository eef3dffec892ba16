"""An environment enables, disables and narrows; what it gets wrong is told in its own file."""

import pytest

from modelstacks.settings.project import Family, Interactive, Serve

from .conftest import ENVIRONMENT, Config


def family_with(config: Config, families: str) -> Family:
    config.environment(f"{ENVIRONMENT}families:\n{families}")
    return config.load().families[0]


def test_a_workload_is_narrowed_and_keeps_the_rest(config: Config) -> None:
    family = family_with(
        config, "  t5: {models: {t5-base: {serve: {concurrency: 8, scale_to_zero: false}}}}\n"
    )

    (model,) = family.models
    assert model.serve == Serve(version=1, concurrency=8, scale_to_zero=False)
    assert model.interactive == Interactive()


@pytest.mark.parametrize("text", ["false", "null"])
def test_a_workload_is_switched_off(config: Config, text: str) -> None:
    family = family_with(config, f"  t5: {{models: {{t5-base: {{interactive: {text}}}}}}}\n")

    assert family.models[0].interactive is None
    assert family.models[0].serve == Serve(version=1)


def test_a_workload_is_switched_on(config: Config) -> None:
    config.family("family: t5\nmodels: {t5-base: {interactive: false}}\n")

    family = family_with(config, "  t5: {models: {t5-base: {interactive: {}}}}\n")

    assert family.models[0].interactive == Interactive()


def test_a_model_is_switched_on_with_what_its_family_says(config: Config) -> None:
    config.family("family: t5\nmodels: {t5-base: {enabled: false, serve: {version: 3}}}\n")

    family = family_with(config, "  t5: {models: {t5-base: {enabled: true}}}\n")

    assert family.models[0].serve == Serve(version=3)


@pytest.mark.parametrize("text", ["false", "null", "{enabled: false}"])
def test_a_model_is_switched_off(config: Config, text: str) -> None:
    family = family_with(config, f"  t5: {{models: {{t5-base: {text}}}}}\n")

    assert family.models == ()


@pytest.mark.parametrize("text", ["false", "null", "{enabled: false}"])
def test_a_family_is_switched_off(config: Config, text: str) -> None:
    config.environment(f"{ENVIRONMENT}families: {{t5: {text}}}\n")

    assert config.load().families == ()


def test_a_wrong_value_is_told_where_the_environment_wrote_it(config: Config) -> None:
    config.environment(
        f"{ENVIRONMENT}families:\n  t5:\n    models:\n      t5-base:\n"
        "        serve: {version: 0}\n"
    )

    (problem,) = config.problems()
    assert problem.where == (
        "config/environments/dev.yaml:9 families.t5.models.t5-base.serve.version"
    )


def test_a_wrong_value_of_the_family_is_told_in_the_family_file(config: Config) -> None:
    config.family("family: t5\nmodels:\n  t5-base:\n    serve: {version: 0, concurrency: 1}\n")
    config.environment(f"{ENVIRONMENT}families: {{t5: {{models: {{t5-base: {{serve: {{}}}}}}}}}}\n")

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:4 models.t5-base.serve.version"


@pytest.mark.parametrize(
    ("families", "path", "nearest"),
    [
        ("{t6: {}}", "families.t6", "t5"),
        ("{t5: {models: {t5-bse: {}}}}", "families.t5.models.t5-bse", "t5-base"),
    ],
)
def test_an_environment_changes_only_what_is_declared(
    config: Config, families: str, path: str, nearest: str
) -> None:
    config.environment(f"{ENVIRONMENT}families: {families}\n")

    (problem,) = config.problems()
    assert problem.where.endswith(path)
    assert problem.nearest == nearest
    assert "family file" in problem.fix


def test_an_environment_cannot_rename_a_family(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}families: {{t5: {{family: t6}}}}\n")

    (problem,) = config.problems()
    assert "rename" in problem.found


def test_settings_know_where_they_are_written(config: Config) -> None:
    family = family_with(config, "  t5: {models: {t5-base: {serve: {concurrency: 8}}}}\n")

    assert family.place("models.t5-base.serve.concurrency").startswith(
        "config/environments/dev.yaml:6 families.t5.models"
    )
    assert family.place("models.t5-base.interactive.runtime") == (
        "config/families/t5.yaml:4 models.t5-base.interactive.runtime"
    )
