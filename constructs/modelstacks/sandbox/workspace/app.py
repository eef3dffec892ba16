"""The workspace as a web application: services behind the gate, and the sandbox's own routes."""

import json
import time
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from modelstacks.sandbox.store import Store
from modelstacks.sandbox.workspace.admin import admin_routes
from modelstacks.sandbox.workspace.call import Answer, Call
from modelstacks.sandbox.workspace.calls import CallLog
from modelstacks.sandbox.workspace.errors import malformed
from modelstacks.sandbox.workspace.facts import Facts, load_facts
from modelstacks.sandbox.workspace.faults import FaultBook
from modelstacks.sandbox.workspace.gate import Gate
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.options import WorkspaceOptions
from modelstacks.sandbox.workspace.seeds import ensure_system
from modelstacks.sandbox.workspace.service import Handler, all_services

Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(
    *, store: Store, token: str, options: WorkspaceOptions, facts: Facts | None = None
) -> Starlette:
    """Return the workspace over a store; `facts` replaces the installed catalog."""
    with store.transaction() as tx:
        ensure_system(tx, options.user_name)
    faults = FaultBook()
    calls = CallLog()
    known = facts or load_facts(options.cloud)

    def endpoint(handler: Handler) -> Endpoint:
        async def serve(request: Request) -> Response:
            body = _parse(await request.body())
            # Committed before the answer leaves; the loop runs one transaction at a time.
            with store.transaction() as tx:
                result = handler(
                    Call(
                        tx=tx,
                        options=options,
                        facts=known,
                        faults=faults,
                        now=int(time.time() * 1000),
                        route=request.url.path,
                        path=request.path_params,
                        query=dict(request.query_params),
                        body=body,
                    )
                )
            return _respond(result)

        return serve

    async def unknown(request: Request) -> Response:
        calls.count_unknown(request.method, request.url.path)
        message = f"The sandbox does not serve {request.method} {request.url.path}"
        return JSONResponse({"error_code": "NOT_IMPLEMENTED", "message": message}, 501)

    routes = [
        Route(path, endpoint(handler), methods=[method])
        for service in all_services()
        for method, path, handler in service.routes
    ]
    gate = Middleware(Gate, token=token, org_id=options.workspace_id, faults=faults, calls=calls)
    return Starlette(
        routes=[
            *admin_routes(store=store, options=options, faults=faults, calls=calls),
            *routes,
            Route("/{path:path}", unknown, methods=_ALL),
        ],
        middleware=[gate],
    )


_ALL = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


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
