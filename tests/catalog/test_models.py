"""Models of the catalog: exact counts, names, and those that a project adds."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from modelstacks.catalog import Model, load_catalog, load_project_catalog, write_project_model
from modelstacks.catalog.catalog import UnknownNameError
from modelstacks.errors import ConfigError
from modelstacks.sizing.architecture import architecture, architecture_names

MODELS = tuple(load_catalog().models.values())
OWN = replace(
    load_catalog().model("llama-3.2-1b"), name="ours", aliases=(), dimensions={"hidden": 2048}
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_count_follows_from_the_dimensions(model: Model) -> None:
    assert model.parameters == architecture(model.name).parameters
    assert model.architecture == architecture(model.name).kind


def test_every_model_whose_dimensions_are_known_is_in_the_catalog() -> None:
    assert {model.name for model in MODELS} == set(architecture_names())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_name_claims_about_the_size_that_is_counted(model: Model) -> None:
    assert model.parameters / 1e9 == pytest.approx(model.nominal_billions, rel=0.25)


def test_a_hugging_face_id_is_another_name() -> None:
    assert load_catalog().model("google/flan-t5-xl").name == "flan-t5-xl"
    assert load_catalog().model("meta-llama/Llama-3.2-1B").name == "llama-3.2-1b"


def test_what_was_tuned_to_follow_instructions_is_a_model_of_its_own() -> None:
    for size in ("1b", "3b", "90b-vision"):
        model = load_catalog().model(f"llama-3.2-{size}-instruct")
        assert model.hugging_face_id.endswith("-Instruct")
        assert model.parameters == load_catalog().model(f"llama-3.2-{size}").parameters


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_llama_has_a_licence_that_somebody_must_accept(model: Model) -> None:
    licence = load_catalog().licence_of(model)

    assert (licence is not None) == model.name.startswith("llama")
    assert licence is None or (licence.needs_acknowledgement and licence.is_gated)


def test_a_different_checkpoint_of_the_same_shape_is_not_another_name() -> None:
    with pytest.raises(UnknownNameError):
        load_catalog().model("t5-v1_1-base")


def test_an_unknown_model_is_told_with_the_nearest_three() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean: t5-base, [^,]+, [^,]+\n"):
        load_catalog().model("t5-bse")


def test_a_project_adds_models(tmp_path: Path) -> None:
    # given a model written into a project, when its catalog is loaded, then it is there
    file = write_project_model(tmp_path, OWN)

    catalog = load_project_catalog(tmp_path)

    assert file == tmp_path / "models" / "ours.json"
    assert catalog.model("ours").dimensions == {"hidden": 2048}
    assert len(catalog.models) == len(MODELS) + 1


def test_without_models_it_is_the_shipped_catalog(tmp_path: Path) -> None:
    assert load_project_catalog(tmp_path) is load_catalog()
    assert load_project_catalog(None) is load_catalog()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[1]", "no JSON object"),
        ("{}", "the key `family` is missing"),
        ({"family": 3}, "`family` is int"),
        ({"colour": "red"}, "unknown key `colour`"),
        ({"architecture": "mamba"}, "not encoder-decoder"),
        ({"parameters": 0}, "above 0"),
        ({"as_of": "yesterday"}, "no ISO date"),
    ],
)
def test_a_broken_record_is_told(tmp_path: Path, text: object, found: str) -> None:
    file = write_project_model(tmp_path, OWN)
    row = json.loads(file.read_text())
    file.write_text(json.dumps({**row, **text}) if isinstance(text, dict) else str(text))

    with pytest.raises(ConfigError, match=found) as raised:
        load_project_catalog(tmp_path)

    assert raised.value.problems[0].where == "config/models/ours.json"


def test_a_name_that_we_ship_is_refused(tmp_path: Path) -> None:
    write_project_model(tmp_path, replace(OWN, name="t5-base"))

    with pytest.raises(ConfigError, match="shipped catalog"):
        load_project_catalog(tmp_path)
