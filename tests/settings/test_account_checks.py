"""What lies in AWS has an account there, and belongs to it."""

import pytest

from .conftest import ACCOUNT, ENVIRONMENT, FAMILY, ON_AWS, Config

DEV = "config/environments/dev.yaml"
KEY_ID = "key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER = "210987654321"
VPC = "id: vpc-00000002, cidrs: [10.1.0.0/16], route_tables: [rtb-00000002]"


def key(region: str = "us-east-1", account: str = ACCOUNT, partition: str = "aws") -> str:
    return f"arn:{partition}:kms:{region}:{account}:{KEY_ID}"


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("storage: {bucket: {}}", "storage.bucket"),
        (f"network: {{peerings: {{lake: {{peer: {{{VPC}}}}}}}}}", "network.peerings"),
    ],
)
def test_a_family_needs_an_account(config: Config, section: str, path: str) -> None:
    workspace = VPC.replace("0002", "0001").replace("10.1", "10.0")
    config.environment(f"{ENVIRONMENT}network: {{workspace_vpc: {{{workspace}}}}}\n")
    config.family(f"{FAMILY}{section}\n")

    (problem,) = config.problems()
    assert problem.where == f"config/families/t5.yaml:6 {path}"
    assert problem.found == f"needs an AWS account, and {DEV} has none"


@pytest.mark.parametrize(
    ("arn", "found"),
    [
        (key("us-west-2"), "a key of another region, us-west-2"),
        (key(account=OTHER), f"a key of another account, {OTHER}"),
        (key(partition="aws-cn"), "a key of the partition aws-cn; us-east-1 is in aws"),
    ],
)
@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("encryption: {{kms_key_arn: '{arn}'}}", "encryption.kms_key_arn"),
        (
            "encryption: {{workspace: {{storage_key_arn: '{arn}', "
            "databricks_account_id: 0d26daa6-5e44-4c97-a497-ef015f91254a}}}}",
            "encryption.workspace.storage_key_arn",
        ),
    ],
)
def test_a_key_from_elsewhere(
    config: Config, section: str, path: str, arn: str, found: str
) -> None:
    config.environment(f"{ON_AWS}{section.format(arn=arn)}\n")

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:6 {path}"
    assert problem.found == found
    assert problem.allowed in {"us-east-1", ACCOUNT, "arn:aws:..."}


def test_a_key_of_a_family_from_elsewhere(config: Config) -> None:
    config.environment(ON_AWS)
    config.family(f"{FAMILY}encryption: {{kms_key_arn: '{key('eu-west-1', OTHER)}'}}\n")

    problems = config.problems()
    assert [problem.where for problem in problems] == [
        "config/families/t5.yaml:6 encryption.kms_key_arn"
    ] * 2
    assert "region, eu-west-1" in problems[0].found
    assert f"account, {OTHER}" in problems[1].found


def test_a_key_of_the_state_is_where_the_state_is(config: Config) -> None:
    state = f"bucket: acme-state, region: us-west-2, kms_key_arn: '{key(account=OTHER)}'"
    config.environment(f"{ON_AWS}state: {{{state}}}\n")

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:6 state.kms_key_arn"
    assert problem.allowed == "us-west-2"


@pytest.mark.parametrize(("account", "is_right"), [(ACCOUNT, True), ("aws", True), (OTHER, False)])
def test_a_boundary_is_ours_or_one_of_aws(config: Config, account: str, is_right: bool) -> None:
    arn = f"arn:aws:iam::{account}:policy/boundary"
    config.environment(
        f"{ENVIRONMENT}aws: {{account_id: '{ACCOUNT}', permissions_boundary: '{arn}'}}\n"
    )

    if is_right:
        aws = config.load().environment.aws
        assert aws is not None
        assert aws.permissions_boundary == arn
    else:
        (problem,) = config.problems()
        assert problem.found == f"a policy of another account, {OTHER}"


@pytest.mark.parametrize(
    ("in_environment", "in_family", "path"),
    [
        (f"aws: {{account_id: '{ACCOUNT}'}}", "", "aws"),
        ("storage: {bucket_prefix: acme}", "", "storage"),
        (f"network: {{workspace_vpc: {{{VPC}}}}}", "", "network"),
        (f"encryption: {{kms_key_arn: '{key()}'}}", "", "encryption.kms_key_arn"),
        ("sandbox: {vpcs: {a: {cidr: 10.0.0.0/16}}}", "", "sandbox.vpcs"),
        ("", "storage: {bucket: {}}", "storage.bucket"),
        ("", f"network: {{peerings: {{lake: {{peer: {{{VPC}}}}}}}}}", "network.peerings"),
        ("", f"encryption: {{kms_key_arn: '{key()}'}}", "encryption.kms_key_arn"),
    ],
)
def test_aws_belongs_to_a_workspace_on_aws(
    config: Config, in_environment: str, in_family: str, path: str
) -> None:
    on_azure = ENVIRONMENT.replace("aws", "azure").replace("us-east-1", "eastus")
    config.environment(f"{on_azure}{in_environment}\n")
    config.family(f"{FAMILY.replace('interactive: {}', '')}{in_family}\n")

    (problem,) = config.problems()
    assert problem.where.endswith(f" {path}")
    assert problem.found == "belongs to a workspace on aws; this one is on azure"
