"""A peering: asked for, accepted, named, routed and admitted on both sides."""

from dataclasses import replace

import pytest
from constructs import Construct
from support.plans import TAGS
from support.surroundings import PEER_ACCOUNT, PEERING
from support.template import Template

from modelstacks.bindings.aws.provider import AwsProvider
from modelstacks.network.vpc_peering import VpcPeering
from modelstacks.surroundings.plans import PeeringPlan

ELSEWHERE = replace(
    PEERING,
    accepter=replace(
        PEERING.accepter,
        account=PEER_ACCOUNT,
        region="eu-west-1",
        role_arn=f"arn:aws:iam::{PEER_ACCOUNT}:role/peering",
    ),
)


def drawn(plan: PeeringPlan = PEERING) -> Template:
    def draw(scope: Construct) -> None:
        provider = None
        if plan.needs_second_provider:
            provider = AwsProvider(scope, "peer", alias="data", region=plan.accepter.region)
        VpcPeering(
            scope, "peering", plan=plan, peer_provider=provider, name="test-t5-data", tags=TAGS
        )

    return Template.of(draw)


def test_within_one_account_and_region_it_accepts_itself() -> None:
    template = drawn()

    connection = template.one("aws_vpc_peering_connection")
    assert connection["auto_accept"] is True
    assert connection["tags"]["Name"] == "test-t5-data"
    assert {"peer_owner_id", "peer_region"} & set(connection) == set()
    assert template.resources("aws_vpc_peering_connection_accepter") == {}


def test_elsewhere_a_second_provider_accepts() -> None:
    template = drawn(ELSEWHERE)

    connection = template.one("aws_vpc_peering_connection")
    assert (connection["peer_owner_id"], connection["peer_region"]) == (PEER_ACCOUNT, "eu-west-1")
    assert "auto_accept" not in connection
    assert "provider" not in connection
    accepter = template.one("aws_vpc_peering_connection_accepter")
    assert (accepter["auto_accept"], accepter["provider"]) == (True, "aws.data")


def test_elsewhere_without_a_provider_it_cannot_be_drawn() -> None:
    def draw(scope: Construct) -> None:
        VpcPeering(scope, "peering", plan=ELSEWHERE, peer_provider=None, name="x", tags=TAGS)

    with pytest.raises(ValueError, match="another account or region"):
        Template.of(draw)


def test_every_table_on_both_sides_has_a_route_to_every_range() -> None:
    routes = drawn().resources("aws_route").values()

    pairs = {(one["route_table_id"], one["destination_cidr_block"]) for one in routes}
    ours, theirs = PEERING.requester, PEERING.accepter
    assert pairs == {(table, cidr) for table in ours.route_tables for cidr in theirs.cidrs} | {
        (table, cidr) for table in theirs.route_tables for cidr in ours.cidrs
    }


def test_the_peers_routes_are_made_in_its_own_account() -> None:
    routes = drawn(ELSEWHERE).resources("aws_route").values()

    providers = {one["route_table_id"]: one.get("provider") for one in routes}
    assert providers["rtb-0bbbbbbbbbbbbbbbb"] == "aws.data"
    assert providers["rtb-0aaaaaaaaaaaaaaa1"] is None


def test_names_resolve_both_ways_once_it_is_active() -> None:
    on = {"allow_remote_vpc_dns_resolution": True}

    options = drawn().one("aws_vpc_peering_connection_options")
    assert (options["requester"], options["accepter"]) == (on, on)

    template = drawn(ELSEWHERE)
    accepted = template.one("aws_vpc_peering_connection_options", accepter=on)
    asked = template.one("aws_vpc_peering_connection_options", requester=on)
    assert (accepted["provider"], asked.get("provider")) == ("aws.data", None)
    waits = asked["depends_on"][0]
    assert waits.startswith("aws_vpc_peering_connection_accepter.")


def test_without_names_no_options_are_set() -> None:
    assert drawn(replace(PEERING, dns=False)).resources("aws_vpc_peering_connection_options") == {}


def test_named_ports_are_open_to_the_workspaces_ranges_only() -> None:
    template = drawn()

    opened = template.resources("aws_vpc_security_group_ingress_rule").values()
    assert {one["cidr_ipv4"] for one in opened} == {"10.0.0.0/16", "10.8.0.0/20"}
    assert {(one["from_port"], one["to_port"], one["ip_protocol"]) for one in opened} == {
        (5432, 5432, "tcp")
    }
    assert {one["security_group_id"] for one in opened} == {"sg-0bbbbbbbbbbbbbbbb"}
    out = template.one("aws_vpc_security_group_egress_rule")
    assert (out["security_group_id"], out["cidr_ipv4"]) == ("sg-0aaaaaaaaaaaaaaaa", "10.1.0.0/16")
