"""Between attributes and API bodies."""

import threading
from typing import Any

import pytest

from modelstacks.sandbox.providers.databricks.bodies import from_api, stored, to_api, typed
from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.table import Call
from modelstacks.sandbox.providers.plugin.values import Object

_CLUSTER = DatabricksProvider().resource_schema("databricks_cluster").block


def test_what_is_unset_is_left_out_and_a_single_block_is_an_object() -> None:
    values: Object = {
        **empty(_CLUSTER),
        "cluster_name": "gpu",
        "num_workers": 0,
        "no_wait": False,
        "custom_tags": {},
        "autoscale": [{"min_workers": 0, "max_workers": 4}],
        "init_scripts": [{"volumes": [{"destination": "/Volumes/a"}]}],
    }
    assert to_api(_CLUSTER, values) == {
        "cluster_name": "gpu",
        "autoscale": {"max_workers": 4},
        "init_scripts": [{"volumes": {"destination": "/Volumes/a"}}],
    }


def test_names_are_chosen_renamed_and_forced() -> None:
    values = {"cluster_name": "gpu", "num_workers": 0, "policy_id": "p"}
    body = to_api(
        _CLUSTER,
        values,
        only=("cluster_name", "num_workers"),
        renames={("cluster_name",): "name"},
        always=[("num_workers",)],
    )
    assert body == {"name": "gpu", "num_workers": 0}


def test_an_answer_is_read_with_go_zeroes() -> None:
    values = from_api(_CLUSTER, {"cluster_name": "gpu", "autoscale": {"max_workers": 4}})
    assert values["autoscale"] == [{"max_workers": 4, "min_workers": 0}]
    assert (values["num_workers"], values["no_wait"], values["policy_id"]) == (0, False, None)
    assert "id" not in values


@pytest.mark.parametrize(
    ("fresh", "known", "expected"),
    [
        (True, {}, "STANDARD"),
        (False, {}, None),
        (False, {"runtime_engine": "PHOTON"}, "STANDARD"),
    ],
)
def test_what_only_the_server_adds_is_stored_on_the_first_read_only(
    fresh: bool, known: Object, expected: str | None
) -> None:
    """As the official provider does: the plan after a create shows it, later ones do not."""
    call = Call(client=None, block=_CLUSTER, stopping=threading.Event(), values=known, fresh=fresh)
    assert stored(call, {"runtime_engine": "STANDARD"}).get("runtime_engine") == expected


def test_what_is_missing_keeps_the_state_but_what_is_computed_is_always_stored() -> None:
    call = Call(client=None, block=_CLUSTER, stopping=threading.Event(), values={"policy_id": "p"})
    values = stored(call, {"driver_node_type_id": "m5.xlarge"})
    assert "policy_id" not in values
    assert values["driver_node_type_id"] == "m5.xlarge"


@pytest.mark.parametrize(
    ("type_", "given", "expected"),
    [
        ("string", 7, "7"),
        ("string", True, "true"),
        ("number", "7", 7),
        ("bool", "true", True),
        (["map", "string"], {"a": 1}, {"a": "1"}),
        (["list", "string"], [1], ["1"]),
        ("string", None, None),
    ],
)
def test_values_get_the_attribute_s_type(type_: Any, given: Any, expected: Any) -> None:
    assert typed(type_, given) == expected
