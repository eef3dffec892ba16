"""Checks a document against a schema and tells what is wrong in terms of the file."""

import re
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError

from modelstacks.errors import Problem, listing, nearest
from modelstacks.settings import schema as written
from modelstacks.settings.document import Document, Path
from modelstacks.settings.redaction import hidden

_YAML_1_1_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false"}
_SWITCHES = ("true", "yes", "on")
_NUMBER = re.compile(r"[-+]?[0-9][0-9_,]*")


def validate(document: Document, shape: str) -> list[Problem]:
    """Return what in `document` is not as the schema called `shape` allows."""
    schema = getattr(written, shape)
    try:
        _validator(shape).validate_python(document.value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return [_problem(document, schema, detail) for detail in details]
    return []


@cache
def _validator(shape: str) -> SchemaValidator:
    return SchemaValidator(getattr(written, shape))


def _problem(document: Document, schema: Any, detail: ErrorDetails) -> Problem:
    for step in detail["loc"]:
        above, schema = schema, written.inner(schema, step)
    path: Path = tuple(step for step in detail["loc"] if step not in (*written.TAGS, "[key]"))
    where = document.where(path)
    if detail["type"] == "extra_forbidden":
        name = str(path[-1])
        keys = written.keys_of(above)
        close = nearest(name, keys)
        return Problem(
            where=where, found=f"unknown key `{name}`", nearest=close, allowed=listing(keys)
        )
    if detail["type"] == "missing":
        return Problem(
            where=where, found=f"the key `{path[-1]}` is missing", fix=_hint(above, path)
        )
    return _value_problem(document, schema, path, detail)


def _value_problem(document: Document, schema: Any, path: Path, detail: ErrorDetails) -> Problem:
    where = document.where(path)
    value = detail["input"]
    found = f"found {described(value)}"
    allowed = _allowed(schema)
    if detail["type"] == "literal_error":
        words = schema["expected"]
        return Problem(
            where=where, found=found, nearest=nearest(str(value), words), allowed=allowed
        )
    if detail["type"] == "bool_type":
        close = _YAML_1_1_BOOLEANS.get(str(value).lower(), "")
        return Problem(where=where, found=found, nearest=close, allowed=allowed)
    if detail["type"] == "string_type" and isinstance(value, bool | int | float):
        text = document.origin(path).text
        return Problem(where=where, found=found, allowed=allowed, fix=f'in quotes: "{text}"')
    if detail["type"] == "int_type" and isinstance(value, str) and _NUMBER.fullmatch(value):
        plain = re.sub("[_,]", "", value)
        return Problem(where=where, found=found, allowed=allowed, fix=f"without quotes: {plain}")
    return Problem(where=where, found=found, allowed=allowed, fix=_switch_hint(schema, value))


def described(value: Any) -> str:
    """Return a value as a person would name it, with whatever looks like a secret left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{hidden(value)}`" if value else "an empty text"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else "nothing"


def _allowed(schema: Any) -> str:
    while schema and schema["type"] == "nullable":
        schema = schema["schema"]
    if not schema:
        return ""
    if words := schema.get("metadata", {}).get("allowed"):
        return str(words)
    if keys := written.keys_of(schema):
        return f"a mapping with {listing(keys)}"
    return "a mapping" if schema["type"] == "dict" else ""


def _switch_hint(schema: Any, value: Any) -> str:
    if not schema or schema["type"] != "nullable":
        return ""
    if value is True or str(value).lower() in _SWITCHES:
        return "`{}` takes the defaults, `false` leaves it out"
    return "`false` leaves it out" if str(value).lower() in _YAML_1_1_BOOLEANS else ""


def _hint(schema: Any, path: Path) -> str:
    field = schema["fields"][path[-1]]
    return f"add `{path[-1]}`: {field['metadata']['doc']}"
