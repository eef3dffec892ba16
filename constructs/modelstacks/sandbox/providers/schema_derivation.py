"""Schemas of a Terraform provider, read out of its prebuilt CDKTF bindings.

The bindings are a jsii archive. Each of its modules ends in an inline source map that holds the
generated TypeScript, and that TypeScript says, per attribute, its flags
(`// name - computed: …, optional: …, required: …`) and its shape (`isBlock`, `type`,
`storageClassType`). Nothing is imported and no JavaScript runs: text in, schema out, in the form
of `terraform providers schema -json`.
"""

import base64
import json
import re
import tarfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

Json = dict[str, Any]

_SOURCE_MAP = re.compile(rb"sourceMappingURL=data:application/json;base64,([A-Za-z0-9+/=]+)")
_CLASS = re.compile(r"^export class (\w+) extends cdktf\.(\w+) \{$", re.MULTILINE)
_TERRAFORM_TYPE = re.compile(r'tfResourceType = "(\w+)"')
_FLAGS = re.compile(
    r"^  // (\S+) - computed: (true|false), optional: (true|false), required: (true|false)$",
    re.MULTILINE,
)
_HCL_FUNCTION = re.compile(r"^export function (\w+)ToHclTerraform\(", re.MULTILINE)
_HCL_ATTRIBUTE = re.compile(
    r"^\s+(\w+): \{\n"
    r"\s+value: (.+),\n"
    r"\s+isBlock: (?:true|false),\n"
    r'\s+type: "(\w+)",\n'
    r'\s+storageClassType: "(\w+)",',
    re.MULTILINE,
)
_INTERFACE = re.compile(r"^export interface (\w+) ", re.MULTILINE)
_MEMBER = re.compile(r"#(\w+) \w+#\1\}\n  \*/\n  readonly \w+(\??):")
_BLOCK_COMMENT = re.compile(r"^  \* (\w+) block$", re.MULTILINE)
_GETTER = re.compile(r"(?:cdktf\.\w+\()?this\.get(\w+)Attribute\(")
_NEW = re.compile(r'= new (cdktf\.)?(\w+)\(this, "\w+"(?:, (true|false))?\)')

_SIMPLE: dict[str, Any] = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "any": "dynamic",
}
_GETTERS: dict[str, Any] = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": ["list", "string"],
    "NumberList": ["list", "number"],
    "Any": "dynamic",
    "AnyMap": ["map", "dynamic"],
}
_MAP_CLASSES: dict[str, Any] = {
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "AnyMap": ["map", "dynamic"],
    "StringMapList": ["list", ["map", "string"]],
    "BooleanList": ["list", "bool"],
    "NumberMapList": ["list", ["map", "number"]],
}
_NESTING = {"list": "list", "set": "set", "map": "map", "struct": "single"}


@dataclass(frozen=True, kw_only=True)
class Derived:
    """What one archive yields."""

    provider: Json
    resources: dict[str, Json]
    data_sources: dict[str, Json]


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """How an attribute that can be configured is written into HCL."""

    single: bool
    nesting: str
    storage: str


def derive(archive: IO[bytes], *, folders: Collection[str] | None = None) -> Derived:
    """Return the schemas that the jsii archive describes: all, or those of some of its folders.

    A folder is named after its type: `s3-bucket`, `data-aws-vpc`, `provider`.
    """
    provider: Json = {}
    resources: dict[str, Json] = {}
    data_sources: dict[str, Json] = {}
    texts: dict[str, list[str]] = {}
    for folder, text in _sources(archive, folders):
        texts.setdefault(folder, []).append(text)
    for folder in sorted(texts):
        module = _Module("\n".join(texts[folder]))
        name = module.terraform_type
        if name is None:
            continue
        schema = {"version": 0, "block": module.block()}
        if module.kind == "TerraformProvider":
            provider = schema
        elif module.kind == "TerraformDataSource":
            data_sources[name] = schema
        else:
            resources[name] = schema
    return Derived(provider=provider, resources=resources, data_sources=data_sources)


def _sources(archive: IO[bytes], folders: Collection[str] | None) -> Iterator[tuple[str, str]]:
    with tarfile.open(fileobj=archive, mode="r:gz") as tar:
        for member in tar:
            parts = member.name.split("/")
            # A folder per type; the large ones (job, pipeline) are split over several files.
            if parts[1:2] != ["lib"] or not member.name.endswith(".js"):
                continue
            if folders is not None and parts[2] not in folders:
                continue
            stream = tar.extractfile(member)
            found = _SOURCE_MAP.search(stream.read()) if stream else None
            if found:
                source_map = json.loads(base64.b64decode(found.group(1)))
                yield parts[2], "\n".join(source_map["sourcesContent"])


