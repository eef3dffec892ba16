"""The generated classes are what the schema says, and valid for older providers, too."""

import importlib
import inspect
import json
from typing import Any

import pytest
from cdktf import TerraformDataSource, TerraformResource

from modelstacks.bindings.aws import generate
from modelstacks.bindings.aws.attributes import _Attribute
from modelstacks.bindings.aws.provider import AwsProvider
from modelstacks.bindings.aws.resource import AwsDataSource, AwsResource

_SCHEMA = json.loads(generate.SCHEMA.read_text())
_SERVICES = json.loads(generate.SERVICES.read_text())
_MODULES = {
    name: importlib.import_module(f"modelstacks.bindings.aws.{name}")
    for name in _SERVICES["modules"]
}
CLASSES = [
    class_
    for module in _MODULES.values()
    for class_ in vars(module).values()
    if inspect.isclass(class_)
    and issubclass(class_, AwsResource | AwsDataSource)
    and class_ not in (AwsResource, AwsDataSource)
]


@pytest.mark.parametrize("name", _MODULES)
def test_generating_again_gives_the_module_in_the_repository(name: str) -> None:
    assert (generate.FOLDER / f"{name}.py").read_text() == generate.modules()[name]


def test_check_says_whether_the_modules_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_every_type_of_the_schema_has_a_class() -> None:
    resources = {item.TYPE for item in CLASSES if issubclass(item, AwsResource)}
    data_sources = {item.TYPE for item in CLASSES if issubclass(item, AwsDataSource)}
    assert resources == set(_SCHEMA["resource_schemas"])
    assert data_sources == set(_SCHEMA["data_source_schemas"])


@pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)
def test_required_in_the_schema_is_required_in_the_class(class_: Any) -> None:
    kind = "resource_schemas" if issubclass(class_, AwsResource) else "data_source_schemas"
    block = _SCHEMA[kind][class_.TYPE]["block"]
    required = {name for name, item in block["attributes"].items() if item.get("required")} | {
        name for name, item in block.get("block_types", {}).items() if item.get("min_items")
    }
    parameters = inspect.signature(class_.__init__).parameters.values()
    demanded = {
        item.name
        for item in parameters
        if item.kind is item.KEYWORD_ONLY and item.default is item.empty
    }
    # `rule` of a lifecycle is demanded by a validator, which no schema shows.
    assert demanded - {"rule"} == required - {"rule"}


@pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)
def test_no_attribute_hides_what_cdktf_needs(class_: type) -> None:
    attributes = {name for name, item in vars(class_).items() if isinstance(item, _Attribute)}
    assert "id" in attributes
    assert not attributes & {*dir(TerraformResource), *dir(TerraformDataSource)}


@pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)
def test_what_5_100_lacks_has_no_argument(class_: Any) -> None:
    parameters = inspect.signature(class_.__init__).parameters
    newer = _SERVICES["newer_than_5_100"].get(class_.TYPE, [])
    assert not {"region", "tags_all", *newer} & set(parameters)


def test_every_member_left_out_or_limited_is_in_the_schema() -> None:
    for table in ("newer_than_5_100", "limits"):
        for name, members in _SERVICES[table].items():
            if name in ("about", "every type"):
                continue
            for path in members:
                found = _SCHEMA["resource_schemas"][name]
                for part in path.split("."):
                    block = found["block"]
                    found = block["attributes"].get(part) or block["block_types"][part]


def test_every_argument_of_the_provider_is_in_the_schema() -> None:
    block = _SCHEMA["provider"]["block"]
    arguments = {
        item.name
        for item in inspect.signature(AwsProvider.__init__).parameters.values()
        if item.kind is item.KEYWORD_ONLY
    }
    assert arguments - {"alias", "versions"} <= {*block["attributes"], *block["block_types"]}
    assert "tag_policy_compliance" not in arguments
