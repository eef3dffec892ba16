"""`python main.py`, as cdktf calls it: what a user reads when the configuration is wrong."""

import sys
from pathlib import Path

import pytest
from support.project import Project


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    """A fresh checkout; nothing is started in it."""
    return Project.create(tmp_path)


def test_every_problem_is_told_at_once_without_a_traceback(checkout: Project) -> None:
    # given mistakes in two files, when the stacks are synthesized
    checkout.edit("config/families/t5.yaml", "  t5-base:", "  t5-bse:")
    checkout.edit("config/environments/local.yaml", "region: us-east-1", "region: us-est-1")
    done = checkout.run(sys.executable, "main.py", ok=False)

    # then both are told, with file, line and the nearest name
    assert done.returncode == 2
    assert "config/environments/local.yaml:4 region" in done.stderr
    assert "did you mean: us-east-1" in done.stderr
    assert "did you mean: t5-base" in done.stderr
    assert "Traceback" not in done.stderr

    # and nothing was created
    assert not (checkout.root / "cdktf.out").exists()
    assert not (checkout.root / ".sandbox").exists()


def test_an_unknown_environment_names_the_nearest(checkout: Project) -> None:
    done = checkout.run(sys.executable, "main.py", env={"ENVIRONMENT": "prd"}, ok=False)

    assert done.returncode == 2
    assert "did you mean: prod" in done.stderr


def test_an_unknown_stack_names_the_nearest(checkout: Project) -> None:
    # given a stack name as the shim passes it on, when the stacks are synthesized
    done = checkout.run(sys.executable, "main.py", env={"MODELSTACKS_STACKS": " t5-stak"}, ok=False)

    # then the nearest is named
    assert done.returncode == 2
    assert "did you mean: t5-stack" in done.stderr


def test_peerings_that_aws_would_refuse_are_refused_before_anything_is_created(
    checkout: Project,
) -> None:
    # given a second peering of the same pair, one that overlaps the workspace's VPC and the first
    # peer in its secondary range, and one of the workspace's VPC with itself
    environment = "config/environments/local.yaml"
    checkout.edit(
        environment,
        "        data:\n",
        "        again: {peer: {id: vpc-0fda65bcf73a7366b, cidrs: [10.1.0.0/16], "
        "route_tables: [rtb-60604865144cc3611]}}\n"
        "        near: {peer: {id: vpc-0123456789abcdef0, cidrs: [10.0.128.0/17, 10.1.4.0/24], "
        "route_tables: [rtb-0123456789abcdef0]}}\n"
        "        itself: {peer: {id: vpc-5fdda4b02648c1b1c, cidrs: [10.0.0.0/16], "
        "route_tables: [rtb-85bf67a39450c77d6]}}\n"
        "        data:\n",
    )

    # when the stacks are synthesized
    done = checkout.run(sys.executable, "main.py", ok=False)

    # then each is told with its place and what it meets
    assert done.returncode == 2
    told = " ".join(done.stderr.split())
    assert "`vpc-0fda65bcf73a7366b` is joined already" in told
    assert "10.0.128.0/17 overlaps 10.0.0.0/16 of the workspace's VPC" in told
    assert "10.1.4.0/24 overlaps 10.1.0.0/16" in told
    assert "`vpc-5fdda4b02648c1b1c` is the workspace's VPC itself" in told
    assert f"{environment}:" in told
    assert "Traceback" not in told

    # and neither Terraform nor the sandbox had anything to do
    assert not (checkout.root / "cdktf.out").exists()
    assert not (checkout.root / ".sandbox").exists()
