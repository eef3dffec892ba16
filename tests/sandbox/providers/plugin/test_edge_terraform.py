"""Real Terraform and the edge provider: every feature, whole lives, an interrupt."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.plugin_process import EDGE

from modelstacks.sandbox.providers.installation import Provider, lock_text, os_arch

pytestmark = pytest.mark.e2e

_SOURCE = "registry.terraform.io/modelstacks/edge"
_CONFIG = """
terraform {
  required_providers { edge = { source = "modelstacks/edge", version = "1.0.0" } }
}
variable "v" { default = 1 }
data "edge_lookup" "l" { name = "x" }
resource "edge_plain" "a" {
  name   = "a${var.v}"
  secret = "planted-secret"
}
resource "edge_list" "a" {
  name = edge_plain.a.made
  disk {
    size = var.v
    part { at = edge_plain.a.id }
    part {}
  }
  dynamic "disk" {
    for_each = [1, 2]
    content { size = disk.value }
  }
  one { value = "x" }
}
resource "edge_set" "a" {
  disk { size = 1 }
  disk {
    size  = 1 + var.v
    label = "given"
  }
}
resource "edge_single" "a" {
  disk { size = var.v }
  limits {}
}
resource "edge_nested" "a" {
  single = { name = "s" }
  list   = [{ name = "l" }, { name = edge_plain.a.id }]
  set    = [{ name = "t" }]
  map    = { k = { name = "m${var.v}" } }
}
resource "edge_values" "a" {
  any     = { a = 1, b = ["x", true] }
  number  = 123456789012345678901234567890
  list    = ["a", edge_plain.a.id]
  set     = ["b", "prefix-${edge_plain.a.id}"]
  map     = { k = edge_plain.a.made }
  objects = [{ a = "x", b = 1 }]
  text    = "v${var.v}"
}
resource "edge_force" "a" {
  name = "a"
  disk { size = var.v }
}
resource "edge_legacy" "a" { name = data.edge_lookup.l.found }
"""


class Folder:
    """A folder with the edge provider installed."""

    def __init__(self, path: Path, config: str) -> None:
        self.path = path
        (path / "main.tf").write_text(config)
        directory = path / "terraform.d" / "plugins" / _SOURCE / "1.0.0" / os_arch()
        directory.mkdir(parents=True)
        launcher = directory / "terraform-provider-edge_v1.0.0"
        command = f"{shlex.quote(sys.executable)} -P {shlex.quote(str(EDGE))}"
        launcher.write_text(f"#!/bin/sh\nexec {command}\n")
        launcher.chmod(0o755)
        provider = Provider(source=_SOURCE, version="1.0.0", directory=directory)
        (path / ".terraform.lock.hcl").write_text(lock_text([provider]))
        self.environment = {
            **os.environ,
            "EDGE_STORE": str(path / "objects.json"),
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
        }
        assert self.run("init", "-input=false").returncode == 0

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", arguments[0], *(["-no-color"] if arguments[0] != "version" else []),
             *arguments[1:]],
            cwd=self.path, env={**self.environment, **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def apply(self, *arguments: str, **environment: str) -> str:
        result = self.run("apply", "-auto-approve", "-input=false", *arguments, **environment)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def objects(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.path / "objects.json").read_text())
        return found


def test_every_feature_lives_its_whole_life(tmp_path: Path) -> None:
    """Rules 1 to 13, without the old type system but for one type."""
    folder = Folder(tmp_path, _CONFIG)

    first = folder.apply(TF_LOG="trace", TF_LOG_PATH=str(tmp_path / "trace.log"))
    assert "8 added" in first
    assert "planted-secret" not in (tmp_path / "trace.log").read_text()

    again = folder.run("plan", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout

    changed = folder.apply("-var=v=2")
    assert "1 added, 6 changed, 1 destroyed" in changed
    assert folder.run("plan", "-detailed-exitcode", "-var=v=2").returncode == 0

    objects = folder.objects()
    gone = next(id_ for id_, item in objects.items() if item.get("name") == "a2")
    del objects[gone]
    (tmp_path / "objects.json").write_text(json.dumps(objects))
    drift = folder.run("plan", "-detailed-exitcode", "-var=v=2")
    assert drift.returncode == 2
    assert "edge_plain.a will be created" in drift.stdout

    folder.apply("-destroy", "-var=v=2")
    assert folder.objects() == {}


_BROKEN = """
terraform {
  required_providers { edge = { source = "modelstacks/edge", version = "1.0.0" } }
}
resource "edge_broken" "a" { when = "after create" }
resource "edge_broken" "b" {
  when   = "bug in create"
  secret = "planted-secret"
}
resource "edge_slow" "s" {
  count   = 3
  seconds = 60
}
"""


def test_an_interrupt_and_errors_lose_nothing(tmp_path: Path) -> None:
    """Rules 7, 17 and 18 with a real Ctrl-C."""
    folder = Folder(tmp_path, _BROKEN)
    with subprocess.Popen(
        ["terraform", "apply", "-auto-approve", "-no-color", "-input=false"],
        cwd=tmp_path, env=folder.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if (tmp_path / "objects.json").exists() and len(folder.objects()) == 4:
                break
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=30)

    state = json.loads((tmp_path / "terraform.tfstate").read_text())
    kept = {
        instance["attributes"]["id"]: instance.get("status")
        for resource in state["resources"]
        for instance in resource["instances"]
    }
    assert kept == dict.fromkeys(folder.objects(), "tainted")
    assert len(kept) == 4
    assert "with edge_broken.a" in output
    assert "RuntimeError in the built-in provider" in output
    assert "planted-secret" not in output
    assert "Traceback" not in output
    assert "Plugin error" not in output
