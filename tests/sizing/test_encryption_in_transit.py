"""An environment or a family may demand that nodes encrypt what they send each other."""

from dataclasses import replace

import pytest
from support.sizing import answer_to, environment_with, family_of

from modelstacks.catalog import NodeType, load_catalog
from modelstacks.errors import ConfigError
from modelstacks.settings.encryption import Encryption, FamilyEncryption
from modelstacks.settings.project import Environment, Family, FineTune, Interactive, ModelSettings
from modelstacks.sizing import FamilyPlan, plan_family
from modelstacks.sizing.memory import FineTune as TrainingJob

ENCRYPTED = replace(environment_with(), encryption=Encryption(in_transit=True))


def _planned(environment: Environment, interactive: Interactive | None = None) -> FamilyPlan:
    model = ModelSettings(
        name="t5-3b",
        interactive=interactive or Interactive(),
        fine_tune=FineTune(method="lora"),
    )
    return plan_family(family_of(model), environment)


def test_every_node_of_every_plan_encrypts() -> None:
    # given an environment that demands it, when a family is planned
    (model,) = _planned(ENCRYPTED).models

    # then workers, drivers and whatever the policy admits have the property
    assert model.interactive
    assert model.fine_tune
    named = {
        *model.allowed_node_types,
        *model.allowed_driver_node_types,
        *(model.interactive.node_type, model.interactive.driver_node_type),
        *(model.fine_tune.node_type, model.fine_tune.driver_node_type),
    }
    nodes = {name: load_catalog().node_type("aws", name) for name in named}
    assert [name for name, node in nodes.items() if not node.encrypted_in_transit] == []


def test_without_the_demand_other_drivers_are_admitted() -> None:
    (model,) = _planned(environment_with()).models

    assert "r5d.2xlarge" in model.allowed_driver_node_types


def test_a_driver_that_does_not_encrypt_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"r5d\.2xlarge does not encrypt traffic"):
        _planned(ENCRYPTED, Interactive(driver_node_type="r5d.2xlarge"))


def test_a_family_may_demand_it_alone() -> None:
    model = ModelSettings(name="t5-3b", interactive=Interactive())
    family: Family = replace(family_of(model), encryption=FamilyEncryption(in_transit=True))

    (plan,) = plan_family(family, environment_with()).models

    assert plan.interactive
    assert plan.interactive.encrypted_in_transit
    assert "r5d.2xlarge" not in plan.allowed_driver_node_types


def test_size_leaves_out_nodes_that_do_not_encrypt() -> None:
    # given the request of `modelstacks size --encrypted-in-transit`
    answer = answer_to("t5-3b", TrainingJob(), encrypted=True)

    # then V100 nodes are out as ever, and what is chosen has the property
    assert answer.chosen
    assert isinstance(answer.chosen.node, NodeType)
    assert answer.chosen.node.encrypted_in_transit
