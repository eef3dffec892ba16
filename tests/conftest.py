"""What every test shares: where the project is, and when a test may be left out."""

import os
import shutil
from pathlib import Path

import pytest

from modelstacks.bindings.node import prepare_node

prepare_node()

ROOT = Path(__file__).resolve().parent.parent
TERRAFORM = os.environ.get("TERRAFORM_BINARY_NAME", "terraform")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--provider-mirror",
        type=Path,
        default=None,
        help="filesystem mirror that holds the official databricks provider",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    no_terraform = pytest.mark.skip(reason=f"{TERRAFORM} is not on the PATH")
    no_mirror = pytest.mark.skip(reason="no --provider-mirror DIR with the official provider")
    for item in items:
        if item.get_closest_marker("e2e") and shutil.which(TERRAFORM) is None:
            item.add_marker(no_terraform)
        if item.get_closest_marker("official") and not config.getoption("--provider-mirror"):
            item.add_marker(no_mirror)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail when an end-to-end test was left out although Terraform is here."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or shutil.which(TERRAFORM) is None:
        return
    skipped = [
        report.nodeid
        for report in reporter.stats.get("skipped", [])
        if "e2e" in getattr(report, "keywords", ()) and "official" not in report.keywords
    ]
    if skipped:
        reporter.write_line(f"end-to-end tests skipped although {TERRAFORM} is here: {skipped}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def root() -> Path:
    """Root of the project."""
    return ROOT
