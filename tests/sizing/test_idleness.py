"""Everything that is paid by the hour is told: what scales, what is interrupted, what stops."""

from dataclasses import replace

import pytest
from support.plans import CLUSTER
from support.sizing import environment_with, family_of

from modelstacks.catalog import load_catalog
from modelstacks.settings.project import (
    BatchInference,
    FineTune,
    Interactive,
    ModelSettings,
    Serve,
    Throughput,
)
from modelstacks.sizing import plan_family
from modelstacks.sizing.hardware.cluster import cluster_problems
from modelstacks.sizing.idleness import Idleness, idleness_of
from modelstacks.sizing.plans import ClusterPlan, SpotPolicy, Workers


def told(model: str = "t5-base", **workloads: object) -> dict[str, Idleness]:
    settings = ModelSettings(name=model, **workloads)  # type: ignore[arg-type]
    plan = plan_family(family_of(settings), environment_with())
    return {row.workload: row for row in idleness_of(plan)}


def test_a_notebook_cluster_scales_survives_and_stops() -> None:
    row = told(interactive=Interactive(autotermination_minutes=30))["interactive"]

    assert row.scales == "2-4 workers, by Spark tasks that wait"
    assert row.interrupted.startswith("workers, never the driver")
    assert row.stops == "after 30 idle minutes"


def test_a_training_neither_scales_nor_is_interrupted() -> None:
    row = told(fine_tune=FineTune())["fine_tune"]

    assert row.scales.endswith("train together")
    assert row.interrupted == "no: on demand"
    assert row.stops == "with the run"


def test_a_batch_job_scales_on_spot_and_ends() -> None:
    row = told(batch_inference=BatchInference())["batch_inference"]

    assert "by Spark tasks" in row.scales
    assert row.interrupted.endswith("its tasks run again")
    assert row.stops == "with the run"


@pytest.mark.parametrize(
    ("serve", "stops"),
    [
        (Serve(version=1), "when idle; the next request waits minutes"),
        (Serve(version=1, scale_to_zero=False), "never"),
        (Serve(version=1, throughput=Throughput(minimum=0, maximum=980)), "when idle: the band"),
        (Serve(version=1, throughput=Throughput(minimum=980, maximum=1960)), "never"),
    ],
)
def test_an_endpoint_stops_where_it_is_told_to(serve: Serve, stops: str) -> None:
    row = told("llama-3.2-1b", serve=serve)["serve"]

    assert row.stops.startswith(stops)


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        (
            replace(CLUSTER, spot=SpotPolicy(availability="ON_DEMAND", first_on_demand=0)),
            "driver-on-demand",
        ),
        (replace(CLUSTER, autotermination_minutes=0), "idle-clusters-stop"),
        (
            replace(CLUSTER, workload="fine_tune", spot=SpotPolicy(availability="ON_DEMAND")),
            "training-has-a-fixed-size",
        ),
        (
            replace(CLUSTER, workload="fine_tune", workers=Workers(minimum=2, maximum=2)),
            "training-has-a-fixed-size",
        ),
    ],
)
def test_no_finished_plan_breaks_the_rules(plan: ClusterPlan, rule: str) -> None:
    assert [broken.rule for broken in cluster_problems(plan, load_catalog())] == [rule]
