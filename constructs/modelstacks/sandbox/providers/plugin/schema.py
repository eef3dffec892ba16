"""Schemas: what a resource type, a data source or a provider is made of.

Read from the JSON form of `terraform providers schema -json`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One attribute."""

    name: str
    type: Any = None
    """The type in JSON form. Nothing where `nested` says it."""

    nested: "Nested | None" = None
    """The members of an attribute of the nested kind."""

    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    deprecated: bool = False

    @property
    def wire_type(self) -> Any:
        """The type as it travels."""
        return self.nested.wire_type if self.nested else self.type


@dataclass(frozen=True, kw_only=True)
class Nested:
    """Objects inside an object: the content of a nested block or of a nested attribute."""

    block: "Block"
    nesting: str
    """list, set, map, single or group."""

    min_items: int = 0
    max_items: int = 0

    @cached_property
    def wire_type(self) -> Any:
        """The type as it travels."""
        if self.nesting in ("single", "group"):
            return self.block.wire_type
        # Elements of one list must be of one type; with a dynamic member they need not be.
        if self.nesting in ("list", "map") and self.block.has_dynamic:
            return "dynamic"
        return [self.nesting, self.block.wire_type]


@dataclass(frozen=True, kw_only=True)
class Block:
    """Attributes and nested blocks."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    blocks: Mapping[str, Nested] = field(default_factory=dict)
    deprecated: bool = False

    @cached_property
    def wire_type(self) -> Any:
        """The object type as it travels."""
        members = {name: item.wire_type for name, item in self.attributes.items()}
        members.update({name: item.wire_type for name, item in self.blocks.items()})
        return ["object", members]

    @cached_property
    def has_dynamic(self) -> bool:
        """Whether any value in it brings its own type."""
        return "dynamic" in _primitives(self.wire_type)

    def names(self) -> Iterator[str]:
        """Yield the names of all attributes and blocks."""
        yield from self.attributes
        yield from self.blocks


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A block and its version."""

    version: int
    block: Block


def parse_schema(document: Json) -> Schema:
    """Return the schema that one entry of the document describes."""
    return Schema(version=document.get("version", 0), block=parse_block(document.get("block", {})))


def parse_block(document: Json) -> Block:
    """Return the block that `document` describes."""
    return Block(
        attributes={
            name: _attribute(name, item) for name, item in document.get("attributes", {}).items()
        },
        blocks={
            name: Nested(
                block=parse_block(item.get("block", {})),
                nesting=item["nesting_mode"],
                min_items=item.get("min_items", 0),
                max_items=item.get("max_items", 0),
            )
            for name, item in document.get("block_types", {}).items()
        },
        deprecated=document.get("deprecated", False),
    )


def _attribute(name: str, document: Json) -> Attribute:
    nested = document.get("nested_type")
    return Attribute(
        name=name,
        type=document.get("type"),
        nested=Nested(
            block=parse_block({"attributes": nested.get("attributes", {})}),
            nesting=nested["nesting_mode"],
        )
        if nested
        else None,
        required=document.get("required", False),
        optional=document.get("optional", False),
        computed=document.get("computed", False),
        sensitive=document.get("sensitive", False),
        deprecated=document.get("deprecated", False),
    )


def _primitives(type_: Any) -> set[str]:
    if isinstance(type_, str):
        return {type_}
    of = type_[1]
    if isinstance(of, dict):
        return set().union(*(_primitives(each) for each in of.values()))
    if isinstance(of, list) and type_[0] == "tuple":
        return set().union(*(_primitives(each) for each in of))
    return _primitives(of)
