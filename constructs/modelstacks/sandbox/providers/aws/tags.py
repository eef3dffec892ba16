"""Tags: what a resource says, and what it carries with the provider's defaults.

`tags` is the resource's own, `tags_all` what AWS holds: the defaults and the resource's own, which
win. AWS's own tags (`aws:…`) and those to be ignored are nobody's.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from modelstacks.sandbox.providers.aws.configuration import Configuration
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, has_unknown

Tags = dict[str, str]


def planned(call: Call) -> Any:
    """Return tags_all of a plan."""
    tags = call.values.get("tags")
    if tags is UNKNOWN or has_unknown(tags):
        return UNKNOWN
    wanted = {**call.client.configuration.default_tags, **(tags or {})}
    before = call.prior.get("tags_all")
    # SDKv2 and Terraform tell null from {}; nobody else does.
    return before if not wanted and not before and call.prior else wanted


def wanted(call: Call) -> Tags:
    """Return the tags that the object shall carry."""
    return {**call.client.configuration.default_tags, **(call.values.get("tags") or {})}


def read(call: Call, found: Mapping[str, str]) -> dict[str, Any]:
    """Return tags and tags_all of the tags that AWS holds."""
    configuration: Configuration = call.client.configuration
    everything = {
        key: value
        for key, value in found.items()
        if not key.startswith("aws:")
        and key not in configuration.ignored_tags
        and not key.startswith(configuration.ignored_prefixes or ("\0",))
    }
    own = call.values.get("tags") or {}
    tags = {
        key: value
        for key, value in everything.items()
        if key in own or configuration.default_tags.get(key) != value
    }
    return {"tags": tags or (call.values.get("tags") and {}) or None, "tags_all": everything}


def difference(call: Call) -> tuple[Tags, list[str]]:
    """Return what an update adds or changes, and the keys that it removes."""
    before, after = call.prior.get("tags_all") or {}, wanted(call)
    added = {key: value for key, value in after.items() if before.get(key) != value}
    return added, [key for key in before if key not in after]


def pairs(tags: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[Tags]:
    """Return tags in the form of most services."""
    return [{key: name, value: content} for name, content in sorted(tags.items())]


def from_pairs(
    found: Iterable[Mapping[str, str]] | None, key: str = "Key", value: str = "Value"
) -> Tags:
    """Return tags as a map."""
    return {item[key]: item[value] for item in found or ()}
