"""Only what a runtime lacks is pinned, at versions that some runtime ships together."""

from dataclasses import replace

import pytest

from modelstacks.catalog import Catalog, Model
from modelstacks.sizing.libraries import missing_libraries
from modelstacks.sizing.rules import load_rules


def pins(runtime: str, model: Model, catalog: Catalog) -> tuple[str, ...]:
    return missing_libraries(catalog.runtime(runtime), model, catalog, load_rules())[0]


@pytest.mark.parametrize(
    "runtime",
    [
        *("13.3.x-gpu-ml-scala2.12", "14.3.x-gpu-ml-scala2.12", "15.4.x-gpu-ml-scala2.12"),
        *("16.4.x-gpu-ml-scala2.12", "17.3.x-gpu-ml-scala2.13"),
    ],
)
def test_a_t5_needs_nothing_on_a_runtime_whose_libraries_are_known(
    runtime: str, catalog: Catalog
) -> None:
    assert pins(runtime, catalog.model("t5-base"), catalog) == ()


@pytest.mark.parametrize(
    ("runtime", "transformers"),
    [("18.x-gpu-ml-scala2.13", "4.51.3"), ("13.1.x-gpu-ml-scala2.12", "4.30.2")],
)
def test_where_they_are_not_known_those_of_the_nearest_runtime_are_pinned(
    runtime: str, transformers: str, catalog: Catalog
) -> None:
    pinned = pins(runtime, catalog.model("t5-base"), catalog)

    assert f"transformers=={transformers}" in pinned
    assert [pin.partition("==")[0] for pin in pinned] == [
        *("accelerate", "sentencepiece", "transformers")
    ]


def test_what_is_too_old_is_pinned_alone(catalog: Catalog) -> None:
    vision = replace(catalog.model("t5-base"), minimum_transformers="4.45.0")

    assert pins("15.4.x-gpu-ml-scala2.12", vision, catalog) == ("transformers==4.50.2",)
