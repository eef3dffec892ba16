"""The sandbox's life: started when it is needed, found when it runs, stopped when told to."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import modelstacks
from modelstacks.errors import ModelStacksError
from modelstacks.sandbox import lock
from modelstacks.sandbox.address import Behaviour, SandboxAddress
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.credentials import without_credentials
from modelstacks.sandbox.home import SandboxHome

if TYPE_CHECKING:
    from modelstacks.settings.project import Cloud, SandboxSettings

START_SECONDS = 60.0
"""How long a server may take to come up before its starter gives up."""

_STOP_SECONDS = 15.0
"""How long it may take to end after SIGTERM; more than it gives to answers in flight."""

_KILL_SECONDS = 5.0
_POLL_SECONDS = 0.02
_MAX_LOG_BYTES = 1_000_000


class SandboxStartError(ModelStacksError):
    """The sandbox does not come up."""


def ensure_running(
    home: SandboxHome,
    settings: "SandboxSettings",
    *,
    cloud: "Cloud" = "aws",
    region: str = "us-east-1",
) -> SandboxAddress:
    """Return the running sandbox of `home`, starting it where there is none.

    Safe to call from several processes at once: one server comes up and all get its address. A
    server of another version, or with other settings, is replaced; what it holds stays.
    """
    home.make()
    behaviour = Behaviour.of(settings, cloud=cloud, region=region)
    if found := running(home, behaviour):
        return found
    with lock.held(home.start_lock, START_SECONDS) as got:
        if not got:
            raise SandboxStartError(
                f"Another process has been starting or stopping the sandbox in {home.root} for"
                f" {START_SECONDS:.0f} s.\n    fix: see {home.server_log}"
            )
        if found := running(home, behaviour):
            return found
        _stop(home)
        return _start(home, behaviour, port=settings.port, aws_port=settings.aws_port)


def running(home: SandboxHome, behaviour: Behaviour | None = None) -> SandboxAddress | None:
    """Return the sandbox of `home` if it runs and answers, and behaves as asked."""
    pid = lock.holder(home.lock)
    if pid is None:
        return None
    told = home.read_json(home.server_json)
    if told.get("pid") != pid or "aws_port" not in told:
        return None
    if behaviour and told.get("behaviour") != behaviour.as_json():
        return None
    if behaviour and told.get("version") != modelstacks.__version__:
        return None
    if SandboxClient(port=told["port"], token="").identity() != home.identity():
        return None
    return _address(told)


def stop(home: SandboxHome) -> bool:
    """Stop the sandbox; say whether there was one."""
    if not home.root.is_dir():
        return False
    with lock.held(home.start_lock, START_SECONDS):
        return _stop(home)


def _stop(home: SandboxHome) -> bool:
    pid = lock.holder(home.lock)
    if pid is None:
        return False
    for number, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _KILL_SECONDS)):
        with suppress(ProcessLookupError):
            os.kill(pid, number) if pid else None
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if lock.holder(home.lock) is None:
                return True
            time.sleep(_POLL_SECONDS)
    raise SandboxStartError(f"The sandbox in {home.root} (process {pid}) does not end.")


def _start(
    home: SandboxHome, behaviour: Behaviour, *, port: int | None, aws_port: int | None
) -> SandboxAddress:
    ours, theirs = os.pipe()
    told = {
        "root": str(home.root.resolve()),
        "behaviour": behaviour.as_json(),
        "port": port,
        "aws_port": aws_port,
        "starter": theirs,
    }
    try:
        with _open_log(home) as log:
            launched = subprocess.run(
                [sys.executable, "-m", "modelstacks.sandbox.server", json.dumps(told)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(theirs,),
                env=_environment(),
                cwd="/",
                check=False,
            )
        os.close(theirs)
        message = _first_line(ours, START_SECONDS) if launched.returncode == 0 else None
    finally:
        os.close(ours)
    if message is None:
        raise SandboxStartError(
            f"The sandbox did not come up. The end of {home.server_log}:\n{_tail(home.server_log)}"
        )
    if "error" in message:
        raise SandboxStartError(message["error"])
    return replace(_address(message["ready"]), is_new=True)


def _environment() -> dict[str, str]:
    """Return the server's environment: it needs no credentials, and must find this very package."""
    package_parent = str(Path(modelstacks.__file__).parent.parent)
    environ = without_credentials(os.environ)
    paths = [package_parent, *filter(None, environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


def _open_log(home: SandboxHome) -> Any:
    path = home.server_log
    if path.exists() and path.stat().st_size > _MAX_LOG_BYTES:
        path.replace(path.with_suffix(".log.old"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def _first_line(descriptor: int, timeout: float) -> dict[str, Any] | None:
    deadline = time.monotonic() + timeout
    received = b""
    while not received.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            return None
        chunk = os.read(descriptor, 65536)
        if not chunk:
            return None
        received += chunk
    message: dict[str, Any] = json.loads(received)
    return message


def _tail(path: Path, lines: int = 15) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) or "(empty)"
    except OSError as error:
        return f"({error})"


def _address(told: dict[str, Any]) -> SandboxAddress:
    return SandboxAddress(
        port=told["port"],
        pid=told["pid"],
        version=told["version"],
        started=told["started"],
        aws_port=told["aws_port"],
    )
