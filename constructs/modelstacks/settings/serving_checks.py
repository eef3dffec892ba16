"""Checks what stands around a served version: the parts that must go together."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.redaction import REFERENCE

_SECRET = re.compile(r"\{\{secrets/[^/{}\s]+/[^/{}\s]+\}\}")
_BRACES = re.compile(r"\{\{|\}\}")
_OF_TERRAFORM = re.compile(r"[$%]\{")
_SOUNDS_SECRET = re.compile(r"(?i)(token|password|passwd|secret|credential|api_?key|private_?key)")
_MAX_VARIABLES = 30
"""Of one served model (Databricks' limits of model serving)."""


def serving_problems(document: Document, path: Path, serve: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what does not go together in `serve`, which stands at `path`."""
    yield from _versions(document, path, serve)
    yield from _variables(document, (*path, "environment"), serve.get("environment", {}))
    gateway = serve.get("gateway", {})
    if gateway.get("fallbacks") and not serve.get("challenger"):
        yield Problem(
            where=document.where((*path, "gateway", "fallbacks")),
            found="there is one version, and none to fall back to",
            fix="add serve.challenger, or leave fallbacks out",
        )
    yield from _limits(document, (*path, "gateway", "rate_limits"), gateway.get("rate_limits", {}))


def _versions(document: Document, path: Path, serve: Mapping[str, Any]) -> Iterator[Problem]:
    challenger = serve.get("challenger")
    if not challenger:
        return
    where = document.where((*path, "challenger"))
    if "version" not in serve:
        found = "a challenger without a version that it challenges"
        yield Problem(where=where, found=found, fix="set serve.version")
    elif challenger.get("version") == serve["version"]:
        found = f"version {serve['version']} challenges itself"
        yield Problem(where=where, found=found, fix="name another version")


def _variables(document: Document, path: Path, variables: Mapping[str, str]) -> Iterator[Problem]:
    if len(variables) > _MAX_VARIABLES:
        found, most = f"{len(variables)} variables", f"up to {_MAX_VARIABLES}"
        yield Problem(where=document.where(path), found=found, allowed=most)
    for name, value in variables.items():
        where = document.where((*path, name))
        if _SECRET.fullmatch(value):
            continue
        if _BRACES.search(value):
            form = "{{secrets/scope/key}}, and nothing beside it"
            yield Problem(where=where, found="no reference to a secret", allowed=form)
        elif _OF_TERRAFORM.search(value):
            found = "Terraform would fill in what stands in braces"
            yield Problem(where=where, found=found, allowed="a plain value")
        elif _SOUNDS_SECRET.search(name):
            # The value is not repeated: it may be one.
            found = f"`{name}` sounds like a secret, and its value is written out"
            yield Problem(where=where, found=found, fix=REFERENCE)


def _limits(document: Document, path: Path, limits: Mapping[str, Any]) -> Iterator[Problem]:
    said: list[tuple[Path, Any]] = [
        ((name,), limits[name]) for name in ("endpoint", "user") if name in limits
    ]
    for kind in ("groups", "service_principals"):
        said += [((kind, name), limit) for name, limit in limits.get(kind, {}).items()]
    for at, limit in said:
        if not limit:
            where = document.where((*path, *at))
            yield Problem(where=where, found="a limit of nothing", allowed="calls, tokens, or both")
