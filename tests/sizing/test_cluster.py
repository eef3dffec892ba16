"""The interactive cluster: what holds the model, at the tier's size, for the least money."""

from collections.abc import Callable
from typing import Any

import pytest

from modelstacks.catalog import Catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import Interactive
from modelstacks.sizing import ClusterPlan
from modelstacks.sizing.plans import EbsVolumes, SpotPolicy, Workers

from .conftest import cluster_of, plan_of

Because = Callable[[ClusterPlan, str], str]


def test_a_small_model(because: Because) -> None:
    plan = cluster_of("t5-base")

    assert plan.workload == "interactive"
    assert plan.node_type == "g5.xlarge"
    assert plan.driver_node_type == "r6id.2xlarge"
    assert plan.workers == Workers(minimum=2, maximum=4)
    assert plan.runtime == "16.4.x-gpu-ml-scala2.12"
    assert plan.spot == SpotPolicy(availability="SPOT_WITH_FALLBACK", first_on_demand=1)
    assert plan.ebs is None
    assert plan.autotermination_minutes == 60
    assert plan.libraries == ()
    assert "1.3 of 22.1 GiB in bf16 on A10G" in because(plan, "node_type")
    assert "222,903,552 parameters" in because(plan, "workers")
    assert "transformers 4.50.2" in because(plan, "libraries")


def test_a_large_model_goes_where_card_and_host_hold_it(because: Because) -> None:
    plan = cluster_of("t5-11b")

    assert plan.node_type == "g6e.2xlarge"
    assert str(plan.workers) == "4-8"
    rejected = {
        reason.value: reason.because for reason in plan.reasons if reason.decision == "rejected"
    }
    assert "host RAM" in rejected["g6e.xlarge"]
    assert any("29.8 of 22.1 GiB in bf16" in text for text in rejected.values())
    assert any("57.3 of 14.6 GiB in fp32" in text for text in rejected.values())
    assert any("V100" in text for text in rejected.values())


def test_every_decision_has_a_reason() -> None:
    decisions = [reason.decision for reason in cluster_of("t5-base").reasons]

    assert {
        *("node_type", "workers", "driver", "runtime"),
        *("libraries", "spot", "ebs", "price"),
    } <= set(decisions)
    assert all(reason.because for reason in cluster_of("t5-base").reasons)


def test_a_card_without_bf16_is_taken_only_when_asked_for(because: Because) -> None:
    assert cluster_of("t5-base").node_type != "g4dn.xlarge"

    plan = cluster_of("t5-base", accelerators=("T4",))

    assert plan.node_type == "g4dn.xlarge"
    assert "in fp32 on T4" in because(plan, "node_type")


def test_right_size_is_one_worker(because: Because) -> None:
    plan = cluster_of("t5-11b", policy="right_size")

    assert plan.workers.is_fixed
    assert plan.workers.maximum == 1
    assert "right_size" in because(plan, "workers")


def test_never_spot_is_on_demand(because: Because) -> None:
    plan = cluster_of("t5-base", spot="never")

    assert plan.spot == SpotPolicy(availability="ON_DEMAND", first_on_demand=1)
    assert "dev never takes spot" in because(plan, "spot")


def test_what_was_set_is_taken(because: Because) -> None:
    plan = cluster_of(
        "t5-base",
        node_type="g5.12xlarge",
        driver_node_type="r5.2xlarge",
        runtime="17.3.x-gpu-ml-scala2.13",
        min_workers=1,
        max_workers=6,
        autotermination_minutes=20,
    )

    assert plan.node_type == "g5.12xlarge"
    assert plan.driver_node_type == "r5.2xlarge"
    assert plan.runtime == "17.3.x-gpu-ml-scala2.13"
    assert plan.workers == Workers(minimum=1, maximum=6)
    assert plan.autotermination_minutes == 20
    assert "set for this cluster" in because(plan, "node_type")
    assert "on the busiest of 4 GPUs" in because(plan, "node_type")
    assert "gives 2-4" in because(plan, "workers")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(6, None, "6"), (None, 1, "1"), (3, None, "3-4"), (None, 3, "2-3")],
)
def test_a_bound_that_was_not_set_gives_way(low: int, high: int, expected: str) -> None:
    assert str(cluster_of("t5-base", min_workers=low, max_workers=high).workers) == expected


