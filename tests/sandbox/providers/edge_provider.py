"""A provider for tests: one resource type per feature of the protocol, objects in a JSON file.

Runs inside the tests, and as a plugin of real Terraform: `python edge_provider.py`.
"""

import json
import os
import sys
import threading
import uuid
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.runner import serve
from modelstacks.sandbox.providers.plugin.schema import Block, Nested, Schema, parse_schema
from modelstacks.sandbox.providers.plugin.table import Call, DataTable, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Dynamic, Object

Json = dict[str, Any]

_ID = {"type": "string", "computed": True}
_OPTIONAL = {"type": "string", "optional": True}
_COMPUTED = {"type": "string", "computed": True}
_BOTH = {"type": "string", "optional": True, "computed": True}


def _schema(attributes: Json, blocks: Json | None = None) -> Json:
    block: Json = {"attributes": {"id": _ID, **attributes}}
    if blocks:
        block["block_types"] = blocks
    return {"version": 1, "block": block}


def _nested(nesting: str, attributes: Json, blocks: Json | None = None, **limits: int) -> Json:
    block: Json = {"attributes": attributes}
    if blocks:
        block["block_types"] = blocks
    return {"nesting_mode": nesting, "block": block, **limits}


_DISK = {"size": {"type": "number", "required": True}, "zone": _COMPUTED, "label": _BOTH}
_PART = _nested("list", {"at": _OPTIONAL, "id": _COMPUTED})
_SIZED = {"size": {"type": "number", "required": True}, "note": _OPTIONAL}
_MEMBERS = {"name": {"type": "string", "required": True}, "made": _COMPUTED}

SCHEMAS: Json = {
    "edge_plain": _schema(
        {
            "name": {"type": "string", "required": True},
            "note": _OPTIONAL,
            "made": _COMPUTED,
            "both": _BOTH,
            "kind": _BOTH,
            "secret": {"type": "string", "optional": True, "sensitive": True},
        }
    ),
    "edge_list": _schema(
        {"name": _OPTIONAL},
        {
            "disk": _nested("list", _DISK, {"part": _PART}),
            "one": _nested("list", {"value": _OPTIONAL}, max_items=1),
        },
    ),
    "edge_set": _schema({"name": _OPTIONAL}, {"disk": _nested("set", _DISK)}),
    "edge_map": _schema({"name": _OPTIONAL}, {"disk": _nested("map", _DISK)}),
    "edge_single": _schema(
        {"name": _OPTIONAL},
        {"disk": _nested("single", _DISK), "limits": _nested("group", {"cpu": _OPTIONAL})},
    ),
    "edge_nested": _schema(
        {
            **{
                nesting: {
                    "nested_type": {"attributes": _MEMBERS, "nesting_mode": nesting},
                    "optional": True,
                }
                for nesting in ("single", "list", "set", "map")
            },
            "filled": {
                "nested_type": {"attributes": _MEMBERS, "nesting_mode": "single"},
                "computed": True,
            },
        }
    ),
    "edge_values": _schema(
        {
            "any": {"type": "dynamic", "optional": True},
            "number": {"type": "number", "optional": True},
            "list": {"type": ["list", "string"], "optional": True},
            "set": {"type": ["set", "string"], "optional": True},
            "map": {"type": ["map", "string"], "optional": True},
            "objects": {
                "type": ["list", ["object", {"a": "string", "b": "number"}]],
                "optional": True,
            },
            "text": _OPTIONAL,
        }
    ),
    "edge_force": _schema(
        {"name": {"type": "string", "required": True}, "note": _OPTIONAL},
        {"disk": _nested("list", _SIZED)},
    ),
    "edge_broken": _schema({"when": _OPTIONAL, "note": _OPTIONAL, "secret": {
        "type": "string", "optional": True, "sensitive": True}}),
    "edge_slow": _schema({"name": _OPTIONAL, "seconds": {"type": "number", "optional": True}}),
    "edge_legacy": _schema(
        {"name": _OPTIONAL, "minutes": {"type": "number", "optional": True}, "on": {
            "type": "bool", "optional": True}},
        {"extra": _nested("list", {"value": _OPTIONAL}, max_items=1)},
    ),
    "edge_unserved": _schema({}),
}  # fmt: skip

_BEHAVIOURS = {
    "edge_plain": Behaviour(defaults={("kind",): "plain"}),
    "edge_force": Behaviour(force_new=frozenset({("name",), ("disk", "size")})),
    "edge_legacy": Behaviour(
        legacy=True,
        defaults={("minutes",): 60},
        suppressions={("extra",): lambda change: not change.new},
    ),
}


