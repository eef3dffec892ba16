"""Settings of the workspace lock nobody out and do not contradict themselves."""

import pytest

from modelstacks.settings.security import IpAccess, IpList

from .conftest import ENVIRONMENT, Config

AT = "config/environments/dev.yaml:5 security."


def write(config: Config, security: str) -> None:
    config.environment(f"{ENVIRONMENT}security: {{{security}}}\n")


@pytest.mark.parametrize(
    ("ip_access", "path", "found"),
    [
        ("allow: {office: [203.0.113.0/24]}", "caller", "the one that deploys is not named"),
        (
            "allow: {office: [203.0.113.0/24]}, caller: [198.51.100.7]",
            "caller[0]",
            "`198.51.100.7` deploys from outside every `allow` list",
        ),
        (
            "allow: {office: [203.0.113.0/25]}, caller: [203.0.113.0/24]",
            "caller[0]",
            "`203.0.113.0/24` deploys from outside",
        ),
        (
            "allow: {all: [0.0.0.0/0]}, block: {bad: [203.0.113.9]}, caller: [203.0.113.0/24]",
            "caller[0]",
            "203.0.113.9 blocks it",
        ),
        (
            "block: {bad: [203.0.113.0/24]}, caller: [203.0.113.128/25]",
            "caller[0]",
            "203.0.113.0/24 blocks it",
        ),
    ],
)
def test_nobody_is_locked_out(config: Config, ip_access: str, path: str, found: str) -> None:
    write(config, f"ip_access: {{{ip_access}}}")

    (problem,) = config.problems()
    assert problem.where == f"{AT}ip_access.{path}"
    assert found in problem.found
    assert problem.fix


@pytest.mark.parametrize(
    "ip_access",
    [
        "allow: {a: [203.0.113.0/24]}, caller: [203.0.113.7]",
        # Two halves make the whole.
        "allow: {a: [203.0.113.0/25], b: [203.0.113.128/25]}, caller: [203.0.113.0/24]",
        "allow: {a: [0.0.0.0/0]}, block: {b: [192.0.2.0/24]}, caller: [203.0.113.0/24]",
        "block: {b: [192.0.2.0/24]}",
        "allow: {}",
    ],
)
def test_lists_that_leave_the_caller_inside(config: Config, ip_access: str) -> None:
    write(config, f"ip_access: {{{ip_access}}}")

    assert config.load().environment.security.ip_access is not None


def test_lists_are_kept_by_name(config: Config) -> None:
    write(config, "ip_access: {allow: {a: [203.0.113.0/24]}, caller: [203.0.113.7]}")

    assert config.load().environment.security.ip_access == IpAccess(
        allow=(IpList(name="a", cidrs=("203.0.113.0/24",)),), caller=("203.0.113.7",)
    )


def test_lists_that_are_too_long(config: Config) -> None:
    many = ", ".join(f"10.{at // 256}.{at % 256}.1" for at in range(1001))
    write(config, f"ip_access: {{block: {{bad: [{many}]}}}}")

    (problem,) = config.problems()
    assert problem.found == "1001 addresses"


def test_billing_is_switched_on_by_databricks(config: Config) -> None:
    write(config, "system_schemas: [access, billing]")

    (problem,) = config.problems()
    assert problem.where == f"{AT}system_schemas[1]"
    assert "by itself" in problem.found


def test_an_unknown_schema(config: Config) -> None:
    write(config, "system_schemas: [acess]")

    (problem,) = config.problems()
    assert problem.nearest == "access"
    assert "compute" in problem.allowed


def test_dbfs_is_one_of_the_legacy_features(config: Config) -> None:
    write(config, "legacy_features: false, legacy_dbfs: true")

    (problem,) = config.problems()
    assert problem.where == f"{AT}legacy_dbfs"


def test_what_azure_sets_elsewhere(config: Config) -> None:
    azure = ENVIRONMENT.replace("aws", "azure").replace("us-east-1", "eastus")
    window = "automatic_update: {day: sunday, hour: 3}"
    config.environment(f"{azure}security: {{enhanced_monitoring: true, {window}}}\n")

    problems = config.problems()

    assert [one.where.rpartition(" ")[2] for one in problems] == [
        "security.enhanced_monitoring",
        "security.automatic_update",
    ]
    assert "azurerm_databricks_workspace" in problems[0].fix
