"""A standard decides what is allowed, and every violation is named at once."""

import pytest

from .conftest import ENVIRONMENT, FAMILY, Config

DEV = "config/environments/dev.yaml"
COMPLIANT = """\
compliance: [hipaa, pci_dss]
encryption: {in_transit: true}
security:
  compliance_profile: {acknowledge_permanent: true}
  system_schemas: [access]
  tokens: {max_days: 90}
"""


def test_what_a_standard_demands(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}{COMPLIANT}")

    environment = config.load().environment
    assert environment.compliance == ("hipaa", "pci_dss")
    assert environment.security.compliance_profile_is_permanent


def test_every_violation_is_named_at_once(config: Config) -> None:
    config.environment(
        f"{ENVIRONMENT}compliance: [hipaa]\nencryption: {{local_disks: false}}\n"
        "security: {enhanced_monitoring: false}\n"
        "sizing: {runtime: 13.3.x-gpu-ml-scala2.12}\n"
    )

    assert {problem.where for problem in config.problems()} == {
        f"{DEV}:5 compliance",
        f"{DEV}:6 encryption.in_transit",
        f"{DEV}:6 encryption.local_disks",
        f"{DEV}:7 security.enhanced_monitoring",
        f"{DEV}:7 security.system_schemas",
        f"{DEV}:7 security.tokens.max_days",
        f"{DEV}:8 sizing.runtime",
    }


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("permanent: true", "permanent: false", "security.compliance_profile"),
        ("in_transit: true", "in_transit: false", "encryption.in_transit"),
        ("{in_transit: true}", "{in_transit: true, local_disks: false}", "encryption.local_disks"),
        ("[access]", "[compute]", "security.system_schemas"),
        ("[access]", "[]", "security.system_schemas"),
        ("  tokens: {max_days: 90}\n", "", "security.tokens.max_days"),
        ("  tokens", "  enhanced_monitoring: false\n  tokens", "security.enhanced_monitoring"),
    ],
)
def test_one_violation(config: Config, before: str, after: str, where: str) -> None:
    config.environment(ENVIRONMENT + COMPLIANT.replace(before, after))

    (problem,) = config.problems()
    assert f" {where}" in problem.where


def test_the_profile_is_permanent(config: Config) -> None:
    line = "  compliance_profile: {acknowledge_permanent: true}\n"
    config.environment(ENVIRONMENT + COMPLIANT.replace(line, ""))

    (problem,) = config.problems()
    assert problem.where == f"{DEV}:5 compliance"
    assert "permanent" in problem.found
    assert "acknowledge_permanent: true" in problem.fix


@pytest.mark.parametrize("key", ["in_transit", "local_disks"])
def test_a_family_takes_nothing_back(config: Config, key: str) -> None:
    config.environment(f"{ENVIRONMENT}{COMPLIANT}")
    config.family(f"{FAMILY}encryption: {{{key}: false}}\n")

    (problem,) = config.problems()
    assert problem.where == f"config/families/t5.yaml:6 encryption.{key}"


@pytest.mark.parametrize("key", ["13.3.x-gpu-ml-scala2.12", "13.1.x-gpu-ml-scala2.12"])
def test_a_runtime_that_has_ended(config: Config, key: str) -> None:
    config.environment(f"{ENVIRONMENT}{COMPLIANT}")
    config.family(FAMILY.replace("interactive: {}", f"interactive: {{runtime: {key}}}"))

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:4 models.t5-base.interactive.runtime"
    assert "ended" in problem.found


def test_an_old_runtime_where_no_standard_holds(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}sizing: {{runtime: 13.3.x-gpu-ml-scala2.12}}\n")

    assert config.load().environment.compliance == ()


def test_a_family_runs_only_where_its_standards_hold(config: Config) -> None:
    config.family(f"{FAMILY}compliance: [hipaa]\n")

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:6 compliance[0]"
    assert problem.allowed == "none"

    config.environment(f"{ENVIRONMENT}{COMPLIANT}")
    assert config.load().families[0].compliance == ("hipaa",)


def test_what_is_wrong_is_not_missing_as_well(config: Config) -> None:
    config.family(f"{FAMILY}compliance: [hipaa]\n")
    config.environment(ENVIRONMENT + COMPLIANT.replace("hipaa", "hippa"))

    (problem,) = config.problems()
    assert problem.nearest == "hipaa"
