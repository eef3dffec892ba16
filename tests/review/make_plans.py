"""Makes the plans that the tests read: `python tests/review/make_plans.py [NAME...]`, on demand.

Real Terraform plans real changes: of `terraform_data`, of the provider that the sandbox's own tests
use (`edge_*`), and of `t5-stack` on the sandbox. Only the time of planning is made the same each
time. The version of Terraform stands in each file; those here are from 1.11.4.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sandbox.providers.plugin_process import EDGE  # noqa: E402
from support.project import Project  # noqa: E402

from modelstacks.sandbox.providers.installation import Provider, lock_text, os_arch  # noqa: E402

PLANS = HERE / "plans"
MADE_AT = "2026-01-01T00:00:00Z"
SECRET = "Tr0ub4dor&3-<planted>"
_SOURCE = "registry.terraform.io/modelstacks/edge"
_HEAD = """
terraform {
  required_providers { edge = { source = "modelstacks/edge", version = "1.0.0" } }
}
"""


class Bench:
    """A folder in which Terraform runs on the edge provider."""

    def __init__(self, path: Path) -> None:
        self.path = path
        directory = path / "terraform.d" / "plugins" / _SOURCE / "1.0.0" / os_arch()
        directory.mkdir(parents=True)
        launcher = directory / "terraform-provider-edge_v1.0.0"
        command = f"{shlex.quote(sys.executable)} -P {shlex.quote(str(EDGE))}"
        launcher.write_text(f"#!/bin/sh\nexec {command}\n")
        launcher.chmod(0o755)
        provider = Provider(source=_SOURCE, version="1.0.0", directory=directory)
        (path / ".terraform.lock.hcl").write_text(lock_text([provider]))

    def write(self, configuration: str, **modules: str) -> None:
        """Replace the configuration, and the modules that it calls."""
        (self.path / "main.tf").write_text(_HEAD + configuration)
        for name, content in modules.items():
            (self.path / name).mkdir(exist_ok=True)
            (self.path / name / "main.tf").write_text(_HEAD + content)
        self.run("init", "-input=false")

    def run(self, *arguments: str, ok: bool = True) -> str:
        """Run Terraform and, if asked, insist that it succeeds."""
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.path,
            env={
                **os.environ,
                "EDGE_STORE": str(self.path / "objects.json"),
                "CHECKPOINT_DISABLE": "1",
                "TF_CLI_CONFIG_FILE": os.devnull,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 or not ok, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def apply(self, *arguments: str, ok: bool = True) -> None:
        """Apply what is configured."""
        self.run("apply", "-auto-approve", "-input=false", *arguments, ok=ok)

    def plan(self, *arguments: str, ok: bool = True) -> dict[str, Any]:
        """Plan, and return the plan as JSON."""
        self.run("plan", "-input=false", "-out=p", *arguments, ok=ok)
        plan: dict[str, Any] = json.loads(self.run("show", "-json", "p"))
        return plan

    def change_objects(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change what exists, as somebody who goes round Terraform."""
        file = self.path / "objects.json"
        objects = json.loads(file.read_text())
        change(objects)
        file.write_text(json.dumps(objects))


