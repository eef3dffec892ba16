"""Decides what an environment declares for all of its families."""

from collections.abc import Iterator, Sequence

from modelstacks.settings.project import Environment
from modelstacks.settings.security import Security
from modelstacks.settings.stacks import has_foundation
from modelstacks.sizing.plans import FamilyPlan, Reason
from modelstacks.surroundings.automatic_update import (
    Training,
    plan_update,
    planned_training,
    update_reasons,
)
from modelstacks.surroundings.foundation_plans import FoundationPlan, LegacyPlan
from modelstacks.surroundings.ip_access import ip_reason, plan_ip_lists
from modelstacks.surroundings.network import peering_reasons, plan_peerings
from modelstacks.surroundings.workspace_keys import key_reasons, plan_workspace_keys

ADD_ON = "needs the Enterprise tier with the Enhanced Security and Compliance add-on"


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
    return FoundationPlan(
        environment=environment,
        tags=dict(
            sorted(
                {
                    **environment.tags,
                    "Environment": environment.name,
                    "ManagedBy": "modelstacks",
                }.items()
            )
        ),
        standards=tuple(name.upper() for name in environment.compliance),
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
        reasons=tuple(_reasons(environment, training)),
    )


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


def _reasons(environment: Environment, training: Sequence[Training]) -> Iterator[Reason]:
    security, aws = environment.security, environment.aws
    yield from _profile_reasons(environment)
    if security.automatic_update:
        update = plan_update(security.automatic_update, training)
        yield from update_reasons(update, training)
    if security.ip_access:
        yield ip_reason(security.ip_access, plan_ip_lists(security.ip_access, environment.name))
    yield from _legacy_reasons(security)
    if security.restrict_admins is not None:
        because = (
            "admins make no tokens for, and run no jobs as, anybody but themselves and the service "
            "principals they may use; takes an account admin"
            if security.restrict_admins
            else "admins may make tokens for, and run jobs as, anybody of the workspace"
        )
        yield _switch("restrict_admins", security.restrict_admins, because)
    yield from _token_reasons(security)
    if security.system_schemas:
        yield Reason(
            decision="system_schemas",
            value=", ".join(security.system_schemas),
            because="they belong to the metastore: where environments share one, declare them in "
            "one environment only, or a destroy in another takes them away; takes a metastore admin",
        )
    if aws:
        yield from peering_reasons(plan_peerings(environment.network.peerings, environment, aws))
    if environment.encryption.workspace and not environment.is_local:
        yield from key_reasons(plan_workspace_keys(environment.encryption.workspace))


def _profile_reasons(environment: Environment) -> Iterator[Reason]:
    security = environment.security
    if environment.compliance:
        yield Reason(
            decision="compliance_profile",
            value=", ".join(environment.compliance),
            because="permanent: a destroy leaves it, and no standard is taken away again; only "
            "node types that encrypt in transit, hardened images, enhanced monitoring and "
            f"automatic updates from then on; {ADD_ON}",
        )
        if security.automatic_update is None:
            because = (
                "the profile updates clusters anyway, when Databricks chooses, and ends what trains"
            )
            yield Reason(decision="automatic_update", value="no window", because=because)
    elif security.enhanced_monitoring is not None:
        because = f"hardened images with agents that watch the nodes; {ADD_ON}"
        yield _switch("enhanced_monitoring", security.enhanced_monitoring, because)


def _legacy_reasons(security: Security) -> Iterator[Reason]:
    legacy = _legacy(security)
    if legacy.dbfs_is_off is not None:
        because = (
            "the DBFS root and every mount stop working, and runtimes before 13.3 with them; it "
            "takes up to 20 minutes, and running clusters notice at their next start"
            if legacy.dbfs_is_off
            else "the DBFS root and mounts work; whoever uses a cluster reads all of a mount"
        )
        yield _switch("legacy_dbfs", not legacy.dbfs_is_off, because)
    if legacy.hive_is_off is not None:
        because = (
            "the workspace's own Hive metastore, clusters without isolation and runtimes before "
            "13.3 stop working"
            if legacy.hive_is_off
            else "the workspace's own Hive metastore and clusters without isolation work"
        )
        yield _switch("legacy_features", not legacy.hive_is_off, because)


def _token_reasons(security: Security) -> Iterator[Reason]:
    if security.tokens is None:
        return
    yield Reason(
        decision="tokens",
        value=f"{security.tokens.max_days} days",
        because="longest lifetime of a new personal token; a limit is changed and never unset: a "
        "destroy leaves it",
    )
    if security.tokens.users:
        yield Reason(
            decision="tokens",
            value=", ".join(security.tokens.users),
            because="only they and admins have tokens: anybody else's stop working at once; one "
            "token has to exist in the workspace before this can be set",
        )


def _switch(decision: str, is_on: bool, because: str) -> Reason:
    return Reason(decision=decision, value="on" if is_on else "off", because=because)
