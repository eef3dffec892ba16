"""The table of a provider: one entry per resource type and per data source.

An entry says which calls make, read, change and remove an object. Planning, state, errors and the
protocol are the engine's.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour
from modelstacks.sandbox.providers.plugin.diagnostics import (
    Diagnostic,
    Path,
    ProviderError,
    StoppedError,
)
from modelstacks.sandbox.providers.plugin.schema import Block
from modelstacks.sandbox.providers.plugin.values import Object, freeze


class GoneError(ProviderError):
    """The object does not exist on the platform."""


@dataclass(kw_only=True)
class Call:
    """One operation on one object, as an entry's functions see it."""

    client: Any
    """The platform's client, bound to the type so that its calls can be attributed."""

    block: Block
    """The schema of the type."""

    stopping: threading.Event
    """Set once Terraform asks to stop."""

    id: str | None = None
    """The object's id. A create sets it as soon as there is something to keep in the state."""

    prior: Object = field(default_factory=dict)
    """The state before. Empty for a create."""

    values: Object = field(default_factory=dict)
    """The planned values with null for unknown ones; for read and delete, the state."""

    config: Object = field(default_factory=dict)
    """The configuration. Empty for read and delete."""

    fresh: bool = False
    """Whether this read is the first one after a create or an import."""

    def changed(self, *names: str) -> bool:
        """Tell whether any of the attributes or blocks differs from the state before."""
        return any(freeze(self.prior.get(name)) != freeze(self.values.get(name)) for name in names)

    def changed_besides(self, *names: str) -> bool:
        """Tell whether anything but the named attributes and blocks differs."""
        return self.changed(*(name for name in self.block.names() if name not in names))

    def sleep(self, seconds: float) -> None:
        """Wait, unless Terraform asks to stop: then raise."""
        if self.stopping.wait(seconds):
            raise StoppedError(
                "interrupted while waiting",
                detail="What was created so far is kept in the state; the next apply goes on.",
            )


Operation = Callable[[Call], None]
Reading = Callable[[Call], Object | None]


@dataclass(frozen=True, kw_only=True)
class ResourceTable:
    """One resource type."""

    type_name: str
    create: Operation
    read: Reading
    """Returns what the platform says, in the form of the schema; nothing, or `GoneError`, if the
    object is gone. Names that are left out keep their state."""

    delete: Operation
    update: Operation | None = None
    """Nothing: every change replaces the object."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    customize: Callable[[Call], None] | None = None
    """A last word on the plan: may change `values`, which here hold unknowns too."""

    checks: Callable[[Object], Iterable[Diagnostic]] = lambda _config: ()
    """What is wrong with a configuration, found without asking the platform. It holds unknowns."""

    replaces: Callable[[Call], Iterable[Path]] = lambda _call: ()
    """Changes that replace the object only under some condition: `behaviour` names the others.
    `prior` and `values` as for `customize`."""

    reads_after_write: Callable[[Call], bool] = lambda _call: True
    """Whether create and update end with a read."""


@dataclass(frozen=True, kw_only=True)
class DataTable:
    """One data source."""

    type_name: str
    read: Callable[[Call], Object]