_NET = """
variable "name" {}
resource "edge_force" "net" { name = var.name }
output "id" { value = edge_force.net.id }
"""
_PART = """
variable "net" {}
resource "edge_force" "part" { name = var.net }
"""
_BEFORE = """
module "net" {
  source = "./net"
  name   = "one"
}
module "part" {
  source = "./part"
  net    = module.net.id
}
locals { net = module.net.id }
resource "edge_force" "by_local" { name = local.net }
resource "edge_force" "first_new" {
  name = "one"
  lifecycle { create_before_destroy = true }
}
resource "edge_plain" "updated" {
  name = "updated"
  note = "one\\ntwo\\nthree\\n"
}
resource "edge_plain" "gone" { name = "gone" }
resource "edge_plain" "old_name" { name = "moved" }
resource "edge_plain" "forgotten" { name = "forgotten" }
resource "edge_plain" "still" { name = "still" }
resource "edge_plain" "counted" {
  count = 2
  name  = "counted${count.index}"
}
resource "edge_plain" "each" {
  for_each = toset(["a b", "c|d`e"])
  name     = each.key
}
resource "terraform_data" "triggered" {
  input = "same"
  lifecycle { replace_triggered_by = [edge_plain.updated] }
}
output "kept" { value = "same" }
output "changed" { value = "one" }
output "removed" { value = "gone" }
"""
_AFTER = """
module "net" {
  source = "./net"
  name   = "two"
}
module "part" {
  source = "./part"
  net    = module.net.id
}
locals { net = module.net.id }
resource "edge_force" "by_local" { name = local.net }
resource "edge_force" "first_new" {
  name = "two"
  lifecycle { create_before_destroy = true }
}
resource "edge_plain" "updated" {
  name = "updated"
  note = "one\\n2\\nthree\\n"
}
resource "edge_plain" "created" { name = module.net.id }
moved {
  from = edge_plain.old_name
  to   = edge_plain.new_name
}
resource "edge_plain" "new_name" { name = "moved" }
removed {
  from = edge_plain.forgotten
  lifecycle { destroy = false }
}
resource "edge_plain" "still" { name = "still" }
resource "edge_plain" "counted" {
  count = 1
  name  = "counted${count.index}"
}
resource "edge_plain" "each" {
  for_each = toset(["a b"])
  name     = each.key
}
resource "terraform_data" "triggered" {
  input = "same"
  lifecycle { replace_triggered_by = [edge_plain.updated] }
}
import {
  to = terraform_data.imported
  id = "imported-id"
}
resource "terraform_data" "imported" {}
data "edge_lookup" "later" { name = edge_plain.created.id }
check "passes" {
  assert {
    condition     = edge_plain.still.name == "still"
    error_message = "never said"
  }
}
check "fails" {
  assert {
    condition     = edge_plain.still.name == "other"
    error_message = "It should be other, @everyone."
  }
}
check "later" {
  assert {
    condition     = data.edge_lookup.later.found == "x"
    error_message = "Not known yet."
  }
}
output "kept" { value = "same" }
output "changed" { value = "two" }
output "added" { value = edge_plain.created.id }
"""


def every_class(bench: Bench) -> dict[str, Any]:
    """One change of each class, causes through a module, an output and a local, and checks."""
    bench.write(_BEFORE, net=_NET, part=_PART)
    bench.apply()
    bench.write(_AFTER, net=_NET, part=_PART)
    return bench.plan()


def no_changes(bench: Bench) -> dict[str, Any]:
    """Nothing to do."""
    bench.write('resource "edge_plain" "a" { name = "a" }')
    bench.apply()
    return bench.plan()


def destroy(bench: Bench) -> dict[str, Any]:
    """Everything goes."""
    bench.write('resource "edge_plain" "a" { name = "a" }\noutput "o" { value = "x" }')
    bench.apply()
    return bench.plan("-destroy")


def targeted(bench: Bench) -> dict[str, Any]:
    """A part of what is configured: the plan is not complete."""
    bench.write(
        'resource "edge_plain" "a" { name = "a" }\nresource "edge_plain" "b" { name = "b" }'
    )
    return bench.plan("-target=edge_plain.a")


def errored(bench: Bench) -> dict[str, Any]:
    """A plan that failed half-way and still wrote its file."""
    bench.write(
        """
resource "edge_plain" "a" { name = "a" }
resource "edge_plain" "b" {
  name = "b"
  lifecycle {
    precondition {
      condition     = edge_plain.a.name == "b"
      error_message = "a is not b."
    }
  }
}
"""
    )
    return bench.plan(ok=False)


def tainted(bench: Bench) -> dict[str, Any]:
    """One whose creation failed, and one that is to be replaced on request."""
    bench.write(
        'resource "edge_broken" "a" { when = "after create" }\n'
        'resource "edge_plain" "b" { name = "b" }'
    )
    bench.apply(ok=False)
    return bench.plan("-replace=edge_plain.b")


def deposed(bench: Bench) -> dict[str, Any]:
    """An object that a replacement could not remove."""
    bench.write(
        """
resource "edge_broken" "a" {
  when = "delete"
  lifecycle { create_before_destroy = true }
}
"""
    )
    bench.apply()
    bench.apply("-replace=edge_broken.a", ok=False)
    return bench.plan()


