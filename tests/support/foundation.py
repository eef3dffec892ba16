"""Environments that declare something for all, and what is planned for them."""

from dataclasses import replace
from typing import Any

from support.plans import CLUSTER, MODEL_PLAN
from support.sizing import environment_with, family_of

from modelstacks.settings.encryption import Encryption, WorkspaceKeys
from modelstacks.settings.project import Environment, ModelSettings
from modelstacks.settings.security import IpAccess, IpList, Security
from modelstacks.sizing.plans import FamilyPlan
from modelstacks.surroundings import FoundationPlan, plan_foundation

DATABRICKS_ACCOUNT = "00000000-1111-2222-3333-444444444444"
KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
OTHER_KEY_ARN = KEY_ARN.replace("11111111-", "99999999-")
OFFICES = IpAccess(
    allow=(
        IpList(name="office", cidrs=("203.0.113.0/24",)),
        IpList(name="pipelines", cidrs=("198.51.100.16/28", "198.51.100.16/32")),
    ),
    block=(IpList(name="guests", cidrs=("203.0.113.200",)),),
    caller=("198.51.100.16/28",),
)


def secured(**security: Any) -> Environment:
    """An environment with these security settings."""
    return replace(environment_with(), security=Security(**security))


def with_keys(managed_services: str | None, storage: str | None) -> Environment:
    """An environment whose workspace has keys of its own."""
    keys = WorkspaceKeys(
        databricks_account_id=DATABRICKS_ACCOUNT,
        managed_services_key_arn=managed_services,
        storage_key_arn=storage,
    )
    return replace(environment_with(), encryption=Encryption(workspace=keys))


def training(*most_hours: float) -> FamilyPlan:
    """A family whose models train up to so many hours each."""
    models = tuple(
        replace(
            MODEL_PLAN,
            model=replace(MODEL_PLAN.model, name=f"model-{at}"),
            fine_tune=replace(CLUSTER, workload="fine_tune", hours=(hours / 2, hours / 1.5, hours)),
        )
        for at, hours in enumerate(most_hours)
    )
    family = family_of(ModelSettings(name="t5-base"))
    return FamilyPlan(family=family, environment=environment_with(), models=models)


def planned(environment: Environment, *families: FamilyPlan) -> FoundationPlan:
    """What is planned; there must be something."""
    plan = plan_foundation(environment, families)
    assert plan is not None
    return plan


def told(plan: FoundationPlan, decision: str) -> str:
    """The reasons of one decision."""
    return "; ".join(str(row) for row in plan.reasons if row.decision == decision)
