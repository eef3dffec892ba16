"""The seeded network, and peering across accounts and regions, with boto3 against the sandbox."""

from typing import Any

from sandbox.aws.aws_sandbox import DATA, OTHER_ACCOUNT, WORKSPACE, Clients

from modelstacks.sandbox.client import SandboxClient


def of_vpc(key: str) -> list[dict[str, Any]]:
    return [{"Name": "vpc-id", "Values": [key]}]


def test_seeded_vpcs_are_as_the_configuration_says(aws: Clients) -> None:
    ec2 = aws("ec2")
    (vpc,) = ec2.describe_vpcs(VpcIds=[WORKSPACE.id])["Vpcs"]
    assert {one["CidrBlock"] for one in vpc["CidrBlockAssociationSet"]} == {
        "10.1.0.0/16",
        "10.2.0.0/16",
    }
    assert vpc["Tags"] == [{"Key": "Name", "Value": "workspace"}]
    assert not vpc["IsDefault"]
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        told = ec2.describe_vpc_attribute(VpcId=WORKSPACE.id, Attribute=attribute)
        assert told[attribute[0].upper() + attribute[1:]]["Value"] is True

    # subnets lie in several zones, each group and subnet under its id
    subnets = ec2.describe_subnets(Filters=of_vpc(WORKSPACE.id))["Subnets"]
    assert {one["CidrBlock"]: one["SubnetId"] for one in subnets} == {
        cidr: WORKSPACE.subnet(cidr) for cidr in WORKSPACE.subnets
    }
    assert len({one["AvailabilityZone"] for one in subnets}) == 3
    groups = ec2.describe_security_groups(Filters=of_vpc(WORKSPACE.id))["SecurityGroups"]
    assert {one["GroupName"]: one["GroupId"] for one in groups} == {
        "default": WORKSPACE.default_group,
        "nodes": WORKSPACE.group("nodes"),
    }


def test_subnets_share_a_route_table_beside_the_main_one(aws: Clients) -> None:
    tables = aws("ec2").describe_route_tables(Filters=of_vpc(WORKSPACE.id))["RouteTables"]
    associations = {
        one["RouteTableId"]: {part.get("SubnetId") for part in one["Associations"]}
        for one in tables
    }
    assert associations == {
        WORKSPACE.main_route_table: {None},
        WORKSPACE.subnet_route_table: set(map(WORKSPACE.subnet, WORKSPACE.subnets)),
    }
    for table in tables:
        assert {route["DestinationCidrBlock"] for route in table["Routes"]} == {
            "10.1.0.0/16",
            "10.2.0.0/16",
        }


def test_peering_with_another_account_and_region(aws: Clients, admin: SandboxClient) -> None:
    # given a connection between the two seeded VPCs, whose account is reached by its role
    ec2 = aws("ec2")
    connection = ec2.create_vpc_peering_connection(
        VpcId=WORKSPACE.id, PeerVpcId=DATA.id, PeerOwnerId=OTHER_ACCOUNT, PeerRegion="eu-west-1"
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    aws("ec2", "eu-west-1", OTHER_ACCOUNT).accept_vpc_peering_connection(
        VpcPeeringConnectionId=connection
    )

    # when it is used by a route and a rule
    ec2.create_route(
        RouteTableId=WORKSPACE.subnet_route_table,
        DestinationCidrBlock="10.9.0.0/20",
        VpcPeeringConnectionId=connection,
    )
    (rule,) = ec2.authorize_security_group_ingress(
        GroupId=WORKSPACE.group("nodes"),
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 5432,
                "ToPort": 5432,
                "IpRanges": [{"CidrIp": "10.9.0.0/20"}],
            }
        ],
    )["SecurityGroupRules"]

    # then the inventory has one of each, as the requester's
    found = admin.aws_inventory()
    here = {"account": WORKSPACE.account, "region": WORKSPACE.region}
    assert found["peerings"] == [
        {
            "id": connection,
            "state": "active",
            "requester": WORKSPACE.id,
            "accepter": DATA.id,
            **here,
        }
    ]
    assert found["routes"] == [
        {
            "route_table": WORKSPACE.subnet_route_table,
            "destination": "10.9.0.0/20",
            "target": connection,
            **here,
        }
    ]
    assert [one["id"] for one in found["security_group_rules"]] == [rule["SecurityGroupRuleId"]]

    # and nothing once it was taken away
    ec2.revoke_security_group_ingress(
        GroupId=WORKSPACE.group("nodes"), SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]]
    )
    ec2.delete_route(RouteTableId=WORKSPACE.subnet_route_table, DestinationCidrBlock="10.9.0.0/20")
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=connection)
    left = admin.aws_inventory()
    assert not left["peerings"]
    assert not left["routes"]
    assert not left["security_group_rules"]


def test_an_assumed_role_leads_to_its_account(aws: Clients) -> None:
    keys = aws("sts").assume_role(
        RoleArn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/any", RoleSessionName="tests"
    )["Credentials"]
    import boto3

    client = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=aws("sts").meta.endpoint_url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    assert client.get_caller_identity()["Account"] == OTHER_ACCOUNT
