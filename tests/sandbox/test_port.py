"""The port: kept over restarts, refused when it was asked for and is taken."""

import socket
from pathlib import Path

import pytest

from modelstacks.sandbox import port
from modelstacks.sandbox.port import PortInUseError


@pytest.fixture
def taken() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def test_the_remembered_port_is_taken_again(tmp_path: Path) -> None:
    # given a port that was used before
    first = port.bind(wanted=None, remembered=None, root=tmp_path)
    number = first.getsockname()[1]
    first.close()

    # then the next start has it
    with port.bind(wanted=None, remembered=number, root=tmp_path) as again:
        assert again.getsockname() == ("127.0.0.1", number)


def test_a_remembered_port_that_is_taken_is_left(tmp_path: Path, taken: socket.socket) -> None:
    with taken, port.bind(wanted=None, remembered=taken.getsockname()[1], root=tmp_path) as other:
        assert other.getsockname()[1] != taken.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(
    tmp_path: Path, taken: socket.socket
) -> None:
    # given a port of another program, which does not speak HTTP either
    number = taken.getsockname()[1]
    taken.close()
    with (
        socket.create_server(("127.0.0.1", number)),
        pytest.raises(PortInUseError) as caught,
    ):
        # when it is asked for
        port.bind(wanted=number, remembered=None, root=tmp_path)

    # then the error says what to do
    assert f"Port {number} on 127.0.0.1 is in use by another program" in str(caught.value)
    assert f"modelstacks sandbox up --port {port.nearest_free(number)}" in str(caught.value)


def test_ports_lie_below_those_for_outgoing_connections(tmp_path: Path) -> None:
    numbers = list(port.candidates(remembered=None, root=tmp_path))
    assert all(15000 <= number < 25000 for number in numbers)
    assert len(set(numbers)) == len(numbers)
