"""Schema, volume and registered model of a family, and the grants on each."""

from constructs import Construct
from support.plans import ACCESS, TAGS
from support.template import Template

from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_volume import ModelVolume


def template() -> Template:
    def draw(scope: Construct) -> None:
        schema = FamilySchema(scope, "schema", catalog="main", name="t5", comment="c", tags=TAGS)
        schema.grant(ACCESS)
        ModelVolume(scope, "volume", schema=schema, name="t5_base", comment="c").grant(ACCESS)
        RegisteredModel(scope, "model", schema=schema, name="t5_base", comment="c").grant(ACCESS)

    return Template.of(draw)


def test_the_schema_carries_the_tags() -> None:
    schema = template().one("databricks_schema")

    assert schema["catalog_name"] == "main"
    assert schema["properties"] == TAGS


def test_volume_and_model_are_replaced_with_the_schema() -> None:
    # given a volume and a model in one schema, when they are drawn
    drawn = template()
    volume = drawn.one("databricks_volume")
    model = drawn.one("databricks_registered_model")

    # then both take the schema's name from the resource, so that Terraform orders them
    assert volume["schema_name"].startswith("${databricks_schema.")
    assert model["schema_name"] == volume["schema_name"]
    assert volume["volume_type"] == "MANAGED"


def test_each_securable_has_one_grant_set() -> None:
    drawn = template()

    for securable, privilege in {
        "schema": "USE_SCHEMA",
        "volume": "READ_VOLUME",
        "model": "EXECUTE",
    }.items():
        sets = [g for g in drawn.resources("databricks_grants").values() if securable in g]
        assert [s["grant"] for s in sets] == [
            [
                {"principal": "engineers", "privileges": [privilege]},
                {"principal": "platform", "privileges": ["ALL_PRIVILEGES"]},
            ]
        ]
