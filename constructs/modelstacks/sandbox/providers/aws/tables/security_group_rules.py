"""Rules of security groups, each an object of its own."""

from collections.abc import Iterable, Iterator
from typing import Any

from modelstacks.sandbox.providers.aws import tags
from modelstacks.sandbox.providers.aws.checks import cidr
from modelstacks.sandbox.providers.aws.entry import entry, region_of
from modelstacks.sandbox.providers.aws.tables.ec2 import ec2, update_tags
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, Path
from modelstacks.sandbox.providers.plugin.table import Call, GoneError, ResourceTable
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

Json = dict[str, Any]

_SOURCES = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
_NUMBERS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}
_WITH_PORTS = frozenset({"tcp", "udp"})
_ANY = "-1"


def protocol(value: Any) -> str:
    """Return the name of a protocol that may be given as a number."""
    return _NUMBERS.get(str(value).lower(), str(value).lower())


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is wrong with protocol, ports and ranges."""
    yield from cidr(config.get("cidr_ipv4"), "cidr_ipv4")
    yield from cidr(config.get("cidr_ipv6"), "cidr_ipv6", version=6)
    wanted, low, high = (config.get(name) for name in ("ip_protocol", "from_port", "to_port"))
    if not isinstance(wanted, str):
        return
    if protocol(wanted) in _WITH_PORTS and (low is None or high is None):
        yield Diagnostic(
            summary=f"protocol {wanted} needs from_port and to_port", path=("ip_protocol",)
        )
    if protocol(wanted) == _ANY and (low is not None or high is not None):
        yield Diagnostic(
            summary="protocol -1 means every port: leave from_port and to_port out",
            path=("ip_protocol",),
        )
    numbers = isinstance(low, int) and isinstance(high, int)
    if numbers and protocol(wanted) in _WITH_PORTS and low > high:  # type: ignore[operator]
        yield Diagnostic(summary=f"from_port {low} is above to_port {high}", path=("from_port",))


def replaces(call: Call) -> Iterable[Path]:
    """Name a source that changes its kind: another value of the same kind is changed in place."""
    for name in _SOURCES:
        before, after = call.prior.get(name), call.values.get(name)
        if bool(before) != (after is UNKNOWN or bool(after)):
            yield (name,)


def _permission(call: Call) -> Json:
    values = call.values
    found: Json = {"IpProtocol": protocol(values["ip_protocol"])}
    if values.get("from_port") is not None:
        found["FromPort"] = values["from_port"]
    if values.get("to_port") is not None:
        found["ToPort"] = values["to_port"]
    more = {"Description": values["description"]} if values.get("description") else {}
    if values.get("cidr_ipv4"):
        found["IpRanges"] = [{"CidrIp": values["cidr_ipv4"], **more}]
    if values.get("cidr_ipv6"):
        found["Ipv6Ranges"] = [{"CidrIpv6": values["cidr_ipv6"], **more}]
    if values.get("prefix_list_id"):
        found["PrefixListIds"] = [{"PrefixListId": values["prefix_list_id"], **more}]
    if values.get("referenced_security_group_id"):
        owner, _, group = str(values["referenced_security_group_id"]).rpartition("/")
        pair = {"GroupId": group, **more}
        found["UserIdGroupPairs"] = [{**pair, "UserId": owner} if owner else pair]
    return found


def _rule(call: Call) -> Json:
    found = ec2(call).describe_security_group_rules(SecurityGroupRuleIds=[call.id])
    for item in found.get("SecurityGroupRules") or []:
        result: Json = item
        return result
    raise GoneError(f"there is no rule {call.id}")


def read(call: Call) -> Object:
    """Read it. Ports and protocol stay as configured where they mean the same."""
    found = _rule(call)
    owner = found.get("GroupOwnerId") or call.client.account
    spelt = call.values.get("ip_protocol")
    group = found.get("ReferencedGroupInfo") or {}
    referenced = group.get("GroupId")
    other = group.get("UserId")
    if referenced and other and other != owner:
        referenced = f"{other}/{referenced}"
    before = call.values.get("referenced_security_group_id")
    if before and referenced and str(before).rpartition("/")[2] == group.get("GroupId"):
        referenced = before
    kind = f"security-group-rule/{call.id}"
    return {
        "arn": f"arn:{call.client.partition}:ec2:{region_of(call)}:{owner}:{kind}",
        "cidr_ipv4": found.get("CidrIpv4") or None,
        "cidr_ipv6": found.get("CidrIpv6") or None,
        "description": found.get("Description") or None,
        "from_port": _port(call, "from_port", found.get("FromPort")),
        "to_port": _port(call, "to_port", found.get("ToPort")),
        "ip_protocol": spelt
        if spelt and protocol(spelt) == protocol(found["IpProtocol"])
        else found["IpProtocol"],
        "prefix_list_id": found.get("PrefixListId") or None,
        "referenced_security_group_id": referenced or None,
        "security_group_id": found["GroupId"],
        "security_group_rule_id": call.id,
        **tags.read(call, tags.from_pairs(found.get("Tags"))),
    }


def _port(call: Call, name: str, found: Any) -> Any:
    """-1 stands for "none given", unless it was given."""
    return found if found != -1 or call.values.get(name) == -1 else None


def update(call: Call) -> None:
    """Change it in place."""
    if call.changed("ip_protocol", "from_port", "to_port", "description", *_SOURCES):
        values = call.values
        rule: Json = {
            "IpProtocol": protocol(values["ip_protocol"]),
            # moto wants them even where they say nothing.
            "FromPort": -1 if values.get("from_port") is None else values["from_port"],
            "ToPort": -1 if values.get("to_port") is None else values["to_port"],
            "Description": values.get("description") or "",
        }
        keys = ("CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId")
        for name, key in zip(_SOURCES, keys, strict=True):
            if values.get(name):
                rule[key] = str(values[name]).rpartition("/")[2] if "Group" in key else values[name]
        ec2(call).modify_security_group_rules(
            GroupId=values["security_group_id"],
            SecurityGroupRules=[{"SecurityGroupRuleId": call.id, "SecurityGroupRule": rule}],
        )
    update_tags(call)


def _table(direction: str) -> ResourceTable:
    def create(call: Call) -> None:
        wanted = tags.wanted(call)
        kind = {"ResourceType": "security-group-rule", "Tags": tags.pairs(wanted)}
        authorize = getattr(ec2(call), f"authorize_security_group_{direction}")
        answer = authorize(
            GroupId=call.values["security_group_id"],
            IpPermissions=[_permission(call)],
            **({"TagSpecifications": [kind]} if wanted else {}),
        )
        call.id = answer["SecurityGroupRules"][0]["SecurityGroupRuleId"]

    def delete(call: Call) -> None:
        _rule(call)
        revoke = getattr(ec2(call), f"revoke_security_group_{direction}")
        revoke(GroupId=call.values["security_group_id"], SecurityGroupRuleIds=[call.id])

    return entry(
        f"aws_vpc_security_group_{direction}_rule",
        create=create,
        read=read,
        update=update,
        delete=delete,
        checks=check,
        replaces=replaces,
    )


TABLES = (_table("ingress"), _table("egress"))
