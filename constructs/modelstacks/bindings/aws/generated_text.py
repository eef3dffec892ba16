"""The text of a generated module: typed classes, as the formatter would leave them."""

import keyword
from collections.abc import Sequence

from modelstacks.frozen import frozen

_LINE = 100
_SHADOWING = {"filter", "id"}
_ATTRIBUTES = "modelstacks.bindings.aws.attributes"
_RESOURCE = "modelstacks.bindings.aws.resource"
_ORIGINS = {
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "NotRequired": "typing",
    "TypedDict": "typing",
    "Unpack": "typing",
    "IResolvable": "cdktf",
    "Construct": "constructs",
    "Bool": _ATTRIBUTES,
    "Number": _ATTRIBUTES,
    "Objects": _ATTRIBUTES,
    "Text": _ATTRIBUTES,
    "TextList": _ATTRIBUTES,
    "TextMap": _ATTRIBUTES,
    "TextSet": _ATTRIBUTES,
    "AwsDataSource": _RESOURCE,
    "AwsResource": _RESOURCE,
    "Meta": _RESOURCE,
}
_GROUPS = (("collections.abc", "typing"), ("cdktf", "constructs"), (_ATTRIBUTES, _RESOURCE))
"""Standard library, then others, then ours, as the linter sorts them."""


@frozen
class Member:
    """One argument of a class, or one key of a block."""

    name: str
    annotation: str
    required: bool

    @property
    def key_annotation(self) -> str:
        """The annotation as a key of a dictionary."""
        return self.annotation if self.required else f"NotRequired[{self.annotation}]"


@frozen
class Block:
    """A nested block."""

    name: str
    path: str
    """`rule.filter`"""

    members: Sequence[Member]


@frozen
class TypedClass:
    """A resource or data source."""

    name: str
    terraform_type: str
    data: bool
    attributes: Sequence[tuple[str, str]]
    """Names, and the class in `attributes` of each."""

    members: Sequence[Member]
    """Arguments, the required ones first."""

    blocks: Sequence[Block]
    """Inner ones before those that hold them."""


def module_text(title: str, made_by: str, classes: Sequence[TypedClass]) -> str:
    """Return the text of a module."""
    parts = []
    for item in classes:
        parts += [_block(block) for block in item.blocks]
        parts.append(_class(item))
    body = "\n\n".join(parts)
    return f'"""{title}.\n\n{made_by}\n"""\n\n{_imports(body)}\n\n{body}'


def _class(item: TypedClass) -> str:
    lines = [
        f"class {item.name}({'AwsDataSource' if item.data else 'AwsResource'}):",
        f'    """{"Data source" if item.data else "Resource"} `{item.terraform_type}`."""',
        "",
        f'    TYPE = "{item.terraform_type}"',
        "",
        *(f"    {name} = {kind}()" for name, kind in item.attributes),
        "",
        "    def __init__(",
        "        self,",
        "        scope: Construct,",
        "        id_: str,",
        *(["        *,"] if item.members else []),
    ]
    for member in item.members:
        annotation = member.annotation if member.required else f"{member.annotation} | None"
        default = "" if member.required else " = None"
        noqa = "  # noqa: A002" if member.name in _SHADOWING else ""
        lines += _wrapped(f"        {member.name}: ", annotation, f"{default},{noqa}")
    lines += ["        **meta: Unpack[Meta],", "    ) -> None:"]
    lines += _super_call([member.name for member in item.members])
    return "\n".join(lines) + "\n"


def _super_call(names: Sequence[str]) -> list[str]:
    if len(names) <= 1:
        arguments = "{" + "".join(f'"{name}": {name}' for name in names) + "}"
        return [f"        super().__init__(scope, id_, {arguments}, meta)"]
    pairs = [f'                "{name}": {name},' for name in names]
    return [
        "        super().__init__(",
        "            scope,",
        "            id_,",
        "            {",
        *(pair if len(pair) <= _LINE else f"{pair}  # noqa: E501" for pair in pairs),
        "            },",
        "            meta,",
        "        )",
    ]


def _block(block: Block) -> str:
    if any(keyword.iskeyword(member.name) for member in block.members):
        lines = [f"{block.name} = TypedDict(", f'    "{block.name}",', "    {"]
        for member in block.members:
            lines += _wrapped(f'        "{member.name}": ', member.key_annotation, ",")
        return "\n".join([*lines, "    },", ")"]) + "\n"
    head = f"class {block.name}(TypedDict):"
    lines = [head] if len(head) <= _LINE else [f"class {block.name}(", "    TypedDict", "):"]
    lines.append(f'    """Block `{block.path}`."""')
    if block.members:
        lines.append("")
    for member in block.members:
        lines += _wrapped(f"    {member.name}: ", member.key_annotation, "")
    return "\n".join(lines) + "\n"


def _wrapped(start: str, annotation: str, end: str) -> list[str]:
    """Return a line, broken inside its outermost bracket where it is too long."""
    line = start + annotation + end
    if len(line) <= _LINE or "[" not in annotation:
        return [line]
    indent = " " * (len(start) - len(start.lstrip()))
    outer, inner = annotation.split("[", 1)
    inner, rest = inner.rsplit("]", 1)
    return [f"{start}{outer}[", f"{indent}    {inner}", f"{indent}]{rest}{end}"]


def _imports(body: str) -> str:
    words = set("".join(char if char.isalnum() else " " for char in body).split())
    used = sorted(words & set(_ORIGINS))
    groups = []
    for group in _GROUPS:
        found = {origin: [name for name in used if _ORIGINS[name] == origin] for origin in group}
        lines = [_import(origin, names) for origin, names in found.items() if names]
        groups += ["\n".join(lines)] if lines else []
    return "\n\n".join(groups) + "\n"


def _import(origin: str, names: Sequence[str]) -> str:
    line = f"from {origin} import {', '.join(names)}"
    if len(line) <= _LINE:
        return line
    return "\n".join([f"from {origin} import (", *(f"    {name}," for name in names), ")"])
