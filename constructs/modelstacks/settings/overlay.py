"""What an environment changes in the families: it switches off, switches on, or narrows."""

from typing import Any

from modelstacks.errors import Problem, listing, nearest
from modelstacks.settings.document import Document


def overlaid(
    families: dict[str, Document], environment: Document, problems: list[Problem]
) -> dict[str, Document]:
    """Return the families with the environment's `families` section laid over them."""
    changes = environment.value.get("families")
    if not isinstance(changes, dict):
        return families
    result = dict(families)
    for name, change in changes.items():
        if name not in families:
            _unknown(environment, ("families", name), "family", list(families), problems)
        elif change is None:
            origin = environment.origin(("families", name))
            off = Document(value={"enabled": False}, origins={("enabled",): origin})
            result[name] = families[name].merged(off)
        elif isinstance(change, dict):
            unknown = _unknown_models(families[name], environment, name, problems)
            _nothing_to_leave_out(families[name], environment, name, problems)
            overlay = environment.at("families", name)
            result[name] = families[name].merged(_without(overlay, unknown))
    return result


def switched_environment(document: Document) -> Document:
    """Return an environment in which `false` for a family reads like `null`: switched off."""
    families = document.value.get("families")
    if not isinstance(families, dict):
        return document
    off = {name: None if change is False else change for name, change in families.items()}
    return Document(value={**document.value, "families": off}, origins=document.origins)


SWITCHES = (
    ("models", "*"),
    ("models", "*", "interactive"),
    ("models", "*", "fine_tune"),
    ("models", "*", "batch_inference"),
    ("models", "*", "serve"),
    ("models", "*", "serve", "challenger"),
    ("models", "*", "fine_tune", "schedule"),
    ("models", "*", "batch_inference", "schedule"),
    ("storage", "bucket"),
    ("storage", "mounts", "*"),
    ("storage", "mounts", "*", "*"),
    ("network", "peerings", "*"),
    ("weights",),
    ("watch",),
)
"""What `false` leaves out of a family; `*` is any name."""


def switched_family(document: Document) -> Document:
    """Return a family in which `false` for a part reads like `null`: left out."""
    value = document.value
    for path in SWITCHES:
        value = _switched(value, path)
    return Document(value=value, origins=document.origins)


def _switched(value: Any, path: tuple[str, ...]) -> Any:
    if not path:
        return None if value is False else value
    if not isinstance(value, dict):
        return value
    first, rest = path[0], path[1:]
    return {
        key: _switched(item, rest) if first in {key, "*"} else item for key, item in value.items()
    }


def _unknown_models(
    family: Document, environment: Document, name: str, problems: list[Problem]
) -> list[str]:
    change = environment.value["families"][name]
    if change.get("family", name) != name:
        where = environment.where(("families", name, "family"))
        problems.append(Problem(where=where, found="an environment cannot rename a family"))
    known, asked = family.value.get("models"), change.get("models")
    if not isinstance(known, dict) or not isinstance(asked, dict):
        return []
    unknown = [model for model in asked if model not in known]
    for model in unknown:
        path = ("families", name, "models", model)
        _unknown(environment, path, f"model of family {name}", list(known), problems)
    return unknown


def _nothing_to_leave_out(
    family: Document, environment: Document, name: str, problems: list[Problem]
) -> None:
    for section, parts in (("storage", "mounts"), ("network", "peerings")):
        known = family.get(section, parts)
        known = list(known) if isinstance(known, dict) else []
        asked = environment.get("families", name, section, parts)
        for part, value in asked.items() if isinstance(asked, dict) else ():
            if (value is None or value is False) and part not in known:
                path = ("families", name, section, parts, part)
                kind = f"{parts.removesuffix('s')} of family {name}"
                _unknown(environment, path, kind, known, problems)


def _without(overlay: Document, models: list[str]) -> Document:
    if not models:
        return overlay
    kept = {key: value for key, value in overlay.value["models"].items() if key not in models}
    return Document(value={**overlay.value, "models": kept}, origins=overlay.origins)


def _unknown(
    environment: Document,
    path: tuple[str, ...],
    kind: str,
    known: list[str],
    problems: list[Problem],
) -> None:
    problems.append(
        Problem(
            where=environment.where(path),
            found=f"no {kind} is called `{path[-1]}`",
            nearest=nearest(path[-1], known),
            allowed=listing(known),
            fix="declare it in its family file first",
        )
    )
