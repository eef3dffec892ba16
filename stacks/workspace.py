"""What every stack of an environment needs first: its providers and its state backend."""

import os.path
from pathlib import Path

from cdktf import LocalBackend, S3Backend, TerraformStack

from modelstacks.bindings.aws.provider import AwsProvider
from modelstacks.bindings.databricks import DatabricksProvider
from modelstacks.frozen import frozen
from modelstacks.settings.project import Environment, S3State
from modelstacks.surroundings.plans import PeeringSidePlan

PRODUCT = "modelstacks"
SANDBOX_PROFILE = "modelstacks-sandbox"
SANDBOX_AWS_VERSION = "6.25.0"
"""Version that the built-in aws provider stands in for."""

SERVICES = (
    *("budgets", "cloudwatch", "ec2", "iam", "kms", "logs", "s3", "s3control", "sns", "sts"),
)


@frozen
class Folders:
    """Where Terraform runs, for the paths that the JSON holds relative to it."""

    output: Path
    """The output folder of cdktf, such as `cdktf.out`."""

    sandbox: Path
    """The state folder of the sandbox, such as `.sandbox`."""

    def from_stack(self, stack_id: str, path: Path) -> str:
        """Write `path` as seen from the folder that Terraform runs in for one stack."""
        return os.path.relpath(path, self.output / "stacks" / stack_id)


def prepare_workspace(
    stack: TerraformStack, *, stack_id: str, environment: Environment, folders: Folders
) -> None:
    """Give `stack` its Terraform settings, state backend and Databricks provider."""
    # OpenTofu numbers its releases apart: 1.10 is its floor; set-up asks Terraform for 1.11.
    stack.add_override("terraform.required_version", ">= 1.10.0, < 2.0.0")
    _backend(stack, stack_id, environment, folders)
    if environment.is_local:
        DatabricksProvider(
            stack,
            "databricks",
            profile=SANDBOX_PROFILE,
            config_file=folders.from_stack(stack_id, folders.sandbox / "databrickscfg"),
            auth_type="pat",
            # Without a limit the official provider retries a closed port for ever.
            retry_timeout_seconds=30,
            rate_limit=200,
        )
    else:
        DatabricksProvider(stack, "databricks", profile=environment.profile)


def aws_provider(
    stack: TerraformStack,
    *,
    stack_id: str,
    environment: Environment,
    folders: Folders,
    alias: str | None = None,
    side: PeeringSidePlan | None = None,
) -> AwsProvider:
    """Give `stack` an AWS provider; `alias` and `side` make it act elsewhere, as a peer's.

    ValueError when the environment names no AWS account.
    """
    aws = environment.aws
    if aws is None:
        raise ValueError(f"environment {environment.name} names no AWS account")
    region = side.region if side else environment.region
    role = {"role_arn": side.role_arn} if side and side.role_arn else None
    account = side.account if side else aws.account_id
    id_ = f"aws-{alias}" if alias else "aws"
    if not environment.is_local:
        return AwsProvider(
            stack,
            id_,
            alias=alias,
            region=region,
            profile=aws.profile,
            assume_role=role,  # type: ignore[arg-type]
            allowed_account_ids=[account],
        )
    port = environment.sandbox.aws_port if environment.sandbox else None
    return AwsProvider(
        stack,
        id_,
        alias=alias,
        versions=SANDBOX_AWS_VERSION,
        region=region,
        profile=SANDBOX_PROFILE,
        shared_config_files=[folders.from_stack(stack_id, folders.sandbox / "awsconfig")],
        shared_credentials_files=[folders.from_stack(stack_id, folders.sandbox / "awscredentials")],
        assume_role=role,  # type: ignore[arg-type]
        # A port that is fixed can stand in the JSON; another is in the profile.
        endpoints=dict.fromkeys(SERVICES, f"http://127.0.0.1:{port}") if port else None,
        s3_use_path_style=True,
        skip_credentials_validation=True,
        skip_metadata_api_check="true",
    )


def _backend(
    stack: TerraformStack, stack_id: str, environment: Environment, folders: Folders
) -> None:
    state = environment.state
    if isinstance(state, S3State):
        backend = S3Backend(
            stack,
            bucket=state.bucket,
            key=f"{PRODUCT}/{environment.name}/{stack_id}.tfstate",
            region=state.region,
            encrypt=True,
            kms_key_id=state.kms_key_arn,
        )
        backend.add_override("use_lockfile", True)  # not typed in cdktf 0.21
    else:
        path = folders.sandbox / "terraform" / f"{stack_id}.tfstate"
        LocalBackend(stack, path=folders.from_stack(stack_id, path))
