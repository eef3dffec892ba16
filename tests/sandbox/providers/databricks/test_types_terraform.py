"""Real Terraform, the built-in provider and a real local workspace: every served type."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.databricks.serve_workspace import TOKEN
from sandbox.providers.databricks.stack import HERE, Stack, Workspace, workspace

from modelstacks.sandbox.providers.databricks.tables import (
    served_data_sources,
    served_resources,
)

pytestmark = pytest.mark.e2e

_CONFIGURATION = (HERE / "every_type.tf").read_text()
_OF_THE_ACCOUNT = {
    "databricks_disable_legacy_features_setting",
    "databricks_budget",
    "databricks_budget_policy",
}
"""Types that no workspace serves, whoever asks."""

_SUMMARY = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")
_EXPLAINED_BY_IMPORT = {
    # What no answer tells: secrets, contents, and what only the configuration knows.
    "databricks_secret.s",
    "databricks_notebook.n",
    "databricks_notebook.src",
    "databricks_workspace_file.f",
    "databricks_workspace_file.f2",
    "databricks_workspace_file.policies",
    "databricks_directory.d",
    "databricks_cluster.nowait",
    "databricks_cluster.gpu",
    "databricks_notification_destination.hook",
    "databricks_notification_destination.slack",
    "databricks_token.ci",
    "databricks_workspace_conf.w",
    "databricks_storage_credential.sc",
    "databricks_external_location.el",
    "databricks_storage_credential.azure",
    "databricks_storage_credential.azure_sp",
    "databricks_sql_endpoint.plain",
    "databricks_dashboard.d",
    "databricks_dashboard.file",
    # Only the platform has it: the folder of a query, and its switches.
    "databricks_query.plain",
    # Configured by path, imported by id.
    "databricks_permissions.d",
    "databricks_permissions.nb",
}

_NEVER_IMPORTED = ("databricks_library.", "databricks_mount.")


def _summary(output: str) -> tuple[int, ...]:
    found = _SUMMARY.search(output)
    assert found, output
    return tuple(map(int, found.groups()))


def test_the_configuration_names_every_served_type() -> None:
    used = set(re.findall(r'^resource "(\w+)"', _CONFIGURATION, re.MULTILINE))
    read = set(re.findall(r'^data "(\w+)"', _CONFIGURATION, re.MULTILINE))
    assert used | _OF_THE_ACCOUNT == set(served_resources())
    assert read == set(served_data_sources())


def test_every_type_lives_its_whole_life(tmp_path: Path) -> None:
    with workspace(tmp_path) as sandbox:
        stack = Stack(tmp_path, _CONFIGURATION, port=sandbox.port)
        before = _inventory(sandbox)
        log = tmp_path / "trace.log"

        stack.apply(TF_LOG="trace", TF_LOG_PATH=str(log))
        text = log.read_text()
        for secret in (TOKEN, "planted-secret-1", "planted-secret-hook", "planted-secret-azure"):
            assert secret not in text
        stack.plan(exit_code=0)

        _import_into_an_empty_state(stack)

        changed = stack.apply("-var=v=2")
        assert _summary(changed) == (6, 56, 6)
        _make_drift(sandbox)
        drift = stack.plan("-var=v=2", exit_code=2)
        assert "databricks_schema.s will be updated in-place" in drift
        assert "databricks_cluster.nowait will be created" in drift
        assert _summary(drift) == (1, 1, 0)

        stack.apply("-destroy", "-var=v=2")
        assert _inventory(sandbox) == before
        assert sandbox.call("GET", "/sandbox/unknown-routes")["count"] == 0


def _inventory(sandbox: Workspace) -> Any:
    return {
        path: sandbox.call("GET", path)
        for path in (
            "/api/2.1/clusters/list",
            "/api/2.0/policies/clusters/list",
            "/api/2.0/secrets/scopes/list",
            "/api/2.1/unity-catalog/catalogs",
            "/api/2.0/serving-endpoints",
            "/api/2.2/jobs/list",
            "/api/2.0/preview/scim/v2/Groups",
            "/api/2.0/preview/scim/v2/Users",
        )
    }


def _make_drift(sandbox: Workspace) -> None:
    """Change one object and delete another behind Terraform's back."""
    sandbox.call("PATCH", "/api/2.1/unity-catalog/schemas/ml.t5", {"comment": "drift"})
    clusters = sandbox.call("GET", "/api/2.1/clusters/list")["clusters"]
    [cluster_id] = [c["cluster_id"] for c in clusters if c["cluster_name"] == "nowait"]
    sandbox.call("POST", "/api/2.1/clusters/permanent-delete", {"cluster_id": cluster_id})


