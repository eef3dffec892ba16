"""SCIM, as far as Databricks speaks it: attribute selection, filters, lists and patches."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.errors import ApiError, invalid, malformed
from modelstacks.sandbox.workspace.message import Json

ROOT = "/api/2.0/preview/scim/v2"
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0"
ENTITLEMENTS = frozenset(
    {
        "allow-cluster-create",
        "allow-instance-pool-create",
        "databricks-sql-access",
        "workspace-access",
        "workspace-consume",
    }
)

_LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
_FILTER = re.compile(r'(\w+)\s+(eq|co|sw)\s+"(.*)"', re.IGNORECASE)
_MEMBER = re.compile(r'(\w+)\[value eq "(.*)"\]')
_ALWAYS = frozenset({"id", "schemas", "meta", "applicationId"})
_VALUE_LISTS = ("entitlements", "members", "roles", "emails")


class ScimError(ApiError):
    """A refusal with the fields that SCIM clients read beside Databricks' own."""

    @property
    def body(self) -> dict[str, Any]:
        """The answer in both spellings."""
        scim = {"schemas": [_ERROR_SCHEMA], "detail": self.message, "status": str(self.status)}
        return {**super().body, **scim}


def conflict(message: str) -> ScimError:
    """A principal of that name is there already."""
    return ScimError(409, "RESOURCE_ALREADY_EXISTS", message)


def require(tx: Transaction, kind: str, key: str) -> Document:
    """Return a principal by its id; refuse an id that nobody has."""
    found = tx.get(kind, key)
    if found is None:
        label = kind.replace("_", " ").capitalize()
        raise ScimError(404, "RESOURCE_DOES_NOT_EXIST", f"{label} with id {key} not found.")
    return found


def clean(body: Json) -> Json:
    """Return what was sent without empty complex values, which the provider sends for `none`."""
    result = dict(body)
    for name in _VALUE_LISTS:
        if name in result:
            result[name] = _values(name, result[name])
    for name in ("displayName", "userName", "externalId"):
        if name in result and not isinstance(result[name], str):
            raise malformed(f"{name} must be a string")
    if not isinstance(result.get("active", True), bool):
        raise malformed("active must be a boolean")
    return result


def selected(document: Document, query: Mapping[str, str]) -> Json:
    """Return the attributes that were asked for.

    `applicationId` comes in any case: the provider relies on it without asking.
    """
    shown = {key: value for key, value in document.items() if not key.startswith("_")}
    wanted = {name.partition(".")[0] for name in query.get("attributes", "").split(",") if name}
    if not wanted:
        return shown
    return {key: value for key, value in shown.items() if key in wanted | _ALWAYS}


def listing(documents: Iterable[Document], query: Mapping[str, str]) -> Json:
    """Return the documents that match the filter, a page of them."""
    found = [document for document in documents if _matches(document, query.get("filter", ""))]
    start = max(1, _number(query, "startIndex", 1))
    count = max(0, _number(query, "count", len(found)))
    page = found[start - 1 : start - 1 + count]
    return {
        "schemas": [_LIST_SCHEMA],
        "totalResults": len(found),
        "startIndex": start,
        "itemsPerPage": len(page),
        "Resources": [selected(document, query) for document in page],
    }


def patched(document: Document, body: Json) -> Document:
    """Return the document after a SCIM patch."""
    operations = body.get("Operations")
    if not isinstance(operations, list):
        raise malformed("Operations must be a list")
    result = dict(document)
    for operation in operations:
        _patch_once(result, operation)
    return result


def _patch_once(document: Document, operation: Json) -> None:
    verb = str(operation.get("op", "")).lower()
    path = operation.get("path") or ""
    value = operation.get("value")
    if verb not in ("add", "replace", "remove"):
        raise invalid(f"Invalid patch operation: {operation.get('op')!r}")
    if member := _MEMBER.fullmatch(path):
        name, gone = member.groups()
        document[name] = [one for one in document.get(name, []) if one["value"] != gone]
        return
    changes = {path: value} if path else value
    if not isinstance(changes, dict):
        raise malformed("A patch operation without path needs an object as value")
    for name, changed in changes.items():
        if name in _VALUE_LISTS:
            document[name] = _patched_values(name, verb, document.get(name, []), changed)
        elif verb == "remove":
            document.pop(name, None)
        else:
            document[name] = changed


def _patched_values(name: str, verb: str, present: list[Json], changed: Any) -> list[Json]:
    values = _values(name, [] if changed is None else changed)
    named = {one["value"] for one in values}
    if verb == "replace":
        return values
    if verb == "remove":
        return [one for one in present if named and one["value"] not in named]
    known = {one["value"] for one in present}
    return [*present, *(one for one in values if one["value"] not in known)]


def _values(name: str, values: Any) -> list[Json]:
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        raise malformed(f"{name} must be a list of objects")
    given = [one for one in values if one.get("value")]
    if name == "entitlements":
        for one in given:
            if one["value"] not in ENTITLEMENTS:
                raise invalid(f"Invalid entitlement: {one['value']}")
    return given


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if text and not text.isdigit():
        raise invalid(f"{name} must be a number, got {text!r}")
    return int(text) if text else default


def _matches(document: Document, expression: str) -> bool:
    if not expression:
        return True
    match = _FILTER.fullmatch(expression.strip())
    if match is None:
        raise ScimError(400, "INVALID_PARAMETER_VALUE", f"Unsupported filter: {expression}")
    name, operator, wanted = match.groups()
    value = str(document.get(name, ""))
    tests = {"eq": value == wanted, "co": wanted in value, "sw": value.startswith(wanted)}
    return tests[operator.lower()]
