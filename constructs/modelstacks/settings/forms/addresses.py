"""IPv4 addresses and ranges."""

import re
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.shapes import Shape

_LEAST_BITS, _MOST_BITS = 16, 28


class Cidr(Shape):
    """An IPv4 range that begins with its first address. `single`: one address is allowed too."""

    def __init__(self, *, single: bool = False) -> None:
        self.single = single
        example = "203.0.113.0/24"
        self.allowed = f"an IPv4 range such as {example}" + (" or one address" if single else "")

    def _holds(self, value: Any) -> bool:
        if not isinstance(value, str) or (not self.single and "/" not in value):
            return False
        return bool(value) and _network_of(value) == value

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        text = value if isinstance(value, str) else ""
        if ":" in text:
            fix = "IPv6 is not taken here"
        elif _network_of(text):
            fix = "a range begins with its first address"
        return super()._problem(document, path, value, fix)

    def _nearest(self, value: Any) -> str:
        network = _network_of(value) if isinstance(value, str) else ""
        return f"{network}/32" if network and "/" not in network and not self.single else network


CIDR = Cidr()
ADDRESSES = Cidr(single=True)


def is_vpc_range(cidr: str) -> bool:
    """Whether a VPC or a subnet can have a range of this size: /16 to /28."""
    return _LEAST_BITS <= int(cidr.partition("/")[2]) <= _MOST_BITS


def _network_of(text: str) -> str:
    """Return the range that holds an address; empty when it is not IPv4 with a length."""
    address, slash, length = text.partition("/")
    if not re.fullmatch(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}", address):
        return ""
    octets = [int(octet) for octet in address.split(".")]
    if max(octets) > 255:  # noqa: PLR2004
        return ""
    if not slash:
        return text
    if not re.fullmatch("[0-9]|[12][0-9]|3[0-2]", length):
        return ""
    host_bits = 32 - int(length)
    number = int.from_bytes(bytes(octets)) >> host_bits << host_bits
    return f"{'.'.join(map(str, number.to_bytes(4)))}/{length}"
