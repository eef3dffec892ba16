"""The sandbox's own routes, under `/sandbox/`: what exists, what was called, what goes wrong."""

import json
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from modelstacks.sandbox.store import Store
from modelstacks.sandbox.workspace.calls import CallLog
from modelstacks.sandbox.workspace.faults import FaultBook, FaultError
from modelstacks.sandbox.workspace.inventory import inventory
from modelstacks.sandbox.workspace.ip_access import Caller
from modelstacks.sandbox.workspace.options import WorkspaceOptions

PRODUCT = "modelstacks-sandbox"


def admin_routes(
    *, store: Store, options: WorkspaceOptions, faults: FaultBook, calls: CallLog, caller: Caller
) -> list[Route]:
    """Return the routes for people and tests; none of them is Databricks'."""

    async def health(_: Request) -> Response:
        return JSONResponse({"product": PRODUCT})

    async def show_inventory(_: Request) -> Response:
        with store.transaction() as tx:
            return JSONResponse(inventory(tx, options))

    async def show_calls(_: Request) -> Response:
        return JSONResponse({"calls": calls.recent()})

    async def show_unknown(_: Request) -> Response:
        return JSONResponse(calls.unknown())

    async def show_faults(_: Request) -> Response:
        return JSONResponse({"faults": faults.list()})

    async def add_fault(request: Request) -> Response:
        try:
            wish: Any = json.loads(await request.body() or b"{}")
        except ValueError:
            return _refuse(["the body is not JSON"])
        if not isinstance(wish, dict):
            return _refuse(["the body must be a JSON object"])
        try:
            return JSONResponse(faults.add(wish), 201)
        except FaultError as error:
            return _refuse(error.problems)

    async def clear_faults(_: Request) -> Response:
        return JSONResponse({"removed": faults.clear()})

    async def show_caller(_: Request) -> Response:
        return JSONResponse({"address": caller.address and str(caller.address)})

    async def move_caller(request: Request) -> Response:
        try:
            wish: Any = json.loads(await request.body() or b"{}")
            caller.address = IPv4Address(wish["address"])
        except (ValueError, LookupError, TypeError, AddressValueError):
            return _refuse(['the body must be {"address": "…"} with an IPv4 address'])
        return await show_caller(request)

    async def bring_caller_back(request: Request) -> Response:
        caller.address = None
        return await show_caller(request)

    return [
        Route("/sandbox/health", health),
        Route("/sandbox/caller", show_caller, methods=["GET"]),
        Route("/sandbox/caller", move_caller, methods=["PUT"]),
        Route("/sandbox/caller", bring_caller_back, methods=["DELETE"]),
        Route("/sandbox/inventory", show_inventory),
        Route("/sandbox/calls", show_calls),
        Route("/sandbox/unknown-routes", show_unknown),
        Route("/sandbox/faults", show_faults, methods=["GET"]),
        Route("/sandbox/faults", add_fault, methods=["POST"]),
        Route("/sandbox/faults", clear_faults, methods=["DELETE"]),
    ]


def _refuse(problems: list[str]) -> Response:
    body = {
        "error_code": "INVALID_PARAMETER_VALUE",
        "message": "; ".join(problems),
        "problems": problems,
    }
    return JSONResponse(body, 400)
