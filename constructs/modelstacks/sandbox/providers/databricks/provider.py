"""The provider itself: schemas from the data file, types from the table, a client when set up."""

import threading
from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any

from modelstacks.sandbox.providers.databricks import facts
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.schema import Schema, parse_schema
from modelstacks.sandbox.providers.plugin.table import DataTable, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


class DatabricksProvider:
    """The built-in provider for `registry.terraform.io/databricks/databricks`."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._rest: Any = None
        self._lock = threading.Lock()

    @cached_property
    def _document(self) -> dict[str, Any]:
        return facts.schema_document()

    def provider_schema(self) -> Schema:
        """Return the schema of the provider block."""
        return parse_schema(self._document["provider"])

    def encoded_schemas(self) -> bytes | None:
        """Return all schemas as the protocol's message, encoded when they were derived."""
        return facts.encoded_schemas()

    def resource_names(self) -> Iterable[str]:
        """Return the names of all resource types."""
        names: Iterable[str] = self._document["resource_schemas"]
        return names

    def data_source_names(self) -> Iterable[str]:
        """Return the names of all data sources."""
        names: Iterable[str] = self._document["data_source_schemas"]
        return names

    @cache  # noqa: B019  one provider lives as long as its process
    def resource_schema(self, name: str) -> Schema:
        """Return the schema of a resource type."""
        return parse_schema(self._document["resource_schemas"][name])

    @cache  # noqa: B019
    def data_source_schema(self, name: str) -> Schema:
        """Return the schema of a data source."""
        return parse_schema(self._document["data_source_schemas"][name])

    def validate(self, config: Object) -> list[Diagnostic]:  # noqa: ARG002
        """Accept every provider block that fits the schema; `configure` looks at its values."""
        return []

    def configure(self, config: Object) -> list[Diagnostic]:
        """Take in the provider block."""
        from modelstacks.sandbox.providers.databricks.configuration import read_configuration

        configuration = read_configuration(config)
        if configuration is not None:
            from modelstacks.sandbox.providers.databricks.rest import Rest

            self._rest = Rest(configuration, self.stopping)
        return []

    def resource(self, name: str) -> ResourceTable | None:
        """Return the table entry of a resource type."""
        from modelstacks.sandbox.providers.databricks.tables import resource

        return resource(name)

    def data_source(self, name: str) -> DataTable | None:
        """Return the table entry of a data source."""
        from modelstacks.sandbox.providers.databricks.tables import data_source

        return data_source(name)

    def unserved(self, name: str) -> Diagnostic:
        """Return the error for a type that only the official provider serves."""
        return Diagnostic(
            summary=f"{name} is not among the types of the built-in provider",
            detail="Run the official one: modelstacks sandbox up --providers official",
        )

    def client(self, label: str) -> Any:
        """Return a client with the label in its User-Agent."""
        from modelstacks.sandbox.providers.databricks.rest import Client

        if self._rest is None:
            raise ProviderError(
                "the provider is not configured: host, token or profile is not known yet"
            )
        return Client(self._rest, label)
