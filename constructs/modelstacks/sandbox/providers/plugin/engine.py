"""What happens to one resource: plan, create, read, update, delete, import.

Everything here is in Python values; the servicer translates. No function raises for what the
platform did: the outcome carries the state and the diagnostics together, so that a half-made
object is never lost.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from modelstacks.sandbox.providers.plugin import log
from modelstacks.sandbox.providers.plugin.diagnostics import (
    Diagnostic,
    Path,
    ProviderError,
)
from modelstacks.sandbox.providers.plugin.planning import plan
from modelstacks.sandbox.providers.plugin.replacement import replaced_by
from modelstacks.sandbox.providers.plugin.schema import Block, Nested
from modelstacks.sandbox.providers.plugin.state import applied, empty, refreshed
from modelstacks.sandbox.providers.plugin.table import Call, DataTable, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.validation import conflicts
from modelstacks.sandbox.providers.plugin.values import Object, without_unknowns

_SHORTEST_SECRET = 4


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an operation ends with."""

    state: Object | None = None
    """The state to keep; nothing when the object does not exist."""

    diagnostics: tuple[Diagnostic, ...] = ()
    replaced_by: tuple[Path, ...] = ()
    fresh: bool = False
    """Whether the next read is the first one of this object."""


@dataclass(frozen=True, kw_only=True)
class ResourceEngine:
    """The life of the objects of one resource type."""

    block: Block
    table: ResourceTable
    client: Any
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def _noun(self) -> str:
        return self.table.type_name.split("_", 1)[1].replace("_", " ")

    def validate(self, config: Object) -> list[Diagnostic]:
        """Check a configuration without asking the platform."""
        found = list(conflicts(self.block, self.table.behaviour, config))
        return [*found, *self.table.checks(config)]

    def plan(self, *, prior: Object | None, config: Object) -> Outcome:
        """Plan a create or an update."""
        behaviour = self.table.behaviour
        planned = plan(self.block, behaviour, prior=prior, config=config)
        if self.table.customize:
            call = self._call(prior=prior or {}, values=planned, config=config)
            try:
                self.table.customize(call)
            except Exception as error:  # noqa: BLE001
                return Outcome(diagnostics=self._diagnose("plan", error, config))
        paths: Iterable[Path] = ()
        if prior is not None:
            paths = replaced_by(self.block, behaviour, prior=prior, planned=planned)
            call = self._call(prior=prior, values=planned, config=config)
            paths = [*paths, *(path for path in self.table.replaces(call) if path not in paths)]
            if self.table.update is None and not paths and planned != prior:
                paths = self._changed_paths(prior, planned)
        return Outcome(state=planned, replaced_by=tuple(paths))

    def _changed_paths(self, prior: Object, planned: Object) -> list[Path]:
        call = self._call(prior=prior, values=planned)
        return [(name,) for name in self.block.names() if name != "timeouts" and call.changed(name)]

    def create(self, *, planned: Object, config: Object) -> Outcome:
        """Make the object."""
        call = self._call(values=without_unknowns(planned), config=config)
        try:
            self.table.create(call)
            answer = self._read_back(call)
        except Exception as error:  # noqa: BLE001
            diagnostics = self._diagnose("create", error, planned)
            if call.id is None:
                return Outcome(diagnostics=diagnostics)
            state = applied(self.block, planned=planned, answer={"id": call.id})
            return Outcome(state=state, diagnostics=diagnostics, fresh=True)
        if answer is None:
            gone = Diagnostic(summary=f"cannot read {self._noun}: it is gone right after create")
            return Outcome(diagnostics=(gone,))
        answer.setdefault("id", call.id)
        state = applied(self.block, planned=planned, answer=answer)
        return Outcome(state=state, fresh=True)

    def update(self, *, prior: Object, planned: Object, config: Object) -> Outcome:
        """Change the object in place; after an error the state is the one before."""
        call = self._call(prior=prior, values=without_unknowns(planned), config=config)
        call.id = prior.get("id")
        try:
            if self.table.update is None:
                raise ProviderError(f"{self._noun} cannot be changed in place")
            self.table.update(call)
            answer = self._read_back(call)
        except Exception as error:  # noqa: BLE001
            return Outcome(state=prior, diagnostics=self._diagnose("update", error, planned))
        if answer is None:
            gone = Diagnostic(summary=f"cannot read {self._noun}: it is gone right after update")
            return Outcome(state=prior, diagnostics=(gone,))
        answer.setdefault("id", call.id)
        state = applied(self.block, planned=planned, answer=answer)
        if state.get("id") != call.id and call.id is not None:
            state["id"] = call.id
        return Outcome(state=state)

    def _read_back(self, call: Call) -> Object | None:
        if not self.table.reads_after_write(call):
            return {**call.values, "id": call.id}
        return self.table.read(replace(call, fresh=True))

    def delete(self, *, prior: Object) -> Outcome:
        """Remove the object; one that is gone already is removed."""
        call = self._call(prior=prior, values=prior)
        call.id = prior.get("id")
        try:
            self.table.delete(call)
        except GoneError:
            return Outcome()
        except Exception as error:  # noqa: BLE001
            return Outcome(state=prior, diagnostics=self._diagnose("delete", error, prior))
        return Outcome()

    def read(self, *, state: Object, fresh: bool, missing_is_error: bool = False) -> Outcome:
        """Bring the state up to date; nothing if the object is gone."""
        call = self._call(prior=state, values=state)
        call.id = state.get("id")
        call.fresh = fresh
        try:
            answer = self.table.read(call)
        except GoneError as error:
            if missing_is_error:
                return Outcome(state=state, diagnostics=self._diagnose("read", error, state))
            return Outcome()
        except Exception as error:  # noqa: BLE001
            return Outcome(state=state, diagnostics=self._diagnose("read", error, state))
        if answer is None:
            return Outcome()
        answer.setdefault("id", call.id)
        return Outcome(state=refreshed(self.block, prior=state, answer=answer))

    def import_(self, *, id_: str) -> Outcome:
        """Take in an object that exists: a full object of nulls, filled by the read after it."""
        state = empty(self.block)
        state["id"] = id_
        return Outcome(state=state, fresh=True)

    def _call(self, **fields: Any) -> Call:
        return Call(client=self.client, block=self.block, stopping=self.stopping, **fields)

    def _diagnose(self, action: str, error: Exception, values: Object) -> tuple[Diagnostic, ...]:
        return (diagnose(f"cannot {action} {self._noun}", error, self.block, values),)


