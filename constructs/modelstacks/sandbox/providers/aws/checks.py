"""Checks of a configuration that need no AWS: what AWS would refuse, moto would not."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from modelstacks.sandbox.providers.aws import documents
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path, ProviderError
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object, is_zero

Facts = Mapping[str, Mapping[str, Any]]

_BUCKET = re.compile(r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
_IPV4 = re.compile(r"^\d+\.\d+\.\d+\.\d+$")
_RESERVED = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def check_values(facts: Facts, config: Object) -> Iterator[Diagnostic]:
    """Yield an error for each value that its attribute's facts do not allow."""
    for path, item in facts.items():
        for at, value, block in _values(config, tuple(path.split("."))):
            yield from _check(at, value, item)
            if value is not UNKNOWN and not is_zero(value):
                yield from _company(at, item, block)
    seen: set[tuple[str, ...]] = set()
    for item in facts.values():
        group = tuple(item.get("exactly_one_of", ()))
        if group and group not in seen:
            seen.add(group)
            yield from _exactly_one(group, config)


def _exactly_one(group: tuple[str, ...], config: Object) -> Iterator[Diagnostic]:
    given = [name for name in group if not is_zero(config.get(name))]
    if len(given) == 1 or (len(given) > 1 and any(config.get(name) is UNKNOWN for name in given)):
        return
    found = ", ".join(given) or "none of them"
    yield Diagnostic(
        summary="Invalid combination of arguments",
        detail=f"exactly one of {', '.join(group)} must be specified; found {found}",
        path=(given[0],) if given else (),
    )


def _company(at: Path, item: Mapping[str, Any], block: Object) -> Iterator[Diagnostic]:
    missing = [name for name in item.get("required_with", ()) if is_zero(block.get(name))]
    if missing:
        yield Diagnostic(
            summary="Missing required argument",
            detail=f'"{at[-1]}" needs {", ".join(missing)} too',
            path=at,
        )


def _check(at: Path, value: Any, item: Mapping[str, Any]) -> Iterator[Diagnostic]:
    if value is None or value is UNKNOWN:
        return
    name = at[-1]
    if "values" in item and value not in item["values"] and value != "":
        allowed = ", ".join(map(str, item["values"]))
        yield Diagnostic(summary=f'"{name}" is {value!r}', detail=f"allowed: {allowed}", path=at)
    if "range" in item:
        low, high = item["range"]
        if not low <= value <= high:
            yield Diagnostic(
                summary=f'"{name}" is {value}', detail=f"allowed: {low} to {high}", path=at
            )
    if "length" in item:
        low, high = item["length"]
        if not low <= len(value) <= high:
            yield Diagnostic(
                summary=f'"{name}" has {len(value)} characters',
                detail=f"allowed: {low} to {high}",
                path=at,
            )
    if "at_most" in item and len(value) > item["at_most"]:
        yield Diagnostic(
            summary=f'"{name}" has {len(value)} elements',
            detail=f"allowed: at most {item['at_most']}",
            path=at,
        )
    if item.get("json") and value != "":
        try:
            documents.checked(str(name), value)
        except ProviderError as error:
            yield Diagnostic(summary=str(error), path=at)
    if "characters" in item:
        length = len(re.sub(r"\s", "", value))
        if length > item["characters"]:
            yield Diagnostic(
                summary=f'"{name}" has {length} characters besides white space',
                detail=f"allowed: {item['characters']}",
                path=at,
            )


def _values(
    block: Any, names: tuple[str, ...], at: Path = ()
) -> Iterator[tuple[Path, Any, Object]]:
    """Yield place, value and surrounding block of an attribute, in every block that has it."""
    if not isinstance(block, dict):
        return
    name, rest = names[0], names[1:]
    value = block.get(name)
    if not rest:
        yield (*at, name), value, block
    elif isinstance(value, list):
        for item in value:
            # Elements of sets have no index to point at: the block itself is named.
            yield from _values(item, rest, (*at, name))
    elif isinstance(value, dict):
        yield from _values(value, rest, (*at, name))


def bucket_name(name: Any, attribute: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with a bucket's name (general purpose buckets)."""
    if not isinstance(name, str):
        return
    if (
        not _BUCKET.match(name)
        or ".." in name
        or _IPV4.match(name)
        or name.startswith(_RESERVED)
        or name.endswith(_RESERVED_ENDS)
    ):
        yield Diagnostic(
            summary=f"{name!r} cannot be the name of a bucket",
            detail="3 to 63 small letters, digits, dots and hyphens; first and last a letter or "
            "digit; no two dots in a row, no IP address, none of the prefixes "
            f"{', '.join(_RESERVED)} and endings {', '.join(_RESERVED_ENDS)}",
            path=(attribute,),
        )


def cidr(value: Any, attribute: str, *, version: int = 4) -> Iterator[Diagnostic]:
    """Yield what is wrong with a CIDR block: host bits above all."""
    if not isinstance(value, str) or not value:
        return
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        network = None
    if network is None or network.version != version or "/" not in value:
        yield Diagnostic(summary=f"{value!r} is not an IPv{version} CIDR block", path=(attribute,))
    elif str(network) != value.lower():
        yield Diagnostic(
            summary=f"{value!r} is not the address of a network",
            detail=f"It has host bits, or is spelt unusually. Write {network}",
            path=(attribute,),
        )
