"""Derives the schema file of the built-in `databricks` provider from the published bindings.

    python -m modelstacks.sandbox.providers.derive_schema [--check]

The bindings say names, types and flags. What they leave out (sensitive, schema versions, limits)
comes from `schema_corrections`, read off the official provider once.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from modelstacks.sandbox.providers.schema_derivation import derive

Json = dict[str, Any]

PACKAGE = "cdktf-cdktf-provider-databricks"
PROVIDER_VERSION = "1.99.0"
DERIVED = "2026-11-25"
DATA = Path(__file__).parent / "databricks" / "data"
ENCODED = DATA / f"schema-{PROVIDER_VERSION}.binpb"
SCHEMA = DATA / f"schema-{PROVIDER_VERSION}.json"
CORRECTIONS = DATA / f"schema_corrections-{PROVIDER_VERSION}.json"


def archive() -> Path:
    """Return the jsii archive of the installed bindings, without importing them."""
    found = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    places = found.submodule_search_locations if found else None
    if not places:
        raise FileNotFoundError(f"{PACKAGE} is not installed")
    return next(Path(places[0]).glob("_jsii/*.jsii.tgz"))


def derived_text() -> str:
    """Return the text of the schema file: one type a line, in the order of names."""
    derived = derive(archive())
    corrections = json.loads(CORRECTIONS.read_text())
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
        "about": "Schema of the databricks Terraform provider, derived from its CDKTF bindings",
        "source": f"{PACKAGE} {importlib.metadata.version(PACKAGE)} and {CORRECTIONS.name}",
        "provider_version": PROVIDER_VERSION,
        "derived": DERIVED,
    }
    parts = [f'"about": {_compact(about)}', f'"provider": {_compact(derived.provider)}']
    for kind, schemas in kinds.items():
        lines = ",\n".join(f'"{name}": {_compact(schemas[name])}' for name in sorted(schemas))
        parts.append(f'"{kind}": {{\n{lines}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def encoded() -> bytes:
    """Return the schema file as the message that Terraform is sent."""
    from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider
    from modelstacks.sandbox.providers.plugin.wire import schemas_message

    message: bytes = schemas_message(DatabricksProvider()).SerializeToString(deterministic=True)
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
    parser = argparse.ArgumentParser(description="Derive the schema file.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it differs")
    options = parser.parse_args(arguments)
    text = derived_text()
    if options.check:
        current = SCHEMA.exists() and SCHEMA.read_text() == text
        print(f"{SCHEMA.name} is {'current' if current else 'out of date'}")
        return 0 if current else 1
    SCHEMA.write_text(text)
    ENCODED.write_bytes(encoded())
    print(f"wrote {SCHEMA} ({len(text) / 1024:.0f} KiB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
