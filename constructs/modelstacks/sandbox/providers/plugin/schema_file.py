"""The schemas of a provider, out of its data file."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from modelstacks.sandbox.providers.plugin.schema import Schema, parse_schema


class FileSchemas:
    """What every built-in provider does with its schema file; a subclass says which it is."""

    def document(self) -> Mapping[str, Any]:
        """Return the schemas in the form of `terraform providers schema -json`."""
        raise NotImplementedError

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        return self.document()

    def provider_schema(self) -> Schema:
        """Return the schema of the provider block."""
        return parse_schema(self._document["provider"])

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
