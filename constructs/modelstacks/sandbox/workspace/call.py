"""One call as a handler sees it, and what the handler answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.aws_account import AwsAccount
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.facts import Facts
from modelstacks.sandbox.workspace.faults import FaultBook
from modelstacks.sandbox.workspace.ip_access import Caller
from modelstacks.sandbox.workspace.message import Json, M, read
from modelstacks.sandbox.workspace.options import WorkspaceOptions


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that is more than a JSON object with status 200."""

    status: int = 200
    body: Json | list[Json] | None = None

    @classmethod
    def refusing(cls, error: ApiError) -> "Answer":
        """Refuse, but keep what the handler has written: raising would undo it."""
        return cls(status=error.status, body=error.body)


NO_CONTENT = Answer(status=204)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call, inside its transaction."""

    tx: Transaction
    options: WorkspaceOptions
    facts: Facts
    faults: FaultBook
    now: int
    """Milliseconds since 1970."""

    aws: AwsAccount | None = None
    """A look into AWS, where the sandbox has one."""

    caller: Caller = field(default_factory=Caller)
    route: str = ""
    """Path of the request, as it was sent."""

    path: Mapping[str, str] = field(default_factory=dict)
    """Values of the placeholders in the route."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)

    def read(self, model: type[M]) -> M:
        """Check the body against a message."""
        return read(model, self.body)

    def asked(self, name: str) -> str:
        """Return a query parameter that must be there."""
        value = self.query.get(name, "")
        if not value:
            raise invalid(f"Missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """Return a query parameter that is a boolean; left out means false."""
        return self.query.get(name, "").lower() == "true"

    def number(self, name: str) -> int:
        """Return a query parameter that must be an integer."""
        value = self.asked(name)
        try:
            return int(value)
        except ValueError:
            raise invalid(f"{name} must be an integer, got {value!r}") from None


def public(document: Document) -> Document:
    """Return a document without the fields that only the sandbox uses: those with an underscore."""
    return {key: value for key, value in document.items() if not key.startswith("_")}
