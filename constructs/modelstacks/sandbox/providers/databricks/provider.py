"""The provider itself: schemas from the data file, types from the table, a client when set up."""

import threading
from typing import Any

from modelstacks.sandbox.providers.databricks import facts
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.schema_file import FileSchemas
from modelstacks.sandbox.providers.plugin.table import DataTable, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_ACCOUNT_LEVEL = "databricks_mws_"


class DatabricksProvider(FileSchemas):
    """The built-in provider for `registry.terraform.io/databricks/databricks`."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._rest: Any = None
        self._lock = threading.Lock()

    def document(self) -> dict[str, Any]:
        """Return the schemas of the official provider."""
        return facts.schema_document()

    def encoded_schemas(self) -> bytes | None:
        """Return all schemas as the protocol's message, encoded when they were derived."""
        return facts.encoded_schemas()

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
        if name.startswith(_ACCOUNT_LEVEL):
            return Diagnostic(
                summary=f"{name} is not among the types of the built-in provider: it is of the"
                " Databricks account, and the sandbox is a workspace without one",
                detail="Leave it out of the local environment.",
            )
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
