"""One lifecycle rule: in the schema's form and in S3's.

moto forgets object sizes in filters and NewerNoncurrentVersions of an expiration. Both are kept
from the state, so that they do not show as a difference for ever.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object, has_unknown, is_zero

Json = dict[str, Any]

_SIZES = {
    "object_size_greater_than": "ObjectSizeGreaterThan",
    "object_size_less_than": "ObjectSizeLessThan",
}
_ACTIONS = (
    "abort_incomplete_multipart_upload", "expiration", "noncurrent_version_expiration",
    "noncurrent_version_transition", "transition",
)  # fmt: skip


def check(rule: Object, at: Path) -> Iterator[Diagnostic]:
    """Yield what S3 would refuse."""
    if not any(rule.get(name) for name in _ACTIONS):
        yield Diagnostic(
            summary=f"lifecycle rule {rule.get('id')!r} does nothing",
            detail=f"It needs one of {', '.join(_ACTIONS)}.",
            path=at,
        )
    if rule.get("filter") and not is_zero(rule.get("prefix")):
        yield Diagnostic(summary="a rule has either filter or prefix", path=at)
    for item in _objects(rule.get("filter")):
        given = [name for name, value in item.items() if not is_zero(value)]
        if len(given) > 1:
            yield Diagnostic(
                summary=f"filter has {', '.join(given)}: combine them in one `and` block", path=at
            )
    for item in _objects(rule.get("transition")):
        given = [name for name in ("date", "days") if item.get(name) is not None]
        if len(given) != 1 and UNKNOWN not in item.values():
            yield Diagnostic(summary="a transition needs exactly one of date and days", path=at)
    for item in _objects(rule.get("expiration")):
        given = [
            name
            for name in ("date", "days", "expired_object_delete_marker")
            if not is_zero(item.get(name))
        ]
        if len(given) > 1:
            yield Diagnostic(
                summary=f"expiration has {' and '.join(given)}: only one is allowed", path=at
            )


def _objects(value: Any) -> list[Object]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def completed(config: Object) -> Object:
    """Return a configured rule with the zero values that the provider fills in."""
    if not isinstance(config, dict):
        return config
    rule = {**config, "prefix": _or(config.get("prefix"), "")}
    rule["expiration"] = _each(
        config.get("expiration"), {"days": 0, "expired_object_delete_marker": False}
    )
    rule["filter"] = _each(config.get("filter"), {"prefix": ""})
    if isinstance(rule["filter"], list):
        for item in rule["filter"]:
            if isinstance(item, dict):
                zeros = {"object_size_greater_than": 0, "object_size_less_than": 0, "prefix": ""}
                item["and"] = _each(item.get("and"), zeros)
    return rule


def _each(blocks: Any, zeros: Object) -> Any:
    if not isinstance(blocks, list):
        return blocks
    return [
        {**item, **{name: _or(item.get(name), zero) for name, zero in zeros.items()}}
        if isinstance(item, dict)
        else item
        for item in blocks
    ]


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def to_api(rule: Object) -> Json:
    """Return a rule in S3's form."""
    found: Json = {"ID": rule["id"], "Status": rule["status"], **_scope(rule)}
    for item in rule.get("expiration") or []:
        found["Expiration"] = _when(item)
        if item.get("expired_object_delete_marker"):
            found["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    for item in rule.get("abort_incomplete_multipart_upload") or []:
        days = {"DaysAfterInitiation": item["days_after_initiation"]}
        found["AbortIncompleteMultipartUpload"] = days
    for item in rule.get("noncurrent_version_expiration") or []:
        found["NoncurrentVersionExpiration"] = _noncurrent(item)
    if rule.get("noncurrent_version_transition"):
        found["NoncurrentVersionTransitions"] = [
            {**_noncurrent(item), "StorageClass": item["storage_class"]}
            for item in rule["noncurrent_version_transition"]
        ]
    if rule.get("transition"):
        found["Transitions"] = [
            {**_when(item, zero=True), "StorageClass": item["storage_class"]}
            for item in rule["transition"]
        ]
    return found


def _scope(rule: Object) -> Json:
    if rule.get("prefix") and not rule.get("filter"):
        return {"Prefix": rule["prefix"]}
    for item in rule.get("filter") or []:
        for both in (item or {}).get("and") or []:
            tags = [{"Key": key, "Value": value} for key, value in (both.get("tags") or {}).items()]
            found = {"Prefix": both.get("prefix") or "", **_sizes(both)}
            return {"Filter": {"And": {**found, "Tags": tags} if tags else found}}
        for tag in (item or {}).get("tag") or []:
            return {"Filter": {"Tag": {"Key": tag["key"], "Value": tag["value"]}}}
        return {"Filter": _sizes(item or {}) or {"Prefix": (item or {}).get("prefix") or ""}}
    return {"Filter": {"Prefix": ""}}


def _sizes(item: Object) -> Json:
    return {key: item[name] for name, key in _SIZES.items() if item.get(name)}


def _when(item: Object, *, zero: bool = False) -> Json:
    if item.get("date"):
        return {"Date": item["date"]}
    return {"Days": item["days"]} if item.get("days") or zero else {}


def _noncurrent(item: Object) -> Json:
    found = {"NoncurrentDays": item["noncurrent_days"]}
    if item.get("newer_noncurrent_versions"):
        found["NewerNoncurrentVersions"] = item["newer_noncurrent_versions"]
    return found


def from_api(found: Json, before: Object | None) -> Object:
    """Return a rule in the schema's form: the one before, if it means the same to moto."""
    if before and not has_unknown(before) and _remembered(to_api(before)) == _remembered(found):
        return before
    rule: Object = {
        "id": found.get("ID"),
        "status": found.get("Status"),
        "prefix": found.get("Prefix", ""),
        "filter": _filter(found),
        "expiration": [
            {
                "date": _date(item.get("Date")),
                "days": item.get("Days", 0),
                "expired_object_delete_marker": item.get("ExpiredObjectDeleteMarker", False),
            }
            for item in _one(found.get("Expiration"))
        ],
        "abort_incomplete_multipart_upload": [
            {"days_after_initiation": item.get("DaysAfterInitiation")}
            for item in _one(found.get("AbortIncompleteMultipartUpload"))
        ],
        "noncurrent_version_expiration": [
            {
                "noncurrent_days": item.get("NoncurrentDays"),
                "newer_noncurrent_versions": item.get("NewerNoncurrentVersions"),
            }
            for item in _one(found.get("NoncurrentVersionExpiration"))
        ],
        "noncurrent_version_transition": [
            {
                "noncurrent_days": item.get("NoncurrentDays"),
                "newer_noncurrent_versions": item.get("NewerNoncurrentVersions"),
                "storage_class": item.get("StorageClass"),
            }
            for item in found.get("NoncurrentVersionTransitions") or []
        ],
        "transition": [
            {
                "date": _date(item.get("Date")),
                "days": item.get("Days"),
                "storage_class": item.get("StorageClass"),
            }
            for item in found.get("Transitions") or []
        ],
    }
    return rule


def _filter(found: Json) -> list[Object]:
    if "Filter" not in found:
        return []
    inner = found["Filter"] or {}
    item: Object = {
        "prefix": inner.get("Prefix", ""),
        **{name: inner.get(key) for name, key in _SIZES.items()},
        "tag": [{"key": tag["Key"], "value": tag["Value"]} for tag in _one(inner.get("Tag"))],
        "and": [
            {
                "prefix": both.get("Prefix", ""),
                "tags": {tag["Key"]: tag["Value"] for tag in both.get("Tags") or []} or None,
                **{name: both.get(key, 0) for name, key in _SIZES.items()},
            }
            for both in _one(inner.get("And"))
        ],
    }
    return [item]


def _one(value: Any) -> list[Json]:
    return [value] if value else []


def _date(value: Any) -> str | None:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return None if value is None else str(value)


def _remembered(value: Any, key: str = "") -> Any:
    """Return what moto keeps of a rule, without what is empty."""
    if isinstance(value, dict):
        members = {name: _remembered(item, name) for name, item in value.items()}
        dropped = set(_SIZES.values())
        if key == "NoncurrentVersionExpiration":
            dropped.add("NewerNoncurrentVersions")
        return {
            name: item
            for name, item in members.items()
            if name not in dropped and item not in ("", {}, [], None)
        }
    if isinstance(value, list):
        return sorted((_remembered(item) for item in value), key=repr)
    if key == "Date":
        return str(_date(value))[:10]
    return value
