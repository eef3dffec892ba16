"""Each form tells what does not have it: the value, what is allowed, the nearest right one."""

from dataclasses import dataclass

import pytest

from ..conftest import ENVIRONMENT, FAMILY, ON_AWS, Config

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PEER = "id: vpc-0a1b2c3d, cidrs: [10.1.0.0/16], route_tables: [rtb-0a1b2c3d]"
UUID = "0d26daa6-5e44-4c97-a497-ef015f91254a"
LAKE = f"account: lake, container: raw, client_id: {UUID}, tenant_id: {UUID}"


def workspace(old: str = "", new: str = "") -> str:
    """A workspace VPC with a part of it replaced."""
    return "network: {workspace_vpc: {" + PEER.replace(old, new) + "}}"


def ports(written: str) -> str:
    """A peering with these ports."""
    peer = f"{PEER}, security_groups: [sg-0a1b2c3d]"
    return "network: {peerings: {lake: {peer: {" + peer + "}, ports: {sql: " + written + "}}}}"


def lake(old: str = "", new: str = "", secret: str = "{scope: a, key: b}") -> str:
    """A mount of an Azure container with a part of it replaced."""
    said = LAKE.replace(old, new)
    return "storage: {mounts: {raw: {abfss: {" + said + ", secret: " + secret + "}}}}"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    line: str
    path: str
    found: str
    nearest: str = ""
    allowed: str = ""
    fix: str = ""


