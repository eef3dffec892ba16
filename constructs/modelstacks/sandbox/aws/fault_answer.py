"""What a fault looks like to a caller of AWS: every service has its own codes."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from modelstacks.sandbox.aws.error_answer import AwsAnswer, refusal
from modelstacks.sandbox.aws.request import AwsRequest
from modelstacks.sandbox.workspace.faults import Fault

_FILE = Path(__file__).parent / "data" / "fault_codes.json"
_ROLE = re.compile(r":role/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)")


def answer(fault: Fault, request: AwsRequest, operation: str) -> AwsAnswer:
    """Return the answer of a call that meets a fault which ends it."""
    name = f"{request.service}:{operation}"
    if fault.kind == "aws-error":
        told: dict[str, Any] = {
            "status": fault.status,
            "code": fault.code,
            "message": "A fault was set",
        }
    elif fault.kind == "role-not-propagated":
        told = _codes()["role-not-propagated"][name]
    else:
        kinds = _codes()[fault.kind]
        told = kinds.get(request.service, kinds["*"])
    return refusal(request, **told)


def roles_at_stake(request: AwsRequest, operation: str) -> list[str]:
    """Return the names of the roles that this call fails for while they have not arrived yet."""
    name = f"{request.service}:{operation}"
    if name not in _codes()["role-not-propagated"]:
        return []
    text = unquote_plus(request.body.decode("utf-8", "replace"))
    named = request.form.get("RoleName") if operation == "AddRoleToInstanceProfile" else None
    return [named] if named else _ROLE.findall(text)


@cache
def _codes() -> dict[str, Any]:
    codes: dict[str, Any] = json.loads(_FILE.read_bytes())
    return codes
