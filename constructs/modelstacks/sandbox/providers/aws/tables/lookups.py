"""Data sources."""

from collections.abc import Mapping
from typing import Any

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.client import Service
from modelstacks.sandbox.providers.aws.entry import region_of
from modelstacks.sandbox.providers.aws.errors import MissingError, MotoGapError
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2
from modelstacks.sandbox.providers.aws.tables.iam import moment
from modelstacks.sandbox.providers.aws.tables.kms import kms
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, DataTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_SEEDED = "`modelstacks sandbox status` lists what local.yaml seeds."
_VPC_SWITCHES = {
    "enable_dns_support": "EnableDnsSupport",
    "enable_dns_hostnames": "EnableDnsHostnames",
    "enable_network_address_usage_metrics": "EnableNetworkAddressUsageMetrics",
}


def caller_identity(call: Call) -> Object:
    """Return who calls."""
    caller: Mapping[str, str] = call.client.caller
    account = caller["Account"]
    return {"id": account, "account_id": account, "arn": caller["Arn"], "user_id": caller["UserId"]}


def _filters(call: Call, named: Mapping[str, Any]) -> list[Json]:
    found = [{"Name": name, "Values": [str(value)]} for name, value in named.items() if value]
    for key, value in (call.values.get("tags") or {}).items():
        found.append({"Name": f"tag:{key}", "Values": [value]})
    for item in call.values.get("filter") or []:
        found.append({"Name": item["name"], "Values": sorted(item["values"])})
    return found


def _search(call: Call, service: Service, operation: str, key: str, **arguments: Any) -> list[Json]:
    """Ask with filters. An unknown one makes moto answer 500: say which were used."""
    if not arguments.get("Filters"):
        arguments.pop("Filters", None)
    try:
        found: list[Json] = getattr(service, operation)(**arguments).get(key) or []
    except MotoGapError as error:
        names = ", ".join(item["name"] for item in call.values.get("filter") or [])
        if not names:
            raise
        raise ProviderError(
            f"the local AWS does not know a filter among {names}", path=("filter",)
        ) from error
    except MissingError:
        return []
    return found


def _only(found: list[Json], noun: str) -> Json:
    if len(found) == 1:
        return found[0]
    if not found:
        raise ProviderError(f"no matching {noun} found", detail=_SEEDED)
    raise ProviderError(f"{len(found)} {noun}s match: name more, until one is left")


def vpc(call: Call) -> Object:
    """Return the one VPC that fits."""
    values = call.values
    filters = _filters(
        call,
        {
            "cidr": values.get("cidr_block"),
            "dhcp-options-id": values.get("dhcp_options_id"),
            "isDefault": "true" if values.get("default") else None,
            "state": values.get("state"),
        },
    )
    named = {"VpcIds": [values["id"]]} if values.get("id") else {}
    found = _only(
        _search(call, ec2(call), "describe_vpcs", "Vpcs", Filters=filters, **named), "VPC"
    )
    id_, region = found["VpcId"], region_of(call)
    switches = {
        name: bool(
            ec2(call).describe_vpc_attribute(VpcId=id_, Attribute=key[0].lower() + key[1:])[key][
                "Value"
            ]
        )
        for name, key in _VPC_SWITCHES.items()
    }
    main = ec2(call).describe_route_tables(
        Filters=[
            {"Name": "vpc-id", "Values": [id_]},
            {"Name": "association.main", "Values": ["true"]},
        ]
    )["RouteTables"]
    ipv6: Json = next(iter(found.get("Ipv6CidrBlockAssociationSet") or []), {})
    return {
        "id": id_,
        "arn": f"arn:{call.client.partition}:ec2:{region}:{found['OwnerId']}:vpc/{id_}",
        "cidr_block": found["CidrBlock"],
        "cidr_block_associations": [
            {
                "association_id": item["AssociationId"],
                "cidr_block": item["CidrBlock"],
                "state": item["CidrBlockState"]["State"],
            }
            for item in found.get("CidrBlockAssociationSet") or []
        ],
        "default": found.get("IsDefault", False),
        "dhcp_options_id": found.get("DhcpOptionsId"),
        "instance_tenancy": found.get("InstanceTenancy"),
        "ipv6_association_id": ipv6.get("AssociationId"),
        "ipv6_cidr_block": ipv6.get("Ipv6CidrBlock"),
        "main_route_table_id": main[0]["RouteTableId"] if main else None,
        "owner_id": found["OwnerId"],
        "region": region,
        "state": found.get("State"),
        "tags": tags.from_pairs(found.get("Tags")),
        **switches,
    }


def route_tables(call: Call) -> Object:
    """Return the ids of all route tables that fit; none is no error."""
    filters = _filters(call, {"vpc-id": call.values.get("vpc_id")})
    found = _search(call, ec2(call), "describe_route_tables", "RouteTables", Filters=filters)
    region = region_of(call)
    return {
        "id": region,
        "ids": [item["RouteTableId"] for item in found],
        "region": region,
        "tags": call.values.get("tags"),
    }


def security_group(call: Call) -> Object:
    """Return the one security group that fits."""
    values = call.values
    filters = _filters(call, {"group-name": values.get("name"), "vpc-id": values.get("vpc_id")})
    named = {"GroupIds": [values["id"]]} if values.get("id") else {}
    found = _only(
        _search(
            call,
            ec2(call),
            "describe_security_groups",
            "SecurityGroups",
            Filters=filters,
            **named,
        ),
        "security group",
    )
    id_, region = found["GroupId"], region_of(call)
    return {
        "id": id_,
        "arn": f"arn:{call.client.partition}:ec2:{region}:{found['OwnerId']}:security-group/{id_}",
        "description": found.get("Description"),
        "name": found["GroupName"],
        "region": region,
        "tags": tags.from_pairs(found.get("Tags")),
        "vpc_id": found.get("VpcId"),
    }


def kms_key(call: Call) -> Object:
    """Return a key by id, ARN or alias, whatever its state."""
    found = kms(call).describe_key(KeyId=call.values["key_id"])["KeyMetadata"]
    return {
        "id": found["KeyId"],
        "arn": found["Arn"],
        "aws_account_id": found.get("AWSAccountId"),
        "creation_date": moment(found.get("CreationDate")),
        "custom_key_store_id": found.get("CustomKeyStoreId"),
        "customer_master_key_spec": found.get("CustomerMasterKeySpec"),
        "deletion_date": moment(found.get("DeletionDate")),
        "description": found.get("Description"),
        "enabled": found.get("Enabled"),
        "key_manager": found.get("KeyManager"),
        "key_spec": found.get("KeySpec"),
        "key_state": found.get("KeyState"),
        "key_usage": found.get("KeyUsage"),
        "multi_region": bool(found.get("MultiRegion")),
        "multi_region_configuration": [],
        "origin": found.get("Origin"),
        "pending_deletion_window_in_days": found.get("PendingDeletionWindowInDays", 0),
        "region": region_of(call),
        "valid_to": moment(found.get("ValidTo")),
        "xks_key_configuration": [],
    }


TABLES = tuple(
    DataTable(type_name=f"aws_{name}", read=read)
    for name, read in (
        ("caller_identity", caller_identity),
        ("vpc", vpc),
        ("route_tables", route_tables),
        ("security_group", security_group),
        ("kms_key", kms_key),
    )
)
