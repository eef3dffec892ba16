"""Decides what an environment declares for all of its families."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from modelstacks.settings.project import Environment
from modelstacks.settings.security import Security
from modelstacks.settings.stacks import has_foundation
from modelstacks.sizing.plans import FamilyPlan
from modelstacks.surroundings.automatic_update import plan_update, planned_training
from modelstacks.surroundings.foundation_plans import FoundationPlan, LegacyPlan
from modelstacks.surroundings.foundation_reasons import foundation_reasons
from modelstacks.surroundings.ip_access import plan_ip_lists
from modelstacks.surroundings.network import plan_peerings
from modelstacks.surroundings.shared_watch import plan_shared_watch
from modelstacks.surroundings.workspace_keys import plan_workspace_keys


def plan_foundation(
    environment: Environment, families: Sequence[FamilyPlan]
) -> FoundationPlan | None:
    """Return what `foundation-stack` draws, or `None` when nothing is declared for all.

    The families tell what an update of the clusters would interrupt. The settings were checked
    before.
    """
    if not has_foundation(environment):
        return None
    security, aws = environment.security, environment.aws
    training = planned_training(families)
    keys = environment.encryption.workspace if not environment.is_local else None
    plan = FoundationPlan(
        environment=environment,
        tags=_tags(environment),
        standards=_standards(environment),
        # The profile holds monitoring on; declared as well, a destroy would try to switch it off.
        enhanced_monitoring=None if environment.compliance else security.enhanced_monitoring,
        automatic_update=plan_update(security.automatic_update, training)
        if security.automatic_update
        else None,
        configuration=_configuration(security),
        ip_lists=plan_ip_lists(security.ip_access, environment.name) if security.ip_access else (),
        legacy=_legacy(security),
        admins_are_restricted=security.restrict_admins,
        token_groups=security.tokens.users if security.tokens else (),
        system_schemas=security.system_schemas,
        workspace_keys=plan_workspace_keys(keys) if keys else None,
        peerings=plan_peerings(environment.network.peerings, environment, aws) if aws else (),
        watch=plan_shared_watch(environment),
    )
    return replace(plan, reasons=tuple(foundation_reasons(plan, training)))


def _standards(environment: Environment) -> tuple[str, ...]:
    # A workspace on Azure has its profile from the resource manager.
    is_elsewhere = environment.cloud == "azure"
    return () if is_elsewhere else tuple(name.upper() for name in environment.compliance)


def _tags(environment: Environment) -> Mapping[str, str]:
    ours = {"Environment": environment.name, "ManagedBy": "modelstacks"}
    return dict(sorted({**environment.tags, **ours}.items()))


def _configuration(security: Security) -> dict[str, str]:
    """Return the keys of the workspace's configuration, whatever setting they come from."""
    keys = {}
    if security.ip_access:
        keys["enableIpAccessLists"] = "true"
    if security.legacy_features is not None:
        keys["enforceUserIsolation"] = "false" if security.legacy_features else "true"
    if security.tokens:
        keys["maxTokenLifetimeDays"] = str(security.tokens.max_days)
    return keys


def _legacy(security: Security) -> LegacyPlan:
    features = security.legacy_features
    dbfs = features if security.legacy_dbfs is None else security.legacy_dbfs
    return LegacyPlan(
        dbfs_is_off=None if dbfs is None else not dbfs,
        hive_is_off=None if features is None else not features,
    )