@dataclass(frozen=True, kw_only=True)
class DataEngine:
    """The reads of one data source."""

    block: Block
    table: DataTable
    client: Any
    stopping: threading.Event = field(default_factory=threading.Event)

    def read(self, config: Object) -> Outcome:
        """Read it."""
        call = Call(client=self.client, block=self.block, stopping=self.stopping, values=config)
        noun = self.table.type_name.split("_", 1)[1].replace("_", " ")
        try:
            answer = self.table.read(call)
        except Exception as error:  # noqa: BLE001
            diagnostic = diagnose(f"cannot read {noun}", error, self.block, config)
            return Outcome(diagnostics=(diagnostic,))
        state = empty(self.block)
        state.update({name: value for name, value in config.items() if value is not None})
        state.update({name: value for name, value in answer.items() if name in state})
        return Outcome(state=state)


def diagnose(what: str, error: Exception, block: Block, values: Object) -> Diagnostic:
    """Return the diagnostic of an error, without any sensitive value of the object."""
    if isinstance(error, ProviderError):
        found = error.diagnostic()
        summary, detail, path = f"{what}: {found.summary}", found.detail, found.path
    else:
        log.trouble(what, error)
        summary, path = f"{what}: {type(error).__name__} in the built-in provider", ()
        detail = "This is a bug. TF_LOG=debug shows where it happened."
    for secret in _secrets(block, values):
        summary = summary.replace(secret, "(sensitive)")
        detail = detail.replace(secret, "(sensitive)")
    return Diagnostic(summary=summary, detail=detail, path=path)


def _secrets(block: Block, values: Object) -> Iterable[str]:
    for name, attribute in block.attributes.items():
        value = values.get(name)
        if attribute.sensitive and isinstance(value, str) and len(value) >= _SHORTEST_SECRET:
            yield value
    for name, nested in block.blocks.items():
        yield from _nested_secrets(nested, values.get(name))


def _nested_secrets(nested: Nested, value: Any) -> Iterable[str]:
    elements = value.values() if isinstance(value, dict) and nested.nesting == "map" else value
    for element in elements if isinstance(elements, list) else [elements]:
        if isinstance(element, dict):
            yield from _secrets(nested.block, element)
