"""The official provider on jobs and endpoints: what is pre-empted for it stays pre-empted.

Run with `pytest --provider-mirror DIR`, as `test_official.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.project import Project
from support.workloads import FINE_TUNE, changed, only_workloads, run, serve

pytestmark = [pytest.mark.e2e, pytest.mark.official]

TRAINED_OTHERWISE = """
    fine_tune: {method: full, register: false, retries: 0}
    batch_inference: {critical: true, timeout_hours: 9}"""
CHANGES = (
    "{version: 1, challenger: {version: 2}}",
    "{version: 1, challenger: {version: 2, traffic: 50}}",
    "{version: 2, gateway: {inference_table: true, rate_limits: {user: {calls: 60}}}}",
    "{version: 2}",
    "{version: 2, gateway: {usage_tracking: false}}",
    "{version: 2, scale_to_zero: false, environment: {LOG_LEVEL: debug}}",
)
"""What `serve` becomes, one after another."""


@pytest.fixture
def official(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Project]:
    """A project whose sandbox takes the official provider from the mirror."""
    root = tmp_path / "official"
    root.mkdir()
    made = Project.create(root)
    mirror = request.config.getoption("--provider-mirror").resolve()
    made.run("modelstacks", "sandbox", "up", "--provider-mirror", mirror)
    only_workloads(made)
    yield made
    made.down()


def test_every_change_is_made_once_and_in_place(official: Project) -> None:
    official.apply()
    assert official.plan() == {}
    run(official, FINE_TUNE)
    assert official.plan() == {}

    for settings in CHANGES:
        serve(official, settings)
        assert changed(official) == {"databricks_model_serving": {"update"}}, settings
        official.apply()
        assert official.plan() == {}, settings

    serve(official, CHANGES[-1], jobs=TRAINED_OTHERWISE)
    assert changed(official) == {"databricks_job": {"update"}}
    official.apply()
    assert official.plan() == {}