def test_a_node_without_nvme_gets_a_volume(because: Because) -> None:
    plan = cluster_of("t5-base", driver_node_type="r6i.2xlarge")

    assert plan.ebs == EbsVolumes(count=1, size_gib=100)
    assert "r6i.2xlarge without NVMe" in because(plan, "ebs")


def test_the_worker_can_drive_too(because: Because) -> None:
    plan = cluster_of("t5-base", driver_node_type="same-as-worker")

    assert plan.driver_node_type == plan.node_type == "g5.xlarge"
    assert "outside the band" in because(plan, "driver")


def test_an_old_runtime_is_warned_about() -> None:
    plan = cluster_of("t5-base", runtime="14.3.x-gpu-ml-scala2.12")

    warning = next(reason for reason in plan.reasons if reason.decision == "warning")
    assert "older than 15.4" in warning.because
    assert not [row for row in cluster_of("t5-base").reasons if row.decision == "warning"]


def test_a_driver_is_in_its_band_and_encrypts(catalog: Catalog) -> None:
    for cloud in ("aws", "azure", "gcp"):
        driver = catalog.node_type(cloud, cluster_of("t5-base", cloud=cloud).driver_node_type)
        assert 8 <= driver.vcpus <= 16
        assert 64 <= driver.ram_gib <= 128
        assert not driver.gpus
        assert driver.encrypted_in_transit or cloud != "aws"


def problem_of(model: str, **settings: Any) -> Problem:
    with pytest.raises(ConfigError) as raised:
        cluster_of(model, **settings)
    (problem,) = raised.value.problems
    return problem


def test_a_node_that_cannot_hold_the_model_is_refused_with_the_nearest() -> None:
    problem = problem_of("t5-11b", node_type="g5.xlarge")

    assert problem.where == "config/families/t5.yaml models.t5-11b.interactive.node_type"
    assert "needs 29.8 of 22.1 GiB in bf16: 7.7 GiB missing" in problem.found
    assert problem.nearest == "g6e.2xlarge (1 x L40S, 29.8 of 44.4 GiB)"
    assert "g6e.2xlarge" in problem.allowed


def test_a_v100_is_refused_with_the_reason() -> None:
    assert "no longer launches P3" in problem_of("t5-base", node_type="p3.2xlarge").found


def test_a_node_without_gpu_is_refused() -> None:
    assert "has no GPU" in problem_of("t5-base", node_type="r6id.2xlarge").found


def test_accelerators_that_hold_nothing_name_the_nearest_plan() -> None:
    problem = problem_of("t5-11b", accelerators=("H200-141",))

    assert "no allowed node type holds t5-11b" in problem.found
    assert "29.8 of 22.0 GiB" in problem.found
    assert problem.nearest.startswith("g6e.2xlarge")
    assert problem.fix == "allow L40S in sizing.accelerators of the environment"


def test_an_unlisted_node_is_taken_when_allowed() -> None:
    plan = cluster_of("t5-base", node_type="p5.4xlarge", allow_unlisted_node_types=True)

    assert plan.node_type == "p5.4xlarge"


def test_waste_is_noted_with_the_cheaper_plan_and_the_ratio() -> None:
    plan = plan_of("t5-11b", interactive=Interactive())

    (note,) = [note for note in plan.notes if note.value == "wasteful"]
    assert "1 x g6e.2xlarge holds t5-11b" in note.because
    assert "3.2 times as much" in note.because
    right = plan_of("t5-11b", interactive=Interactive(), policy="right_size")
    assert not [note for note in right.notes if note.value == "wasteful"]
