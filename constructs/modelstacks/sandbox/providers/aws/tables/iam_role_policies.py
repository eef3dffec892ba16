"""Policies of roles: inline ones, and attachments of managed ones."""

from modelstacks.sandbox.providers.aws import documents, names
from modelstacks.sandbox.providers.aws.entry import entry
from modelstacks.sandbox.providers.aws.errors import MissingError
from modelstacks.sandbox.providers.aws.tables.iam import iam, reading, settling
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_OF_AWS = ":iam::aws:policy/"


def _parts(call: Call, separator: str, form: str) -> tuple[str, str]:
    role, found, rest = str(call.id).partition(separator)
    if not found:
        raise ProviderError(f"the id {call.id!r} is not of the form {form}")
    return role, rest


def put(call: Call) -> None:
    """Set the inline policy."""
    role, name = _parts(call, ":", "ROLE:POLICY_NAME")
    settling(call).put_role_policy(
        RoleName=role, PolicyName=name, PolicyDocument=call.values["policy"]
    )


def create(call: Call) -> None:
    """Make the inline policy."""
    role, name = call.values["role"], names.chosen(call)
    settling(call).put_role_policy(
        RoleName=role, PolicyName=name, PolicyDocument=call.values["policy"]
    )
    call.id = f"{role}:{name}"


def read(call: Call) -> Object:
    """Read the inline policy."""
    role, name = _parts(call, ":", "ROLE:POLICY_NAME")
    found = reading(call).get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    return {
        "role": role,
        "name": name,
        "name_prefix": names.prefix_of(name),
        "policy": documents.kept(call.values.get("policy"), found),
    }


def delete(call: Call) -> None:
    """Remove the inline policy."""
    role, name = _parts(call, ":", "ROLE:POLICY_NAME")
    iam(call).delete_role_policy(RoleName=role, PolicyName=name)


def _attached(call: Call, role: str, arn: str) -> bool:
    found = iam(call).list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    return any(item["PolicyArn"] == arn for item in found)


def attach(call: Call) -> None:
    """Attach it, once: moto counts every time."""
    role, arn = call.values["role"], call.values["policy_arn"]
    try:
        already = _attached(call, role, arn)
    except MissingError:
        already = False
    if not already:
        if _OF_AWS in arn:
            _check_known(call, arn)
        settling(call).attach_role_policy(RoleName=role, PolicyArn=arn)
    call.id = f"{role}/{arn}"


def _check_known(call: Call, arn: str) -> None:
    try:
        iam(call).get_policy(PolicyArn=arn)
    except MissingError as error:
        raise ProviderError(
            f"the local AWS does not know the managed policy {arn}",
            detail="moto loads AWS's own policies only with MOTO_IAM_LOAD_MANAGED_POLICIES.",
            path=("policy_arn",),
        ) from error


def read_attachment(call: Call) -> Object | None:
    """Read the attachment."""
    role, arn = _parts(call, "/", "ROLE/POLICY_ARN")
    if not _attached(call, role, arn):
        return None
    return {"role": role, "policy_arn": arn}


def detach(call: Call) -> None:
    """Detach it."""
    role, arn = _parts(call, "/", "ROLE/POLICY_ARN")
    iam(call).detach_role_policy(RoleName=role, PolicyArn=arn)


TABLES = (
    entry("aws_iam_role_policy", create=create, read=read, update=put, delete=delete),
    entry("aws_iam_role_policy_attachment", create=attach, read=read_attachment, delete=detach),
)
