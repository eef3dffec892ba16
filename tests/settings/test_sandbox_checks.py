"""The sandbox holds only VPCs that AWS would create."""

import pytest

from modelstacks.settings.aws import SeededVpc

from .conftest import ENVIRONMENT, Config


def write(config: Config, vpc: str) -> None:
    config.environment(f"{ENVIRONMENT}sandbox: {{vpcs: {{data: {{{vpc}}}}}}}\n")


def test_a_vpc_with_all_of_its_parts(config: Config) -> None:
    write(
        config,
        "cidr: 10.1.0.0/16, secondary_cidrs: [100.64.0.0/20], subnets: [10.1.0.0/24, "
        "100.64.1.0/24], security_groups: [db], account: '210987654321', region: eu-north-1",
    )

    sandbox = config.load().environment.sandbox
    assert sandbox is not None
    assert sandbox.vpcs == (
        SeededVpc(
            name="data",
            cidr="10.1.0.0/16",
            secondary_cidrs=("100.64.0.0/20",),
            subnets=("10.1.0.0/24", "100.64.1.0/24"),
            security_groups=("db",),
            account="210987654321",
            region="eu-north-1",
        ),
    )


@pytest.mark.parametrize(
    ("vpc", "path", "found"),
    [
        ("cidr: 10.0.0.0/8", "cidr", "`10.0.0.0/8`"),
        ("cidr: 10.1.0.0/16, subnets: [10.1.0.0/29]", "subnets[0]", "`10.1.0.0/29`"),
        ("cidr: 10.1.0.0/16, subnets: [10.2.0.0/24]", "subnets[0]", "not inside its VPC"),
        (
            "cidr: 10.1.0.0/16, subnets: [10.1.0.0/24, 10.1.0.128/25]",
            "subnets[1]",
            "overlaps 10.1.0.0/24",
        ),
        (
            "cidr: 10.1.0.0/16, secondary_cidrs: [10.1.8.0/24]",
            "secondary_cidrs[0]",
            "overlaps 10.1.0.0/16",
        ),
        ("cidr: 10.1.0.0/16, region: us-est-1", "region", "not a region of AWS"),
    ],
)
def test_a_vpc_that_cannot_be(config: Config, vpc: str, path: str, found: str) -> None:
    write(config, vpc)

    (problem,) = config.problems()
    assert problem.where == f"config/environments/dev.yaml:5 sandbox.vpcs.data.{path}"
    assert found in problem.found
