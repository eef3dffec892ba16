"""What goes wrong in a cloud: a clear error, and a state that the next apply repairs."""

import pytest
from support.project import Project

pytestmark = pytest.mark.e2e


@pytest.fixture
def small(project: Project) -> Project:
    """Only t5-base, so that each apply takes little time."""
    disabled = "\n".join(
        f"  {model}: {{enabled: false}}" for model in ("t5-small", "t5-large", "t5-3b", "t5-11b")
    )
    file = project.root / "config/environments/local.yaml"
    with file.open("a") as text:
        text.write("families:\n  t5:\n    models:\n" + disabled.replace("  t5", "      t5") + "\n")
    project.synth()
    project.init()
    return project


def fault(project: Project, *arguments: str) -> None:
    project.run("modelstacks", "sandbox", "fault", "add", *arguments)


def test_faults_end_with_a_clear_error_and_the_next_apply_repairs(small: Project) -> None:
    # given no GPU capacity, when the stack is deployed
    fault(small, "cluster-no-capacity")
    failed = small.apply(ok=False)

    # then Terraform says why
    assert failed.returncode == 1
    assert "Not enough capacity" in failed.stderr

    # and the next apply repairs it, also through throttling and an outage of a moment
    fault(small, "throttle", "--times", "2")
    fault(small, "unavailable", "--times", "2")
    small.apply()
    assert small.plan() == {}
    clusters = small.api("GET", "/api/2.1/clusters/list")["clusters"]
    assert [cluster["state"] for cluster in clusters] == ["RUNNING"]

    # given an endpoint whose update fails, when its size changes
    fault(small, "endpoint-update-fails")
    small.edit(
        "config/families/t5.yaml",
        "    interactive: {}\n    serve: {version: 1}",
        "    interactive: {}\n    serve: {version: 1, concurrency: 16}",
    )
    small.synth()
    failed = small.apply(ok=False)

    # then the error names it, and the next apply repairs it
    assert failed.returncode == 1
    assert "UPDATE_FAILED" in failed.stderr
    assert "databricks_model_serving.t5-base_endpoint" in failed.stderr
    small.apply()
    assert small.plan() == {}

    # given a connection that is dropped while objects are removed
    fault(small, "drop")
    small.terraform("destroy", "-auto-approve", "-input=false", ok=False)

    # then a second destroy leaves nothing behind
    small.terraform("destroy", "-auto-approve", "-input=false")
    assert small.addresses() == []
    assert small.api("GET", "/api/2.1/clusters/list").get("clusters", []) == []
