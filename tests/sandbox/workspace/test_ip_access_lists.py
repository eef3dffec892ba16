"""IP access lists: their form, whom they shut out, and that nobody shuts out themselves."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

ROOT = "/api/2.0/ip-access-lists"
CONF = "/api/2.0/workspace-conf"
OFFICE = {"label": "office", "list_type": "ALLOW", "ip_addresses": ["203.0.113.0/24"]}


def switch(api: Api, value: str) -> None:
    api.patch(CONF, {"enableIpAccessLists": value})


def call_from(api: Api, address: str) -> None:
    api.put("/sandbox/caller", {"address": address})


def test_a_list_keeps_the_order_and_spelling_of_its_addresses(api: Api) -> None:
    addresses = ["198.51.100.7", "10.0.0.0/8", "192.0.2.1/32"]

    made = api.post(ROOT, {**OFFICE, "ip_addresses": addresses})["ip_access_list"]

    found = api.get(f"{ROOT}/{made['list_id']}")["ip_access_list"]
    assert found["ip_addresses"] == addresses
    assert (found["enabled"], found["address_count"]) == (True, 3)
    assert api.get(ROOT)["ip_access_lists"] == [found]


@pytest.mark.parametrize(
    "changes",
    [
        {"label": ""},
        {"list_type": "DENY"},
        {"ip_addresses": []},
        {"ip_addresses": ["10.0.0.256"]},
        {"ip_addresses": ["10.0.0.0/33"]},
        {"ip_addresses": ["2001:db8::/32"]},
        {"ip_addresses": ["office.example.com"]},
        {"ip_addresses": ["10.0.0.1", "10.0.0.1/32"]},
    ],
)
def test_lists_are_checked(api: Api, changes: Any) -> None:
    assert api.refused("POST", ROOT, {**OFFICE, **changes})[0] == 400


def test_all_lists_together_hold_a_thousand_entries(api: Api) -> None:
    # given a list of 999
    many = [f"10.{number // 250}.{number % 250}.0/24" for number in range(999)]
    full = api.post(ROOT, {**OFFICE, "ip_addresses": many})["ip_access_list"]["list_id"]

    # when the thousandth and one more come, then the last is refused
    small = api.post(ROOT, {**OFFICE, "list_type": "BLOCK"})["ip_access_list"]["list_id"]
    body = {"ip_addresses": ["192.0.2.1", "192.0.2.2"]}
    assert api.refused("PATCH", f"{ROOT}/{small}", body)[:2] == (400, "QUOTA_EXCEEDED")

    # and a change of a list does not count it twice
    api.patch(f"{ROOT}/{full}", {"label": "many"})


def test_loopback_is_inside_every_list(api: Api) -> None:
    switch(api, "true")
    api.post(ROOT, {**OFFICE, "list_type": "BLOCK", "ip_addresses": ["0.0.0.0/0"]})

    assert api.get(ROOT)["ip_access_lists"]


def test_a_list_that_would_shut_out_its_maker_is_refused(api: Api) -> None:
    # given a caller, and lists in force
    call_from(api, "198.51.100.7")
    switch(api, "true")

    # when lists are made that leave the caller outside
    outside = api.refused("POST", ROOT, OFFICE)
    inside_a_block = api.refused(
        "POST", ROOT, {**OFFICE, "list_type": "BLOCK", "ip_addresses": ["198.51.0.0/16"]}
    )

    # then they are refused and not kept
    assert (outside[:2], inside_a_block[:2]) == ((400, "INVALID_STATE"),) * 2
    assert "198.51.100.7" in outside[2]
    assert api.get(ROOT)["ip_access_lists"] == []

    # and one that holds the caller is taken, but cannot lose them later
    home = {**OFFICE, "ip_addresses": ["198.51.100.0/24"]}
    made = api.post(ROOT, home)["ip_access_list"]["list_id"]
    assert api.refused("PATCH", f"{ROOT}/{made}", {"ip_addresses": ["10.0.0.0/8"]})[0] == 400


def test_lists_cannot_be_put_in_force_over_the_caller(api: Api) -> None:
    call_from(api, "198.51.100.7")
    api.post(ROOT, OFFICE)

    refusal = api.refused("PATCH", CONF, {"enableIpAccessLists": "true"})

    assert refusal[:2] == (400, "INVALID_STATE")
    assert api.get(CONF, keys="enableIpAccessLists") == {"enableIpAccessLists": "false"}


def test_lists_in_force_shut_out_who_calls_from_elsewhere(api: Api) -> None:
    # given a list in force
    switch(api, "true")
    made = api.post(ROOT, OFFICE)["ip_access_list"]["list_id"]
    assert api.inventory()["ip_access_lists"][0]["in_force"]

    # when the caller moves, then calls are refused outside and served inside
    call_from(api, "198.51.100.7")
    status, _, message = api.refused("GET", "/api/2.1/clusters/list")
    assert (status, "198.51.100.7 is blocked" in message) == (403, True)
    call_from(api, "203.0.113.9")
    api.get("/api/2.1/clusters/list")

    # and a disabled list shuts out nobody
    api.put(f"{ROOT}/{made}", {**OFFICE, "enabled": False})
    call_from(api, "198.51.100.7")
    api.get("/api/2.1/clusters/list")


def test_the_caller_comes_back_to_loopback(api: Api) -> None:
    call_from(api, "198.51.100.7")
    assert api.get("/sandbox/caller") == {"address": "198.51.100.7"}

    assert api.delete("/sandbox/caller") == {"address": None}
    assert api.refused("PUT", "/sandbox/caller", {"address": "home"})[0] == 400


def test_a_list_can_be_deleted_once(api: Api) -> None:
    made = api.post(ROOT, OFFICE)["ip_access_list"]["list_id"]
    api.delete(f"{ROOT}/{made}")
    assert api.refused("DELETE", f"{ROOT}/{made}")[:2] == (404, "RESOURCE_DOES_NOT_EXIST")
