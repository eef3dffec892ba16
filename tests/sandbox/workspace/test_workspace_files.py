"""Folders, notebooks and files."""

import base64
from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

ROOT = "/api/2.0/workspace"
CODE = base64.b64encode(b"# Databricks notebook source\nprint(1)\n").decode()


def write(api: Api, path: str, **changes: Any) -> Any:
    body = {"path": path, "language": "PYTHON", "format": "SOURCE", "content": CODE}
    return api.post(f"{ROOT}/import", {**body, **changes})


def status(api: Api, path: str) -> Any:
    return api.get(f"{ROOT}/get-status", path=path)


def test_a_notebook_is_written_read_and_overwritten(api: Api) -> None:
    object_id = write(api, "/Shared/n")["object_id"]

    found = status(api, "/Shared/n")
    assert (found["object_id"], found["resource_id"]) == (object_id, str(object_id))
    assert (found["object_type"], found["language"]) == ("NOTEBOOK", "PYTHON")
    exported = api.get(f"{ROOT}/export", path="/Shared/n", format="SOURCE")
    assert exported == {"content": CODE, "file_type": "py"}

    again = {"path": "/Shared/n", "language": "PYTHON", "content": CODE}
    assert api.refused("POST", f"{ROOT}/import", again)[1] == "RESOURCE_ALREADY_EXISTS"
    assert write(api, "/Shared/n", overwrite=True)["object_id"] == object_id


def test_the_spelling_of_the_request_is_echoed(api: Api) -> None:
    """The provider compares paths as text: another spelling would force a replacement."""
    write(api, "/Workspace/Shared/n")

    for path in ("/Workspace/Shared/n", "/Shared/n"):
        assert status(api, path)["path"] == path
    (listed,) = api.get(f"{ROOT}/list", path="/Workspace/Shared")["objects"]
    assert listed["path"] == "/Workspace/Shared/n"


def test_files_have_a_size(api: Api) -> None:
    write(api, "/Shared/a.yaml", format="RAW", content=base64.b64encode(b"a: 1\n").decode())

    found = status(api, "/Shared/a.yaml")
    assert (found["object_type"], found["size"]) == ("FILE", 5)
    assert "language" not in found


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("/Shared/a.py", CODE, "NOTEBOOK"),
        ("/Shared/a.py", base64.b64encode(b"print(1)").decode(), "FILE"),
        ("/Shared/a.ipynb", "e30=", "NOTEBOOK"),
        ("/Shared/a.txt", CODE, "FILE"),
    ],
)
def test_auto_looks_at_name_and_content(api: Api, path: str, content: str, kind: str) -> None:
    write(api, path, format="AUTO", language=None, content=content)

    assert status(api, path)["object_type"] == kind


def test_folders_are_made_with_their_parents(api: Api) -> None:
    api.post(f"{ROOT}/mkdirs", {"path": "/Shared/a/b"})
    api.post(f"{ROOT}/mkdirs", {"path": "/Shared/a/b"})
    write(api, "/Shared/a/b/n")

    children = api.get(f"{ROOT}/list", path="/Shared/a")["objects"]
    assert [child["path"] for child in children] == ["/Shared/a/b"]
    assert status(api, "/Shared/a")["object_type"] == "DIRECTORY"
    taken = api.refused("POST", f"{ROOT}/mkdirs", {"path": "/Shared/a/b/n"})
    assert taken[1] == "RESOURCE_ALREADY_EXISTS"


def test_a_parent_must_be_there(api: Api) -> None:
    body = {"path": "/Shared/a/b/n", "language": "PYTHON", "content": CODE}

    refusal = api.refused("POST", f"{ROOT}/import", body)
    assert refusal == (
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "The parent folder (/Shared/a/b) does not exist.",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "n"},
        {"path": "/Shared/../n"},
        {"content": "?"},
        {"language": None},
        {"language": "COBOL"},
        {"format": "PDF"},
    ],
)
def test_imports_are_checked(api: Api, changes: Any) -> None:
    body = {"path": "/Shared/n", "language": "PYTHON", "format": "SOURCE", "content": CODE}

    assert api.refused("POST", f"{ROOT}/import", {**body, **changes})[0] == 400


def test_a_folder_with_contents_goes_recursively_only(api: Api) -> None:
    api.post(f"{ROOT}/mkdirs", {"path": "/Shared/a/b"})
    write(api, "/Shared/a/b/n")
    write(api, "/Shared/ab")

    refusal = api.refused("POST", f"{ROOT}/delete", {"path": "/Shared/a"})
    assert refusal[:2] == (400, "DIRECTORY_NOT_EMPTY")
    api.post(f"{ROOT}/delete", {"path": "/Workspace/Shared/a", "recursive": True})

    for path in ("/Shared/a", "/Shared/a/b/n"):
        query = {"path": path}
        assert api.refused("GET", f"{ROOT}/get-status", query=query)[0] == 404
    assert status(api, "/Shared/ab")


def test_what_every_workspace_has_stays(api: Api) -> None:
    for path in ("/", "/Shared", "/Users", "/Users/sandbox@modelstacks.local"):
        assert status(api, path)["object_type"] == "DIRECTORY"
    refusal = api.refused("POST", f"{ROOT}/delete", {"path": "/Shared", "recursive": True})
    assert refusal[0] == 403
    assert all(one["system"] for one in api.inventory()["workspace_objects"])
