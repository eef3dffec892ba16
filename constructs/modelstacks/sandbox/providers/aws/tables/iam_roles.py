"""Roles. Their policies are types of their own; the deprecated members here are refused."""

from collections.abc import Iterator

from modelstacks.sandbox.providers.aws import documents, names, tags
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.errors import AwsError
from modelstacks.sandbox.providers.aws.tables.iam import iam, moment, reading, releasing, settling
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object, is_zero

_ELSEWHERE = {
    "inline_policy": "aws_iam_role_policy",
    "managed_policy_arns": "aws_iam_role_policy_attachment",
}
_ARGUMENTS = {
    "path": "Path",
    "description": "Description",
    "max_session_duration": "MaxSessionDuration",
    "permissions_boundary": "PermissionsBoundary",
}


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield every deprecated member."""
    for name, other in _ELSEWHERE.items():
        if not is_zero(config.get(name)):
            yield Diagnostic(
                summary=f'"{name}" of aws_iam_role is deprecated and not served here',
                detail=f"Use {other}.",
                path=(name,),
            )


def create(call: Call) -> None:
    """Make it."""
    name = names.chosen(call)
    _refuse_what_iam_would(call, name)
    arguments = {
        key: call.values[item] for item, key in _ARGUMENTS.items() if call.values.get(item)
    }
    if wanted := tags.wanted(call):
        arguments["Tags"] = tags.pairs(wanted)
    settling(call).create_role(
        RoleName=name, AssumeRolePolicyDocument=call.values["assume_role_policy"], **arguments
    )
    call.id = name


def _refuse_what_iam_would(call: Call, name: str) -> None:
    """Refuse what moto accepts: names that differ in case only, and a role that trusts itself."""
    for role in iam(call).list_roles().get("Roles", []):
        if role["RoleName"].casefold() == name.casefold():
            message = f"role {role['RoleName']} exists"
            raise AwsError(code="EntityAlreadyExists", message=message, call="iam create_role")
    own = f":{call.client.account}:role{call.values.get('path') or '/'}{name}"
    trust = documents.checked("assume_role_policy", call.values["assume_role_policy"])
    for statement in documents.statements(trust):
        principal = statement.get("Principal")
        trusted = documents.listed(principal.get("AWS")) if isinstance(principal, dict) else []
        if any(str(item).endswith(own) for item in trusted):
            raise ProviderError(
                f"role {name} cannot name itself as a principal while it is created",
                detail="IAM knows no such principal yet. Trust the account's root with a condition "
                "on aws:PrincipalArn instead, or add the principal in a second apply.",
                path=("assume_role_policy",),
            )


def read(call: Call) -> Object:
    """Read it, with the ARNs of what is attached to it."""
    role = reading(call).get_role(RoleName=call.id)["Role"]
    attached = iam(call).list_attached_role_policies(RoleName=call.id)["AttachedPolicies"]
    trust = documents.kept(call.values.get("assume_role_policy"), role["AssumeRolePolicyDocument"])
    boundary = (role.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return {
        "arn": role["Arn"],
        "assume_role_policy": trust,
        "create_date": moment(role.get("CreateDate")),
        "description": role.get("Description"),
        "managed_policy_arns": sorted(item["PolicyArn"] for item in attached),
        "max_session_duration": role.get("MaxSessionDuration"),
        "name": role["RoleName"],
        "name_prefix": names.prefix_of(role["RoleName"]),
        "path": role.get("Path"),
        "permissions_boundary": boundary,
        "unique_id": role.get("RoleId"),
        **tags.read(call, tags.from_pairs(role.get("Tags"))),
    }


def update(call: Call) -> None:
    """Change it."""
    name = {"RoleName": call.id}
    if call.changed("assume_role_policy"):
        trust = call.values["assume_role_policy"]
        documents.checked("assume_role_policy", trust)
        settling(call).update_assume_role_policy(**name, PolicyDocument=trust)
    if call.changed("description", "max_session_duration"):
        # Always both: one without the other erases the description in moto.
        iam(call).update_role(
            **name,
            Description=call.values.get("description") or "",
            MaxSessionDuration=call.values["max_session_duration"],
        )
    if call.changed("permissions_boundary"):
        boundary = call.values.get("permissions_boundary")
        if boundary:
            iam(call).put_role_permissions_boundary(**name, PermissionsBoundary=boundary)
        else:
            iam(call).delete_role_permissions_boundary(**name)
    added, removed = tags.difference(call)
    if removed:
        iam(call).untag_role(**name, TagKeys=removed)
    if added:
        iam(call).tag_role(**name, Tags=tags.pairs(added))


def delete(call: Call) -> None:
    """Remove it, out of its instance profiles too; its policies only with force_detach_policies."""
    name = {"RoleName": call.id}
    for profile in iam(call).list_instance_profiles_for_role(**name)["InstanceProfiles"]:
        profile_name = profile["InstanceProfileName"]
        iam(call).remove_role_from_instance_profile(InstanceProfileName=profile_name, **name)
    if call.values.get("force_detach_policies"):
        for item in iam(call).list_attached_role_policies(**name)["AttachedPolicies"]:
            iam(call).detach_role_policy(**name, PolicyArn=item["PolicyArn"])
        for policy in iam(call).list_role_policies(**name)["PolicyNames"]:
            iam(call).delete_role_policy(**name, PolicyName=policy)
    releasing(call).delete_role(**name)


TABLES = (
    entry("aws_iam_role", create=create, read=read, update=update, delete=delete, checks=check),
)
