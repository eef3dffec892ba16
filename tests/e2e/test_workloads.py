"""Jobs and endpoints over their whole life, on real Terraform: train, serve, challenge, repair."""

import shutil
from pathlib import Path

import pytest
from support.project import Project
from support.workloads import (
    FINE_TUNE,
    JOBS,
    changed,
    jobs,
    only_workloads,
    python_file,
    run,
    serve,
    traffic,
)

from modelstacks.jobs.bundle import SCRIPTS

pytestmark = pytest.mark.e2e

VERSIONS = "/api/2.1/unity-catalog/models/local.t5.t5_base/versions"


@pytest.fixture
def small(project: Project) -> Project:
    """One model with two jobs and an endpoint."""
    only_workloads(project)
    return project


def test_a_model_is_trained_challenged_and_taken_away(small: Project) -> None:
    # given a deployed family, then a second plan is empty, and jobs are there that nobody started
    small.apply()
    assert small.plan() == {}
    assert sorted(jobs(small)) == ["local-t5-t5-base-batch-inference", FINE_TUNE]
    assert [task["task_key"] for task in jobs(small)[FINE_TUNE]["tasks"]] == [
        "fine_tune",
        "register",
    ]

    # when the fine-tuning job runs, then a version is there, the challenger, and nothing drifts
    assert "version 2 is registered, as its challenger" in run(small, FINE_TUNE)
    model = small.api("GET", "/api/2.1/unity-catalog/models/local.t5.t5_base?include_aliases=true")
    assert [(one["alias_name"], one["version_num"]) for one in model["aliases"]] == [
        ("challenger", 2)
    ]
    assert small.plan() == {}

    # when it is given a share of the requests, and a larger one, then all of it happens in place
    for share in (10, 50):
        serve(small, f"{{version: 1, challenger: {{version: 2, traffic: {share}}}}}")
        assert changed(small) == {"databricks_model_serving": {"update"}}
        small.apply()
        assert small.plan() == {}
        assert traffic(small) == {"t5-base": ("1", 100 - share), "t5-base-challenger": ("2", share)}

    # when it has won, then it takes the champion's place under the same name
    serve(small, "{version: 2}")
    assert changed(small) == {"databricks_model_serving": {"update"}}
    small.apply()
    assert traffic(small) == {"t5-base": ("2", 100)}
    assert small.plan() == {}

    # when the version is not pinned any more, then the endpoint goes and an output says what to do
    serve(small, "{}")
    small.apply()
    told = small.terraform("output", "not_served").stdout
    assert "models.t5-base.serve.version" in told

    # when all is destroyed, then nothing is left, folders and experiments included
    small.destroy()
    assert small.addresses() == []
    assert jobs(small) == {}
    root = small.api("GET", "/api/2.0/workspace/list?path=/")["objects"]
    assert "/local-t5-jobs" not in [one["path"] for one in root]


def test_what_only_the_configuration_changes_converges(small: Project) -> None:
    """The traps of the provider: each change is applied once, and then the plan is empty."""
    small.apply()
    gateway = (
        "{inference_table: true, rate_limits: {endpoint: {calls: 600}, user: {calls: 60},"
        " groups: {ml-engineers: {tokens: 1000}}}}"
    )
    for settings in (
        f"{{version: 1, gateway: {gateway}}}",
        "{version: 1}",  # the block stays: without one the provider panics
        "{version: 1, gateway: {usage_tracking: false}}",
        "{version: 1, scale_to_zero: false, environment: {LOG_LEVEL: debug}}",
        "{version: 1, workload_type: GPU_MEDIUM}",
    ):
        serve(small, settings)
        assert changed(small) == {"databricks_model_serving": {"update"}}, settings
        small.apply()
        assert small.plan() == {}, settings

    # given jobs that lose a task and a schedule, and change their cluster
    serve(
        small,
        "{version: 1, workload_type: GPU_MEDIUM}",
        jobs="""
    fine_tune: {method: full, register: false, retries: 0}
    batch_inference: {critical: true, timeout_hours: 9}""",
    )
    assert changed(small) == {"databricks_job": {"update"}}
    small.apply()
    assert small.plan() == {}
    assert jobs(small)[FINE_TUNE].get("schedule") is None
    assert len(jobs(small)[FINE_TUNE]["tasks"]) == 1


def test_a_script_that_changed_shows_in_the_plan(small: Project, tmp_path: Path) -> None:
    # given a deployed family, and a folder with one script that differs
    small.apply()
    before = python_file(small)
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "scripts" / "register.py").write_text("print('another')\n")
    given = 'name=naming.family_name("jobs")'
    folder = f'folder=__import__("pathlib").Path({str(tmp_path / "scripts")!r})'
    small.edit("stacks/jobs.py", given, f"{given}, {folder}")
    small.synth()
    changes = changed(small)

    # then the plan shows new files, and jobs that go over to them; the jobs stay
    assert changes["databricks_job"] == {"update"}
    assert changes["databricks_workspace_file"] == {"create", "delete"}
    small.apply()
    assert small.plan() == {}
    assert python_file(small) != before
    run(small, FINE_TUNE)


def test_the_next_apply_repairs_what_went_wrong(small: Project) -> None:
    small.apply()
    run(small, FINE_TUNE)

    # given an endpoint that cannot be updated, when a challenger comes
    small.fault("endpoint-update-fails")
    serve(small, "{version: 1, challenger: {version: 2}}")
    failed = small.apply(ok=False)

    # then the error names it, the champion serves on, and the next apply repairs it
    assert "UPDATE_FAILED" in failed.stderr
    assert traffic(small) == {"t5-base": ("1", 100)}
    small.apply()
    assert traffic(small) == {"t5-base": ("1", 90), "t5-base-challenger": ("2", 10)}
    assert small.plan() == {}

    # given a run that fails, then no version appears, nothing drifts, and the next run makes one
    small.fault("job-run-fails")
    run(small, FINE_TUNE, ok=False)
    assert len(small.api("GET", VERSIONS)["model_versions"]) == 2
    assert small.plan() == {}
    run(small, FINE_TUNE)
    assert len(small.api("GET", VERSIONS)["model_versions"]) == 3

    # given an outage while jobs change, then an apply later there is one of each
    small.fault("unavailable", "--times", "30")
    serve(small, "{version: 1}", jobs=JOBS.replace("lora", "full"))
    small.apply(ok=False)
    small.apply()
    assert small.plan() == {}
    assert len(jobs(small)) == 2
