"""What is written becomes settings; what is not takes the defaults."""

import pytest

from modelstacks.settings.access import Access
from modelstacks.settings.project import (
    Interactive,
    LocalState,
    S3State,
    SandboxSettings,
    Serve,
    SizingPolicy,
)

from .conftest import ENVIRONMENT, FAMILY, Config


def test_the_least_that_has_to_be_written(config: Config) -> None:
    project = config.load()

    environment = project.environment
    assert environment.sizing == SizingPolicy()
    assert environment.access == Access()
    assert environment.state == LocalState()
    assert environment.tags == {}
    assert environment.sandbox is None
    assert environment.source == "config/environments/dev.yaml"
    (family,) = project.families
    assert family.source == "config/families/t5.yaml"
    (model,) = family.models
    assert (model.interactive, model.serve) == (Interactive(), Serve(version=1))


def test_everything_that_can_be_written(config: Config) -> None:
    config.environment(
        ENVIRONMENT
        + """\
profile: team
sizing:
  policy: right_size
  accelerators: [A10G, A100-80]
  spot: never
  runtime: 17.3.x-gpu-ml-scala2.13
  allow_unlisted_node_types: true
access: {users: [readers], operators: [owners]}
state:
  bucket: team-state
  region: eu-west-1
  kms_key_arn: "arn:aws:kms:eu-west-1:111122223333:key/1"
tags: {Team: ml}
sandbox: {model_versions: manual, catalogs: [dev], groups: [readers], port: 8080, polls: 0}
"""
    )

    environment = config.load().environment

    assert environment.profile == "team"
    assert environment.sizing == SizingPolicy(
        policy="right_size",
        accelerators=("A10G", "A100-80"),
        spot="never",
        runtime="17.3.x-gpu-ml-scala2.13",
        allow_unlisted_node_types=True,
    )
    assert environment.access == Access(users=("readers",), operators=("owners",))
    assert environment.state == S3State(
        bucket="team-state",
        region="eu-west-1",
        kms_key_arn="arn:aws:kms:eu-west-1:111122223333:key/1",
    )
    assert environment.tags == {"Team": "ml"}
    assert environment.sandbox == SandboxSettings(
        model_versions="manual", catalogs=("dev",), groups=("readers",), port=8080, polls=0
    )


@pytest.mark.parametrize("text", ["{}", "{autotermination_minutes: 60}"])
def test_an_empty_workload_takes_the_defaults(config: Config, text: str) -> None:
    config.family(f"family: t5\nmodels:\n  t5-base:\n    interactive: {text}\n")

    assert config.load().families[0].models[0].interactive == Interactive()


@pytest.mark.parametrize("text", ["false", "null", "~", ""])
def test_false_and_null_leave_a_workload_out(config: Config, text: str) -> None:
    config.family(f"family: t5\nmodels:\n  t5-base:\n    interactive: {text}\n    serve: {{}}\n")

    (model,) = config.load().families[0].models
    assert model.interactive is None
    assert model.serve == Serve()


@pytest.mark.parametrize("text", ["false", "null", "{enabled: false}"])
def test_a_model_can_be_switched_off(config: Config, text: str) -> None:
    config.family(f"family: t5\nmodels:\n  t5-small: {{}}\n  t5-base: {text}\n")

    assert [model.name for model in config.load().families[0].models] == ["t5-small"]


def test_a_family_can_be_switched_off(config: Config) -> None:
    config.family(f"{FAMILY}enabled: false\n")

    assert config.load().families == ()


def test_dashes_in_a_family_become_underscores_in_its_schema(config: Config) -> None:
    config.family("family: t5-flan\nmodels: {flan-t5-base: {}}\n")

    (family,) = config.load().families
    assert (family.schema, family.stack_id) == ("t5_flan", "t5-flan-stack")


def test_a_model_may_go_by_its_hugging_face_id(config: Config) -> None:
    config.family("family: t5\nmodels: {google/flan-t5-base: {}}\n")

    assert config.load().families[0].models[0].name == "flan-t5-base"


def test_words_that_yaml_1_1_takes_for_booleans_stay_words(config: Config) -> None:
    config.environment(
        ENVIRONMENT.replace("catalog: dev", "catalog: on") + "access: {users: [no, yes, y]}\n"
    )

    environment = config.load().environment
    assert environment.catalog == "on"
    assert environment.access.users == ("no", "yes", "y")


def test_a_byte_order_mark_is_not_part_of_the_first_key(config: Config) -> None:
    config.environment(b"\xef\xbb\xbf" + ENVIRONMENT.encode())

    assert config.load().environment.name == "dev"


def test_anchors_repeat_what_they_mark(config: Config) -> None:
    config.family(
        "family: t5\nmodels:\n  t5-small: &same\n    serve: {version: 2}\n  t5-base: *same\n"
    )

    small, base = config.load().families[0].models
    assert small.serve == base.serve == Serve(version=2)
