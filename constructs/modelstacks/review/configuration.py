"""The configuration part of a plan: what refers to what, through modules.

Addresses here are those of the source, without instance keys: `module.a.aws_vpc.this`. Locals are
not in the document: a reference that goes through one cannot be followed.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from modelstacks.frozen import frozen
from modelstacks.review.document import Json, mapping, objects, text, texts

ModulePath = tuple[str, ...]
"""Names of module calls from the root down."""

DEEPEST_MODULES = 40

_KEY = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')


@frozen
class Reference:
    """A resource, and the attribute of it that is read; empty when the whole of it is."""

    address: str
    attribute: str = ""


class Configuration:
    """Looks up resources, variables and references of a configuration."""

    def __init__(self, root: Json) -> None:
        self._modules = dict(_modules(root, ()))
        self._known: dict[tuple[ModulePath, str], frozenset[Reference]] = {}

    @cached_property
    def resources(self) -> dict[str, tuple[ModulePath, Json]]:
        """Resources and data sources by address, with the module each is in."""
        found = {}
        for path, (module, _) in self._modules.items():
            for resource in objects(module.get("resources")):
                address = _prefixed(path, text(resource.get("address")))
                found[address] = (path, mapping(resource.get("expressions")))
        return found

    def variables(self) -> Iterator[tuple[ModulePath, str, Json]]:
        """Yield each declared variable: the module it is in, its name, its declaration."""
        for path, (module, _) in self._modules.items():
            for name, declared in mapping(module.get("variables")).items():
                yield path, name, mapping(declared)

    def call(self, path: ModulePath) -> Json:
        """Return the call of a module; empty for the root."""
        return self._modules[path][1] if path in self._modules else {}

    def references(self, address: str, attribute: str | None = None) -> frozenset[Reference]:
        """Return what a resource refers to, in one attribute or in all."""
        path, expressions = self.resources.get(address, ((), {}))
        value = expressions if attribute is None else expressions.get(attribute)
        found: set[Reference] = set()
        for reference in set(_referred(value)):
            found |= self._resolve(path, reference)
        return frozenset(found)

    def root_variables(self, path: ModulePath, name: str) -> set[str]:
        """Return the variables of the root that are passed into a variable of a module."""
        found: set[str] = set()
        steps, seen = [(path, name)], set()
        while steps:
            step = steps.pop()
            if step in seen:
                continue
            seen.add(step)
            within, variable = step
            if not within:
                found.add(variable)
                continue
            passed = mapping(self.call(within).get("expressions")).get(variable)
            for reference in _referred(passed):
                kind, _, rest = reference.partition(".")
                if kind == "var":
                    steps.append((within[:-1], _first(rest)))
        return found

    def _resolve(self, path: ModulePath, reference: str) -> frozenset[Reference]:
        key = path, reference
        if key not in self._known:
            self._known[key] = frozenset()  # a circle ends here
            self._known[key] = frozenset(self._follow(path, reference))
        return self._known[key]

    def _follow(self, path: ModulePath, reference: str) -> Iterator[Reference]:
        parts = _KEY.sub("", reference).split(".")
        kind = parts[0]
        if kind == "var" and len(parts) > 1 and path:
            passed = mapping(self.call(path).get("expressions")).get(parts[1])
            for inner in _referred(passed):
                yield from self._resolve(path[:-1], inner)
        elif kind == "module" and len(parts) > 2:  # noqa: PLR2004
            below = (*path, parts[1])
            module = self._modules[below][0] if below in self._modules else {}
            output = mapping(mapping(module.get("outputs")).get(parts[2]))
            for inner in _referred(output.get("expression")):
                yield from self._resolve(below, inner)
        else:
            size = 3 if kind == "data" else 2
            address = _prefixed(path, ".".join(parts[:size]))
            if address in self.resources:
                yield Reference(address=address, attribute=parts[size] if parts[size:] else "")


def source_address(change: Json) -> str:
    """Return the address that a changed resource has in the configuration."""
    module = _KEY.sub("", text(change.get("module_address")))
    name = f"{text(change.get('type'))}.{text(change.get('name'))}"
    if change.get("mode") == "data":
        name = f"data.{name}"
    return f"{module}.{name}" if module else name


def _modules(root: Json, path: ModulePath) -> Iterator[tuple[ModulePath, tuple[Json, Json]]]:
    level: list[tuple[ModulePath, Json, Json]] = [(path, root, {})]
    while level:
        here, module, call = level.pop()
        yield here, (module, call)
        if len(here) < DEEPEST_MODULES:
            for name, inner in mapping(module.get("module_calls")).items():
                level.append(((*here, name), mapping(mapping(inner).get("module")), mapping(inner)))


def _prefixed(path: ModulePath, address: str) -> str:
    return ".".join([*(f"module.{name}" for name in path), address])


def _referred(expression: Any) -> Iterator[str]:
    """Yield the references of an expression; of `a.b.c` and its parent `a.b` only the longer."""
    if isinstance(expression, dict):
        named = texts(expression.get("references"))
        yield from (name for name in named if not _is_parent(name, named))
        for key, inner in expression.items():
            if key != "references" and isinstance(inner, dict | list):
                yield from _referred(inner)
    elif isinstance(expression, list):
        for inner in expression:
            yield from _referred(inner)


def _is_parent(name: str, named: tuple[str, ...]) -> bool:
    return any(other.startswith((f"{name}.", f"{name}[")) for other in named)


def _first(rest: str) -> str:
    return _KEY.sub("", rest).partition(".")[0]
