"""Serves a workspace on a port of its own choosing and says which: `serve_workspace.py STORE`."""

import socket
import sys
from pathlib import Path

import uvicorn

from modelstacks.sandbox.store import Store
from modelstacks.sandbox.workspace.app import create_app
from modelstacks.sandbox.workspace.options import WorkspaceOptions

TOKEN = "planted-token-7f3a"

if __name__ == "__main__":
    app = create_app(store=Store(Path(sys.argv[1])), token=TOKEN, options=WorkspaceOptions(polls=1))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # From here on callers wait, however long the server takes to start on a busy machine.
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    server.run(sockets=[listener])
