"""Models that Databricks itself registers, in the schema `system.ai`."""

import json
from functools import cache
from pathlib import Path

from modelstacks.errors import nearest
from modelstacks.sandbox.workspace.errors import missing
from modelstacks.sandbox.workspace.message import Json

_DATA = Path(__file__).parent / "data" / "system_models.json"
_SCHEMA = "system.ai"


@cache
def system_models() -> tuple[str, ...]:
    """Return their full names."""
    names: list[str] = json.loads(_DATA.read_text())["models"]
    return tuple(f"{_SCHEMA}.{name}" for name in names)


def is_of_the_system(name: str) -> bool:
    """Tell whether a name is of the schema `system.ai`."""
    return name.lower().startswith(f"{_SCHEMA}.")


def require_system_model(name: str, version: str | None = None) -> None:
    """Refuse a name that `system.ai` does not have; of a version only the form is known."""
    if name.lower() not in system_models():
        close = nearest(name.lower(), system_models())
        hint = f" Did you mean {close}?" if close else ""
        raise missing(f"Registered model '{name}' does not exist.{hint}")
    if version is not None and not (version.isascii() and version.isdigit() and int(version)):
        raise missing(f"Model version '{name}' version {version} does not exist.")


def system_model_answer(name: str) -> Json:
    """Return one as Unity Catalog answers it."""
    return {
        "name": name.rpartition(".")[2],
        "catalog_name": "system",
        "schema_name": "ai",
        "full_name": name,
        "owner": "System user",
    }
