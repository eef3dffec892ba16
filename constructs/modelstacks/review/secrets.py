"""Which values of a plan are secrets: everything that anything in the document marks, and more.

Marked: leaves of resources, outputs and the prior state; variables declared sensitive, in modules
too. Unmarked: what an attribute named for it holds (`password`), and the arguments of providers.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from modelstacks.review.configuration import Configuration
from modelstacks.review.document import Json, PlanDocument, mapping, objects, parsed
from modelstacks.review.masking import Masker, is_unlike_a_word, leaves

_DIGITS = 6
"""Sensitive numbers of fewer digits are hidden only where they are marked."""

_NAMED = re.compile(
    r"(^|[_-])("
    r"pass(word|wd|phrase)?|pwd|secret([_-]?(value|string|key|access[_-]?key|token|data))?"
    r"|private[_-]?key([_-]?(pem|data))?|(api|master|signing|account|shared)[_-]?key"
    r"|token([_-]?value)?|credentials?[_-]?json|connection[_-]?string"
    r")$",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"^(\{\{secrets/[^{}]+\}\}|arn:[\w-]+:[\w-]+:.*|)$", re.DOTALL)


def masker_of(documents: Iterable[PlanDocument]) -> Masker:
    """Return a masker of every secret of some plans: one plan may hold what another marks."""
    found: set[str] = set()
    for document in documents:
        found.update(secrets_of(document))
    return Masker(found)


def secrets_of(document: PlanDocument) -> set[str]:
    """Return every secret value of a plan."""
    found = set(_texts(_marked_values(document)))
    found.update(value for value in _texts(_named_values(document)) if is_unlike_a_word(value))
    return found


def is_named_secret(name: str, value: Any) -> bool:
    """Whether an attribute holds a secret by its name, and not a reference to one."""
    return isinstance(value, str) and _names_a_secret(name) and not _REFERENCE.match(value)


@lru_cache(maxsize=50_000)
def _names_a_secret(name: str) -> bool:
    return bool(_NAMED.search(name))


def marked(value: Any, marks: Any) -> Iterator[Any]:
    """Yield what the marks of a value (`true`, or its shape with `true` leaves) point to."""
    if marks is True:
        yield value
    elif isinstance(marks, dict) and isinstance(value, dict):
        for key, inner in marks.items():
            if inner is not False and key in value:
                yield from marked(value[key], inner)
    elif isinstance(marks, list) and isinstance(value, list):
        if len(marks) == len(value):
            for item, inner in zip(value, marks, strict=True):
                yield from marked(item, inner)
        elif has_mark(marks):
            yield value
    elif has_mark(marks):
        yield value  # the marks do not fit the value: hide it whole


def has_mark(marks: Any) -> bool:
    """Whether anything is marked at all."""
    if isinstance(marks, dict):
        return any(map(has_mark, marks.values()))
    if isinstance(marks, list):
        return any(map(has_mark, marks))
    return marks is True


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        for leaf in leaves(value):
            if not _is_number(leaf) or sum(map(str.isdigit, leaf)) >= _DIGITS:
                yield leaf


def _is_number(leaf: str) -> bool:
    return leaf.lstrip("-").replace(".", "", 1).isdigit()


def _marked_values(document: PlanDocument) -> Iterator[Any]:
    for key in ("resource_changes", "resource_drift"):
        for row in document.objects(key):
            yield from _marked_change(mapping(row.get("change")))
    for row in document.objects("deferred_changes"):
        yield from _marked_change(mapping(mapping(row.get("resource_change")).get("change")))
    for change in mapping(document.data.get("output_changes")).values():
        yield from _marked_change(mapping(change))
    yield from _marked_state(mapping(mapping(document.data.get("prior_state")).get("values")))
    yield from _marked_state(mapping(document.data.get("planned_values")))
    yield from _sensitive_variables(document)


def _marked_change(change: Json) -> Iterator[Any]:
    for when in ("before", "after"):
        yield from marked(change.get(when), change.get(f"{when}_sensitive"))


def _marked_state(values: Json) -> Iterator[Any]:
    for output in mapping(values.get("outputs")).values():
        if mapping(output).get("sensitive") is True:
            yield output.get("value")
    modules = [mapping(values.get("root_module"))]
    while modules:
        module = modules.pop()
        modules += objects(module.get("child_modules"))
        for resource in objects(module.get("resources")):
            yield from marked(resource.get("values"), resource.get("sensitive_values"))


def _sensitive_variables(document: PlanDocument) -> Iterator[Any]:
    given = mapping(document.data.get("variables"))
    configuration = Configuration(document.configuration)
    for path, name, declared in configuration.variables():
        if declared.get("sensitive") is not True and declared.get("ephemeral") is not True:
            continue
        yield declared.get("default")
        if not path:
            yield mapping(given.get(name)).get("value")
            continue
        call = mapping(mapping(configuration.call(path).get("expressions")).get(name))
        yield from constants(call)
        for variable in configuration.root_variables(path, name):
            yield mapping(given.get(variable)).get("value")


def constants(expression: Any) -> Iterator[Any]:
    """Yield the constant values of an expression of the configuration."""
    if isinstance(expression, dict):
        for key, inner in expression.items():
            if key == "constant_value":
                yield inner
            else:
                yield from constants(inner)
    elif isinstance(expression, list):
        for inner in expression:
            yield from constants(inner)


def _named_values(document: PlanDocument) -> Iterator[Any]:
    for key in ("resource_changes", "resource_drift"):
        for row in document.objects(key):
            change = mapping(row.get("change"))
            yield from _named(change.get("before"))
            yield from _named(change.get("after"))
    for name, variable in mapping(document.data.get("variables")).items():
        value = mapping(variable).get("value")
        if is_named_secret(name, value):
            yield value
        yield from _named(value)
    providers = mapping(mapping(document.data.get("configuration")).get("provider_config"))
    for provider in providers.values():
        for name, expression in mapping(mapping(provider).get("expressions")).items():
            values = constants(expression)
            yield from (value for value in values if is_named_secret(name, value))


def _named(value: Any) -> Iterator[Any]:
    level = [value]
    while level:
        item = level.pop()
        if isinstance(item, list):
            level += item
        elif isinstance(item, dict):
            for key, inner in item.items():
                if isinstance(inner, dict | list):
                    level.append(inner)
                elif is_named_secret(key, inner):
                    yield inner
                elif (document := parsed(inner)) is not None:
                    level.append(document)