def drift(bench: Bench) -> dict[str, Any]:
    """Changed outside: what is put back, what others read, what nobody looks at, what is gone."""
    bench.write(
        """
resource "edge_plain" "put_back" {
  name = "put_back"
  note = "as configured"
}
resource "edge_plain" "read" { name = "read" }
resource "edge_plain" "reader" {
  name = "reader"
  note = edge_plain.read.made
}
resource "edge_plain" "alone" { name = "alone" }
resource "edge_plain" "gone" { name = "gone" }
"""
    )
    bench.apply()

    def change(objects: dict[str, Any]) -> None:
        by_name = {item["name"]: id_ for id_, item in objects.items()}
        objects[by_name["put_back"]]["note"] = "by hand"
        objects[by_name["read"]]["made"] = "by hand"
        objects[by_name["alone"]]["made"] = "by hand"
        del objects[by_name["gone"]]

    bench.change_objects(change)
    return bench.plan()


def secrets(bench: Bench) -> dict[str, Any]:
    """One secret, marked in some places and not in others, plain and encoded."""
    inner = """
variable "password" { sensitive = true }
resource "edge_plain" "a" {
  name   = "inner"
  secret = var.password
}
"""
    bench.write(
        f"""
variable "planted" {{
  sensitive = true
  default   = {json.dumps(SECRET)}
}}
variable "pin" {{
  sensitive = true
  default   = "x7q"
}}
module "inner" {{
  source   = "./inner"
  password = var.planted
}}
locals {{ shown = nonsensitive(var.planted) }}
resource "edge_values" "leaks" {{
  text = "url: postgres://user:${{local.shown}}@host/db"
  list = [base64encode("user=x password=${{local.shown}}"), urlencode(local.shown)]
  set  = [jsonencode({{ password = local.shown }})]
  map  = {{ (local.shown) = "key", plain = local.shown, pin = nonsensitive(var.pin) }}
  any  = {{ nested = {{ deep = [local.shown] }}, password = "zq-unmarked-9" }}
}}
resource "terraform_data" "keyed" {{
  for_each = toset([local.shown])
  input    = each.key
}}
resource "terraform_data" "marked" {{ input = {{ secret = var.planted, open = "open" }} }}
output "marked" {{
  value     = var.planted
  sensitive = true
}}
output "unmarked" {{ value = "see ${{local.shown}}" }}
check "tells" {{
  assert {{
    condition     = local.shown == ""
    error_message = "The password is ${{local.shown}}."
  }}
}}
""",
        inner=inner,
    )
    return bench.plan()


BENCHED = (
    *(every_class, no_changes, destroy, targeted, errored, tainted, deposed, drift, secrets),
)


def machines() -> dict[str, Any]:
    """`t5-stack` on the sandbox: other machines, a model that goes, one that is new."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder))
        family = project.root / "config" / "families" / "t5.yaml"
        family.write_text(
            "family: t5\nmodels:\n  t5-base:\n    interactive: {}\n    fine_tune: {method: full}\n"
            "    serve: {version: 1}\n  t5-large:\n    serve: {version: 1}\n"
        )
        local = "config/environments/local.yaml"
        project.edit(local, "families:\n", "sizing: {accelerators: [A10G]}\nfamilies:\n")
        text = (project.root / local).read_text()
        (project.root / local).write_text(text[: text.index("  t5:\n")])
        try:
            project.synth()
            project.init()
            project.apply()
            project.edit(local, "[A10G]", "[L40S]")
            text = family.read_text().replace("  t5-large:", "  t5-small:")
            family.write_text(text.replace("method: full", "method: lora, rank: 16"))
            project.synth()
            project.terraform("plan", "-input=false", "-out=tests.plan")
            plan: dict[str, Any] = json.loads(project.terraform_json("show", "-json", "tests.plan"))
        finally:
            project.down()
    # Large, and what the review reads of them stands in the changes as well.
    del plan["prior_state"], plan["planned_values"]
    return plan


def write(name: str, plan: dict[str, Any]) -> None:
    """Keep a plan for the tests."""
    plan["timestamp"] = MADE_AT
    indent = None if name == "machines" else 1
    (PLANS / f"{name}.json").write_text(json.dumps(plan, indent=indent) + "\n")
    print(name)


def main(names: list[str]) -> None:
    """Make the named plans; all of them without a name."""
    PLANS.mkdir(exist_ok=True)
    for make in BENCHED:
        if not names or make.__name__ in names:
            with tempfile.TemporaryDirectory() as folder:
                write(make.__name__, make(Bench(Path(folder))))
    if not names or "machines" in names:
        write("machines", machines())


if __name__ == "__main__":
    main(sys.argv[1:])
