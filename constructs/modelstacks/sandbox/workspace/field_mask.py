"""Field masks: which fields of a document a change is about."""

from copy import deepcopy
from typing import Any

from pydantic import BaseModel

from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json, Message


def masked(message: type[Message], old: Json, new: Json, mask: str, *, block: str) -> Json:
    """Return `old` with the fields that `mask` names as they are in `new`.

    Paths begin with `block`. A field that `new` lacks is left out of the result: it is set back.
    """
    result = deepcopy(old)
    for path in mask.split(","):
        head, *names = path.strip().split(".")
        if head != block or not _is_field(message, names):
            raise invalid(f"Invalid field mask: {path.strip() or mask!r}")
        if names:
            _put(result, names, _get(new, names))
        else:
            result = deepcopy(new)
    return _without_empty(result)


def _is_field(message: type[BaseModel], names: list[str]) -> bool:
    if not names:
        return True
    field = message.model_fields.get(names[0])
    if field is None:
        return False
    inner = _inner(field.annotation)
    return _is_field(inner, names[1:]) if inner is not None else len(names) == 1


def _inner(annotation: Any) -> type[BaseModel] | None:
    for option in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _get(document: Any, names: list[str]) -> Any:
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _put(document: Json, names: list[str], value: Any) -> None:
    for name in names[:-1]:
        inner = document.get(name)
        document[name] = document = inner if isinstance(inner, dict) else {}
    if value is None:
        document.pop(names[-1], None)
    else:
        document[names[-1]] = value


def _without_empty(document: Json) -> Json:
    cleaned = {
        name: _without_empty(value) if isinstance(value, dict) else value
        for name, value in document.items()
    }
    return {name: value for name, value in cleaned.items() if value != {}}
