"""A family is planned as a whole, the same every time, and never holds a bad plan."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.sizing import environment_with, family_of

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.errors import ConfigError
from modelstacks.settings import load_project
from modelstacks.settings.project import Interactive, ModelSettings, Serve
from modelstacks.sizing import plan_family
from modelstacks.sizing.plans import GpuWorkload
from modelstacks.sizing.pricing import rank
from modelstacks.sizing.rules import load_rules

from .conftest import plan_of

MODELS = st.sampled_from(
    [name for name in load_catalog().models if "t5-" in name and not name.startswith("m")]
)
CLOUDS = st.sampled_from(["aws", "azure", "gcp"])


@pytest.mark.parametrize("name", ["local", "dev", "staging", "prod"])
def test_the_shipped_configuration_can_be_planned(root: Path, name: str) -> None:
    project = load_project(root / "config", name)

    family = next(family for family in project.families if family.name == "t5")
    plan = plan_family(family, project.environment)

    assert len(plan.models) == 5
    assert all(model.serve for model in plan.models)
    assert all(model.allowed_node_types for model in plan.models)


def test_a_policy_admits_what_holds_the_model(catalog: Catalog) -> None:
    plan = plan_of("t5-11b", interactive=Interactive())

    assert plan.interactive is not None
    assert plan.interactive.node_type in plan.allowed_node_types
    assert plan.interactive.driver_node_type in plan.allowed_driver_node_types
    assert "g5.xlarge" not in plan.allowed_node_types
    assert "p3.2xlarge" not in plan.allowed_node_types
    assert "p5.4xlarge" not in plan.allowed_node_types
    assert plan.max_workers == 8
    assert all(catalog.node_type("aws", name).gpus for name in plan.allowed_node_types)


def test_a_policy_admits_what_was_set_beyond_the_tier() -> None:
    plan = plan_of(
        "t5-base", interactive=Interactive(max_workers=9, driver_node_type="same-as-worker")
    )

    assert plan.max_workers == 9
    assert plan.allowed_driver_node_types[-1] == "g5.xlarge"


def test_what_was_not_asked_for_is_noted() -> None:
    plan = plan_of("t5-base")

    assert [(note.decision, note.value) for note in plan.notes] == [
        ("interactive", "left out"),
        ("serve", "left out"),
    ]


def test_all_models_that_cannot_be_placed_are_told_at_once() -> None:
    family = family_of(
        ModelSettings(name="t5-11b", interactive=Interactive(node_type="g5.xlarge")),
        ModelSettings(name="t5-base", serve=Serve(version=1, concurrency=100)),
        ModelSettings(name="flan-t5-xxl", serve=Serve(version=1, workload_type="GPU_SMALL")),
    )

    with pytest.raises(ConfigError) as raised:
        plan_family(family, environment_with())

    assert [problem.where.split(".")[-1] for problem in raised.value.problems] == [
        *("node_type", "concurrency", "workload_type")
    ]


@settings(max_examples=40, deadline=None)
@given(MODELS, st.sampled_from(["spec", "right_size"]), st.booleans())
def test_a_plan_is_the_same_every_time_and_fits(model: str, policy: str, unlisted: bool) -> None:
    asked: dict[str, Any] = {"policy": policy, "allow_unlisted_node_types": unlisted}
    plan = plan_of(model, interactive=Interactive(), serve=Serve(version=1), **asked)

    assert plan == plan_of(model, interactive=Interactive(), serve=Serve(version=1), **asked)
    assert plan.interactive is not None
    assert plan.serve is not None
    assert isinstance(plan.serve.capacity, GpuWorkload)
    for memory in (plan.interactive.memory, plan.serve.capacity.memory):
        assert memory.needed_gib <= memory.usable_gib


@settings(max_examples=40, deadline=None)
@given(MODELS, CLOUDS)
def test_no_admitted_node_with_bf16_is_cheaper_than_the_chosen_one(model: str, cloud: str) -> None:
    catalog, rules = load_catalog(), load_rules()
    plan = plan_of(model, interactive=Interactive(), cloud=cloud)
    assert plan.interactive is not None
    nodes = [catalog.node_type(cloud, name) for name in plan.allowed_node_types]  # type: ignore[arg-type]
    prices = {
        node.name: rank(node, catalog, rules)
        for node in nodes
        if node.gpu and catalog.gpu(node.gpu).has_bf16
    }

    assert prices[plan.interactive.node_type] == min(prices.values())
