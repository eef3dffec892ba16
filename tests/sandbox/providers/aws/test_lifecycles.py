"""Every type lives its whole life on a real moto, call by call as Terraform makes them."""

from typing import Any

import pytest
from sandbox.providers.aws.cloud import Cloud
from sandbox.providers.aws.lifecycles import LIVES, Life
from sandbox.providers.plugin_calls import Terraform

from modelstacks.sandbox.providers.aws import tables
from modelstacks.sandbox.providers.plugin.private import Private
from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.values import Object, freeze, has_unknown

FRESH = Private(b"").with_fresh(True)


def test_every_served_type_has_a_life() -> None:
    assert sorted(life.type_name for life in LIVES) == sorted(tables.served_resources())


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.type_name)
def test_a_type_lives_its_whole_life(life: Life, cloud: Cloud) -> None:
    terraform = Terraform(cloud.provider(), life.type_name)
    config = _config(terraform, {**life.needs(cloud), **life.config})

    # created as planned
    assert not _validated(terraform, config)
    state = _applied(terraform, config)
    assert not has_unknown(state)
    for name, value in life.says.items():
        assert state[name] == value
    state = _settled(terraform, config, state)

    # changed in place
    if life.change:
        config = _config(terraform, {**_given(config), **life.change})
        assert not _validated(terraform, config)
        plan = terraform.plan(config, state)
        assert not plan.diagnostics
        assert list(plan.requires_replace) == []
        assert _differences(state, terraform.decoded(plan.planned_state))
        state = _applied(terraform, config, state)
        state = _settled(terraform, config, state)

    # taken in by its id: what the platform says is what is configured
    imported = _imported(terraform, life.import_id(state))
    assert _differences(imported, _planned(terraform, config, imported)) <= life.unread
    assert imported["id"] == state["id"]

    # gone
    response = terraform.apply(None, state)
    assert not response.diagnostics
    assert terraform.decoded(response.new_state) is None
    response = terraform.read(state)
    assert not response.diagnostics
    assert (terraform.decoded(response.new_state) is not None) == life.remains
    if not life.remains:
        assert not terraform.apply(None, state).diagnostics


def _config(terraform: Terraform, values: dict[str, Any]) -> Object:
    """Return a configuration with every block complete."""
    block = terraform.provider.resource_schema(terraform.type_name).block
    return _completed(block, values)


def _completed(block: Any, values: dict[str, Any]) -> Object:
    result = {**empty(block), **values}
    for name, nested in block.blocks.items():
        if isinstance(result[name], list):
            result[name] = [_completed(nested.block, item) for item in result[name]]
    return result


def _given(config: Object) -> dict[str, Any]:
    return {name: value for name, value in config.items() if value is not None}


def _validated(terraform: Terraform, config: Object) -> Any:
    request = pb.ValidateResourceConfig.Request(
        type_name=terraform.type_name, config=terraform.value(config)
    )
    return terraform.servicer.ValidateResourceConfig(request, None).diagnostics


def _planned(terraform: Terraform, config: Object, state: Object) -> Object:
    plan = terraform.plan(config, state)
    assert not plan.diagnostics
    planned: Object = terraform.decoded(plan.planned_state)
    return planned


def _applied(terraform: Terraform, config: Object, state: Object | None = None) -> Object:
    response = terraform.apply(config, state)
    assert not response.diagnostics, response.diagnostics
    result: Object = terraform.decoded(response.new_state)
    return result


def _settled(terraform: Terraform, config: Object, state: Object) -> Object:
    """Read it again: the next plan is empty, right away and after a refresh."""
    assert _differences(state, _planned(terraform, config, state)) == set()
    response = terraform.read(state)
    assert not response.diagnostics
    refreshed: Object = terraform.decoded(response.new_state)
    assert _differences(refreshed, _planned(terraform, config, refreshed)) == set()
    return refreshed


def _imported(terraform: Terraform, id_: str) -> Object:
    request = pb.ImportResourceState.Request(type_name=terraform.type_name, id=id_)
    [found] = terraform.servicer.ImportResourceState(request, None).imported_resources
    response = terraform.read(terraform.decoded(found.state), private=found.private)
    assert not response.diagnostics, response.diagnostics
    state: Object = terraform.decoded(response.new_state)
    assert state is not None
    return state


def _differences(old: Object, new: Object) -> set[str]:
    return {name for name in new if _frozen(old[name]) != _frozen(new[name])}


def _frozen(value: Any) -> Any:
    """Order of lists aside: sets come in any."""
    if isinstance(value, list):
        return frozenset(_frozen(item) for item in value)
    if isinstance(value, dict):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    return freeze(value)
