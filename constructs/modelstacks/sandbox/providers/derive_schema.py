"""Derives the schema files of the built-in providers from the published bindings.

    python -m modelstacks.sandbox.providers.derive_schema [PROVIDER] [--bindings FILE] [--check]

The bindings say names, types and flags. What they leave out (sensitive, deprecated, schema
versions, limits) comes from `schema_corrections`, read off the official provider once.

The bindings of `aws` are too large to depend on: name their wheel with --bindings.
"""

import argparse
import importlib.util
import json
import sys
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from modelstacks.sandbox.providers.plugin.schema_file import FileSchemas
from modelstacks.sandbox.providers.schema_derivation import derive

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the schemas of one provider come from, and where they are kept."""

    name: str
    package: str
    package_version: str
    provider_version: str
    derived: str
    """Date of the derivation."""

    @property
    def data(self) -> Path:
        """The folder of the provider's data files."""
        return Path(__file__).parent / self.name / "data"

    @property
    def schema(self) -> Path:
        """The schemas, as text."""
        return self.data / f"schema-{self.provider_version}.json"

    @property
    def encoded(self) -> Path:
        """The schemas, as the message that Terraform is sent."""
        return self.schema.with_suffix(".binpb")

    @property
    def corrections(self) -> Path:
        """What the bindings leave out."""
        return self.data / f"schema_corrections-{self.provider_version}.json"

    @property
    def types(self) -> Path:
        """Names of the types to derive; all where there is no such file."""
        return self.data / "types.json"

    @contextmanager
    def archive(self, bindings: Path | None = None) -> Iterator[IO[bytes]]:
        """Open the jsii archive of a wheel, or of the installed bindings without importing them."""
        if bindings is not None:
            with zipfile.ZipFile(bindings) as wheel:
                name = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
                if f"@{self.package_version}." not in name:
                    raise ValueError(f"{bindings} is not {self.package} {self.package_version}")
                with wheel.open(name) as stream:
                    yield stream
            return
        found = importlib.util.find_spec(self.package.replace("-", "_"))
        places = found.submodule_search_locations if found else None
        if not places:
            raise FileNotFoundError(
                f"{self.package} is not installed; download it and name it with --bindings: "
                f"pip download --no-deps {self.package}=={self.package_version}"
            )
        pattern = f"_jsii/*@{self.package_version}.jsii.tgz"
        with next(Path(places[0]).glob(pattern)).open("rb") as stream:
            yield stream


SOURCES = {
    "databricks": Source(
        name="databricks",
        package="cdktf-cdktf-provider-databricks",
        package_version="15.16.1",
        provider_version="1.99.0",
        derived="2026-11-25",
    ),
    "aws": Source(
        name="aws",
        package="cdktf-cdktf-provider-aws",
        package_version="21.22.1",
        provider_version="6.25.0",
        derived="2026-11-25",
    ),
}


def derived_text(source: Source, bindings: Path | None = None) -> str:
    """Return the text of the schema file: one type a line, in the order of names."""
    with source.archive(bindings) as archive:
        derived = derive(archive, folders=_folders(source))
    corrections = json.loads(source.corrections.read_text())
    derived.provider["block"]["attributes"].pop("alias", None)  # CDKTF's own
    kinds = {
        "resource_schemas": derived.resources,
        "data_source_schemas": derived.data_sources,
    }
    for kind, schemas in kinds.items():
        for name, found in corrections[kind].items():
            correct(schemas[name], found)
    correct(derived.provider, corrections["provider"])
    about = {
        "about": f"Schema of the {source.name} Terraform provider, derived from its CDKTF bindings",
        "source": f"{source.package} {source.package_version} and {source.corrections.name}",
        "provider_version": source.provider_version,
        "derived": source.derived,
    }
    parts = [f'"about": {_compact(about)}', f'"provider": {_compact(derived.provider)}']
    for kind, schemas in kinds.items():
        lines = ",\n".join(f'"{name}": {_compact(schemas[name])}' for name in sorted(schemas))
        parts.append(f'"{kind}": {{\n{lines}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _folders(source: Source) -> Collection[str] | None:
    """Return the folders of the archive that hold the types of a source."""
    if not source.types.exists():
        return None
    types = json.loads(source.types.read_text())
    resources = (name.removeprefix(f"{source.name}_") for name in types["resources"])
    data_sources = (f"data_{name}" for name in types["data_sources"])
    return {name.replace("_", "-") for name in ("provider", *resources, *data_sources)}


class _Schemas(FileSchemas):
    """The schemas of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def document(self) -> Json:
        """Return the schemas in the form of `terraform providers schema -json`."""
        found: Json = json.loads(self._text)
        return found


def encoded(text: str) -> bytes:
    """Return the text of a schema file as the message that Terraform is sent."""
    from modelstacks.sandbox.providers.plugin.wire import schemas_message

    message: bytes = schemas_message(_Schemas(text)).SerializeToString(deterministic=True)
    return message


def correct(schema: Json, corrections: Json) -> None:
    """Merge what the bindings leave out into one schema.

    A key is a path of names; its value is merged into that attribute or block. The empty path is
    the schema itself.
    """
    for path, facts in corrections.items():
        target = schema
        for name in path.split(".") if path else ():
            inner = target.get("block") or target.get("nested_type") or target
            members = inner.get("attributes", {})
            target = members[name] if name in members else inner["block_types"][name]
        for key, value in facts.items():
            if value is None:
                target.pop(key, None)
            elif key == "block":
                target["block"].update(value)
            else:
                target[key] = value


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the schema file, or with --check only tell whether it is current."""
    parser = argparse.ArgumentParser(description="Derive the schema file of a provider.")
    parser.add_argument("provider", choices=SOURCES, nargs="?", default="databricks")
    parser.add_argument("--bindings", type=Path, help="wheel to read; default: what is installed")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    options = parser.parse_args(arguments)
    source = SOURCES[options.provider]
    try:
        text = derived_text(source, options.bindings)
    except (FileNotFoundError, ValueError) as error:
        parser.error(str(error))
    if options.check:
        current = source.schema.exists() and source.schema.read_text() == text
        print(f"{source.schema.name} is {'current' if current else 'out of date'}")
        return 0 if current else 1
    source.schema.write_text(text)
    source.encoded.write_bytes(encoded(text))
    print(f"wrote {source.schema} ({len(text) / 1024:.0f} KiB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
