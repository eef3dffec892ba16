"""The plugin's process: handshake, certificate, shutdown."""

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox.providers.edge_provider import SCHEMAS, EdgeProvider, Store
from sandbox.providers.plugin_process import EDGE, Plugin, running

from modelstacks.sandbox.providers.plugin.codec import encode
from modelstacks.sandbox.providers.plugin.protocol import (
    controller,
    controller_service,
    pb,
    provider_service,
    stdio_service,
)
from modelstacks.sandbox.providers.plugin.schema import parse_schema


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """One plugin for all tests that leave it running."""
    folder = tmp_path_factory.mktemp("plugin")
    home = folder / "home"
    home.mkdir(mode=0o500)
    with running(folder, environment={"HOME": str(home)}) as plugin:
        yield plugin
    assert list(home.iterdir()) == []


def test_the_handshake_names_socket_and_certificate(shared: Plugin) -> None:
    """Nothing is written to the home directory on the way (see the fixture)."""
    fields = shared.handshake.rstrip("\n").split("|")
    assert fields[:3] == ["1", "6", "unix"]
    assert fields[4] == "grpc"
    assert not fields[5].endswith("=")
    assert stat.S_IMODE(shared.socket.parent.stat().st_mode) == 0o700


def test_ctrl_c_is_left_to_terraform(shared: Plugin) -> None:
    """Rule 17: the signal reaches the whole process group."""
    shared.process.send_signal(signal.SIGINT)
    with shared.channel() as channel:
        stub = provider_service.ProviderStub(channel)
        assert stub.GetMetadata(pb.GetMetadata.Request()).resources


def test_a_large_value_passes(shared: Plugin) -> None:
    """Files and notebooks are larger than gRPC's 4 MiB."""
    wire_type = parse_schema(SCHEMAS["edge_plain"]).block.wire_type
    values = pb.DynamicValue(msgpack=encode({"name": "x" * 6_000_000}, wire_type))
    request = pb.PlanResourceChange.Request(
        type_name="edge_plain",
        prior_state=pb.DynamicValue(msgpack=encode(None, wire_type)),
        proposed_new_state=values,
        config=values,
    )
    with shared.channel() as channel:
        response = provider_service.ProviderStub(channel).PlanResourceChange(request)
        assert len(response.planned_state.msgpack) > 6_000_000


def test_only_the_handshake_reaches_stdout_and_shutdown_ends_it(tmp_path: Path) -> None:
    """Rules 16 and 17: one stray line, and every command fails; prints go to stderr.

    The stream of the standard outputs stays open until then.
    """
    noisy = (
        f"import sys; sys.path.insert(0, {str(EDGE.parents[2])!r})\n"
        "from sandbox.providers.edge_provider import EdgeProvider\n"
        "from modelstacks.sandbox.providers.plugin.runner import serve\n"
        "def make():\n"
        "    print('noise', flush=True)\n"
        "    return EdgeProvider()\n"
        "serve(make)\n"
    )
    ended = threading.Event()
    with running(tmp_path, "-c", noisy) as plugin, plugin.channel() as channel:
        assert plugin.handshake.startswith("1|6|unix|")
        stream = stdio_service.GRPCStdioStub(channel).StreamStdio(controller.Empty())

        def follow() -> None:
            list(stream)
            ended.set()

        thread = threading.Thread(target=follow)
        thread.start()
        assert not ended.wait(0.2)
        controller_service.GRPCControllerStub(channel).Shutdown(controller.Empty())
        assert ended.wait(10)
        thread.join()
        rest, _ = plugin.process.communicate(timeout=10)
        assert rest == b""
        assert plugin.process.returncode == 0
        assert not plugin.socket.parent.exists()


def test_sigterm_ends_the_plugin_and_removes_the_socket(tmp_path: Path) -> None:
    with running(tmp_path) as plugin:
        plugin.process.send_signal(signal.SIGTERM)
        assert plugin.process.wait(timeout=10) == 0
        assert not plugin.socket.parent.exists()


def test_stop_ends_no_call_and_not_the_plugin(tmp_path: Path) -> None:
    """Rule 17: a call that waits returns what it made; the next one still works."""
    provider = EdgeProvider(Store(tmp_path / "objects.json"))
    wire_type = provider.resource_schema("edge_slow").block.wire_type
    values = encode({"name": "a", "seconds": 60}, wire_type)
    request = pb.ApplyResourceChange.Request(
        type_name="edge_slow",
        prior_state=pb.DynamicValue(msgpack=encode(None, wire_type)),
        planned_state=pb.DynamicValue(msgpack=values),
        config=pb.DynamicValue(msgpack=values),
    )
    with running(tmp_path) as plugin, plugin.channel() as channel:
        stub = provider_service.ProviderStub(channel)
        call = stub.ApplyResourceChange.future(request)
        while not provider.store.objects():
            threading.Event().wait(0.01)
        stub.StopProvider(pb.StopProvider.Request())
        response = call.result(timeout=10)
        assert response.diagnostics[0].summary == "cannot create slow: interrupted while waiting"
        assert len(response.new_state.msgpack) > 1
        assert stub.GetMetadata(pb.GetMetadata.Request()).resources


def test_a_person_who_starts_it_is_told_what_it_is() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "TF_PLUGIN_MAGIC_COOKIE"}
    result = subprocess.run(
        [sys.executable, str(EDGE)], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "Terraform starts it, people do not" in result.stderr
