"""Unity Catalog: catalogs, schemas, volumes."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, UC, Api

STAMPS = {
    "created_at",
    "created_by",
    "full_name",
    "metastore_id",
    "owner",
    "updated_at",
    "updated_by",
}


def schema(api: Api, name: str = "nlp") -> Any:
    return api.post(f"{UC}/schemas", {"name": name, "catalog_name": "main"})


def volume(api: Api, name: str = "weights", **changes: Any) -> Any:
    body = {"name": name, "catalog_name": "main", "schema_name": "nlp", "volume_type": "MANAGED"}
    return api.post(f"{UC}/volumes", {**body, **changes})


def test_a_catalog_comes_with_a_default_schema(api: Api) -> None:
    sent = {"name": "ml", "comment": "c"}
    made = api.post(f"{UC}/catalogs", sent)

    assert made.items() >= sent.items()
    assert set(made) - set(sent) == {*STAMPS, "catalog_type", "isolation_mode"}
    assert made["owner"] == ME
    schemas = api.get(f"{UC}/schemas", catalog_name="ml")["schemas"]
    assert [one["full_name"] for one in schemas] == ["ml.default"]


def test_a_catalog_is_changed_and_isolated(api: Api) -> None:
    api.post(f"{UC}/catalogs", {"name": "ml"})

    body = {
        "comment": "new",
        "isolation_mode": "ISOLATED",
        "enable_predictive_optimization": "DISABLE",
    }
    assert api.patch(f"{UC}/catalogs/ml", body).items() >= body.items()
    binding = {"workspace_id": 1, "binding_type": "BINDING_TYPE_READ_ONLY"}
    api.patch(f"{UC}/bindings/catalog/ml", {"add": [binding]})
    assert api.get(f"{UC}/bindings/catalog/ml") == {"bindings": [binding]}
    api.patch(f"{UC}/workspace-bindings/catalogs/ml", {"assign_workspaces": [2]})
    assert api.get(f"{UC}/workspace-bindings/catalogs/ml") == {"workspaces": [1, 2]}
    api.patch(f"{UC}/bindings/catalog/ml", {"remove": [binding]})
    assert api.get(f"{UC}/workspace-bindings/catalogs/ml") == {"workspaces": [2]}


def test_bindings_need_an_object(api: Api) -> None:
    assert api.refused("GET", f"{UC}/bindings/catalog/none")[0] == 404
    assert api.refused("GET", f"{UC}/bindings/planet/main")[0] == 400


def test_a_schema_is_echoed(api: Api) -> None:
    sent = {"name": "nlp", "catalog_name": "main", "comment": "c", "properties": {"a": "b"}}
    made = api.post(f"{UC}/schemas", sent)

    assert api.get(f"{UC}/schemas/main.nlp") == made
    assert made.items() >= sent.items()
    assert set(made) - set(sent) == {*STAMPS, "schema_id"}
    assert api.patch(f"{UC}/schemas/main.nlp", {"comment": ""})["comment"] == ""


def test_a_volume_is_echoed(api: Api) -> None:
    schema(api)
    api.location("bucket", "s3://bucket")
    managed = volume(api)
    external = volume(api, "ext", volume_type="EXTERNAL", storage_location="s3://bucket/x")

    assert set(managed) - {*STAMPS} == {
        "name",
        "catalog_name",
        "schema_name",
        "volume_type",
        "volume_id",
        "storage_location",
    }
    assert external["storage_location"] == "s3://bucket/x"
    query = {"catalog_name": "main", "schema_name": "nlp"}
    assert api.get(f"{UC}/volumes", **query) == {"volumes": [managed, external]}
    renamed = api.patch(f"{UC}/volumes/main.nlp.ext", {"new_name": "other", "comment": "c"})
    assert renamed["full_name"] == "main.nlp.other"
    assert api.refused("GET", f"{UC}/volumes/main.nlp.ext")[0] == 404


def test_containers_must_exist(api: Api) -> None:
    in_nowhere = {"name": "x", "catalog_name": "none"}
    status, code, message = api.refused("POST", f"{UC}/schemas", in_nowhere)
    assert (status, code) == (404, "CATALOG_DOES_NOT_EXIST")
    assert message == "Catalog 'none' does not exist."

    body = {"name": "x", "catalog_name": "main", "schema_name": "none", "volume_type": "MANAGED"}
    assert api.refused("POST", f"{UC}/volumes", body)[1] == "SCHEMA_DOES_NOT_EXIST"
    assert api.refused("POST", f"{UC}/models", body)[1] == "SCHEMA_DOES_NOT_EXIST"


def test_names_are_taken_once_and_kept_in_lower_case(api: Api) -> None:
    made = schema(api, "NLP")

    assert made["name"] == "nlp"
    body = {"name": "nlp", "catalog_name": "MAIN"}
    assert api.refused("POST", f"{UC}/schemas", body)[1] == "SCHEMA_ALREADY_EXISTS"
    assert api.refused("POST", f"{UC}/catalogs", {"name": "Main"})[1] == "CATALOG_ALREADY_EXISTS"
    assert api.get(f"{UC}/schemas/Main.NLP") == made


@pytest.mark.parametrize("name", ["", "a.b", "a b", "a/b", "x" * 256])
def test_names_are_checked(api: Api, name: str) -> None:
    body = {"name": name, "catalog_name": "main"}

    assert api.refused("POST", f"{UC}/schemas", body)[1] == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize(
    "changes",
    [
        {"volume_type": "EXTERNAL"},
        {"storage_location": "s3://bucket"},
        {"volume_type": "FLOATING"},
        {"volume_type": None},
    ],
)
def test_volumes_are_checked(api: Api, changes: Any) -> None:
    schema(api)
    body = {"name": "x", "catalog_name": "main", "schema_name": "nlp", "volume_type": "MANAGED"}

    refusal = api.refused("POST", f"{UC}/volumes", {**body, **changes})
    assert refusal[0] == 400


def test_a_container_with_contents_goes_by_force_only(api: Api) -> None:
    # given a schema with a volume, a model and a grant
    schema(api)
    volume(api)
    model = api.model()
    change = {"principal": "scientists", "add": ["READ_VOLUME"]}
    api.patch(f"{UC}/permissions/volume/main.nlp.weights", {"changes": [change]})

    # when it is deleted, then it is refused
    for kind, name in (("schemas", "main.nlp"), ("catalogs", "main")):
        status, code, message = api.refused("DELETE", f"{UC}/{kind}/{name}")
        assert (status, code) == (400, "INVALID_STATE")
        assert "is not empty" in message

    # when it is deleted by force, then everything in it is gone
    api.delete(f"{UC}/schemas/main.nlp", force="true")
    assert api.refused("GET", f"{UC}/volumes/main.nlp.weights")[0] == 404
    assert api.refused("GET", f"{UC}/models/{model}")[0] == 404
    assert api.inventory()["grants"] == []


def test_an_empty_catalog_goes_once_its_default_schema_is_gone(api: Api) -> None:
    api.post(f"{UC}/catalogs", {"name": "ml"})
    assert api.refused("DELETE", f"{UC}/catalogs/ml")[0] == 400

    api.delete(f"{UC}/schemas/ml.default")
    api.delete(f"{UC}/catalogs/ml")

    assert api.refused("GET", f"{UC}/catalogs/ml")[0] == 404


def test_an_empty_schema_is_renamed_with_its_grants(api: Api) -> None:
    schema(api)
    change = {"principal": "scientists", "add": ["USE_SCHEMA"]}
    api.patch(f"{UC}/permissions/schema/main.nlp", {"changes": [change]})

    api.patch(f"{UC}/schemas/main.nlp", {"new_name": "other"})

    granted = api.get(f"{UC}/permissions/schema/main.other")["privilege_assignments"]
    assert granted == [{"principal": "scientists", "privileges": ["USE_SCHEMA"]}]
    volume(api, schema_name="other")
    assert api.refused("PATCH", f"{UC}/schemas/main.other", {"new_name": "third"})[0] == 400


def test_owners_must_exist(api: Api) -> None:
    schema(api)

    refusal = api.refused("PATCH", f"{UC}/schemas/main.nlp", {"owner": "nobody"})
    assert refusal[:2] == (404, "PRINCIPAL_DOES_NOT_EXIST")
    assert api.patch(f"{UC}/schemas/main.nlp", {"owner": "scientists"})["owner"] == "scientists"


def test_the_metastore_is_assigned(api: Api) -> None:
    assignment = api.get(f"{UC}/current-metastore-assignment")
    summary = api.get(f"{UC}/metastore_summary")

    assert assignment["metastore_id"] == summary["metastore_id"]
    assert assignment["workspace_id"] == 1234567890123456


def test_the_inventory_shows_the_tree(api: Api) -> None:
    schema(api)
    volume(api)
    api.model()

    (catalog,) = api.inventory()["catalogs"]
    assert (catalog["name"], catalog["system"]) == ("main", True)
    assert catalog["schemas"][1] == {
        "name": "nlp",
        "volumes": ["weights"],
        "models": [
            {
                "name": "t5",
                "versions": [
                    {
                        "version": 1,
                        "status": "READY",
                        "registered_by_sandbox": True,
                        "aliases": [],
                    }
                ],
            }
        ],
        "system": False,
    }
