"""The workspace as a web application: services behind the gate, and the sandbox's own routes."""

import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from modelstacks.sandbox.store import Store
from modelstacks.sandbox.workspace.admin import admin_routes
from modelstacks.sandbox.workspace.aws_account import AwsAccount
from modelstacks.sandbox.workspace.call import Answer, Call
from modelstacks.sandbox.workspace.calls import CallLog
from modelstacks.sandbox.workspace.errors import malformed
from modelstacks.sandbox.workspace.facts import Facts, load_facts
from modelstacks.sandbox.workspace.faults import FaultBook
from modelstacks.sandbox.workspace.gate import Gate
from modelstacks.sandbox.workspace.ip_access import Caller, refuse_stranger
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.options import WorkspaceOptions
from modelstacks.sandbox.workspace.seeds import ensure_system
from modelstacks.sandbox.workspace.service import Handler, all_services

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """What the handlers of one application share."""

    store: Store
    options: WorkspaceOptions
    facts: Facts
    faults: FaultBook
    calls: CallLog
    caller: Caller
    aws: AwsAccount | None = None


def create_app(
    *,
    store: Store,
    token: str,
    options: WorkspaceOptions,
    facts: Facts | None = None,
    aws: AwsAccount | None = None,
    faults: FaultBook | None = None,
    calls: CallLog | None = None,
    routes: Sequence[Route] = (),
) -> Starlette:
    """Return the workspace over a store.

    `facts` replaces the installed catalog. `aws` is a look into AWS: with it roles, buckets and
    instance profiles must exist; without it only the form of their names is checked.
    """
    with store.transaction() as tx:
        ensure_system(tx, options.user_name)
    faults, calls = faults or FaultBook(), calls or CallLog()
    caller = Caller(options.caller_address)
    gate = Middleware(Gate, token=token, org_id=options.workspace_id, faults=faults, calls=calls)
    own = admin_routes(store=store, options=options, faults=faults, calls=calls, caller=caller)
    app = Starlette(routes=[*own, *routes, *_service_routes()], middleware=[gate])
    app.state.workspace = Workspace(
        store=store,
        options=options,
        facts=facts or load_facts(options.cloud),
        faults=faults,
        calls=calls,
        caller=caller,
        aws=aws,
    )
    return app


@cache
def _service_routes() -> tuple[Route, ...]:
    """Return the routes of every service; they are the same for every application."""
    routes = [
        Route(path, _endpoint(handler), methods=[method])
        for service in all_services()
        for method, path, handler in service.routes
    ]
    return (*routes, Route("/{path:path}", _unknown, methods=_METHODS))


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        workspace: Workspace = request.app.state.workspace
        body = _parse(await request.body())
        # Committed before the answer leaves; the loop runs one transaction at a time.
        with workspace.store.transaction() as tx:
            refuse_stranger(tx, workspace.caller, workspace.options)
            result = handler(
                Call(
                    tx=tx,
                    options=workspace.options,
                    facts=workspace.facts,
                    faults=workspace.faults,
                    now=int(time.time() * 1000),
                    caller=workspace.caller,
                    aws=workspace.aws,
                    route=request.url.path,
                    path=request.path_params,
                    query=dict(request.query_params),
                    body=body,
                )
            )
        return _respond(result)

    return serve


async def _unknown(request: Request) -> Response:
    workspace: Workspace = request.app.state.workspace
    workspace.calls.count_unknown(request.method, request.url.path)
    message = f"The sandbox does not serve {request.method} {request.url.path}"
    return JSONResponse({"error_code": "NOT_IMPLEMENTED", "message": message}, 501)


def _parse(raw: bytes) -> Json:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise malformed(f"Invalid JSON given in the body of the request: {error}") from error
    if not isinstance(body, dict):
        raise malformed("The body of the request must be a JSON object")
    return body


def _respond(result: Json | Answer) -> Response:
    if isinstance(result, dict):
        return JSONResponse(result)
    if result.body is None:
        return Response(status_code=result.status)
    return JSONResponse(result.body, result.status)
