"""Schemas, paths and diagnostics in the protocol's messages."""

import json
from collections.abc import Iterable
from typing import Any

from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path
from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.provider import Schemas
from modelstacks.sandbox.providers.plugin.schema import Attribute, Block, Nested, Schema

_BLOCK_NESTING = {
    "single": pb.Schema.NestedBlock.SINGLE,
    "list": pb.Schema.NestedBlock.LIST,
    "set": pb.Schema.NestedBlock.SET,
    "map": pb.Schema.NestedBlock.MAP,
    "group": pb.Schema.NestedBlock.GROUP,
}
_OBJECT_NESTING = {
    "single": pb.Schema.Object.SINGLE,
    "list": pb.Schema.Object.LIST,
    "set": pb.Schema.Object.SET,
    "map": pb.Schema.Object.MAP,
}


CAPABILITIES = pb.ServerCapabilities(get_provider_schema_optional=True)


def schemas_message(provider: Schemas) -> Any:
    """Return the message of all schemas of a provider."""
    return pb.GetProviderSchema.Response(
        provider=schema_message(provider.provider_schema()),
        resource_schemas={
            name: schema_message(provider.resource_schema(name))
            for name in provider.resource_names()
        },
        data_source_schemas={
            name: schema_message(provider.data_source_schema(name))
            for name in provider.data_source_names()
        },
        server_capabilities=CAPABILITIES,
    )


def schema_message(schema: Schema) -> Any:
    """Return the message of a schema."""
    return pb.Schema(version=schema.version, block=_block(schema.block))


def _block(block: Block) -> Any:
    return pb.Schema.Block(
        attributes=[_attribute(item) for item in block.attributes.values()],
        block_types=[_nested_block(name, item) for name, item in block.blocks.items()],
        deprecated=block.deprecated,
    )


def _attribute(attribute: Attribute) -> Any:
    message = pb.Schema.Attribute(
        name=attribute.name,
        required=attribute.required,
        optional=attribute.optional,
        computed=attribute.computed,
        sensitive=attribute.sensitive,
        deprecated=attribute.deprecated,
    )
    if attribute.nested:
        members = attribute.nested.block.attributes.values()
        message.nested_type.CopyFrom(
            pb.Schema.Object(
                attributes=[_attribute(member) for member in members],
                nesting=_OBJECT_NESTING[attribute.nested.nesting],
            )
        )
    else:
        message.type = json.dumps(attribute.type, separators=(",", ":")).encode()
    return message


def _nested_block(name: str, nested: Nested) -> Any:
    return pb.Schema.NestedBlock(
        type_name=name,
        block=_block(nested.block),
        nesting=_BLOCK_NESTING[nested.nesting],
        min_items=nested.min_items,
        max_items=nested.max_items,
    )


def path_message(path: Path) -> Any:
    """Return the message of a path: names are attributes, `("key", k)` and numbers are elements."""
    steps = []
    for step in path:
        if isinstance(step, str):
            steps.append(pb.AttributePath.Step(attribute_name=step))
        elif isinstance(step, int):
            steps.append(pb.AttributePath.Step(element_key_int=step))
        else:
            steps.append(pb.AttributePath.Step(element_key_string=step[1]))
    return pb.AttributePath(steps=steps)


def diagnostic_messages(diagnostics: Iterable[Diagnostic]) -> list[Any]:
    """Return the messages of diagnostics."""
    return [
        pb.Diagnostic(
            severity=pb.Diagnostic.WARNING if item.warning else pb.Diagnostic.ERROR,
            summary=item.summary,
            detail=item.detail,
            attribute=path_message(item.path) if item.path else None,
        )
        for item in diagnostics
    ]
