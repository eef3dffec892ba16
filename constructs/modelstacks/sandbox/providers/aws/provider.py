"""The provider itself: schemas from the data file, types from the table, clients when set up."""

import threading
from typing import Any

from modelstacks.sandbox.providers.aws import facts
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.schema_file import FileSchemas
from modelstacks.sandbox.providers.plugin.table import DataTable, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


class AwsProvider(FileSchemas):
    """The built-in provider for `registry.terraform.io/hashicorp/aws`."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._aws: Any = None

    def document(self) -> dict[str, Any]:
        """Return the schemas of the types that are served."""
        return facts.schema_document()

    def encoded_schemas(self) -> bytes | None:
        """Return all schemas as the protocol's message, encoded when they were derived."""
        return facts.encoded_schemas()

    def validate(self, config: Object) -> list[Diagnostic]:  # noqa: ARG002
        """Accept every provider block that fits the schema; `configure` looks at its values."""
        return []

    def configure(self, config: Object) -> list[Diagnostic]:
        """Take in the provider block."""
        from modelstacks.sandbox.providers.aws.configuration import read_configuration

        configuration = read_configuration(config)
        if configuration is not None:
            from modelstacks.sandbox.providers.aws.client import Aws

            self._aws = Aws(configuration, self.stopping)
            self._aws.check_account()
        return []

    def resource(self, name: str) -> ResourceTable | None:
        """Return the table entry of a resource type."""
        from modelstacks.sandbox.providers.aws.tables import resource

        return resource(name)

    def data_source(self, name: str) -> DataTable | None:
        """Return the table entry of a data source."""
        from modelstacks.sandbox.providers.aws.tables import data_source

        return data_source(name)

    def unserved(self, name: str) -> Diagnostic:
        """Return the error for a type that only the official provider serves."""
        return Diagnostic(
            summary=f"{name} is not among the types of the built-in provider",
            detail="Run the official one: modelstacks sandbox up --providers official",
        )

    def client(self, label: str) -> Any:  # noqa: ARG002
        """Return the services. Calls carry no label: moto attributes none."""
        if self._aws is None:
            raise ProviderError(
                "the provider is not configured: region, profile or endpoint is not known yet"
            )
        return self._aws
