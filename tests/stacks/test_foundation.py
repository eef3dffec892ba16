"""The stack of what an environment declares for all."""

from dataclasses import replace
from pathlib import Path

import cdktf
import pytest
from support.foundation import KEY_ARN, planned, secured, with_keys
from support.privilege import too_wide
from support.surroundings import PEERING
from support.template import Template
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from modelstacks.settings import load_project
from modelstacks.settings.aws import Aws
from modelstacks.sizing import plan_family
from modelstacks.surroundings import FoundationPlan, plan_foundation
from stacks import FoundationStack
from stacks.workspace import Folders


def drawn(root: Path, plan: FoundationPlan) -> Template:
    folders = Folders(output=root / "cdktf.out", sandbox=root / ".sandbox")
    return Template.of_stack(FoundationStack(cdktf.Testing.app(), plan=plan, folders=folders))


def shipped(root: Path, environment: str) -> FoundationPlan | None:
    """The plan of the shipped configuration."""
    project = load_project(root / "config", environment)
    families = [
        plan_family(family, project.environment, project.catalog) for family in project.families
    ]
    return plan_foundation(project.environment, families)


@pytest.mark.parametrize("environment", ["local", "prod"])
def test_stack_is_as_reviewed(root: Path, environment: str, snapshot: SnapshotAssertion) -> None:
    plan = shipped(root, environment)

    assert plan is not None
    template = drawn(root, plan)
    assert template.json == snapshot.use_extension(JSONSnapshotExtension)
    assert too_wide(template) == []


def test_its_state_lies_beside_those_of_the_families(root: Path) -> None:
    plan = shipped(root, "prod")

    assert plan is not None
    backend = drawn(root, plan).json["terraform"]["backend"]["s3"]
    assert backend["key"] == "modelstacks/prod/foundation-stack.tfstate"


@pytest.mark.parametrize("environment", ["dev", "staging"])
def test_there_is_none_where_nothing_is_declared_for_all(root: Path, environment: str) -> None:
    assert shipped(root, environment) is None


def test_only_a_peering_needs_aws(root: Path) -> None:
    settings = planned(secured(restrict_admins=True))
    environment = replace(settings.environment, aws=Aws(account_id="111122223333"))
    peered = replace(settings, environment=environment, peerings=(PEERING,))

    assert "aws" not in drawn(root, settings).json["provider"]
    template = drawn(root, peered)
    assert template.one("aws_vpc_peering_connection")["tags"]["Name"] == "dev-foundation-data"


def test_the_account_is_reached_beside_the_workspace(root: Path) -> None:
    plan = planned(with_keys(KEY_ARN, None))
    template = drawn(root, replace(plan, environment=replace(plan.environment, profile="dev")))

    workspace, account = template.json["provider"]["databricks"]
    assert workspace == {"profile": "dev"}
    assert account["alias"] == "account"
    assert account["host"] == "https://accounts.cloud.databricks.com"
    assert "profile" not in account
    assert set(template.output("workspace_key_ids")) == {"MANAGED_SERVICES"}
