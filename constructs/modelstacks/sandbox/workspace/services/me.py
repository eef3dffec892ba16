"""SCIM Me: the caller."""

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import missing_principal
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.principals import find_user
from modelstacks.sandbox.workspace.scim import ROOT, selected
from modelstacks.sandbox.workspace.service import Service
from modelstacks.sandbox.workspace.services.users import with_groups

SERVICE = Service("me")


@SERVICE.get(f"{ROOT}/Me", "/api/2.0/account/scim/v2/Me")
def get(call: Call) -> Json:
    """Answer who the token belongs to."""
    user = find_user(call.tx, call.options.user_name)
    if user is None:
        raise missing_principal(call.options.user_name)
    return selected(with_groups(call.tx, user), call.query)
