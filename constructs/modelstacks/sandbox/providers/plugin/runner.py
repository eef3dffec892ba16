"""Runs a provider as the child process that Terraform expects.

The handshake line is all that ever reaches stdout; it names a unix socket, in a directory that only
this user may enter, and the certificate to trust. Terraform's own certificate cannot be demanded in
return: it is on the curve P-521, which gRPC's TLS library refuses (see the decision record). The
process ends when Terraform says Shutdown, or on SIGTERM; StopProvider ends no call.
"""

import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

_MAGIC = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
)
_THREADS = 32
_GRACE = 0.2


def serve(make_provider: Callable[[], Any]) -> int:
    """Serve the provider until Terraform is done; return the exit status."""
    if os.environ.get(_MAGIC[0]) != _MAGIC[1]:
        print("This is a Terraform provider: Terraform starts it, people do not.", file=sys.stderr)
        return 1
    handshake = os.dup(1)
    os.dup2(2, 1)
    return _serve(make_provider, handshake)


def _serve(make_provider: Callable[[], Any], handshake: int) -> int:
    import grpc

    from modelstacks.sandbox.providers.plugin.certificate import self_signed
    from modelstacks.sandbox.providers.plugin.protocol import provider_service
    from modelstacks.sandbox.providers.plugin.servicer import ProviderServicer

    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: done.set())
    # Ctrl-C reaches the whole process group; Terraform tells its plugins what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    server = grpc.server(
        ThreadPoolExecutor(_THREADS),
        options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
    )
    provider_service.add_ProviderServicer_to_server(ProviderServicer(make_provider()), server)
    _add_plugin_services(server, done)
    certificate = self_signed()
    credentials = grpc.ssl_server_credentials([(certificate.key_pem, certificate.certificate_pem)])
    directory = Path(tempfile.mkdtemp(prefix="plugin"))
    try:
        socket = directory / "socket"
        server.add_secure_port(f"unix:{socket}", credentials)
        server.start()
        line = f"1|6|unix|{socket}|grpc|{certificate.handshake}\n"
        os.write(handshake, line.encode())
        os.close(handshake)
        gc.freeze()
        gc.enable()
        done.wait()
        server.stop(_GRACE).wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return 0


def _add_plugin_services(server: Any, done: threading.Event) -> None:
    """Add the two services that every plugin has besides its own."""
    from modelstacks.sandbox.providers.plugin.protocol import (
        controller,
        controller_service,
        stdio_service,
    )

    class Controller:
        def Shutdown(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
            done.set()
            return controller.Empty()

    class Stdio:
        def StreamStdio(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: ARG002, N802
            # Nothing is streamed; Terraform takes the end of the stream for the end of the plugin.
            context.add_callback(stdio_done.set)
            while not (done.is_set() or stdio_done.is_set()):
                done.wait(0.5)
            yield from ()

    stdio_done = threading.Event()
    controller_service.add_GRPCControllerServicer_to_server(Controller(), server)
    stdio_service.add_GRPCStdioServicer_to_server(Stdio(), server)