def _import_into_an_empty_state(stack: Stack) -> None:
    """Import everything: the measure of what reads answer."""
    blocks = [
        f"import {{\n  to = {item['address']}\n  id = {json.dumps(item['attributes']['id'])}\n}}\n"
        for item in stack.state()
        if not item["address"].startswith(_NEVER_IMPORTED)
    ]
    state, aside = stack.folder / "terraform.tfstate", stack.folder / "aside.tfstate"
    state.rename(aside)
    imports = stack.folder / "imports.tf"
    imports.write_text("".join(blocks))
    output = stack.plan(exit_code=2)
    imports.unlink()
    aside.rename(state)
    assert f"Plan: {len(blocks)} to import" in output
    changed = set(re.findall(r"# (\S+) (?:will be updated|must be replaced)", output))
    assert changed <= _EXPLAINED_BY_IMPORT, output


_TROUBLE = """
resource "databricks_cluster" "c" {
  cluster_name  = "c"
  spark_version = "15.4.x-gpu-ml-scala2.12"
  node_type_id  = "g5.xlarge"
  num_workers   = 1
}
resource "databricks_catalog" "ml" { name = "ml" }
resource "databricks_schema" "s" {
  catalog_name = databricks_catalog.ml.name
  name         = "t5"
}
"""


def test_trouble_ends_with_a_reason_and_the_next_apply_repairs_it(tmp_path: Path) -> None:
    with workspace(tmp_path) as sandbox:
        stack = Stack(tmp_path, _TROUBLE, port=sandbox.port)

        sandbox.fault(kind="cluster-no-capacity")
        sandbox.fault(kind="drop", match="POST /api/2.1/unity-catalog/schemas")
        sandbox.fault(kind="throttle", match="POST /api/2.1/unity-catalog/catalogs")
        output = stack.apply(exit_code=1)
        assert "cannot create cluster: failed to reach RUNNING, got TERMINATED: " in output
        assert "cannot create schema: POST /api/2.1/unity-catalog/schemas" in output
        assert "with databricks_cluster.c" in output
        assert "Traceback" not in output
        assert sandbox.cluster_names() == []
        assert [item["address"] for item in stack.state()] == ["databricks_catalog.ml"]

        stack.apply()
        stack.plan(exit_code=0)
        assert sandbox.cluster_names() == ["c"]

    output = stack.run("plan", "-input=false", exit_code=1)
    assert "the local sandbox does not answer at http://127.0.0.1:" in output
    assert "modelstacks sandbox up" in output


def test_what_cannot_work_is_said_before_anything_is_made(tmp_path: Path) -> None:
    configuration = """
resource "databricks_mws_networks" "n" {
  account_id   = "x"
  network_name = "n"
}
resource "databricks_git_credential" "g" { git_provider = "gitHub" }
resource "databricks_mount" "nameless" { uri = "s3a://bucket" }
resource "databricks_mount" "azure" {
  name = "azure"
  abfs {
    client_id              = "c"
    client_secret_scope    = "s"
    client_secret_key      = "k"
    initialize_file_system = false
  }
}
resource "databricks_instance_profile" "role" {
  instance_profile_arn = "arn:aws:iam::123456789012:role/ml"
}
resource "databricks_cluster" "c" {
  spark_version    = "15.4.x-gpu-ml-scala2.12"
  node_type_id     = "g5.xlarge"
  instance_pool_id = "x"
}
resource "databricks_grants" "g" {
  grant {
    principal  = "a"
    privileges = ["ALL_PRIVILEGES"]
  }
}
"""
    stack = Stack(tmp_path, configuration, port=1)
    output = stack.run("validate", exit_code=1)
    assert "databricks_mws_networks is not among the types" in output
    assert "Leave it out of the local environment." in output
    assert "databricks_git_credential is not among the types" in output
    assert "modelstacks sandbox up --providers official" in output
    assert "value of name is not specified or empty" in output
    assert "a mount by uri needs extra_configs" in output
    assert "an abfs block needs a workspace on Azure" in output
    assert "Not a instance-profile ARN: arn:aws:iam::123456789012:role/ml" in output
    assert "conflicts with" in output
    assert "must be specified" in output
