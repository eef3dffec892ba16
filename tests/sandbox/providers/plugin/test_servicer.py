"""The service's answers, rule by rule, in the protocol's own messages."""

import json
from pathlib import Path
from typing import Any

import pytest
from sandbox.providers.edge_provider import SCHEMAS, EdgeProvider, Store
from sandbox.providers.plugin_calls import Terraform

from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.servicer import ProviderServicer
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Dynamic


@pytest.fixture
def provider(tmp_path: Path) -> EdgeProvider:
    return EdgeProvider(Store(tmp_path / "objects.json"))


def _errors(response: Any) -> list[str]:
    return [item.summary for item in response.diagnostics]


def test_all_schemas_are_answered_with_every_nesting(provider: EdgeProvider) -> None:
    response = ProviderServicer(provider).GetProviderSchema(None, None)
    assert set(response.resource_schemas) == set(SCHEMAS)
    nesting = pb.Schema.NestedBlock
    modes = {
        block.nesting
        for schema in response.resource_schemas.values()
        for block in schema.block.block_types
    }
    assert modes == {nesting.LIST, nesting.SET, nesting.MAP, nesting.SINGLE, nesting.GROUP}
    assert response.server_capabilities.get_provider_schema_optional


def test_life_of_an_object(provider: EdgeProvider) -> None:
    terraform = Terraform(provider, "edge_plain")
    state = terraform.created(name="a")
    assert (state["made"], state["kind"]) == ("made", "plain")
    assert (
        terraform.decoded(terraform.plan(terraform.config(name="a"), state).planned_state) == state
    )
    changed = terraform.apply(terraform.config(name="b"), state)
    assert terraform.decoded(changed.new_state) == {**state, "name": "b"}
    removed = terraform.apply(None, terraform.decoded(changed.new_state))
    assert terraform.decoded(removed.new_state) is None
    assert provider.store.objects() == {}


def test_a_half_made_object_is_returned_with_the_error(provider: EdgeProvider) -> None:
    """Rule 7: else it would be lost."""
    response = Terraform(provider, "edge_broken").apply({"when": "after create"}, planned={
        "when": "after create", "id": UNKNOWN})  # fmt: skip
    assert _errors(response) == ["cannot create broken: made, but not ready"]
    state = Terraform(provider, "edge_broken").decoded(response.new_state)
    assert [state["id"]] == list(provider.store.objects())


def test_an_object_that_was_not_made_leaves_no_state(provider: EdgeProvider) -> None:
    """Rule 7."""
    terraform = Terraform(provider, "edge_broken")
    response = terraform.apply(terraform.config(when="before create"))
    assert terraform.decoded(response.new_state) is None
    assert response.diagnostics[0].attribute.steps[0].attribute_name == "when"


@pytest.mark.parametrize("action", ["update", "delete"])
def test_after_a_failed_change_the_state_is_the_one_before(
    provider: EdgeProvider, action: str
) -> None:
    """Rule 7."""
    terraform = Terraform(provider, "edge_broken")
    state = terraform.created(when=action)
    config = None if action == "delete" else terraform.config(when=action, note="new")
    response = terraform.apply(config, state)
    assert _errors(response)[0].startswith(f"cannot {action} broken: cannot be")
    assert terraform.decoded(response.new_state) == state


def test_a_state_is_passed_on_as_json(provider: EdgeProvider) -> None:
    """Rule 8: encoding it anew fails on dynamic values and on long numbers."""
    raw = {
        "id": "1",
        "number": 123456789012345678901234567890,
        "any": {"type": "string", "value": "x"},
    }
    response = Terraform(provider, "edge_values").upgraded(raw)
    assert json.loads(response.upgraded_state.json) == raw
    assert not response.upgraded_state.msgpack


def test_a_vanished_object_reads_as_an_empty_state(provider: EdgeProvider) -> None:
    """Rule 9: without an error, so that it is planned again."""
    terraform = Terraform(provider, "edge_plain")
    state = terraform.created(name="a")
    provider.store.put(state["id"], None)
    response = terraform.read(state)
    assert terraform.decoded(response.new_state) is None
    assert not response.diagnostics


