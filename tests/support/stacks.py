"""The shipped stacks, synthesized."""

import atexit
import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import cdktf
from support.template import Template

from modelstacks.settings import load_project
from modelstacks.sizing import plan_family
from modelstacks.surroundings import plan_surroundings, plan_watch
from stacks import STACKS
from stacks.workspace import Folders

ENVIRONMENTS = ("local", "dev", "staging", "prod", "local-azure", "local-gcp")
_LICENCE = re.compile(r"    # (enabled: true) [^\n]*\n    # (licence: )[^\n]+\n")
_ACCEPTED = r"    \1\n    \2{llama3.2: {accepted_by: legal, on: 2026-11-25}}\n"


def family_stack(root: Path, environment: str, family: str = "t5") -> Template:
    """The stack of a family, a copy of its own for each caller."""
    return Template(_synthesized(root, environment, family))


def synthesize(root: Path, environment: str, family: str = "t5") -> str:
    """Synthesize the stack of a family with the folders that a user has."""
    project = load_project(_licensed(root), environment)
    (settings,) = [one for one in project.families if one.name == family]
    plan = plan_family(settings, project.environment, project.catalog)
    stack = STACKS[family](
        cdktf.Testing.app(),
        plan=plan,
        watch=plan_watch(plan, project.catalog),
        surroundings=plan_surroundings(settings, project.environment, project.catalog),
        folders=Folders(output=root / "cdktf.out", sandbox=root / ".sandbox"),
    )
    return cdktf.Testing.synth(stack)


@cache
def _licensed(root: Path) -> Path:
    """The shipped configuration after somebody did what its comments say about the licence."""
    folder = Path(tempfile.mkdtemp(prefix="modelstacks-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = folder / "config"
    shutil.copytree(root / "config", config)
    for name in ("dev", "staging", "prod"):
        file = config / "environments" / f"{name}.yaml"
        text, count = _LICENCE.subn(_ACCEPTED, file.read_text())
        assert count == 1, f"{name}.yaml does not say how to accept the licence"
        file.write_text(text)
    return config


_synthesized = cache(synthesize)


def as_text(template: Template) -> str:
    """The JSON of a stack as one text."""
    return json.dumps(template.json)