class Store:
    """The platform: objects by id in one file, so that they outlive the plugin's process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def objects(self) -> dict[str, Object]:
        """Return all objects."""
        text = self.path.read_text() if self.path.exists() else "{}"
        found: dict[str, Object] = json.loads(text, object_hook=_revive)
        return found

    def put(self, id_: str, values: Object | None) -> None:
        """Keep an object; without values, forget it."""
        with self._lock:
            objects = self.objects()
            objects.pop(id_, None)
            if values is not None:
                objects[id_] = values
            fresh = self.path.with_suffix(".new")
            fresh.write_text(json.dumps(objects, default=_plain))
            fresh.replace(self.path)


def _plain(value: Any) -> Any:
    if isinstance(value, Dynamic):
        return {"__type": value.type, "value": value.value}
    if isinstance(value, Decimal):
        return {"__decimal": str(value)}
    raise TypeError(type(value).__name__)


def _revive(value: Json) -> Any:
    if "__type" in value:
        return Dynamic(type=value["__type"], value=value["value"])
    return Decimal(value["__decimal"]) if "__decimal" in value else value


def _filled(block: Block, values: Object) -> Object:
    """Return the values as the platform has them: what it decides is `made`."""
    result: Object = {}
    for name, attribute in block.attributes.items():
        value = values.get(name)
        if attribute.nested and value is not None:
            value = _filled_nested(attribute.nested, value)
        elif attribute.nested and attribute.computed:
            value = _filled(attribute.nested.block, {"name": "made"})
        elif value is None and attribute.computed and attribute.type == "string":
            value = "made"
        result[name] = value
    for name, nested in block.blocks.items():
        result[name] = _filled_nested(nested, values.get(name))
    return result


def _filled_nested(nested: Nested, value: Any) -> Any:
    if value is None:
        return None
    if nested.nesting in ("single", "group"):
        return _filled(nested.block, value)
    if nested.nesting == "map":
        return {key: _filled(nested.block, item) for key, item in value.items()}
    return [_filled(nested.block, item) for item in value]


class EdgeProvider:
    """The provider of `registry.terraform.io/modelstacks/edge`."""

    def __init__(self, store: Store | None = None) -> None:
        self.stopping = threading.Event()
        self.store = store or Store(Path(os.environ["EDGE_STORE"]))

    def provider_schema(self) -> Schema:
        return parse_schema({"version": 0, "block": {"attributes": {"host": _OPTIONAL}}})

    def encoded_schemas(self) -> bytes | None:
        return None

    def resource_names(self) -> Iterable[str]:
        return SCHEMAS

    def data_source_names(self) -> Iterable[str]:
        return ["edge_lookup"]

    def resource_schema(self, name: str) -> Schema:
        return parse_schema(SCHEMAS[name])

    def data_source_schema(self, name: str) -> Schema:
        return parse_schema(
            {
                "version": 0,
                "block": {"attributes": {"id": _BOTH, "name": _OPTIONAL, "found": _COMPUTED}},
            }
        )

    def validate(self, config: Object) -> list[Diagnostic]:
        return []

    def configure(self, config: Object) -> list[Diagnostic]:
        return []

    def resource(self, name: str) -> ResourceTable | None:
        if name == "edge_unserved":
            return None
        specials: dict[str, Callable[[Call], None]] = {
            "edge_broken": self._create_broken,
            "edge_slow": self._create_slow,
        }
        return ResourceTable(
            type_name=name,
            create=specials.get(name, self._create),
            read=self._read,
            update=self._update,
            delete=self._delete,
            behaviour=_BEHAVIOURS.get(name, Behaviour()),
        )

    def data_source(self, name: str) -> DataTable | None:
        return DataTable(
            type_name=name,
            read=lambda call: {"id": "x", "found": f"{call.values.get('name')}!"},
        )

    def unserved(self, name: str) -> Diagnostic:
        return Diagnostic(summary=f"{name} is not served")

    def client(self, label: str) -> Any:
        return None

    def _create(self, call: Call) -> None:
        call.id = uuid.uuid4().hex
        self.store.put(call.id, {**_filled(call.block, call.values), "id": call.id})

    def _create_broken(self, call: Call) -> None:
        when = call.values.get("when")
        if when == "before create":
            raise ProviderError(f"no capacity for {call.values.get('secret')}", path=("when",))
        if when == "bug in create":
            raise RuntimeError(f"secret is {call.values.get('secret')}")
        self._create(call)
        if when == "after create":
            raise ProviderError("made, but not ready")

    def _create_slow(self, call: Call) -> None:
        self._create(call)
        call.sleep(float(call.values.get("seconds") or 0))

    def _read(self, call: Call) -> Object | None:
        found = self.store.objects().get(str(call.id))
        if found is None:
            raise GoneError("gone")
        if found.get("when") == "read":
            raise ProviderError("cannot be read")
        return found

    def _update(self, call: Call) -> None:
        if call.values.get("when") == "update":
            raise ProviderError("cannot be changed")
        self.store.put(str(call.id), {**_filled(call.block, call.values), "id": call.id})

    def _delete(self, call: Call) -> None:
        if call.values.get("when") == "delete":
            raise ProviderError("cannot be removed")
        if str(call.id) not in self.store.objects():
            raise GoneError("gone")
        self.store.put(str(call.id), None)


if __name__ == "__main__":
    sys.exit(serve(EdgeProvider))
