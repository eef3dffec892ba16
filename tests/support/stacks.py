"""The shipped stacks, synthesized."""

import json
from functools import cache
from pathlib import Path

import cdktf
from support.template import Template

from modelstacks.settings import load_project
from modelstacks.sizing import plan_family
from modelstacks.surroundings import plan_surroundings
from stacks import STACKS
from stacks.workspace import Folders

ENVIRONMENTS = ("local", "dev", "staging", "prod")


def family_stack(root: Path, environment: str, family: str = "t5") -> Template:
    """The stack of a family, a copy of its own for each caller."""
    return Template(_synthesized(root, environment, family))


def synthesize(root: Path, environment: str, family: str = "t5") -> str:
    """Synthesize the stack of a family with the folders that a user has."""
    project = load_project(root / "config", environment)
    (settings,) = [one for one in project.families if one.name == family]
    stack = STACKS[family](
        cdktf.Testing.app(),
        plan=plan_family(settings, project.environment, project.catalog),
        surroundings=plan_surroundings(settings, project.environment, project.catalog),
        folders=Folders(output=root / "cdktf.out", sandbox=root / ".sandbox"),
    )
    return cdktf.Testing.synth(stack)


_synthesized = cache(synthesize)


def as_text(template: Template) -> str:
    """The JSON of a stack as one text."""
    return json.dumps(template.json)