def test_a_failed_read_keeps_the_state(provider: EdgeProvider) -> None:
    terraform = Terraform(provider, "edge_broken")
    provider.store.put("1", {"id": "1", "when": "read"})
    state = terraform.config(id="1", when="read")
    response = terraform.read(state, private=b'{"other": 1}')
    assert _errors(response) == ["cannot read broken: cannot be read"]
    assert terraform.decoded(response.new_state) == state
    assert response.private == b'{"other": 1}'


def test_private_notes_are_kept(provider: EdgeProvider) -> None:
    """Rule 10: read, plan and apply return what others wrote."""
    terraform = Terraform(provider, "edge_plain")
    config = terraform.config(name="a")
    applied = terraform.apply(config, private=b'{"other": 1}')
    assert json.loads(applied.private) == {"other": 1, "fresh": True}
    state = terraform.decoded(applied.new_state)
    read = terraform.read(state, private=applied.private)
    assert json.loads(read.private) == {"other": 1}
    assert terraform.plan(config, state, private=b'{"other": 1}').planned_private == b'{"other": 1}'


def test_a_foreign_private_note_does_no_harm(provider: EdgeProvider) -> None:
    terraform = Terraform(provider, "edge_plain")
    assert not terraform.read(terraform.created(name="a"), private=b"\x00\xff").diagnostics


def test_an_import_returns_a_full_object_that_a_read_fills(provider: EdgeProvider) -> None:
    """Rule 11."""
    terraform = Terraform(provider, "edge_list")
    made = terraform.created(name="a", disk=[{"size": 1, "part": []}])
    request = pb.ImportResourceState.Request(type_name="edge_list", id=made["id"])
    response = ProviderServicer(provider).ImportResourceState(request, None)
    [imported] = response.imported_resources
    state = terraform.decoded(imported.state)
    assert state == {"id": made["id"], "name": None, "disk": [], "one": []}
    read = terraform.read(state, private=imported.private)
    assert terraform.decoded(read.new_state) == made
    config = terraform.config(name="a", disk=[{"size": 1, "part": []}])
    planned = terraform.decoded(terraform.plan(config, made).planned_state)
    assert planned == made


def test_replacement_is_named_on_update_only(provider: EdgeProvider) -> None:
    """Rule 12."""
    terraform = Terraform(provider, "edge_force")
    state = terraform.created(name="a", disk=[{"size": 1}])
    config = terraform.config(name="a", disk=[{"size": 2}])
    [path] = terraform.plan(config, state).requires_replace
    steps = [step.attribute_name or step.element_key_int for step in path.steps]
    assert steps == ["disk", 0, "size"]
    assert not terraform.plan(config).requires_replace


def test_unknown_values_pass_through_a_plan(provider: EdgeProvider) -> None:
    """Rule 13."""
    terraform = Terraform(provider, "edge_values")
    config = terraform.config(list=["a", UNKNOWN], any=UNKNOWN, text=UNKNOWN)
    planned = terraform.decoded(terraform.plan(config).planned_state)
    assert planned["list"] == ["a", UNKNOWN]
    assert planned["any"] is UNKNOWN


def test_dynamic_values_and_long_numbers_survive(provider: EdgeProvider) -> None:
    """Rule 8: in every message."""
    terraform = Terraform(provider, "edge_values")
    value = Dynamic(type=["object", {"a": "number"}], value={"a": 1})
    state = terraform.created(any=value, number=10**30)
    assert (state["any"], state["number"]) == (value, 10**30)
    assert terraform.decoded(terraform.read(state).new_state) == state


def test_provider_meta_is_not_offered(provider: EdgeProvider) -> None:
    """Rule 14: there is no schema for it, which Terraform says by itself."""
    response = ProviderServicer(provider).GetProviderSchema(None, None)
    assert not response.HasField("provider_meta")


