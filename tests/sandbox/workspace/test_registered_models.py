"""Registered models, their versions and aliases."""

from pathlib import Path

from sandbox.workspace.workspace_client import UC, Api

MLFLOW = "/api/2.0/mlflow/unity-catalog/model-versions"


def test_a_model_is_echoed(api: Api) -> None:
    name = api.model()
    answer = api.get(f"{UC}/models/{name}")

    assert name == "main.nlp.t5"
    assert set(answer) == {
        "catalog_name",
        "created_at",
        "created_by",
        "full_name",
        "metastore_id",
        "name",
        "owner",
        "schema_name",
        "storage_location",
        "updated_at",
        "updated_by",
    }


def test_an_update_with_read_only_fields_changes_the_comment_only(api: Api) -> None:
    name = api.model()
    before = api.get(f"{UC}/models/{name}")

    body = {**before, "comment": "new", "created_at": 1, "storage_location": "s3://x"}
    del body["owner"]
    api.patch(f"{UC}/models/{name}", body)

    after = api.get(f"{UC}/models/{name}")
    assert after["comment"] == "new"
    assert after["created_at"] == before["created_at"]
    assert after["storage_location"] == before["storage_location"]


def test_auto_registers_version_1_and_says_so(api: Api) -> None:
    name = api.model()

    (version,) = api.get(f"{UC}/models/{name}/versions")["model_versions"]
    assert (version["version"], version["status"]) == (1, "READY")
    assert "by the sandbox" in version["comment"]


def test_manual_registers_nothing(folder: Path) -> None:
    api = Api(folder, model_versions="manual")
    name = api.model()

    assert api.get(f"{UC}/models/{name}/versions") == {"model_versions": []}
    body = {"name": name, "source": "dbfs:/x", "run_id": "r"}
    assert api.post(f"{MLFLOW}/create", body)["model_version"]["version"] == "1"
    done = api.post(f"{MLFLOW}/finalize", {"name": name, "version": "1"})
    assert done["model_version"]["status"] == "READY"
    (model,) = api.inventory()["catalogs"][0]["schemas"][1]["models"]
    assert model["versions"][0]["registered_by_sandbox"] is False
    api.close()


def test_unity_catalogs_own_call_registers_too(api: Api) -> None:
    api.model()
    place = {"catalog_name": "main", "schema_name": "nlp", "model_name": "t5"}

    version = api.post(f"{UC}/models/versions", {**place, "source": "x", "comment": "second"})
    assert (version["version"], version["comment"]) == (2, "second")
    unknown = {**place, "model_name": "none", "source": "x"}
    assert api.refused("POST", f"{UC}/models/versions", unknown)[0] == 404


def test_a_version_number_is_never_given_twice(api: Api) -> None:
    name = api.model()
    api.post(f"{MLFLOW}/create", {"name": name})

    api.delete(f"{UC}/models/{name}/versions/2")

    assert api.post(f"{MLFLOW}/create", {"name": name})["model_version"]["version"] == "3"
    assert api.refused("GET", f"{UC}/models/{name}/versions/2")[0] == 404


def test_a_new_model_of_the_same_name_starts_again(api: Api) -> None:
    name = api.model()
    api.delete(f"{UC}/models/{name}")

    assert api.model() == name
    versions = api.get(f"{UC}/models/{name}/versions")["model_versions"]
    assert [one["version"] for one in versions] == [1]


def test_deleting_a_model_takes_its_versions_along(api: Api) -> None:
    """As Databricks does: the provider sends a plain DELETE."""
    name = api.model()

    api.delete(f"{UC}/models/{name}")

    assert api.refused("GET", f"{UC}/models/{name}")[:2] == (404, "RESOURCE_DOES_NOT_EXIST")
    assert api.refused("GET", f"{UC}/models/{name}/versions/1")[0] == 404
    schema = api.inventory()["catalogs"][0]["schemas"][1]
    assert schema["models"] == []


def test_a_models_neighbour_keeps_its_versions(api: Api) -> None:
    api.model("t5")
    other = api.model("t5-large")

    api.delete(f"{UC}/models/main.nlp.t5")

    assert len(api.get(f"{UC}/models/{other}/versions")["model_versions"]) == 1


def test_aliases(api: Api) -> None:
    name = api.model()
    alias = f"{UC}/models/{name}/aliases/champion"

    api.put(alias, {"version_num": 1})

    assert api.get(alias)["version"] == 1
    aliases = api.get(f"{UC}/models/{name}", include_aliases="true")["aliases"]
    assert aliases == [{"alias_name": "champion", "version_num": 1}]
    assert "aliases" not in api.get(f"{UC}/models/{name}")
    assert api.refused("PUT", alias, {"version_num": 9})[0] == 404
    api.delete(alias)
    assert api.refused("GET", alias)[0] == 404


def test_an_alias_goes_with_its_version(api: Api) -> None:
    name = api.model()
    api.put(f"{UC}/models/{name}/aliases/champion", {"version_num": 1})

    api.delete(f"{UC}/models/{name}/versions/1")

    assert api.refused("GET", f"{UC}/models/{name}/aliases/champion")[0] == 404


def test_a_versions_comment_changes(api: Api) -> None:
    name = api.model()

    api.patch(f"{UC}/models/{name}/versions/1", {"comment": "good"})

    assert api.get(f"{UC}/models/{name}/versions/1")["comment"] == "good"


def test_lists_are_filtered(api: Api) -> None:
    api.model("t5", "nlp")
    api.model("llama", "chat")

    found = api.get(f"{UC}/models", catalog_name="main", schema_name="chat")["registered_models"]
    assert [one["name"] for one in found] == ["llama"]
    assert len(api.get(f"{UC}/models")["registered_models"]) == 2
