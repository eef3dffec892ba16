"""What exists in the AWS half, by kind. Seeds carry `system`; default VPCs are left out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from modelstacks.sandbox.aws.backends import Backends
from modelstacks.sandbox.aws.seeds import VpcSeed

Inventory: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

PENDING_KEYS = "keys_pending_deletion"
"""Keys that were deleted: AWS keeps them for 7 to 30 days, and so does the sandbox."""

_ENDED_PEERINGS = frozenset({"deleted", "deleting", "rejected", "failed", "expired"})


def take(backends: Backends) -> Inventory:
    """Return everything in every account and region, sorted, as JSON can hold it."""
    return _sorted({kind: list(rows(backends)) for kind, rows in _KINDS.items()})


def seeded_inventory(seeds: tuple[VpcSeed, ...]) -> Inventory:
    """Return what `take` finds where nobody has called yet; moto is not needed for it."""
    return _sorted(
        {kind: [] for kind in _KINDS}
        | {
            "vpcs": [_seeded_vpc(seed) for seed in seeds],
            "subnets": [row for seed in seeds for row in _seeded_subnets(seed)],
            "route_tables": [row for seed in seeds for row in _seeded_route_tables(seed)],
            "security_groups": [row for seed in seeds for row in _seeded_groups(seed)],
        }
    ) | {"not_repeated": []}


def is_empty(inventory: Mapping[str, Any]) -> bool:
    """Tell whether nothing exists but the seed; a key that waits for its deletion is nothing."""
    return not left_over(inventory)


def left_over(inventory: Mapping[str, Any]) -> Inventory:
    """Return what exists beside the seed, without the kinds of which there is nothing."""
    ours = {
        kind: [row for row in inventory.get(kind, ()) if not row.get("system")] for kind in _KINDS
    }
    return {kind: rows for kind, rows in ours.items() if rows and kind != PENDING_KEYS}


def _sorted(kinds: Inventory) -> Inventory:
    return {
        kind: sorted(rows, key=lambda row: list(map(str, row.values())))
        for kind, rows in sorted(kinds.items())
    }


def _seeded_vpc(seed: VpcSeed) -> Row:
    return {
        "name": seed.name,
        "id": seed.id,
        "cidr": seed.cidr,
        "secondary_cidrs": list(seed.secondary_cidrs),
        **_place(seed.account, seed.region),
        "system": True,
    }


def _seeded_subnets(seed: VpcSeed) -> Iterator[Row]:
    for cidr in seed.subnets:
        yield _part(seed.subnet(cidr), seed, cidr=cidr)


def _seeded_route_tables(seed: VpcSeed) -> Iterator[Row]:
    yield _part(seed.main_route_table, seed, main=True)
    yield _part(seed.subnet_route_table, seed, main=False)


def _seeded_groups(seed: VpcSeed) -> Iterator[Row]:
    yield _part(seed.default_group, seed, name="default")
    for name in seed.security_groups:
        yield _part(seed.group(name), seed, name=name)


def _part(key: str, seed: VpcSeed, **more: object) -> Row:
    return {"id": key, "vpc": seed.id, **more, **_place(seed.account, seed.region), "system": True}


def _place(account: str, region: str) -> Row:
    return {"account": account, "region": region}


def _each(backends: Backends, service: str) -> Iterator[tuple[Any, Row]]:
    """Yield the backends of a service that anybody has used, and where they are."""
    for account, regions in list(backends.of(service).items()):
        for region, backend in list(regions.items()):
            yield backend, _place(account, "global" if region == "aws" else region)


def _buckets(backends: Backends) -> Iterator[Row]:
    for s3, place in _each(backends, "s3"):
        for bucket in s3.buckets.values():
            rules = (bucket.encryption or {}).get("Rule", {})
            encryption = rules.get("ApplyServerSideEncryptionByDefault", {})
            yield {
                "name": bucket.name,
                "objects": len(bucket.keys),
                "encryption": encryption.get("SSEAlgorithm", ""),
                "versioning": bucket.versioning_status or "",
                "account": place["account"],
                "region": bucket.region_name,
            }


def _keys(backends: Backends, *, pending: bool) -> Iterator[Row]:
    for kms, place in _each(backends, "kms"):
        for key in kms.keys.values():
            if key.key_manager == "CUSTOMER" and (key.key_state == "PendingDeletion") is pending:
                yield {
                    "id": key.id,
                    "aliases": sorted(key.aliases),
                    "state": key.key_state,
                    "rotation": bool(key.key_rotation_status),
                    **place,
                }


def _roles(backends: Backends) -> Iterator[Row]:
    for iam, place in _each(backends, "iam"):
        for role in iam.roles.values():
            if not role.path.startswith("/aws-service-role/"):
                attached = [policy.name for policy in role.managed_policies.values()]
                policies = sorted([*role.policies, *attached])
                yield {"name": role.name, "policies": policies, "account": place["account"]}


def _policies(backends: Backends) -> Iterator[Row]:
    for iam, place in _each(backends, "iam"):
        for policy in iam.managed_policies.values():
            if policy.arn.split(":")[4] != "aws":
                attached = policy.attachment_count
                yield {"name": policy.name, "attached": attached, "account": place["account"]}


def _instance_profiles(backends: Backends) -> Iterator[Row]:
    for iam, place in _each(backends, "iam"):
        for profile in iam.instance_profiles.values():
            roles = [role.name for role in profile.roles]
            yield {"name": profile.name, "roles": roles, "account": place["account"]}


def _users(backends: Backends) -> Iterator[Row]:
    for iam, place in _each(backends, "iam"):
        for user in iam.users.values():
            yield {"name": user.name, "account": place["account"]}


def _ours(ec2: Any, key: str) -> bool:
    return key not in ec2.sandbox_seeded


def _seeds_in(backends: Backends, place: Row) -> dict[str, VpcSeed]:
    return {seed.id: seed for seed in backends.seeds if _place(seed.account, seed.region) == place}


def _vpcs(backends: Backends) -> Iterator[Row]:
    for ec2, place in _each(backends, "ec2"):
        for key, seed in _seeds_in(backends, place).items():
            if key in ec2.vpcs:
                yield _seeded_vpc(seed)
        for vpc in ec2.vpcs.values():
            if _ours(ec2, vpc.id):
                yield {"name": _name(vpc), "id": vpc.id, "cidr": vpc.cidr_block, **place}


def _parts(
    backends: Backends,
    seeded: Callable[[VpcSeed], Iterator[Row]],
    found: Callable[[Any], Iterator[Row]],
) -> Iterator[Row]:
    """Yield parts of VPCs: those of the seed that are still there, and all others."""
    for ec2, place in _each(backends, "ec2"):
        there = list(found(ec2))
        keys = {row["id"] for row in there}
        for seed in _seeds_in(backends, place).values():
            yield from (row for row in seeded(seed) if row["id"] in keys)
        yield from ({**row, **place} for row in there if _ours(ec2, row["id"]))


def _subnets(backends: Backends) -> Iterator[Row]:
    def found(ec2: Any) -> Iterator[Row]:
        for zone in ec2.subnets.values():
            for one in zone.values():
                yield {"id": one.id, "vpc": one.vpc_id, "cidr": one.cidr_block}

    yield from _parts(backends, _seeded_subnets, found)


def _route_tables(backends: Backends) -> Iterator[Row]:
    def found(ec2: Any) -> Iterator[Row]:
        for one in ec2.route_tables.values():
            yield {"id": one.id, "vpc": one.vpc_id, "main": bool(one.main_association_id)}

    yield from _parts(backends, _seeded_route_tables, found)


def _groups(backends: Backends) -> Iterator[Row]:
    def found(ec2: Any) -> Iterator[Row]:
        for groups in ec2.groups.values():
            for one in groups.values():
                yield {"id": one.id, "vpc": one.vpc_id, "name": one.name}

    yield from _parts(backends, _seeded_groups, found)


def _routes(backends: Backends) -> Iterator[Row]:
    for ec2, place in _each(backends, "ec2"):
        for table in ec2.route_tables.values():
            for route in table.routes:
                if not route.local:
                    yield {
                        "route_table": table.id,
                        "destination": route.destination_cidr_block
                        or route.destination_ipv6_cidr_block
                        or route.destination_prefix_list_id,
                        "target": route.vpc_peering_connection_id
                        or route.gateway_id
                        or route.nat_gateway_id
                        or route.transit_gateway_id
                        or route.network_interface_id
                        or route.instance_id
                        or "",
                        **place,
                    }


def _rules(backends: Backends) -> Iterator[Row]:
    for ec2, place in _each(backends, "ec2"):
        for groups in ec2.groups.values():
            for group in groups.values():
                for rule in (*group.ingress_rules, *group.egress_rules):
                    if _ours(ec2, rule.id):
                        yield _rule(group, rule) | place


def _rule(group: Any, rule: Any) -> Row:
    ports = "all" if rule.from_port is None else f"{rule.from_port}-{rule.to_port}"
    other = (
        rule.cidr_ipv4
        or rule.cidr_ipv6
        or rule.prefix_list_id
        or (rule.referenced_group_info or {}).get("GroupId", "")
    )
    return {
        "group": group.id,
        "direction": "out" if rule.is_egress else "in",
        "protocol": "all" if rule.ip_protocol == "-1" else rule.ip_protocol,
        "ports": ports,
        "other_side": other,
        "id": rule.id,
    }


def _peerings(backends: Backends) -> Iterator[Row]:
    shown: set[str] = set()
    for ec2, _ in _each(backends, "ec2"):
        for one in ec2.vpc_pcxs.values():
            # Both sides hold the same connection; it is told as the requester's.
            if one.id in shown or one.status["Code"] in _ENDED_PEERINGS:
                continue
            shown.add(one.id)
            yield {
                "id": one.id,
                "state": one.status["Code"],
                "requester": one.vpc.id,
                "accepter": one.peer_vpc.id,
                **_place(one.vpc.owner_id, one.vpc.region),
            }


def _endpoints(backends: Backends) -> Iterator[Row]:
    for ec2, place in _each(backends, "ec2"):
        for one in ec2.vpc_end_points.values():
            if one.state != "deleted":
                yield {"id": one.id, "service": one.service_name, "vpc": one.vpc_id, **place}


def _named(service: str, attribute: str) -> Callable[[Backends], Iterator[Row]]:
    def rows(backends: Backends) -> Iterator[Row]:
        for backend, place in _each(backends, service):
            for one in getattr(backend, attribute).values():
                yield {"name": one.name, **place}

    return rows


def _topics(backends: Backends) -> Iterator[Row]:
    for sns, place in _each(backends, "sns"):
        for topic in sns.topics.values():
            subscribed = [one for one in sns.subscriptions.values() if one.topic is topic]
            yield {"name": topic.name, "subscriptions": len(subscribed), **place}


def _budgets(backends: Backends) -> Iterator[Row]:
    for budgets, _ in _each(backends, "budgets"):
        for account, named in budgets.budgets.items():
            yield from ({"name": name, "account": account} for name in named)


def _name(tagged: Any) -> str:
    tags = {tag["key"]: tag["value"] for tag in tagged.get_tags()}
    return str(tags.get("Name", ""))


_KINDS: Mapping[str, Callable[[Backends], Iterator[Row]]] = {
    "alarms": _named("cloudwatch", "alarms"),
    "buckets": _buckets,
    "budgets": _budgets,
    "instance_profiles": _instance_profiles,
    "keys": lambda backends: _keys(backends, pending=False),
    PENDING_KEYS: lambda backends: _keys(backends, pending=True),
    "log_groups": _named("logs", "groups"),
    "peerings": _peerings,
    "policies": _policies,
    "roles": _roles,
    "route_tables": _route_tables,
    "routes": _routes,
    "security_group_rules": _rules,
    "security_groups": _groups,
    "subnets": _subnets,
    "tables": _named("dynamodb", "tables"),
    "topics": _topics,
    "users": _users,
    "vpc_endpoints": _endpoints,
    "vpcs": _vpcs,
}
