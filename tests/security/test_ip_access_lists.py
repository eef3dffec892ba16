"""IP access lists are made one after the other, after what enforces them."""

from constructs import Construct
from support.foundation import OFFICES, planned, secured
from support.template import Block, Template

from modelstacks.security.ip_access_lists import IpAccessLists
from modelstacks.security.workspace_configuration import WorkspaceConfiguration


def lists() -> dict[str, Block]:
    """The lists by their construct ids."""
    plan = planned(secured(ip_access=OFFICES))

    def draw(scope: Construct) -> None:
        configuration = WorkspaceConfiguration(scope, "conf", keys=plan.configuration)
        IpAccessLists(scope, "ip-access", lists=plan.ip_lists, configuration=configuration)

    found = Template.of(draw).resources("databricks_ip_access_list")
    return {_named(id_): one for id_, one in found.items()}


def _named(address: str) -> str:
    """A logical id without its hash and its parents."""
    return address.rpartition("_")[0].rpartition("ip-access_")[2]


def test_every_list_waits_for_the_one_before() -> None:
    waits = {name: _named(one["depends_on"][0]) for name, one in lists().items()}

    assert waits == {
        "caller": "databricks_workspace_conf.conf",
        "allow-office": "caller",
        "allow-pipelines": "allow-office",
        "block-guests": "allow-pipelines",
    }


def test_a_list_says_nothing_of_being_enabled() -> None:
    caller, guests = lists()["caller"], lists()["block-guests"]

    assert (caller["list_type"], caller["ip_addresses"]) == ("ALLOW", ["198.51.100.16/28"])
    assert (guests["list_type"], guests["ip_addresses"]) == ("BLOCK", ["203.0.113.200"])
    assert not [one for one in lists().values() if "enabled" in one]
