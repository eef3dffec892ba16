"""Checks the AWS account: that there is one, and that ARNs and regions belong to it."""

from collections.abc import Iterator, Sequence
from typing import Any

from modelstacks.errors import Problem, listing, nearest
from modelstacks.settings.document import Document, Path
from modelstacks.settings.facts import aws_partitions, partition_of
from modelstacks.settings.forms.arn import parts

OF_AWS_IN_ENVIRONMENT: tuple[tuple[str, ...], ...] = (
    ("aws",),
    ("storage",),
    ("network",),
    ("encryption", "kms_key_arn"),
    ("encryption", "workspace"),
    ("sandbox", "vpcs"),
)
OF_AWS_IN_FAMILY: tuple[tuple[str, ...], ...] = (
    ("storage", "bucket"),
    ("network", "peerings"),
    ("encryption", "kms_key_arn"),
)
PLACES = {"azure": "`azure.container`", "gcp": "`gcp.bucket`"}
"""Where the environment says that volumes lie on the other clouds."""

_MADE_IN_AWS = (("storage", "bucket"), ("network", "peerings"))


def account_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    """Yield what lacks an account, or lies in another one, in another region or cloud."""
    cloud = environment.get("cloud")
    if cloud is None:
        return
    if cloud != "aws":
        yield from _on_another_cloud(environment, OF_AWS_IN_ENVIRONMENT, cloud)
        for family in families:
            yield from _on_another_cloud(family, OF_AWS_IN_FAMILY, cloud)
        return
    if not environment.is_written("aws"):
        yield from _without_account(environment, families)
    yield from _arn_problems(environment, families)
    state = environment.get("state")
    if isinstance(state, dict) and {"kms_key_arn", "region"} <= state.keys():
        where = environment.where(("state", "kms_key_arn"))
        yield from arn_problems(where, state["kms_key_arn"], "key", region=state["region"])


def arn_problems(
    where: str, arn: str, thing: str, *, region: str | None = None, account: str | None = None
) -> Iterator[Problem]:
    """Yield why an ARN is not of this region and account; `None`: either is right."""
    its_partition, its_region, its_account = parts(arn)
    partition = partition_of(region) if region else ""
    if partition and its_partition != partition:
        text = f"a {thing} of the partition {its_partition}; {region} is in {partition}"
        yield Problem(where=where, found=text, allowed=f"arn:{partition}:...")
        return
    if region and its_region and its_region != region:
        text = f"a {thing} of another region, {its_region}"
        yield Problem(where=where, found=text, allowed=region)
    # Policies that AWS itself keeps have the account `aws`.
    if account and its_account not in {account, "aws"}:
        text = f"a {thing} of another account, {its_account}"
        yield Problem(where=where, found=text, allowed=account)


def aws_region_problem(where: str, region: str, *, beside: str | None) -> Problem | None:
    """Return why AWS has no such region, or none in the partition of the region `beside`."""
    partition = partition_of(beside) if beside else ""
    known = [
        name
        for kind, names in aws_partitions().items()
        if partition in {"", kind}
        for name in names
    ]
    if region in known:
        return None
    if elsewhere := partition_of(region):
        found = f"`{region}` is in the partition {elsewhere}, `{beside}` in {partition}"
        return Problem(where=where, found=found, fix="nothing of AWS joins two partitions")
    found = f"`{region}` is not a region of AWS"
    return Problem(where=where, found=found, nearest=nearest(region, known), allowed=listing(known))


def _on_another_cloud(
    document: Document, sections: Sequence[tuple[str, ...]], cloud: str
) -> Iterator[Problem]:
    for path in sections:
        if _is_used(document.get(*path), by_name=path == ("network", "peerings")):
            found = f"belongs to a workspace on aws; this one is on {cloud}"
            fix = "leave it out"
            if path == ("storage", "bucket") and cloud in PLACES:
                fix = (
                    "write `storage: {bucket: false}` for the family under `families` of the "
                    f"environment; its volumes then lie in {PLACES[cloud]}"
                )
            yield Problem(where=document.where(path), found=found, fix=fix)


def _without_account(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    origin = environment.origin(()).file
    for document in (environment, *families):
        for path in _MADE_IN_AWS:
            if _is_used(document.get(*path), by_name=path == ("network", "peerings")):
                found = f"needs an AWS account, and {origin} has none"
                fix = 'add `aws: {account_id: "<12 digits>"}` there'
                yield Problem(where=document.where(path), found=found, fix=fix)


def _arn_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    region, account = environment.get("region"), environment.get("aws", "account_id")
    boundary: Path = ("aws", "permissions_boundary")
    if arn := environment.get("aws", "permissions_boundary"):
        where = environment.where(boundary)
        yield from arn_problems(where, arn, "policy", region=region, account=account)
    keys = [
        (environment, ("encryption", "kms_key_arn")),
        (environment, ("encryption", "workspace", "managed_services_key_arn")),
        (environment, ("encryption", "workspace", "storage_key_arn")),
        *((family, ("encryption", "kms_key_arn")) for family in families),
    ]
    for document, path in keys:
        if arn := document.get(*path):
            where = document.where(path)
            yield from arn_problems(where, arn, "key", region=region, account=account)


def _is_used(value: Any, *, by_name: bool) -> bool:
    if by_name:
        return any(item is not None for item in (value or {}).values())
    return value is not None
