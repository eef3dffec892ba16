"""IPv4 ranges, as the standard library reads them."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.settings.forms.addresses import ADDRESSES, CIDR, is_vpc_range
from modelstacks.settings.shapes import WRONG

RANGES = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: IPv4Network(pair, strict=False)
)


@given(RANGES)
def test_every_range_is_taken_as_it_is(network: IPv4Network) -> None:
    assert CIDR.pruned(str(network)) == str(network)
    assert is_vpc_range(str(network)) == (16 <= network.prefixlen <= 28)


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_the_nearest_of_any_address_is_its_range(address: int, length: int) -> None:
    network = IPv4Network((address, length), strict=False)
    written = f"{IPv4Network(address).network_address}/{length}"

    assert CIDR._nearest(written) == str(network)
    assert (CIDR.pruned(written) is WRONG) == (written != str(network))


@pytest.mark.parametrize(
    "text",
    [
        *("", "/", "/16", "10.0.0.0", "10.0.0/16", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/016"),
        *("010.0.0.0/16", "256.0.0.0/16", "10.0.0.0/16 ", "10.0.0.0/16\n", "\uff11.0.0.0/16"),
        *("::/0", "::ffff:10.0.0.0/112", "10.0.0.0/255.255.0.0", "0x0a.0.0.0/8", "any"),
    ],
)
def test_what_is_no_range(text: str) -> None:
    assert CIDR.pruned(text) is WRONG


@pytest.mark.parametrize("value", [None, 10, 10.0, True, ["10.0.0.0/16"], {"10.0.0.0/16": 1}])
def test_what_is_no_text(value: object) -> None:
    assert CIDR.pruned(value) is WRONG
    assert ADDRESSES.pruned(value) is WRONG


def test_one_address_only_where_it_is_allowed() -> None:
    assert ADDRESSES.pruned("203.0.113.7") == "203.0.113.7"
    assert CIDR.pruned("203.0.113.7") is WRONG
