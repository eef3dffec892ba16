"""`modelstacks sandbox job …`, as a person types it."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from modelstacks.cli import main
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import running, stop

_UC = "/api/2.1/unity-catalog"
_FILE = "/Workspace/Shared/register.py"
_CLUSTER = {
    "spark_version": "15.4.x-gpu-ml-scala2.12",
    "node_type_id": "g5.xlarge",
    "num_workers": 1,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project without configuration, whose sandbox the tests share."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "cdktf.json").write_text("{}")
    yield folder
    stop(SandboxHome(folder / ".sandbox"))


@pytest.fixture(autouse=True)
def inside(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)


def sandbox(*arguments: str) -> int:
    try:
        return main(["sandbox", *arguments])
    except SystemExit as done:
        return int(done.code or 0)


def _deploy(project: Path) -> SandboxClient:
    """Make a model and a job that registers a version of it."""
    sandbox("up")
    home = SandboxHome(project / ".sandbox")
    address = running(home)
    assert address is not None
    client = SandboxClient(port=address.port, token=home.read_token())
    client.api("POST", f"{_UC}/catalogs", {"name": "ml"})
    client.api("POST", f"{_UC}/schemas", {"name": "t5", "catalog_name": "ml"})
    model = {"name": "base", "catalog_name": "ml", "schema_name": "t5"}
    client.api("POST", f"{_UC}/models", model)
    content = base64.b64encode(b"print(1)").decode()
    file = {"path": _FILE, "format": "RAW", "content": content}
    client.api("POST", "/api/2.0/workspace/import", file)
    told = ["--registered-model=ml.t5.base", "--alias=challenger"]
    task: dict[str, Any] = {
        "task_key": "register",
        "new_cluster": _CLUSTER,
        "spark_python_task": {"python_file": _FILE, "parameters": told},
    }
    job = {"name": "local-t5-tune", "tasks": [task], "parameters": [{"name": "a", "default": "1"}]}
    client.api("POST", "/api/2.2/jobs/create", job)
    return client


def test_a_job_is_run_followed_and_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sandbox("up")
    capsys.readouterr()
    assert sandbox("job", "list") == 0
    assert "There is no job" in capsys.readouterr().out
    assert sandbox("job", "run", "x") == 2
    assert "deploy a stack" in capsys.readouterr().err
    client = _deploy(project)
    capsys.readouterr()

    # when it runs well
    assert sandbox("job", "run", "local-t5-tune", "-p", "a=2") == 0
    said = capsys.readouterr().out
    assert said.index("PENDING") < said.index("RUNNING") < said.index("SUCCESS")
    assert "nothing was computed" in said
    assert "ml.t5.base version 2 is registered, as its challenger" in said

    # when it fails
    client.add_fault({"kind": "job-run-fails", "match": "local-t5-*"})
    assert sandbox("job", "run", "local-t5-tune", "--json") == 1
    assert json.loads(capsys.readouterr().out)["state"]["result_state"] == "FAILED"

    # then list and status tell of both
    assert sandbox("job", "list", "--json") == 0
    (listed,) = json.loads(capsys.readouterr().out)["jobs"]
    assert (listed["name"], listed["last_run"]) == ("local-t5-tune", "FAILED")
    assert sandbox("status") == 0
    said = capsys.readouterr().out
    assert "Runs of jobs (simulated) (2)" in said
    assert "v2 READY = challenger, registered by the sandbox" in said


def test_a_wrong_name_or_parameter_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if "local-t5-tune" not in str(_jobs(project)):
        _deploy(project)
    assert sandbox("job", "run", "local-t5-tun") == 2
    assert "nearest: local-t5-tune" in capsys.readouterr().err
    assert sandbox("job", "run", "local-t5-tune", "-p", "b=1") == 2
    assert "no parameter b; it knows: a" in capsys.readouterr().err
    assert sandbox("job", "run", "local-t5-tune", "-p", "b") == 2
    assert "NAME=VALUE" in capsys.readouterr().err


def _jobs(project: Path) -> Any:
    sandbox("up")
    home = SandboxHome(project / ".sandbox")
    address = running(home)
    assert address is not None
    return SandboxClient(port=address.port, token=home.read_token()).api(
        "GET", "/api/2.2/jobs/list"
    )