def test_the_old_type_system_is_claimed_only_where_the_table_says_so(
    provider: EdgeProvider,
) -> None:
    """Rule 15: it turns errors into passes."""
    for type_name, legacy in (("edge_plain", False), ("edge_legacy", True)):
        terraform = Terraform(provider, type_name)
        config = terraform.config(name="a")
        assert terraform.plan(config).legacy_type_system is legacy
        assert terraform.apply(config).legacy_type_system is legacy


def test_stop_ends_waits_and_returns_what_was_made(provider: EdgeProvider) -> None:
    """Rule 17."""
    terraform = Terraform(provider, "edge_slow")
    terraform.servicer.StopProvider(None, None)
    response = terraform.apply(terraform.config(name="a", seconds=60))
    assert _errors(response) == ["cannot create slow: interrupted while waiting"]
    assert terraform.decoded(response.new_state)["id"] in provider.store.objects()


def test_a_bug_becomes_a_diagnostic_without_its_text(provider: EdgeProvider) -> None:
    """Rule 18: an exception's text may hold a secret."""
    terraform = Terraform(provider, "edge_broken")
    response = terraform.apply(terraform.config(when="bug in create", secret="hunter2"))
    assert _errors(response) == ["cannot create broken: RuntimeError in the built-in provider"]
    assert "hunter2" not in str(response)


def test_a_secret_in_an_error_is_blanked(provider: EdgeProvider) -> None:
    terraform = Terraform(provider, "edge_broken")
    response = terraform.apply(terraform.config(when="before create", secret="hunter2"))
    assert _errors(response) == ["cannot create broken: no capacity for (sensitive)"]


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("ReadResource", pb.ReadResource.Request),
        ("PlanResourceChange", pb.PlanResourceChange.Request),
        ("ApplyResourceChange", pb.ApplyResourceChange.Request),
        ("ImportResourceState", pb.ImportResourceState.Request),
        ("ValidateResourceConfig", pb.ValidateResourceConfig.Request),
    ],
)
def test_no_handler_lets_an_exception_out(
    provider: EdgeProvider, method: str, request_: Any
) -> None:
    """Rule 18: not even for what is no value at all."""
    broken = pb.DynamicValue(msgpack=b"\xc1")
    fields = {"ReadResource": "current_state", "ImportResourceState": None,
              "ValidateResourceConfig": "config"}.get(method, "config")  # fmt: skip
    request = request_(type_name="edge_unserved" if fields is None else "edge_plain")
    if fields:
        getattr(request, fields).CopyFrom(broken)
    response = getattr(ProviderServicer(provider), method)(request, None)
    assert len(response.diagnostics) == 1


def test_an_apply_that_cannot_even_be_read_keeps_the_prior_state(provider: EdgeProvider) -> None:
    """Rules 7 and 18 together."""
    terraform = Terraform(provider, "edge_plain")
    prior = terraform.value(terraform.created(name="a"))
    request = pb.ApplyResourceChange.Request(
        type_name="edge_plain", prior_state=prior, planned_state=pb.DynamicValue(msgpack=b"\xc1")
    )
    response = terraform.servicer.ApplyResourceChange(request, None)
    assert response.diagnostics
    assert response.new_state == prior


def test_a_type_that_is_not_served_is_refused_when_it_is_validated(provider: EdgeProvider) -> None:
    request = pb.ValidateResourceConfig.Request(type_name="edge_unserved")
    response = ProviderServicer(provider).ValidateResourceConfig(request, None)
    assert _errors(response) == ["edge_unserved is not served"]


def test_a_data_source_is_read(provider: EdgeProvider) -> None:
    schema = provider.data_source_schema("edge_lookup").block
    from modelstacks.sandbox.providers.plugin.codec import decode, encode

    config = pb.DynamicValue(msgpack=encode({"name": "a"}, schema.wire_type))
    request = pb.ReadDataSource.Request(type_name="edge_lookup", config=config)
    response = ProviderServicer(provider).ReadDataSource(request, None)
    state = decode(response.state.msgpack, schema.wire_type)
    assert state == {"id": "x", "name": "a", "found": "a!"}
