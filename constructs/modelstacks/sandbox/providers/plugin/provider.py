"""What a provider brings to the servicer."""

import threading
from collections.abc import Iterable
from typing import Any, Protocol

from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.schema import Schema
from modelstacks.sandbox.providers.plugin.table import DataTable, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


class Schemas(Protocol):
    """The schemas of a provider."""

    def provider_schema(self) -> Schema:
        """Return the schema of the provider block."""

    def resource_names(self) -> Iterable[str]:
        """Return the names of all resource types of the schema, served or not."""

    def data_source_names(self) -> Iterable[str]:
        """Return the names of all data sources of the schema, served or not."""

    def resource_schema(self, name: str) -> Schema:
        """Return the schema of a resource type."""

    def data_source_schema(self, name: str) -> Schema:
        """Return the schema of a data source."""


class Provider(Schemas, Protocol):
    """A provider: schemas, a table, and a client once it is configured."""

    stopping: threading.Event
    """Set once Terraform asks to stop."""

    def encoded_schemas(self) -> bytes | None:
        """Return the response to GetProviderSchema, encoded; nothing to have it built."""

    def validate(self, config: Object) -> list[Diagnostic]:
        """Check the provider block."""

    def configure(self, config: Object) -> list[Diagnostic]:
        """Take in the provider block; values may be unknown while planning."""

    def resource(self, name: str) -> ResourceTable | None:
        """Return the table entry of a resource type; nothing where it is not served."""

    def data_source(self, name: str) -> DataTable | None:
        """Return the table entry of a data source; nothing where it is not served."""

    def unserved(self, name: str) -> Diagnostic:
        """Return the error for a type that the schema has and the table lacks."""

    def client(self, label: str) -> Any:
        """Return a client whose calls carry the label (`resource/cluster`)."""
