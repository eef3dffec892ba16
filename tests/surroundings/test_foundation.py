"""What an environment declares for all is decided, each setting with what it breaks."""

from dataclasses import replace
from typing import Any

import pytest
from support.foundation import OFFICES, planned, secured, told, with_keys
from support.sizing import environment_with
from support.surroundings import ACCOUNT, PEER_SIDE, WORKSPACE_SIDE

from modelstacks.settings.aws import Aws
from modelstacks.settings.network import Network, Peering, Vpc
from modelstacks.settings.project import SandboxSettings
from modelstacks.settings.security import IpAccess, Tokens
from modelstacks.surroundings import plan_foundation
from modelstacks.surroundings.foundation_plans import LegacyPlan
from modelstacks.surroundings.plans import PeeringSidePlan


def vpc(side: PeeringSidePlan) -> Vpc:
    return Vpc(id=side.vpc_id, cidrs=side.cidrs, route_tables=side.route_tables)


@pytest.mark.parametrize(
    "said", [{}, {"compliance_profile_is_permanent": True}], ids=["nothing", "acknowledged only"]
)
def test_nothing_declared_is_no_stack(said: dict[str, Any]) -> None:
    assert plan_foundation(secured(**said), []) is None


def test_what_is_not_said_stays_as_it_is() -> None:
    plan = planned(secured(enhanced_monitoring=True))

    assert plan.enhanced_monitoring is True
    assert plan.configuration == {}
    assert plan.legacy == LegacyPlan()
    assert (plan.ip_lists, plan.standards, plan.automatic_update) == ((), (), None)
    assert [row.decision for row in plan.reasons] == ["enhanced_monitoring"]


def test_one_configuration_gathers_the_keys_of_every_setting() -> None:
    plan = planned(secured(ip_access=OFFICES, legacy_features=False, tokens=Tokens(max_days=30)))

    assert plan.configuration == {
        "enableIpAccessLists": "true",
        "enforceUserIsolation": "true",
        "maxTokenLifetimeDays": "30",
    }
    assert "a destroy leaves it" in told(plan, "tokens")


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ({"legacy_dbfs": False}, LegacyPlan(dbfs_is_off=True)),
        ({"legacy_features": False}, LegacyPlan(dbfs_is_off=True, hive_is_off=True)),
        (
            {"legacy_features": True, "legacy_dbfs": False},
            LegacyPlan(dbfs_is_off=True, hive_is_off=False),
        ),
    ],
)
def test_legacy_features_take_dbfs_along(said: dict[str, bool], decided: LegacyPlan) -> None:
    plan = planned(secured(**said))

    assert plan.legacy == decided
    assert "every mount stop working; it takes up to 20 minutes" in told(plan, "legacy_dbfs")


def test_the_profile_is_told_to_be_permanent_and_holds_monitoring_on() -> None:
    environment = replace(
        secured(compliance_profile_is_permanent=True, enhanced_monitoring=True),
        compliance=("hipaa", "pci_dss"),
    )
    plan = planned(environment)

    assert plan.standards == ("HIPAA", "PCI_DSS")
    assert plan.enhanced_monitoring is None
    assert "permanent" in told(plan, "compliance_profile")
    assert "when Databricks chooses" in told(plan, "automatic_update")


def test_those_who_deploy_are_listed_first_and_block_lists_come_last() -> None:
    plan = planned(secured(ip_access=OFFICES))

    assert [(one.id, one.label, one.kind) for one in plan.ip_lists] == [
        ("caller", "dev-caller", "ALLOW"),
        ("allow-office", "dev-office", "ALLOW"),
        ("allow-pipelines", "dev-pipelines", "ALLOW"),
        ("block-guests", "dev-guests", "BLOCK"),
    ]
    assert plan.ip_lists[0].addresses == OFFICES.caller


def test_addresses_are_counted_once() -> None:
    plan = planned(secured(ip_access=OFFICES))

    assert "4 lists, 5 ranges: 272 addresses get in" in told(plan, "ip_access")


def test_without_an_allow_list_nobody_needs_to_be_kept_in() -> None:
    plan = planned(secured(ip_access=replace(OFFICES, allow=())))

    assert [one.id for one in plan.ip_lists] == ["block-guests"]
    assert "everybody gets in but 1 blocked addresses" in told(plan, "ip_access")


def test_enforcement_without_a_list() -> None:
    plan = planned(secured(ip_access=IpAccess()))

    assert plan.configuration == {"enableIpAccessLists": "true"}
    assert "on, without a list" in told(plan, "ip_access")


def test_system_schemas_belong_to_the_metastore() -> None:
    plan = planned(secured(system_schemas=("access",)))

    assert plan.system_schemas == ("access",)
    assert "where environments share it" in told(plan, "system_schemas")


def test_the_environments_own_peerings() -> None:
    network = Network(
        workspace_vpc=vpc(WORKSPACE_SIDE),
        peerings=(Peering(name="data", peer=vpc(PEER_SIDE)),),
    )
    plan = planned(replace(environment_with(), aws=Aws(account_id=ACCOUNT), network=network))

    assert plan.needs_aws
    assert [one.name for one in plan.peerings] == ["data"]
    assert "not for serving" in told(plan, "peering")


def test_keys_of_the_workspace_are_no_matter_of_the_sandbox() -> None:
    environment = with_keys("arn:aws:kms:us-east-1:1:key/a", None)

    assert planned(environment).workspace_keys is not None
    assert plan_foundation(replace(environment, sandbox=SandboxSettings()), []) is None


def test_tags_name_no_family() -> None:
    environment = replace(secured(restrict_admins=True), tags={"Owner": "ml-platform"})

    assert planned(environment).tags == {
        "Environment": "dev",
        "ManagedBy": "modelstacks",
        "Owner": "ml-platform",
    }


def test_on_azure_the_profile_is_set_elsewhere() -> None:
    environment = replace(environment_with("azure"), compliance=("hipaa",))
    plan = planned(environment)

    assert plan.standards == ()
    assert "azurerm_databricks_workspace" in told(plan, "compliance_profile")
