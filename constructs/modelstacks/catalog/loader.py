"""Reads the catalog's data files: one JSON file per kind, each row with the key of its source."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.records import (
    Gpu,
    Licence,
    Model,
    NodeType,
    Runtime,
    ServingRegion,
    WorkloadType,
)

DATA = Path(__file__).parent / "data"


@cache
def load_catalog() -> Catalog:
    """Return the catalog that ships with the package. Read once per process."""
    models = (Model(**row) for row in read_rows("models"))
    gpus = (Gpu(**row) for row in read_rows("gpus"))
    runtimes = (Runtime(**row) for row in read_rows("runtimes"))
    regions = read_rows("regions")
    return Catalog(
        models={model.name: model for model in models},
        gpus={gpu.name: gpu for gpu in gpus},
        nodes=tuple(
            NodeType(**row)
            for cloud in ("aws", "azure", "gcp")
            for row in read_rows(f"nodes_{cloud}")
        ),
        runtimes={runtime.key: runtime for runtime in runtimes},
        workloads=tuple(WorkloadType(**row) for row in read_rows("workload_types")),
        region_names={row["cloud"]: row["names"] for row in regions},
        european_union={row["cloud"]: row["european_union"] for row in regions},
        serving_regions=tuple(ServingRegion(**row) for row in read_rows("serving_regions")),
        licences={row["name"]: Licence(**row) for row in read_rows("licences")},
    )


def read_rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of `data/<name>.json`, each with the text and the date of its source."""
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    sources = content["sources"]
    return [_with_source(row, sources[row["source"]]) for row in content["rows"]]


def _with_source(row: dict[str, Any], source: dict[str, str]) -> dict[str, Any]:
    frozen = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return {**frozen, "source": source["text"], "as_of": source["as_of"]}
