"""Decides the registration of a workspace's keys, and tells what their policies have to admit."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.errors import ConfigError, Problem, listing
from modelstacks.settings.encryption import WorkspaceKeys
from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.foundation_plans import UseCase, WorkspaceKeyPlan, WorkspaceKeysPlan

_FACTS = Path(__file__).parent / "data" / "workspace_keys.json"


def plan_workspace_keys(settings: WorkspaceKeys) -> WorkspaceKeysPlan:
    """Return the keys, one registration each: a key with both uses is registered once for both.

    Raises `ConfigError` for a partition of AWS in which it is not known where they are registered.
    """
    uses: dict[str, list[UseCase]] = {}
    if settings.managed_services_key_arn:
        uses.setdefault(settings.managed_services_key_arn, []).append("MANAGED_SERVICES")
    if settings.storage_key_arn:
        uses.setdefault(settings.storage_key_arn, []).append("STORAGE")
    partition = next(iter(uses)).split(":")[1]
    known = key_facts()["partitions"]
    if partition not in known:
        found = f"keys of partition {partition} cannot be registered from here"
        allowed = listing(known)
        raise ConfigError([Problem(where="encryption.workspace", found=found, allowed=allowed)])
    where = known[partition]
    return WorkspaceKeysPlan(
        databricks_account_id=settings.databricks_account_id,
        host=where["host"],
        databricks_aws_account=where["aws_account"],
        partition=partition,
        keys=tuple(
            WorkspaceKeyPlan(arn=arn, use_cases=tuple(cases)) for arn, cases in uses.items()
        ),
    )


def key_reasons(plan: WorkspaceKeysPlan) -> Iterator[Reason]:
    """Yield what each key encrypts, and whom its policy has to admit."""
    facts = key_facts()["use_cases"]
    for key in plan.keys:
        what = ", ".join(facts[case]["encrypts"] for case in key.use_cases)
        actions = sorted({action for case in key.use_cases for action in facts[case]["databricks"]})
        because = (
            f"encrypts {what}; its policy has to admit AWS account {plan.databricks_aws_account} "
            f"of Databricks with {', '.join(actions)}"
        )
        if "STORAGE" in key.use_cases:
            because += ", its grants, and the workspace's cross-account role"
        yield Reason(decision="workspace_key", value=key.arn, because=because)
    yield Reason(
        decision="workspace_key",
        value="to attach",
        because="registered with the account here, by an account admin; the workspace takes it up "
        "where the workspace is made, by the id that the stack gives out",
    )


@cache
def key_facts() -> dict[str, Any]:
    """Return who has to be admitted to a key, by use case, and where keys are registered."""
    facts: dict[str, Any] = json.loads(_FACTS.read_text(encoding="utf-8"))
    return facts
