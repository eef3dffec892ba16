"""A plugin that knows the schemas of the aws provider and nothing else: enough to validate."""

import json
import sys
import threading
from collections.abc import Mapping
from typing import Any

from modelstacks.bindings.aws import generate
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.runner import serve
from modelstacks.sandbox.providers.plugin.schema_file import FileSchemas
from modelstacks.sandbox.providers.plugin.table import Call, DataTable, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


def _never(call: Call) -> Any:
    raise NotImplementedError("validation calls nothing")


class SchemaProvider(FileSchemas):
    """`registry.terraform.io/hashicorp/aws`, without an AWS behind it."""

    def __init__(self) -> None:
        self.stopping = threading.Event()

    def document(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(generate.SCHEMA.read_text())
        return found

    def encoded_schemas(self) -> bytes | None:
        return None

    def validate(self, config: Object) -> list[Diagnostic]:
        return []

    def configure(self, config: Object) -> list[Diagnostic]:
        return []

    def resource(self, name: str) -> ResourceTable | None:
        return ResourceTable(
            type_name=name, create=_never, read=_never, update=_never, delete=_never
        )

    def data_source(self, name: str) -> DataTable | None:
        return DataTable(type_name=name, read=_never)

    def unserved(self, name: str) -> Diagnostic:
        return Diagnostic(summary=f"{name} is not served")

    def client(self, label: str) -> Any:
        return None


if __name__ == "__main__":
    sys.exit(serve(SchemaProvider))
