"""Every row of the data files has the types of its record, a source and a date."""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.catalog.loader import DATA

ROWS: list[Any] = [
    *load_catalog().models.values(),
    *load_catalog().gpus.values(),
    *load_catalog().nodes,
    *load_catalog().runtimes.values(),
    *load_catalog().workloads,
    *load_catalog().serving_regions,
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_every_value_has_the_type_of_its_field() -> None:
    wrong = [problem for row in ROWS for problem in mistyped(row)]

    assert wrong == []


def test_every_row_has_a_source_and_a_date() -> None:
    for row in ROWS:
        assert row.source
        assert date(2024, 1, 1) < date.fromisoformat(row.as_of) < date(2030, 1, 1)


@pytest.mark.parametrize("file", sorted(DATA.glob("*.json")), ids=lambda file: file.stem)
def test_every_source_is_used(file: Any) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))

    assert {row["source"] for row in content["rows"]} == set(content["sources"])


def test_no_row_stands_twice(catalog: Catalog) -> None:
    nodes = [(node.cloud, node.name) for node in catalog.nodes]
    workloads = [(workload.cloud, workload.name) for workload in catalog.workloads]
    gpus = json.loads((DATA / "gpus.json").read_text(encoding="utf-8"))["rows"]

    assert len(set(nodes)) == len(nodes)
    assert len(set(workloads)) == len(workloads)
    assert len(catalog.gpus) == len(gpus)


def test_what_is_said_of_regions_is_said_of_regions_and_models_that_there_are(
    catalog: Catalog,
) -> None:
    for row in catalog.serving_regions:
        assert row.region in catalog.regions(row.cloud)
        assert all(catalog.models[name].provisioned_throughput for name in row.models)
    for cloud, regions in catalog.european_union.items():
        assert set(regions) < set(catalog.region_names[cloud])


def test_rows_agree_on_gpus(catalog: Catalog) -> None:
    for row in rows_with_gpus(catalog):
        assert (row.gpu is None) == (row.gpus == 0) == (row.gpu_memory_mib == 0)
        if row.gpu:
            gpu = catalog.gpu(row.gpu)
            assert row.gpu_memory_mib == gpu.memory_mib
            assert 0.85 < gpu.usable_gib * 1024 / gpu.memory_mib < 1


def test_an_unknown_price_is_never_zero(catalog: Catalog) -> None:
    for node in catalog.nodes:
        assert node.usd_per_hour is None or node.usd_per_hour > 0
        assert node.dbu_per_hour is None or node.dbu_per_hour > 0


def test_what_is_not_supported_says_why(catalog: Catalog) -> None:
    for row in rows_with_gpus(catalog):
        assert row.status == "supported" or row.note


def rows_with_gpus(catalog: Catalog) -> list[Any]:
    return [*catalog.nodes, *catalog.workloads]


def mistyped(row: Any) -> list[str]:
    hints = get_type_hints(type(row))
    return [
        f"{row}.{field.name} = {value!r}"
        for field in fields(row)
        if not has_type(value := getattr(row, field.name), hints[field.name])
    ]


def has_type(value: Any, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(has_type(value, choice) for choice in arguments)
    if origin is Literal:
        return value in arguments
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is ... else arguments
        return len(value) == len(kinds) and all(map(has_type, value, kinds))
    if origin is not None:  # a mapping
        return isinstance(value, dict) and all(
            isinstance(key, str) and has_type(value[key], arguments[1]) for key in value
        )
    if is_dataclass(value):
        return type(value) is hint and not mistyped(value)
    return hint is Any or type(value) is hint or (hint is float and type(value) is int)
