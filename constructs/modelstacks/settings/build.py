"""Turns checked documents into settings. Only what is written is passed on: the rest defaults."""

from collections.abc import Mapping
from typing import Any

from modelstacks.catalog import Catalog
from modelstacks.settings.access import Access
from modelstacks.settings.document import Document, dotted
from modelstacks.settings.project import (
    BatchInference,
    Environment,
    Family,
    FineTune,
    Interactive,
    LocalState,
    ModelSettings,
    S3State,
    SandboxSettings,
    Serve,
    SizingPolicy,
    Throughput,
)


def build_environment(document: Document) -> Environment:
    """Return the environment that a checked document describes."""
    value = document.value
    state = value.get("state", "local")
    return Environment(
        name=value["environment"],
        cloud=value["cloud"],
        region=value["region"],
        catalog=value["catalog"],
        profile=value.get("profile"),
        sizing=SizingPolicy(**_frozen(value.get("sizing", {}))),
        access=Access(**_frozen(value.get("access", {}))),
        state=S3State(**state) if isinstance(state, dict) else LocalState(),
        tags=dict(value.get("tags", {})),
        sandbox=SandboxSettings(**_frozen(value["sandbox"])) if "sandbox" in value else None,
        source=document.origin(()).file,
    )


def build_family(document: Document, catalog: Catalog) -> Family:
    """Return the family that a checked document describes, with its enabled models only."""
    value = document.value
    name = value["family"]
    return Family(
        name=name,
        schema=value.get("schema", name.replace("-", "_")),
        models=tuple(
            _model(catalog.model(model).name, settings)
            for model, settings in value["models"].items()
            if settings is not None and settings.get("enabled", True)
        ),
        source=document.origin(()).file,
        places={dotted(path): str(origin) for path, origin in document.origins.items() if path},
    )


def _model(name: str, settings: Mapping[str, Any]) -> ModelSettings:
    interactive, serve = settings.get("interactive"), settings.get("serve")
    fine_tune, batch = settings.get("fine_tune"), settings.get("batch_inference")
    return ModelSettings(
        name=name,
        interactive=None if interactive is None else Interactive(**interactive),
        fine_tune=None if fine_tune is None else FineTune(**fine_tune),
        batch_inference=None if batch is None else BatchInference(**batch),
        serve=None if serve is None else _serve(serve),
    )


def _serve(settings: Mapping[str, Any]) -> Serve:
    band = settings.get("throughput")
    return Serve(**{**settings, "throughput": None if band is None else Throughput(**band)})


def _frozen(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}
