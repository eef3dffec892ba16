"""Turns the checked sections around the models into settings. What is not written defaults."""

from collections.abc import Mapping
from typing import Any

from modelstacks.settings.access import Access
from modelstacks.settings.aws import SeededVpc
from modelstacks.settings.encryption import Encryption, WorkspaceKeys
from modelstacks.settings.forms.network import port_range
from modelstacks.settings.network import FamilyNetwork, Network, Peering, Port, Vpc
from modelstacks.settings.security import AutomaticUpdate, IpAccess, IpList, Security, Tokens
from modelstacks.settings.storage import (
    AccessLog,
    AdlsMount,
    Bucket,
    GcsMount,
    Mount,
    S3Mount,
    Storage,
    StorageDefaults,
)

Written = Mapping[str, Any]


def frozen(value: Written) -> dict[str, Any]:
    """Return a section with tuples for its lists."""
    return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}


def build_storage(value: Written) -> Storage:
    """Return a family's storage."""
    bucket, mounts = value.get("bucket"), value.get("mounts", {})
    return Storage(
        bucket=None if bucket is None else _bucket(bucket),
        volume=value.get("volume"),
        mounts=tuple(
            Mount(name=name, source=_mount_source(source))
            for name, source in mounts.items()
            if source is not None
        ),
    )


def build_storage_defaults(value: Written) -> StorageDefaults:
    """Return what an environment says about every family's storage."""
    return StorageDefaults(**_with_access_log(value))


def build_network(value: Written) -> Network:
    """Return an environment's network."""
    workspace = value.get("workspace_vpc")
    return Network(
        workspace_vpc=None if workspace is None else Vpc(**frozen(workspace)),
        peerings=_peerings(value),
    )


def build_family_network(value: Written) -> FamilyNetwork:
    """Return a family's network."""
    return FamilyNetwork(peerings=_peerings(value))


def build_encryption(value: Written) -> Encryption:
    """Return how an environment encrypts."""
    workspace = value.get("workspace")
    keys = None if workspace is None else WorkspaceKeys(**workspace)
    return Encryption(**{**value, "workspace": keys})


def build_security(value: Written) -> Security:
    """Return the settings of the workspace."""
    said = frozen(value)
    profile = said.pop("compliance_profile", {})
    built: dict[str, Any] = {}
    if "automatic_update" in said:
        built["automatic_update"] = AutomaticUpdate(**said["automatic_update"])
    if "ip_access" in said:
        built["ip_access"] = _ip_access(said["ip_access"])
    if "tokens" in said:
        built["tokens"] = Tokens(**frozen(said["tokens"]))
    acknowledged = profile.get("acknowledge_permanent", False)
    return Security(**{**said, **built, "compliance_profile_is_permanent": acknowledged})


def build_family_access(value: Written | None, environment: Access) -> Access | None:
    """Return a family's groups, with the environment's in the roles that it does not name."""
    if value is None:
        return None
    roles = ("readers", "users", "engineers", "operators")
    groups = {role: tuple(value.get(role, getattr(environment, role))) for role in roles}
    return Access(**groups, run_as=value.get("run_as", environment.run_as))


def build_vpcs(value: Written) -> tuple[SeededVpc, ...]:
    """Return the VPCs of the sandbox."""
    return tuple(SeededVpc(name=name, **frozen(vpc)) for name, vpc in value.items())


def _bucket(value: Written) -> Bucket:
    return Bucket(**_with_access_log(value))


def _with_access_log(value: Written) -> dict[str, Any]:
    log = value.get("access_log")
    return {**value, "access_log": None if log is None else AccessLog(**log)}


def _mount_source(value: Written) -> S3Mount | AdlsMount | GcsMount:
    kind, source = next((kind, source) for kind, source in value.items() if source is not None)
    if kind == "s3":
        return S3Mount(**source)
    if kind == "gcs":
        return GcsMount(**source)
    secret = source["secret"]
    plain = {key: item for key, item in source.items() if key != "secret"}
    return AdlsMount(**plain, secret_scope=secret["scope"], secret_key=secret["key"])


def _peerings(value: Written) -> tuple[Peering, ...]:
    return tuple(
        Peering(
            name=name,
            peer=Vpc(**frozen(peering["peer"])),
            ports=tuple(_port(port, said) for port, said in peering.get("ports", {}).items()),
            dns=peering.get("dns", True),
        )
        for name, peering in value.get("peerings", {}).items()
        if peering is not None
    )


def _port(name: str, said: Any) -> Port:
    value = said if isinstance(said, dict) else {"port": said}
    first, last = port_range(value["port"])
    protocol = value.get("protocol", "tcp")
    return Port(name=name, first=first, last=last, protocol=protocol)


def _ip_access(value: Written) -> IpAccess:
    return IpAccess(
        allow=_ip_lists(value.get("allow", {})),
        block=_ip_lists(value.get("block", {})),
        caller=tuple(value.get("caller", ())),
    )


def _ip_lists(value: Written) -> tuple[IpList, ...]:
    return tuple(IpList(name=name, cidrs=tuple(cidrs)) for name, cidrs in value.items())
