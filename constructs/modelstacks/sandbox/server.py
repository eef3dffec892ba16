"""The sandbox process: `python -m modelstacks.sandbox.server`, started by `process.ensure_running`.

It detaches itself, takes the lock, listens, opens the state, and then tells its starter over a pipe
that it is ready, or why it is not.
"""

import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelstacks import __version__
from modelstacks.errors import ModelStacksError
from modelstacks.sandbox import port
from modelstacks.sandbox.address import Behaviour
from modelstacks.sandbox.aws.profile import write_aws_profile
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.lock import FileLock

if TYPE_CHECKING:
    import uvicorn

    from modelstacks.sandbox.aws.app import AwsHalf

LOCK_TIMEOUT = 2.0
"""Seconds; others hold the lock for microseconds, when they look whether the server lives."""

_GRACE_SECONDS = 10
"""How long answers in flight may take once the server was told to stop."""

_CHECK_EVERY = 10
"""Ticks of 0.1 s between two looks at whether the sandbox folder is still there."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Identified:
    """Application that says on every answer to a health request which sandbox it is."""

    def __init__(self, app: Application, home: SandboxHome) -> None:
        self._app = app
        self._headers = [
            (b"x-modelstacks-sandbox", home.identity().encode()),
            (b"x-modelstacks-version", __version__.encode()),
            (b"x-modelstacks-sandbox-folder", str(home.root).encode("ascii", "replace")),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def sign(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        is_health = scope["type"] == "http" and scope["path"] == "/sandbox/health"
        await self._app(scope, receive, sign if is_health else send)


class Halves:
    """The workspace and AWS: one server, a port for each."""

    def __init__(self, workspace: Application, aws: Application, *, aws_port: int) -> None:
        self._workspace = workspace
        self._aws = aws
        self._aws_port = aws_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to the half whose port it came to."""
        is_aws = scope["server"][1] == self._aws_port
        await (self._aws if is_aws else self._workspace)(scope, receive, send)


class Starter:
    """The other end of the pipe: whoever waits for this server."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def tell(self, **message: Any) -> None:
        """Send the one message and hang up."""
        with suppress(OSError):  # the starter may have given up
            os.write(self._descriptor, json.dumps(message).encode() + b"\n")
        with suppress(OSError):
            os.close(self._descriptor)


def main(arguments: list[str]) -> int:
    """Serve until told to stop. Arguments: one JSON object."""
    told = json.loads(arguments[0])
    # The starter waits for the first process, so the server is nobody's child and never a zombie.
    if os.fork():
        os._exit(0)
    os.setsid()
    home = SandboxHome(Path(told["root"]))
    starter = Starter(told["starter"])
    try:
        return _serve(home, told, starter)
    except ModelStacksError as error:
        starter.tell(error=str(error))
        return 2
    except Exception as error:
        starter.tell(error=f"The sandbox failed to start: {error!r}. See {home.server_log}.")
        raise


def _serve(home: SandboxHome, told: dict[str, Any], starter: Starter) -> int:
    with ExitStack() as leaving:
        lock = FileLock(home.lock)
        if not lock.acquire(LOCK_TIMEOUT):
            raise ModelStacksError(f"Another sandbox already runs in {home.root}.")
        leaving.callback(lock.release)
        last = home.read_json(home.server_json)
        listeners = [
            port.bind(wanted=told[name], remembered=last.get(name), root=root)
            for name, root in (("port", home.root), ("aws_port", home.root / "aws"))
        ]
        for listener in listeners:
            leaving.callback(listener.close)
        number, aws_number = (listener.getsockname()[1] for listener in listeners)
        behaviour = Behaviour.from_json(told["behaviour"])
        workspace, aws = _halves(home, behaviour, leaving)
        app = Halves(Identified(workspace, home), aws, aws_port=aws_number)
        ready = {
            "pid": os.getpid(),
            "port": number,
            "aws_port": aws_number,
            "version": __version__,
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
            "behaviour": told["behaviour"],
        }

        def announce() -> None:
            home.write_profile(f"http://{port.HOST}:{number}")
            write_aws_profile(home, url=f"http://{port.HOST}:{aws_number}", region=behaviour.region)
            home.write_json(home.server_json, ready)
            starter.tell(ready=ready)
            # Nobody waits for moto: it takes longer than all the rest, and Terraform needs a
            # moment before its first call.
            if aws.is_used:
                aws.preload()

        with suppress(KeyboardInterrupt):
            _server(app, lock, announce).run(sockets=listeners)
    return 0


def _halves(
    home: SandboxHome, behaviour: Behaviour, leaving: ExitStack
) -> tuple[Application, "AwsHalf"]:
    from modelstacks.sandbox.aws.app import AwsHalf
    from modelstacks.sandbox.aws.journal import Journal
    from modelstacks.sandbox.aws.route import aws_route
    from modelstacks.sandbox.aws.workspace_view import AwsView
    from modelstacks.sandbox.store import Store
    from modelstacks.sandbox.workspace import WorkspaceOptions, create_app, seed
    from modelstacks.sandbox.workspace.calls import CallLog
    from modelstacks.sandbox.workspace.faults import FaultBook

    store = Store(home.state_db)
    leaving.callback(store.close)
    seed(
        store, catalogs=behaviour.catalogs, groups=behaviour.groups, warehouses=behaviour.warehouses
    )
    options = WorkspaceOptions(
        model_versions=behaviour.model_versions,
        polls=behaviour.polls,
        cloud=behaviour.cloud,
        region=behaviour.region,
    )
    faults, calls = FaultBook(), CallLog()
    aws = AwsHalf(
        journal=Journal(home.aws_journal), seeds=behaviour.vpcs, faults=faults, calls=calls
    )
    leaving.callback(aws.close)
    workspace = create_app(
        store=store,
        token=home.read_token(),
        options=options,
        aws=AwsView(aws),
        faults=faults,
        calls=calls,
        routes=[aws_route(aws)],
    )
    return workspace, aws


def _server(app: Application, lock: FileLock, announce: Callable[[], None]) -> "uvicorn.Server":
    import uvicorn

    class Server(uvicorn.Server):
        """Announces itself, and goes when its folder was deleted: nobody could find it any more."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if not self.should_exit:
                announce()

        async def on_tick(self, counter: int) -> bool:
            if counter % _CHECK_EVERY == 0 and not lock.is_in_place():
                return True
            return await super().on_tick(counter)

    return Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            # Longer than Terraform keeps a connection: else a call may meet one that just closed.
            timeout_keep_alive=300,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
