"""A model of the project's own: from a Hugging Face `config.json` to a record of the catalog."""

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from modelstacks.catalog import Model
from modelstacks.catalog.loader import read_rows
from modelstacks.errors import ConfigError, Problem
from modelstacks.sizing.architecture import from_hugging_face

MOST_BYTES = 1_000_000
MOST_NAME = 60
NAMED_SIZE = re.compile(r"(?:^|[-_])([0-9]+(?:\.[0-9]+)?)([bm])(?:$|[-_])")
NEAR = 0.3


def read_config(file: Path) -> Any:
    """Return the parsed file; `ConfigError` when it cannot be read or is no JSON."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _unreadable(file, f"it is larger than {MOST_BYTES // 1_000_000} MB")
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(file, str(error.strerror).lower()) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(file, f"it is no JSON: {error}"[:200]) from error


def model_from_config(file: Path, *, name: str = "", family: str = "") -> Model:
    """Return the record of the model that a `config.json` describes.

    Without a name it is called what the file calls it, else as its folder.
    """
    config = read_config(file)
    shape = from_hugging_face(config)
    model_type = str(config["model_type"])
    origin = config.get("_name_or_path")
    called = origin if isinstance(origin, str) and origin else file.resolve().parent.name
    chosen = name or _slug(called)
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", chosen) or len(chosen) > MOST_NAME:
        found = f"`{chosen[:MOST_NAME]}` is no name for a model"
        fix = f"--name with lower-case letters, digits, dots and dashes, up to {MOST_NAME}"
        raise ConfigError([Problem(where="--name", found=found, fix=fix)])
    rows = {row["model_type"]: row for row in read_rows("model_types")}
    return Model(
        name=chosen,
        family=family or model_type,
        hugging_face_id=called[:200],
        architecture=shape.kind,
        parameters=shape.parameters,
        nominal_billions=_nominal(chosen, shape.parameters),
        minimum_transformers=rows[model_type]["minimum_transformers"],
        dimensions={key: value for key, value in asdict(shape).items() if key != "name"},
        source=f"{file.name} of {called[:200]}, model_type {model_type}",
        as_of=date.today().isoformat(),
    )


def _nominal(name: str, parameters: int) -> float:
    """Return the size that the name claims, where it is about right, else the counted one."""
    counted = parameters / 1e9
    claim = NAMED_SIZE.search(name)
    if claim:
        claimed = float(claim[1]) / (1 if claim[2] == "b" else 1000)
        if abs(claimed - counted) <= NEAR * counted:
            return claimed
    return float(f"{counted:.2g}")


def _slug(text: str) -> str:
    last = text.rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"[^a-z0-9.]+", "-", last).strip("-.")


def _unreadable(file: Path, why: str) -> ConfigError:
    fix = "give the config.json of a Hugging Face model"
    return ConfigError([Problem(where=str(file), found=f"cannot be read: {why}", fix=fix)])
