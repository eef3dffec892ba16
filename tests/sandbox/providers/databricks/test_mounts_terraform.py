"""Mounts under real Terraform: what they need of a cluster, and what they leave."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.databricks import mount_stacks
from sandbox.providers.databricks.mount_stacks import mounts, states
from sandbox.providers.databricks.stack import Stack, Workspace, workspace

pytestmark = pytest.mark.e2e


@pytest.fixture(params=["built-in", pytest.param("official", marks=pytest.mark.official)])
def mirror(request: pytest.FixtureRequest) -> Path | None:
    """Where the provider is from: the same must hold for both."""
    if request.param == "built-in":
        return None
    found: Any = request.config.getoption("--provider-mirror")
    return Path(found).resolve()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose every route was known at the end."""
    with workspace(tmp_path) as served:
        yield served
        assert served.call("GET", "/sandbox/unknown-routes")["count"] == 0


def test_a_mount_without_a_cluster_makes_one_and_leaves_it(
    tmp_path: Path, sandbox: Workspace, mirror: Path | None
) -> None:
    stack = Stack(tmp_path, mount_stacks.ON_ITS_OWN, port=sandbox.port, mirror=mirror)

    stack.apply()
    assert mounts(sandbox) == [
        "/mnt/b s3a://bucket-b",
        "/mnt/bucket-a s3a://bucket-a",
        "/mnt/generic abfss://box@account.dfs.core.windows.net",
    ]
    assert states(sandbox) == {"terraform-mount": "RUNNING", "terraform-mount-ml": "RUNNING"}
    stack.plan(exit_code=0)

    stack.apply("-destroy")
    assert mounts(sandbox) == []
    assert sorted(states(sandbox)) == ["terraform-mount", "terraform-mount-ml"]


def test_a_plan_starts_the_cluster_and_a_lost_cluster_loses_the_mount(
    tmp_path: Path, sandbox: Workspace, mirror: Path | None
) -> None:
    # given a mount whose cluster has stopped
    stack = Stack(tmp_path, mount_stacks.ON_A_CLUSTER, port=sandbox.port, mirror=mirror)
    stack.apply()
    mount_stacks.stop_clusters(sandbox)
    assert states(sandbox) == {"mounts": "TERMINATED"}

    # when it is planned, then the cluster runs
    stack.plan(exit_code=0)
    assert states(sandbox) == {"mounts": "RUNNING"}

    # when the cluster is gone, then the mount is taken for gone, but is there
    mount_stacks.remove_clusters(sandbox)
    output = stack.plan(exit_code=2)
    assert "databricks_mount.m will be created" in output
    assert mounts(sandbox) == ["/mnt/weights s3a://bucket"]
    stack.apply()
    stack.plan(exit_code=0)
    stack.apply("-destroy")
    assert mounts(sandbox) == []
    assert states(sandbox) == {}


def test_a_mount_that_is_gone_is_made_again(
    tmp_path: Path, sandbox: Workspace, mirror: Path | None
) -> None:
    stack = Stack(tmp_path, mount_stacks.ON_A_CLUSTER, port=sandbox.port, mirror=mirror)
    stack.apply()
    [cluster] = sandbox.call("GET", "/api/2.1/clusters/list")["clusters"]
    at = {"clusterId": cluster["cluster_id"], "language": "python"}
    at["contextId"] = sandbox.call("POST", "/api/1.2/contexts/create", at)["id"]
    command = 'dbutils.fs.unmount("/mnt/weights")'
    sandbox.call("POST", "/api/1.2/commands/execute", {**at, "command": command})

    assert "databricks_mount.m will be created" in stack.plan(exit_code=2)
    stack.apply()
    assert mounts(sandbox) == ["/mnt/weights s3a://bucket"]


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        (mount_stacks.WITHOUT_PROFILE, "must have EC2 instance profile attached"),
        (mount_stacks.SHARED, "is not whitelisted on class class"),
        (mount_stacks.TAKEN, "requirement failed: Directory already mounted: /mnt/weights"),
    ],
)
def test_what_cannot_be_mounted_ends_with_the_reason(
    tmp_path: Path, sandbox: Workspace, mirror: Path | None, configuration: str, told: str
) -> None:
    stack = Stack(tmp_path, configuration, port=sandbox.port, mirror=mirror)
    output = stack.apply(exit_code=1)
    assert told in " ".join(output.split())
    # A second mount of a name takes the first one with it, whoever makes it.
    assert mounts(sandbox) == []
