"""Puts what is decided for all families into words: what each setting does, and what it breaks."""

from collections.abc import Iterator, Sequence

from modelstacks.sizing.plans import Reason
from modelstacks.surroundings.automatic_update import Training, update_reasons
from modelstacks.surroundings.foundation_plans import FoundationPlan, LegacyPlan
from modelstacks.surroundings.ip_access import ip_reason
from modelstacks.surroundings.network import peering_reasons
from modelstacks.surroundings.workspace_keys import key_reasons

ADD_ON = "needs the Enterprise tier with the Enhanced Security and Compliance add-on"


def foundation_reasons(plan: FoundationPlan, training: Sequence[Training]) -> Iterator[Reason]:
    """Yield a reason for everything that the stack sets, in the order in which it is set."""
    yield from _profile(plan)
    if plan.automatic_update:
        yield from update_reasons(plan.automatic_update, training)
    if plan.environment.security.ip_access:
        yield ip_reason(plan.environment.security.ip_access, plan.ip_lists)
    yield from _legacy(plan.legacy)
    if plan.admins_are_restricted is not None:
        because = (
            "admins make tokens for, and run jobs as, nobody but themselves and the service "
            "principals they may use; only an account admin sets this"
            if plan.admins_are_restricted
            else "admins make tokens for every service principal, and run jobs as every user"
        )
        yield _switch("restrict_admins", plan.admins_are_restricted, because)
    yield from _tokens(plan)
    if plan.system_schemas:
        yield Reason(
            decision="system_schemas",
            value=", ".join(plan.system_schemas),
            because="they belong to the metastore, and a metastore admin sets them: where "
            "environments share it, declare them in one, or a destroy in another takes them away",
        )
    yield from peering_reasons(plan.peerings)
    if plan.workspace_keys:
        yield from key_reasons(plan.workspace_keys)
    if plan.watch:
        yield from plan.watch.reasons


def _profile(plan: FoundationPlan) -> Iterator[Reason]:
    if plan.environment.compliance and not plan.standards:
        because = "on Azure the profile is set in `azurerm_databricks_workspace`, not here"
        yield Reason(decision="compliance_profile", value="not drawn", because=because)
    if plan.standards:
        yield Reason(
            decision="compliance_profile",
            value=", ".join(plan.standards),
            because="permanent: a destroy leaves it, and no standard is taken away again; from "
            "then on only node types that encrypt in transit, hardened images, enhanced "
            f"monitoring and automatic updates; {ADD_ON}",
        )
        if plan.automatic_update is None:
            because = "the profile updates clusters when Databricks chooses, and ends what trains"
            yield Reason(decision="automatic_update", value="no window", because=because)
        if plan.environment.security.ip_access is None:
            because = "the workspace answers every address; security.ip_access names those that may"
            yield Reason(decision="ip_access", value="not set", because=because)
    if plan.enhanced_monitoring is not None:
        because = f"hardened images with agents that watch the nodes; {ADD_ON}"
        yield _switch("enhanced_monitoring", plan.enhanced_monitoring, because)


def _legacy(legacy: LegacyPlan) -> Iterator[Reason]:
    if legacy.dbfs_is_off is not None:
        because = (
            "the DBFS root and every mount stop working; it takes up to 20 minutes, and running "
            "clusters notice at their next start"
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


def _tokens(plan: FoundationPlan) -> Iterator[Reason]:
    tokens = plan.environment.security.tokens
    if tokens is None:
        return
    yield Reason(
        decision="tokens",
        value=f"{tokens.max_days} days",
        because="longest life of a new personal token; once set, the limit is changed and never "
        "taken away: a destroy leaves it",
    )
    if tokens.users:
        yield Reason(
            decision="tokens",
            value=", ".join(tokens.users),
            because="they and admins have tokens, those of everybody else stop working; Databricks "
            "takes this once the workspace has a first token",
        )


def _switch(decision: str, is_on: bool, because: str) -> Reason:
    return Reason(decision=decision, value="on" if is_on else "off", because=because)
