"""Instance profiles that machines of the workspace may be given."""

from collections.abc import Iterator

from modelstacks.sandbox.providers.databricks.bodies import stored, to_api
from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.skip_validation import kept_silent
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object

_PROFILES = "/api/2.0/instance-profiles"
_FIELDS = ("instance_profile_arn", "iam_role_arn", "is_meta_instance_profile", "skip_validation")
_KINDS = {"instance_profile_arn": "instance-profile", "iam_role_arn": "role"}
_SECTIONS = 6


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is wrong with the form of the ARNs."""
    for name, kind in _KINDS.items():
        arn = config.get(name)
        if not isinstance(arn, str) or (not arn and kind == "role"):
            continue
        sections = arn.split(":", _SECTIONS - 1)
        if not arn.startswith("arn:"):
            problem = "Invalid prefix"
        elif len(sections) != _SECTIONS:
            problem = "Incorrect number of sections"
        elif not sections[-1].startswith(kind):
            problem = f"Not a {kind} ARN: {arn}"
        else:
            continue
        yield Diagnostic(summary="Invalid ARN", detail=problem, path=(name,))


def create(call: Call) -> None:
    """Register it."""
    call.client.post(f"{_PROFILES}/add", to_api(call.block, call.values, only=_FIELDS))
    call.id = str(call.values["instance_profile_arn"])


def read(call: Call) -> Object | None:
    """Find it in the list."""
    for profile in call.client.get(f"{_PROFILES}/list").get("instance_profiles") or []:
        if profile.get("instance_profile_arn") == call.id:
            return stored(call, profile)
    raise GoneError(f"the instance profile {call.id} is not registered")


def update(call: Call) -> None:
    """Give it another role; without one the profile stands in its place."""
    arn = call.values["instance_profile_arn"]
    role = call.values.get("iam_role_arn") or arn
    call.client.post(f"{_PROFILES}/edit", {"instance_profile_arn": arn, "iam_role_arn": role})


def delete(call: Call) -> None:
    """Forget it."""
    call.client.post(f"{_PROFILES}/remove", {"instance_profile_arn": call.id})


TABLES = (
    ResourceTable(
        type_name="databricks_instance_profile",
        create=create,
        read=read,
        update=update,
        delete=delete,
        behaviour=behaviour("databricks_instance_profile"),
        customize=kept_silent,
        checks=check,
    ),
)