class _Module:
    """One generated TypeScript module: the main class and the structures it uses."""

    def __init__(self, text: str) -> None:
        self._bodies: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._main: str | None = None
        matches = list(_CLASS.finditer(text))
        for match in matches:
            end = text.find("\n}\n", match.end())
            body = text[match.end() : end if end >= 0 else len(text)]
            self._bodies[match[1]] = body
            self._bases[match[1]] = match[2]
            if _TERRAFORM_TYPE.search(body):
                self._main = match[1]
        self._blocks: dict[str, set[str]] = {}
        self._members: dict[str, list[tuple[str, str]]] = {}
        for match in _INTERFACE.finditer(text):
            end = text.find("\n}\n", match.end())
            members = text[match.end() : end]
            self._blocks[match[1]] = set(_BLOCK_COMMENT.findall(members))
            self._members[match[1]] = _MEMBER.findall(members)
        self._shapes: dict[str, dict[str, _Shape]] = {}
        for match in _HCL_FUNCTION.finditer(text):
            end = text.find("\n}\n", match.end())
            self._shapes[match[1].casefold()] = _shapes(text[match.end() : end])

    @property
    def terraform_type(self) -> str | None:
        """`databricks_cluster`; nothing for a module without a Terraform class."""
        if self._main is None:
            return None
        found = _TERRAFORM_TYPE.search(self._bodies[self._main])
        return found[1] if found else None

    @property
    def kind(self) -> str:
        """The CDKTF class the main class extends."""
        return self._bases[self._main or ""]

    def block(self) -> Json:
        """Return the block of the main class."""
        body = self._bodies[self._main or ""]
        shapes = _shapes(body[body.find("synthesizeHclAttributes") :])
        return self._block(
            _declarations(body), shapes, self._blocks.get(f"{self._main}Config", set())
        )

    def _block(
        self,
        declarations: Iterable[tuple[str, Json, str]],
        shapes: dict[str, _Shape],
        blocks: set[str],
    ) -> Json:
        attributes: Json = {}
        block_types: Json = {}
        for name, flags, declaration in declarations:
            shape = shapes.get(name)
            if shape and name in blocks:
                block_types[name] = self._nested_block(flags, shape)
            else:
                attributes[name] = self._attribute(flags, shape, declaration)
        block: Json = {}
        if attributes:
            block["attributes"] = attributes
        if block_types:
            block["block_types"] = block_types
        return block

    def _nested_block(self, flags: Json, shape: _Shape) -> Json:
        nested: Json = {"nesting_mode": _NESTING[shape.nesting], "block": self._structure(shape)}
        if shape.nesting in ("list", "set"):
            if flags.get("required"):
                nested["min_items"] = 1
            if shape.single:
                nested["max_items"] = 1
        return nested

    def _attribute(self, flags: Json, shape: _Shape | None, declaration: str) -> Json:
        created = _NEW.search(declaration)
        structure = _structure_name(created[2]) if created and not created[1] else None
        if shape and structure:
            nested = self._structure(shape)
            members = nested.get("attributes", {})
            for member in members.values():
                # The bindings inherit `computed` from the attribute around; Terraform refuses it
                # beside `required`.
                if member.get("required") or member.get("optional"):
                    member.pop("computed", None)
            return {
                "nested_type": {"attributes": members, "nesting_mode": _NESTING[shape.nesting]},
                **flags,
            }
        if shape:
            return {"type": _configured_type(shape), **flags}
        return {"type": self._computed_type(declaration, created), **flags}

    def _structure(self, shape: _Shape) -> Json:
        name = _structure_name(shape.storage)
        body = self._bodies.get(f"{name}OutputReference")
        # What cannot be read back, such as the blocks of a provider, has an interface only.
        declarations = _declarations(body) if body is not None else self._written(name)
        return self._block(
            declarations, self._shapes.get(name.casefold(), {}), self._blocks.get(name, set())
        )

    def _written(self, name: str) -> Iterator[tuple[str, Json, str]]:
        for member, optional in self._members.get(name, ()):
            yield member, {"optional" if optional else "required": True}, ""

    def _computed_type(self, declaration: str, created: re.Match[str] | None) -> Any:
        if created and created[1]:
            return _MAP_CLASSES[created[2]]
        if created:
            structure = self._object(_structure_name(created[2]))
            base = self._bases[created[2]]
            if base == "ComplexObject":
                return structure
            if base == "ComplexMap":
                return ["map", structure]
            return ["set" if created[3] == "true" else "list", structure]
        getter = _GETTER.search(declaration)
        if getter is None:
            raise ValueError(f"no getter in {declaration[:200]!r}")
        wraps_set = "Fn.tolist" in declaration
        of = _GETTERS[getter[1]]
        return ["set", of[1]] if wraps_set and isinstance(of, list) else of

    def _object(self, name: str) -> Any:
        members: Json = {}
        for member, _flags, declaration in _declarations(self._bodies[f"{name}OutputReference"]):
            created = _NEW.search(declaration)
            members[member] = self._computed_type(declaration, created)
        return ["object", members]


def _declarations(body: str) -> Iterator[tuple[str, Json, str]]:
    matches = list(_FLAGS.finditer(body))
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(body)
        flags = {
            flag: True
            for flag, value in zip(
                ("computed", "optional", "required"), match.groups()[1:], strict=True
            )
            if value == "true"
        }
        yield match[1], flags, body[match.end() : end]


def _shapes(text: str) -> dict[str, _Shape]:
    return {
        name: _Shape(
            single="listMapperHcl" not in value,
            nesting=nesting,
            storage=storage,
        )
        for name, value, nesting, storage in _HCL_ATTRIBUTE.findall(text)
    }


def _structure_name(storage: str) -> str:
    for ending in ("OutputReference", "List", "Map"):
        if storage.endswith(ending):
            return storage.removesuffix(ending)
    return storage


def _configured_type(shape: _Shape) -> Any:
    if shape.nesting == "simple":
        return _SIMPLE[shape.storage]
    if shape.storage in _MAP_CLASSES:
        return _MAP_CLASSES[shape.storage]
    element = {
        "stringList": "string",
        "numberList": "number",
        "booleanList": "bool",
        "anyList": "dynamic",
        "stringMap": "string",
        "numberMap": "number",
        "booleanMap": "bool",
        "anyMap": "dynamic",
    }[shape.storage]
    return [shape.nesting, element]
