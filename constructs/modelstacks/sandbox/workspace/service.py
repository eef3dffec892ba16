"""A Databricks service: its routes, and what it tells the rest of the workspace about its objects.

Adding one is adding a file under `services/` that holds a `SERVICE`; nothing else has to know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Answer, Call
from modelstacks.sandbox.workspace.message import Json

Handler: TypeAlias = Callable[[Call], Json | Answer]
Lister: TypeAlias = Callable[[Transaction], list[Json]]
Finder: TypeAlias = Callable[[Transaction, str], Document | None]


@dataclass(frozen=True, kw_only=True)
class PermissionKind:
    """A type of object that the permissions service knows, as its own service declares it."""

    path: str
    """Segment in the request path, such as `serving-endpoints`."""

    object_type: str
    """Word in the answer, such as `serving-endpoint`. The provider refuses any other."""

    levels: tuple[str, ...]
    find: Finder
    """Returns the object of an id, or `None`."""

    owner: bool = False
    """Whether exactly one principal owns the object, as with jobs."""

    creator_level: str | None = "CAN_MANAGE"
    """What the creator has before anything is put. `None`: nothing."""

    admins_inherit: bool = True
    """Whether the answer lists the inherited permission of `admins`."""


@dataclass(frozen=True, kw_only=True)
class Securable:
    """A type of Unity Catalog object that privileges are granted on."""

    kind: str
    """Segment in the request path, such as `schema`."""

    privileges: frozenset[str]
    find: Finder
    parent: Callable[[str], tuple[str, str] | None] = lambda _: None
    """Kind and name of the container whose grants are inherited."""


@dataclass(frozen=True)
class Service:
    """One service and everything it registers."""

    name: str
    routes: list[tuple[str, str, Handler]] = field(default_factory=list)
    inventory: dict[str, Lister] = field(default_factory=dict)
    permission_kinds: list[PermissionKind] = field(default_factory=list)
    securables: list[Securable] = field(default_factory=list)

    def get(self, *paths: str) -> Callable[[Handler], Handler]:
        """Register a handler for GET on each path."""
        return self._on("GET", paths)

    def post(self, *paths: str) -> Callable[[Handler], Handler]:
        """Register a handler for POST on each path."""
        return self._on("POST", paths)

    def put(self, *paths: str) -> Callable[[Handler], Handler]:
        """Register a handler for PUT on each path."""
        return self._on("PUT", paths)

    def patch(self, *paths: str) -> Callable[[Handler], Handler]:
        """Register a handler for PATCH on each path."""
        return self._on("PATCH", paths)

    def delete(self, *paths: str) -> Callable[[Handler], Handler]:
        """Register a handler for DELETE on each path."""
        return self._on("DELETE", paths)

    def lists(self, kind: str) -> Callable[[Lister], Lister]:
        """Register what the inventory says about a kind of object."""

        def register(lister: Lister) -> Lister:
            self.inventory[kind] = lister
            return lister

        return register

    def _on(self, method: str, paths: tuple[str, ...]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.routes.extend((method, path, handler) for path in paths)
            return handler

        return register


@cache
def all_services() -> tuple[Service, ...]:
    """Return the `SERVICE` of every module under `services/`, by name of the module."""
    package = import_module("modelstacks.sandbox.workspace.services")
    names = sorted(module.name for module in iter_modules(package.__path__))
    modules = (import_module(f"{package.__name__}.{name}") for name in names)
    return tuple(module.SERVICE for module in modules if hasattr(module, "SERVICE"))


@cache
def permission_kinds() -> Mapping[str, PermissionKind]:
    """Return every kind of object with permissions, by its path segment."""
    return {kind.path: kind for service in all_services() for kind in service.permission_kinds}


@cache
def securables() -> Mapping[str, Securable]:
    """Return every kind of Unity Catalog object, by its path segment."""
    return {kind.kind: kind for service in all_services() for kind in service.securables}
