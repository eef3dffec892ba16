"""Runs a plugin as Terraform does: handshake, TLS, calls, shutdown."""

import base64
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

EDGE = Path(__file__).with_name("edge_provider.py")
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"


@dataclass(frozen=True, kw_only=True)
class Plugin:
    """A running plugin."""

    process: subprocess.Popen[bytes]
    handshake: str

    @property
    def socket(self) -> Path:
        return Path(self.handshake.split("|")[3])

    @contextmanager
    def channel(self) -> Iterator[Any]:
        encoded = self.handshake.strip().split("|")[5]
        der = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
        credentials = grpc.ssl_channel_credentials(ssl.DER_cert_to_PEM_cert(der).encode())
        options = [
            ("grpc.ssl_target_name_override", "localhost"),
            ("grpc.max_send_message_length", -1),
            ("grpc.max_receive_message_length", -1),
        ]
        with grpc.secure_channel(f"unix:{self.socket}", credentials, options) as channel:
            yield channel


@contextmanager
def running(
    folder: Path, *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[Plugin]:
    """Start a plugin; kill it at the end if it is still there."""
    command = [sys.executable, "-P", *(arguments or (str(EDGE),))]
    environment = {
        **os.environ,
        "TF_PLUGIN_MAGIC_COOKIE": COOKIE,
        "EDGE_STORE": str(folder / "objects.json"),
        "TMPDIR": str(folder),
        **(environment or {}),
    }
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            yield Plugin(process=process, handshake=process.stdout.readline().decode())
        finally:
            if process.poll() is None:
                process.kill()
