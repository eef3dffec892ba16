"""Models that a project adds: one JSON file each in `config/models/`, beside the families."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.loader import load_catalog
from modelstacks.catalog.records import Model
from modelstacks.errors import ConfigError, Problem, listing

FOLDER = "models"
KINDS = ("encoder-decoder", "decoder-only", "vision")
NEEDED: Mapping[str, tuple[type, ...]] = {
    "family": (str,),
    "hugging_face_id": (str,),
    "architecture": (str,),
    "parameters": (int,),
    "nominal_billions": (int, float),
    "minimum_transformers": (str,),
    "dimensions": (dict,),
    "source": (str,),
    "as_of": (str,),
}


def load_project_catalog(config: Path | None) -> Catalog:
    """Return the shipped catalog with the models of a project's configuration folder.

    Raises `ConfigError` with everything that is wrong in the files. Without a folder, or without
    models in it, the shipped catalog itself is returned.
    """
    folder = config / FOLDER if config else None
    files = sorted(folder.glob("*.json")) if folder and folder.is_dir() else []
    if not files:
        return load_catalog()
    problems: list[Problem] = []
    models = [_read(file, problems) for file in files]
    if problems:
        raise ConfigError(problems)
    return load_catalog().with_models(model for model in models if model)


def write_project_model(config: Path, model: Model) -> Path:
    """Write a model's record into the project and return its file."""
    file = config / FOLDER / f"{model.name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    record = {key: getattr(model, key) for key in NEEDED}
    file.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _read(file: Path, problems: list[Problem]) -> Model | None:
    where = f"config/{FOLDER}/{file.name}"
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        problems.append(Problem(where=where, found=f"cannot be read: {error}"[:200]))
        return None
    found = list(_mistakes(file.stem, row))
    if found:
        fix = "`modelstacks model add FILE` writes such a file"
        problems.append(Problem(where=where, found="; ".join(found), fix=fix))
        return None
    return Model(name=file.stem, **row)


def _mistakes(name: str, row: object) -> list[str]:
    if not isinstance(row, dict):
        return ["it is no JSON object"]
    mistakes = [f"unknown key `{key:.40}`" for key in row if key not in NEEDED]
    mistakes += [f"the key `{key}` is missing" for key in NEEDED if key not in row]
    mistakes += [
        f"`{key}` is {type(row[key]).__name__}"
        for key, types in NEEDED.items()
        if key in row and (not isinstance(row[key], types) or isinstance(row[key], bool))
    ]
    return mistakes or _implausible(name, row)


def _implausible(name: str, row: Mapping[str, Any]) -> list[str]:
    mistakes = []
    if row["architecture"] not in KINDS:
        mistakes.append(f"architecture is `{row['architecture']:.40}`, not {listing(KINDS)}")
    if row["parameters"] < 1 or row["nominal_billions"] <= 0:
        mistakes.append("sizes must be above 0")
    try:
        date.fromisoformat(row["as_of"])
    except ValueError:
        mistakes.append("`as_of` is no ISO date")
    known = load_catalog().models.values()
    if any(name == model.name or name in model.aliases for model in known):
        mistakes.append(f"`{name}` is a model of the shipped catalog")
    return mistakes
