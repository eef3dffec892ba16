"""moto's backends: loaded without what the sandbox has no use for, VPCs planted in EC2.

Importing this module loads nothing of moto; `load` does, once in a process.
"""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from modelstacks.sandbox.aws.operations import SERVED
from modelstacks.sandbox.aws.seeds import VpcSeed

_SETTINGS = {
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    "MOTO_DISABLE_GLOBAL_CORS": "true",
}
_ENDPOINT_NAMES = {"cloudwatch": "monitoring"}
"""Services whose endpoints have another name."""

_CATALOGUES = ("ec2/resources/instance_type",)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, kw_only=True)
class Backends:
    """moto, ready to be called."""

    applications: Mapping[str, Wsgi]
    """One for each service: which one a call is for has been found out already, and moto would
    take a quarter of its time to find it out again."""

    random: Any
    """The one source of everything that moto draws."""

    seeds: tuple[VpcSeed, ...]

    def of(self, service: str) -> Any:
        """Return a service's backends, by account and then by region."""
        from moto.backends import get_backend

        return get_backend(service)

    def account_of_key(self, access_key: str) -> str | None:
        """Return the account that an access key was issued in, or `None` for a stranger's."""
        for account, partitions in list(self.of("iam").items()):
            if access_key in partitions["aws"].access_keys:
                return str(account)
        return None

    def touch_seeds(self) -> None:
        """Bring every seeded VPC into being; otherwise it comes with the first call there."""
        for seed in self.seeds:
            self.of("ec2")[seed.account][seed.region]

    def seed_is_whole(self) -> bool:
        """Tell whether everything is still there that a region had from the beginning."""
        return all(
            ec2.sandbox_seeded <= _ids(ec2)
            for regions in self.of("ec2").values()
            for ec2 in regions.values()
        )


def load(seeds: Sequence[VpcSeed]) -> Backends:
    """Load moto, every service that is served, and leave the seeds to grow in EC2."""
    for name in [name for name in os.environ if name.startswith("MOTO_")]:
        del os.environ[name]
    os.environ.update(_SETTINGS)
    with _quick_regions(), _without_catalogues():
        return _load(tuple(seeds))


def _load(seeds: tuple[VpcSeed, ...]) -> Backends:
    import moto.ec2.models
    from moto.moto_api._internal import mock_random
    from moto.moto_server import werkzeug_app

    moto.ec2.models.ec2_backends.backend = _planted(moto.ec2.models.EC2Backend, mock_random, seeds)
    applications = {service: werkzeug_app.create_backend_app(service) for service in sorted(SERVED)}
    backends = Backends(applications=applications, random=mock_random, seeds=seeds)
    backends.touch_seeds()
    return backends


@contextmanager
def _quick_regions() -> Iterator[None]:
    """Let moto learn the regions of its services without the model of each: 0.7 s."""
    from botocore.session import Session

    original = Session.get_available_regions

    def get_available_regions(
        self: Any, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> Any:
        name = _ENDPOINT_NAMES.get(service_name, service_name)
        resolver = self.get_component("endpoint_resolver")
        return resolver.get_available_endpoints(name, partition_name, allow_non_regional)

    Session.get_available_regions = get_available_regions
    try:
        yield
    finally:
        Session.get_available_regions = original


@contextmanager
def _without_catalogues() -> Iterator[None]:
    """Load EC2 without its catalogue of machines: half a second, and 60 MB."""
    from moto.utilities import utils

    original = utils.load_resource

    def load_resource(resource: str) -> Any:
        return {} if resource.startswith(_CATALOGUES) else original(resource)

    utils.load_resource = load_resource
    try:
        yield
    finally:
        utils.load_resource = original


def _planted(base: type, random: Any, seeds: tuple[VpcSeed, ...]) -> type:
    """Return EC2's backend as a class whose regions come into being with their seeds.

    Whoever touches a region first, and when, makes no difference to any id.
    """

    class PlantedEC2Backend(base):  # type: ignore[misc]
        # moto finds the routes of a service beside the module of its backend
        __module__ = base.__module__

        def __init__(self, region_name: str, account_id: str) -> None:
            state = random.getstate()
            try:
                random.seed(_number("region", account_id, region_name))
                super().__init__(region_name, account_id)
                for seed in seeds:
                    if (seed.account, seed.region) == (account_id, region_name):
                        random.seed(_number("vpc", account_id, region_name, seed.name))
                        _plant(self, seed)
            finally:
                random.setstate(state)
            self.sandbox_seeded = _ids(self)

    return PlantedEC2Backend


def _number(*parts: str) -> int:
    return zlib.crc32("/".join(parts).encode())


def _plant(ec2: Any, seed: VpcSeed) -> None:
    ids = {
        "vpc": [seed.id],
        "rtb": [seed.main_route_table, seed.subnet_route_table],
        "sg": [seed.default_group, *map(seed.group, seed.security_groups)],
        "subnet": [seed.subnet(cidr) for cidr in seed.subnets],
    }
    zones = [zone.name for zone in ec2.describe_availability_zones()]
    with _given_ids(ids):
        ec2.create_vpc(seed.cidr, tags=[{"Key": "Name", "Value": seed.name}])
        for cidr in seed.secondary_cidrs:
            ec2.associate_vpc_cidr_block(seed.id, cidr, False)
        for attribute in ("enable_dns_support", "enable_dns_hostnames"):
            ec2.modify_vpc_attribute(seed.id, attribute, True)
        table = ec2.create_route_table(
            seed.id, tags=[{"Key": "Name", "Value": f"{seed.name}-subnets"}]
        )
        for number, cidr in enumerate(seed.subnets):
            tags = {"subnet": {"Name": f"{seed.name}-{number + 1}"}}
            subnet = ec2.create_subnet(
                seed.id, cidr, availability_zone=zones[number % len(zones)], tags=tags
            )
            ec2.associate_route_table(table.id, subnet_id=subnet.id)
        for name in seed.security_groups:
            ec2.create_security_group(name, f"{name} of {seed.name}", vpc_id=seed.id)


@contextmanager
def _given_ids(ids: Mapping[str, Sequence[str]]) -> Iterator[None]:
    """Let EC2 give these ids, by prefix and in this order, and its own where they end."""
    from moto.ec2 import utils

    original = utils.random_id
    left = {prefix: iter(given) for prefix, given in ids.items()}

    def random_id(prefix: str = "", size: int = 17) -> str:
        return next(left.get(prefix, iter(())), None) or str(original(prefix, size))

    utils.random_id = random_id
    try:
        yield
    finally:
        utils.random_id = original


def _ids(ec2: Any) -> frozenset[str]:
    """Return the ids of what is in a region by itself: the default VPC, and the seeds."""
    rules = [
        rule.id
        for groups in ec2.groups.values()
        for group in groups.values()
        for rule in (*group.ingress_rules, *group.egress_rules)
    ]
    subnets = [name for zone in ec2.subnets.values() for name in zone]
    groups = [name for vpc in ec2.groups.values() for name in vpc]
    return frozenset([*ec2.vpcs, *ec2.route_tables, *subnets, *groups, *rules])