IN_ENVIRONMENT = {
    "account id as a number": Wrong(
        line="aws: {account_id: 123456789012}",
        path="aws.account_id",
        found="the number",
        fix='in quotes: "123456789012"',
    ),
    "short account id": Wrong(
        line='aws: {account_id: "1234"}', path="aws.account_id", found="`1234`", allowed="12 digits"
    ),
    "policy": Wrong(
        line='aws: {account_id: "123456789012", permissions_boundary: boundary}',
        path="aws.permissions_boundary",
        found="`boundary`",
        allowed="arn:aws:iam::ACCOUNT:policy/NAME",
    ),
    "bucket prefix": Wrong(
        line="storage: {bucket_prefix: Acme}", path="storage.bucket_prefix", found="`Acme`"
    ),
    "bucket of the log": Wrong(
        line="storage: {access_log: {bucket: Logs}}",
        path="storage.access_log.bucket",
        found="`Logs`",
        nearest="logs",
    ),
    "host bits": Wrong(
        line=workspace("10.1.0.0", "10.1.2.3"),
        path="network.workspace_vpc.cidrs[0]",
        found="`10.1.2.3/16`",
        nearest="10.1.0.0/16",
        fix="first address",
    ),
    "address for a range": Wrong(
        line=workspace("/16", ""),
        path="network.workspace_vpc.cidrs[0]",
        found="`10.1.0.0`",
        nearest="10.1.0.0/32",
    ),
    "IPv6": Wrong(
        line=workspace("10.1.0.0/16", '"2001:db8::/56"'),
        path="network.workspace_vpc.cidrs[0]",
        found="`2001:db8::/56`",
        fix="IPv6",
    ),
    "no ranges": Wrong(
        line=workspace("10.1.0.0/16", ""),
        path="network.workspace_vpc.cidrs",
        found="an empty list",
        allowed="1 or more",
    ),
    "route table twice": Wrong(
        line=workspace("[rtb-0a1b2c3d]", "[rtb-0a1b2c3d, rtb-0a1b2c3d]"),
        path="network.workspace_vpc.route_tables[1]",
        found="stands in the list twice",
    ),
    "id of a VPC": Wrong(
        line=workspace("vpc-0a1b2c3d", "vpc-0A1B"),
        path="network.workspace_vpc.id",
        found="`vpc-0A1B`",
        allowed="8 or 17 hexadecimal digits",
    ),
    "id of a route table": Wrong(
        line=workspace("rtb-", "rt-"),
        path="network.workspace_vpc.route_tables[0]",
        found="`rt-0a1b2c3d`",
        allowed="rtb-",
    ),
    "security group by name": Wrong(
        line=workspace("id:", "security_groups: [default], id:"),
        path="network.workspace_vpc.security_groups[0]",
        found="`default`",
        allowed="sg-",
    ),
    "account of the workspace's VPC": Wrong(
        line=workspace("id:", 'account: "123456789012", id:'),
        path="network.workspace_vpc.account",
        found="unknown key",
    ),
    "alias for a key": Wrong(
        line="encryption: {kms_key_arn: alias/acme}",
        path="encryption.kms_key_arn",
        found="`alias/acme`",
        allowed="arn:aws:kms:REGION:ACCOUNT:key/ID",
        fix="describe-key",
    ),
    "ARN of an alias": Wrong(
        line="encryption: {kms_key_arn: 'arn:aws:kms:us-east-1:123456789012:alias/acme'}",
        path="encryption.kms_key_arn",
        found="alias/acme",
        fix="describe-key",
    ),
    "ARN of another service": Wrong(
        line="encryption: {kms_key_arn: 'arn:aws:iam::123456789012:role/acme'}",
        path="encryption.kms_key_arn",
        found="role/acme",
    ),
    "kind of keys": Wrong(
        line="encryption: {keys: custmer}",
        path="encryption.keys",
        found="`custmer`",
        nearest="customer",
    ),
    "deletion window": Wrong(
        line="encryption: {deletion_window_days: 6}",
        path="encryption.deletion_window_days",
        found="6",
        allowed="7 to 30",
    ),
    "Databricks account": Wrong(
        line="encryption: {workspace: {databricks_account_id: acme, storage_key_arn: '"
        + KEY
        + "'}}",
        path="encryption.workspace.databricks_account_id",
        found="`acme`",
        allowed="UUID",
    ),
    "acknowledgement": Wrong(
        line="security: {compliance_profile: {acknowledge_permanent: yes}}",
        path="security.compliance_profile.acknowledge_permanent",
        found="`yes`",
        nearest="true",
    ),
    "day": Wrong(
        line="security: {automatic_update: {day: sundy, hour: 3}}",
        path="security.automatic_update.day",
        found="`sundy`",
        nearest="sunday",
    ),
    "hour": Wrong(
        line="security: {automatic_update: {day: sunday, hour: 24}}",
        path="security.automatic_update.hour",
        found="24",
        allowed="0 to 23",
    ),
    "no hour": Wrong(
        line="security: {automatic_update: {day: sunday}}",
        path="security.automatic_update.hour",
        found="missing",
    ),
    "days of a token": Wrong(
        line="security: {tokens: {max_days: 731}}",
        path="security.tokens.max_days",
        found="731",
        allowed="1 to 730",
    ),
    "address": Wrong(
        line="security: {ip_access: {block: {bad: [203.0.113.7/24]}}}",
        path="security.ip_access.block.bad[0]",
        found="`203.0.113.7/24`",
        nearest="203.0.113.0/24",
    ),
    "address out of range": Wrong(
        line="security: {ip_access: {block: {bad: [203.0.113.256]}}}",
        path="security.ip_access.block.bad[0]",
        found="`203.0.113.256`",
        allowed="one address",
    ),
    "standard": Wrong(
        line="compliance: [hippa]", path="compliance[0]", found="`hippa`", nearest="hipaa"
    ),
    "standard in capitals": Wrong(
        line="compliance: [PCI_DSS]", path="compliance[0]", found="`PCI_DSS`", nearest="pci_dss"
    ),
    "no standard": Wrong(line="compliance: [none]", path="compliance[0]", found="`none`"),
    "admins": Wrong(
        line="access: {operators: [admins]}",
        path="access.operators[0]",
        found="`admins`",
        fix="leave it out",
    ),
    "group twice": Wrong(
        line="access: {users: [a, b, a]}", path="access.users[2]", found="twice", fix="keep one"
    ),
    "blank group": Wrong(line="access: {users: [' ']}", path="access.users[0]", found="` `"),
    "VPC of the sandbox": Wrong(
        line="sandbox: {vpcs: {workspace: {subnets: [10.0.0.0/24]}}}",
        path="sandbox.vpcs.workspace.cidr",
        found="missing",
    ),
    "name of a VPC": Wrong(
        line="sandbox: {vpcs: {My VPC: {cidr: 10.0.0.0/16}}}",
        path="sandbox.vpcs.My VPC",
        found="the name `My VPC`",
        allowed="lower-case",
    ),
}

