"""Unity Catalog: privileges, granted and effective."""

from pydantic import Field

from modelstacks.sandbox.store import Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.service import Securable, Service, securables
from modelstacks.sandbox.workspace.unity import ROOT

SERVICE = Service("grants")


class Change(Message):
    """What one principal gains and loses."""

    principal: str
    add: list[str] = Field(default_factory=list)
    remove: list[str] = Field(default_factory=list)


class Changes(Message):
    """All changes of one call."""

    changes: list[Change] = Field(default_factory=list)


@SERVICE.get(f"{ROOT}/permissions/{{kind}}/{{name}}")
def get(call: Call) -> Json:
    """Answer the privileges granted on an object itself."""
    kind, name = _object(call)
    return _told(_granted(call.tx, kind.kind, name), call.query.get("principal"))


@SERVICE.patch(f"{ROOT}/permissions/{{kind}}/{{name}}")
def update(call: Call) -> Json:
    """Grant and revoke privileges."""
    kind, name = _object(call)
    granted = {who: set(what) for who, what in _granted(call.tx, kind.kind, name).items()}
    for change in call.read(Changes).changes:
        added = {_normal(privilege) for privilege in change.add}
        unknown = sorted(added - kind.privileges)
        if unknown:
            raise invalid(
                f"Privilege {', '.join(unknown)} is not applicable to this entity"
                f" [{name}:{kind.kind.upper()}]; applicable: {', '.join(sorted(kind.privileges))}"
            )
        if added:
            require_account_principal(call.tx, change.principal)
        removed = {_normal(privilege) for privilege in change.remove}
        before = granted.get(change.principal, set())
        granted[change.principal] = (before - removed) | added
    rest = {who: sorted(what) for who, what in granted.items() if what}
    if rest:
        call.tx.put("grants", f"{kind.kind}/{name}", rest)
    else:
        call.tx.delete("grants", f"{kind.kind}/{name}")
    return _told(rest, None)


@SERVICE.get(f"{ROOT}/effective-permissions/{{kind}}/{{name}}")
def effective(call: Call) -> Json:
    """Answer the privileges on an object, with those inherited from its containers."""
    kind, name = _object(call)
    found: dict[str, list[Json]] = {}
    place: tuple[str, str] | None = (kind.kind, name)
    while place is not None:
        for who, what in _granted(call.tx, *place).items():
            source = {} if place == (kind.kind, name) else _source(*place)
            found.setdefault(who, []).extend({"privilege": one, **source} for one in what)
        place = securables()[place[0]].parent(place[1])
    wanted = call.query.get("principal")
    return {
        "privilege_assignments": [
            {"principal": who, "privileges": what}
            for who, what in sorted(found.items())
            if wanted in (None, who)
        ]
    }


@SERVICE.lists("grants")
def _list(tx: Transaction) -> list[Json]:
    return [
        {"on": name, "kind": "model" if kind == "function" else kind, "to": grants}
        for key, grants in tx.items("grants")
        for kind, _, name in (key.partition("/"),)
    ]


def _object(call: Call) -> tuple[Securable, str]:
    kind = securables().get(call.path["kind"].lower())
    if kind is None:
        raise invalid(f"Invalid securable type: {call.path['kind']}")
    name = call.path["name"].lower()
    if kind.find(call.tx, name) is None:
        code = f"{kind.kind.upper()}_DOES_NOT_EXIST"
        raise ApiError(404, code, f"{kind.kind.capitalize()} '{name}' does not exist.")
    return kind, name


def _granted(tx: Transaction, kind: str, name: str) -> dict[str, list[str]]:
    return tx.get("grants", f"{kind}/{name}") or {}


def _told(granted: dict[str, list[str]], wanted: str | None) -> Json:
    return {
        "privilege_assignments": [
            {"principal": who, "privileges": what}
            for who, what in sorted(granted.items())
            if wanted in (None, who)
        ]
    }


def _normal(privilege: str) -> str:
    return privilege.replace(" ", "_").upper()


def _source(kind: str, name: str) -> Json:
    return {"inherited_from_type": kind.upper(), "inherited_from_name": name}
