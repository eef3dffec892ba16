"""Instance profiles: which ones may be given to machines of the workspace."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.arns import checked_instance_profile, checked_role
from modelstacks.sandbox.workspace.aws_account import check_instance_profile
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import exists, invalid, missing
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("instance_profiles")
ROOT = "/api/2.0/instance-profiles"


class OneProfile(Message):
    """Names an instance profile."""

    instance_profile_arn: str


class Profile(OneProfile):
    """An instance profile as it is registered."""

    iam_role_arn: str | None = None
    is_meta_instance_profile: bool | None = None


class NewProfile(Profile):
    """An instance profile to register."""

    skip_validation: bool = False
    """Whether AWS is not asked if a machine can be started with it."""


@SERVICE.post(f"{ROOT}/add")
def add(call: Call) -> Json:
    """Register a profile."""
    fields = call.read(NewProfile)
    arn = fields.instance_profile_arn
    if call.options.cloud != "aws":
        raise invalid(f"Instance profiles are for AWS: the workspace is on {call.options.cloud}")
    kept = _checked(fields)
    if call.tx.get("instance_profile", arn) is not None:
        raise exists(f"The instance profile {arn} is already registered")
    if call.aws is not None and not fields.skip_validation:
        check_instance_profile(call.aws, arn, kept.get("iam_role_arn"))
    call.tx.put("instance_profile", arn, kept)
    return {}


@SERVICE.get(f"{ROOT}/list")
def find(call: Call) -> Json:
    """List the registered profiles."""
    return {"instance_profiles": call.tx.all("instance_profile")}


@SERVICE.post(f"{ROOT}/edit")
def edit(call: Call) -> Json:
    """Give a profile another role."""
    fields = call.read(Profile)
    known = _require(call, fields.instance_profile_arn)
    sent = _checked(fields)
    flag = {key: known[key] for key in ("is_meta_instance_profile",) if key in known}
    call.tx.put("instance_profile", fields.instance_profile_arn, {**flag, **sent})
    return {}


@SERVICE.post(f"{ROOT}/remove")
def remove(call: Call) -> Json:
    """Forget a profile; what runs with it goes on."""
    arn = call.read(OneProfile).instance_profile_arn
    _require(call, arn)
    call.tx.delete("instance_profile", arn)
    return {}


@SERVICE.lists("instance_profiles")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["instance_profile_arn"].partition("/")[2],
            "arn": one["instance_profile_arn"],
            "role": one.get("iam_role_arn"),
        }
        for one in tx.all("instance_profile")
    ]


def _require(call: Call, arn: str) -> Document:
    found = call.tx.get("instance_profile", arn)
    if found is None:
        raise missing(f"The instance profile {arn} is not registered")
    return found


def _checked(fields: Profile) -> Json:
    arn, role = fields.instance_profile_arn, fields.iam_role_arn
    account = checked_instance_profile(arn, field="instance_profile_arn")
    sent = fields.as_sent()
    sent.pop("skip_validation", None)
    # The provider names the profile itself where it has no role to name.
    if not role or role == arn:
        sent.pop("iam_role_arn", None)
    elif checked_role(role, field="iam_role_arn") != account:
        raise invalid(f"iam_role_arn: {role} is of another account than {arn}")
    return sent