IN_FAMILY = {
    "noncurrent days": Wrong(
        line="storage: {bucket: {noncurrent_days: 0}}",
        path="storage.bucket.noncurrent_days",
        found="0",
        allowed="1 to 3650",
    ),
    "bucket switched on by a word": Wrong(
        line="storage: {bucket: true}", path="storage.bucket", found="true", nearest="{}"
    ),
    "volume": Wrong(
        line="storage: {volume: external_volume}",
        path="storage.volume",
        found="`external_volume`",
        nearest="external",
    ),
    "name of a mount": Wrong(
        line="storage: {mounts: {a/b: {s3: {bucket: acme}}}}",
        path="storage.mounts.a/b",
        found="the name `a/b`",
    ),
    "no source": Wrong(
        line="storage: {mounts: {raw: {}}}",
        path="storage.mounts.raw",
        found="names no source",
        allowed="s3, abfss, gcs",
    ),
    "two sources": Wrong(
        line="storage: {mounts: {raw: {s3: {bucket: acme}, "
        "gcs: {bucket: acme, service_account: a@b.example}}}}",
        path="storage.mounts.raw",
        found="names s3 and gcs",
        fix="`false`",
    ),
    "folder": Wrong(
        line="storage: {mounts: {raw: {s3: {bucket: acme, prefix: /raw}}}}",
        path="storage.mounts.raw.s3.prefix",
        found="`/raw`",
        allowed="a folder",
    ),
    "secret": Wrong(
        line=lake(secret="{scope: a}"),
        path="storage.mounts.raw.abfss.secret.key",
        found="missing",
    ),
    "service principal": Wrong(
        line=lake(f"client_id: {UUID}", "client_id: me"),
        path="storage.mounts.raw.abfss.client_id",
        found="`me`",
        allowed="UUID",
    ),
    "no peer": Wrong(
        line="network: {peerings: {lake: {}}}",
        path="network.peerings.lake.peer",
        found="missing",
    ),
    "port in quotes": Wrong(
        line=ports('"5432"'),
        path="network.peerings.lake.ports.sql",
        found="`5432`",
        fix="without quotes: 5432",
    ),
    "port": Wrong(
        line=ports("65536"),
        path="network.peerings.lake.ports.sql",
        found="65536",
        allowed="1 to 65535",
    ),
    "ports the wrong way round": Wrong(
        line=ports("20-10"),
        path="network.peerings.lake.ports.sql",
        found="`20-10`",
        nearest="10-20",
    ),
    "ports with a colon": Wrong(
        line=ports('"10:20"'),
        path="network.peerings.lake.ports.sql",
        found="`10:20`",
        nearest="10-20",
    ),
    "protocol": Wrong(
        line=ports("{port: 1, protocol: icmp}"),
        path="network.peerings.lake.ports.sql.protocol",
        found="`icmp`",
        nearest="tcp",
        allowed="tcp, udp",
    ),
    "keys of a family": Wrong(
        line="encryption: {keys: aws}", path="encryption.keys", found="unknown key"
    ),
    "the workspace's VPC": Wrong(
        line="network: {workspace_vpc: {}}", path="network.workspace_vpc", found="unknown key"
    ),
}


@pytest.mark.parametrize("wrong", IN_ENVIRONMENT.values(), ids=IN_ENVIRONMENT)
def test_a_form_in_an_environment(config: Config, wrong: Wrong) -> None:
    config.environment(f"{ENVIRONMENT}{wrong.line}\n")

    check(config, wrong, f"config/environments/dev.yaml:5 {wrong.path}")


@pytest.mark.parametrize("wrong", IN_FAMILY.values(), ids=IN_FAMILY)
def test_a_form_in_a_family(config: Config, wrong: Wrong) -> None:
    vpc = "id: vpc-0000000a, cidrs: [10.0.0.0/16], route_tables: [rtb-0000000a]"
    config.environment(f"{ON_AWS}network: {{workspace_vpc: {{{vpc}}}}}\n")
    config.family(f"{FAMILY}{wrong.line}\n")

    check(config, wrong, f"config/families/t5.yaml:6 {wrong.path}")


def test_a_service_account_is_an_address(config: Config) -> None:
    on_gcp = ENVIRONMENT.replace("aws", "gcp").replace("us-east-1", "us-east4")
    config.environment(on_gcp)
    mount = "gcs: {bucket: acme, service_account: me}"
    config.family(
        f"{FAMILY.replace('interactive: {}', '')}storage: {{mounts: {{raw: {{{mount}}}}}}}\n"
    )

    wrong = Wrong(
        line="", path="storage.mounts.raw.gcs.service_account", found="`me`", allowed="e-mail"
    )
    check(config, wrong, f"config/families/t5.yaml:6 {wrong.path}")


def check(config: Config, wrong: Wrong, where: str) -> None:
    (problem,) = config.problems()
    assert problem.where == where
    assert wrong.found in problem.found
    assert problem.nearest == wrong.nearest
    assert wrong.allowed in problem.allowed
    assert wrong.fix in problem.fix
