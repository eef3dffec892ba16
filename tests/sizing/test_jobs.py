"""Clusters of jobs: the same answer that `modelstacks size` gives, as a plan."""

from typing import Any, get_args

import pytest
from support.sizing import answer_to, environment_with, family_of

from modelstacks.catalog import load_catalog
from modelstacks.errors import ConfigError
from modelstacks.settings import schema
from modelstacks.settings.project import BatchInference, FineTune, ModelSettings
from modelstacks.sizing import ClusterPlan, ModelPlan, plan_family
from modelstacks.sizing.hardware.cluster import cluster_problems
from modelstacks.sizing.memory import FineTune as TrainingJob
from modelstacks.sizing.memory import choices
from modelstacks.sizing.plans import Workers


def planned(model: str, cloud: str = "aws", **workloads: Any) -> ModelPlan:
    policy = {key: workloads.pop(key) for key in ("policy", "spot") if key in workloads}
    family = family_of(ModelSettings(name=model, **workloads))
    return plan_family(family, environment_with(cloud, **policy)).models[0]


def training(model: str, **options: Any) -> ClusterPlan:
    policy = {key: options.pop(key) for key in ("policy", "spot") if key in options}
    plan = planned(model, fine_tune=FineTune(**options), **policy).fine_tune
    assert plan is not None
    return plan


def test_a_training_plan_is_what_size_answers() -> None:
    plan = training("t5-11b", method="lora")
    chosen = answer_to("t5-11b", TrainingJob(method="lora")).chosen

    assert chosen is not None
    assert (plan.node_type, plan.workers.minimum) == (chosen.node.name, chosen.workers)
    assert plan.workers.is_fixed
    assert plan.spot.availability == "ON_DEMAND"
    assert plan.price == chosen.price
    assert plan.memory.needed_gib == pytest.approx(sum(plan.memory.parts.values()))


def test_a_single_node_drives_itself() -> None:
    plan = training("t5-11b", method="lora", policy="right_size")

    assert plan.is_single_node
    assert plan.driver_node_type == plan.node_type == "g6e.2xlarge"


@pytest.mark.parametrize("policy", ["spec", "right_size"])
@pytest.mark.parametrize("model", ["t5-base", "t5-11b", "llama-3.2-11b-vision"])
def test_a_job_breaks_no_rule(model: str, policy: str) -> None:
    plan = planned(
        model,
        fine_tune=FineTune(method="lora"),
        batch_inference=BatchInference(),
        policy=policy,
    )

    for job in (plan.fine_tune, plan.batch_inference):
        assert job is not None
        assert cluster_problems(job, load_catalog()) == []


def test_batch_inference_scales_on_spot_unless_it_is_critical() -> None:
    plain = planned("t5-base", batch_inference=BatchInference()).batch_inference
    critical = planned("t5-base", batch_inference=BatchInference(critical=True)).batch_inference

    assert plain is not None
    assert critical is not None
    assert plain.workers == Workers(minimum=2, maximum=4)
    assert plain.spot.availability == "SPOT_WITH_FALLBACK"
    assert critical.spot.availability == "ON_DEMAND"


def test_a_node_type_that_was_set_is_judged() -> None:
    assert training("t5-base", node_type="g5.12xlarge", workers=2).node_type == "g5.12xlarge"

    with pytest.raises(ConfigError) as raised:
        training("t5-11b", node_type="g5.xlarge")
    (problem,) = raised.value.problems
    assert problem.where == "config/families/t5.yaml models.t5-11b.fine_tune"
    assert "GiB missing" in problem.found
    assert problem.nearest


def test_contradictions_are_told_where_they_are_written() -> None:
    with pytest.raises(ConfigError) as raised:
        training("t5-base", rank=8)

    (problem,) = raised.value.problems
    assert problem.where.endswith("models.t5-base.fine_tune.rank")


@pytest.mark.parametrize(
    ("section", "key", "names"),
    [
        (schema.FINE_TUNE, "method", choices.Method),
        (schema.FINE_TUNE, "optimizer", choices.Optimizer),
        (schema.FINE_TUNE, "precision", choices.TrainingPrecision),
        (schema.FINE_TUNE, "checkpointing", choices.Checkpointing),
        (schema.BATCH_INFERENCE, "precision", choices.WeightPrecision),
    ],
)
def test_the_file_allows_what_sizing_knows(section: Any, key: str, names: Any) -> None:
    assert section.keys[key].shape.names == get_args(names)
