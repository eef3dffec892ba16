"""Instance profiles."""

from modelstacks.sandbox.providers.aws import names, tags
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.tables.iam import iam, moment, reading, settling
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object


def create(call: Call) -> None:
    """Make it and put the role in."""
    name, wanted = names.chosen(call), tags.wanted(call)
    iam(call).create_instance_profile(
        InstanceProfileName=name,
        Path=call.values.get("path") or "/",
        **({"Tags": tags.pairs(wanted)} if wanted else {}),
    )
    call.id = name
    if call.values.get("role"):
        _add(call, call.values["role"])


def _add(call: Call, role: str) -> None:
    settling(call).add_role_to_instance_profile(InstanceProfileName=call.id, RoleName=role)


def read(call: Call) -> Object:
    """Read it. Tags come with it: moto cannot list them."""
    found = reading(call).get_instance_profile(InstanceProfileName=call.id)["InstanceProfile"]
    name, roles = found["InstanceProfileName"], found.get("Roles") or []
    return {
        "arn": found["Arn"],
        "create_date": moment(found.get("CreateDate")),
        "name": name,
        "name_prefix": names.prefix_of(name),
        "path": found.get("Path"),
        "role": roles[0]["RoleName"] if roles else None,
        "unique_id": found.get("InstanceProfileId"),
        **tags.read(call, tags.from_pairs(found.get("Tags"))),
    }


def update(call: Call) -> None:
    """Change role and tags."""
    name = {"InstanceProfileName": call.id}
    if call.changed("role"):
        if call.prior.get("role"):
            iam(call).remove_role_from_instance_profile(**name, RoleName=call.prior["role"])
        if call.values.get("role"):
            _add(call, call.values["role"])
    added, removed = tags.difference(call)
    if removed:
        iam(call).untag_instance_profile(**name, TagKeys=removed)
    if added:
        iam(call).tag_instance_profile(**name, Tags=tags.pairs(added))


def delete(call: Call) -> None:
    """Take the role out and remove it."""
    name = {"InstanceProfileName": call.id}
    found = iam(call).get_instance_profile(**name)["InstanceProfile"]
    for role in found.get("Roles") or []:
        iam(call).remove_role_from_instance_profile(**name, RoleName=role["RoleName"])
    iam(call).delete_instance_profile(**name)


TABLES = (
    entry("aws_iam_instance_profile", create=create, read=read, update=update, delete=delete),
)
