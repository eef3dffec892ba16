"""Turns checked documents into settings. Only what is written is passed on: the rest defaults."""

from collections.abc import Mapping
from typing import Any

from modelstacks.catalog import Catalog
from modelstacks.settings.access import Access
from modelstacks.settings.aws import Aws
from modelstacks.settings.build_surroundings import (
    build_encryption,
    build_family_access,
    build_family_network,
    build_network,
    build_security,
    build_storage,
    build_storage_defaults,
    build_vpcs,
    frozen,
)
from modelstacks.settings.build_watch import build_family_watch, build_watch
from modelstacks.settings.build_workloads import build_serve, with_schedule
from modelstacks.settings.clouds import Azure, Gcp
from modelstacks.settings.document import Document, dotted
from modelstacks.settings.encryption import FamilyEncryption
from modelstacks.settings.idleness import with_idleness
from modelstacks.settings.licence import Acceptance, SecretReference, Weights
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
    SizingPolicy,
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
        sizing=SizingPolicy(**frozen(value.get("sizing", {}))),
        access=Access(**frozen(value.get("access", {}))),
        aws=Aws(**value["aws"]) if "aws" in value else None,
        azure=Azure(**value["azure"]) if "azure" in value else None,
        gcp=Gcp(**value["gcp"]) if "gcp" in value else None,
        storage=build_storage_defaults(value.get("storage", {})),
        network=build_network(value.get("network", {})),
        encryption=build_encryption(value.get("encryption", {})),
        security=build_security(value.get("security", {})),
        watch=build_watch(value["watch"]) if "watch" in value else None,
        compliance=tuple(value.get("compliance", ())),
        state=S3State(**state) if isinstance(state, dict) else LocalState(),
        tags=dict(value.get("tags", {})),
        sandbox=_sandbox(value["sandbox"]) if "sandbox" in value else None,
        source=document.origin(()).file,
    )


def build_family(document: Document, catalog: Catalog, environment: Environment) -> Family:
    """Return the family that a checked document describes, with its enabled models only."""
    value = document.value
    name = value["family"]
    return Family(
        name=name,
        schema=value.get("schema", name.replace("-", "_")),
        models=tuple(
            _model(catalog.model(model).name, settings, environment)
            for model, settings in value["models"].items()
            if settings is not None and settings.get("enabled", True)
        ),
        licences={
            licence: Acceptance(**said) if isinstance(said, dict) else said
            for licence, said in sorted(value.get("licence", {}).items())
        },
        weights=_weights(value.get("weights")),
        storage=build_storage(value.get("storage", {})),
        network=build_family_network(value.get("network", {})),
        encryption=FamilyEncryption(**value.get("encryption", {})),
        access=build_family_access(value.get("access"), environment.access),
        compliance=tuple(value.get("compliance", ())),
        watch=build_family_watch(value.get("watch", {})),
        source=document.origin(()).file,
        places={dotted(path): str(origin) for path, origin in document.origins.items() if path},
    )


def _model(name: str, settings: Mapping[str, Any], environment: Environment) -> ModelSettings:
    interactive, serve = settings.get("interactive"), settings.get("serve")
    fine_tune, batch = settings.get("fine_tune"), settings.get("batch_inference")
    return ModelSettings(
        name=name,
        interactive=None if interactive is None else Interactive(**interactive),
        fine_tune=None if fine_tune is None else FineTune(**with_schedule(fine_tune)),
        batch_inference=None if batch is None else BatchInference(**with_schedule(batch)),
        serve=None if serve is None else build_serve(with_idleness(serve, environment.name)),
    )


def _weights(value: Mapping[str, Any] | None) -> Weights | None:
    return None if value is None else Weights(secret=SecretReference(**value["secret"]))


def _sandbox(value: Mapping[str, Any]) -> SandboxSettings:
    return SandboxSettings(**{**frozen(value), "vpcs": build_vpcs(value.get("vpcs", {}))})
