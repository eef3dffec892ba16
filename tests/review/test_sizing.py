"""Changes of machines, told as what they mean."""

from typing import Any

from support.project import ROOT
from support.reviews import changed, document, kept, plan_of, review_of

from modelstacks.catalog import load_catalog
from modelstacks.review.document import check_document
from modelstacks.review.masking import Masker
from modelstacks.review.sizing import estimates, sizing_changes
from modelstacks.settings import load_project
from modelstacks.sizing import plan_family


def cluster(node: str, workers: int, **more: Any) -> dict[str, Any]:
    tags = {"Model": "t5-3b", "ManagedBy": "modelstacks", "Environment": "prod"}
    values = {"node_type_id": node, "num_workers": workers, "custom_tags": tags}
    return {**values, "spark_version": "16.4.x-gpu-ml-scala2.12", **more}


def sentences(before: Any, after: Any, address: str = "databricks_cluster.c") -> list[str]:
    return [one.sentence for one in plan_of(document(changed(address, before, after))).sizing]


def test_a_real_plan_tells_its_machines() -> None:
    told = [one.sentence.partition(",")[0] for one in plan_of("machines").sizing]

    assert told == [
        "t5-base notebook cluster: g5.xlarge × 2-4 → g6e.xlarge × 2-4",  # noqa: RUF001
        "t5-base fine-tune: g5.xlarge × 3 → g6e.xlarge × 2",  # noqa: RUF001
        "t5-large endpoint: gone: GPU_SMALL × Small",  # noqa: RUF001
        "t5-small endpoint: new: GPU_SMALL × Small",  # noqa: RUF001
    ]


def test_nodes_price_and_driver_are_compared() -> None:
    before = cluster("g5.12xlarge", 2, driver_node_type_id="m5d.large")

    (told,) = sentences(before, cluster("g6e.12xlarge", 1))

    assert told.startswith(
        "t5-3b notebook cluster: g5.12xlarge × 2 → g6e.12xlarge × 1, "  # noqa: RUF001
        "driver m5d.large → g6e.12xlarge, $"
    )
    assert told.endswith(" per hour")


def test_a_job_is_named_by_what_it_does() -> None:
    job = {"name": "prod-t5-batch-inference"}
    before = {**job, "job_cluster": [{"new_cluster": [cluster("g5.xlarge", 2)]}]}
    after = {**job, "job_cluster": [{"new_cluster": [cluster("g5.xlarge", 4)]}]}

    (told,) = sentences(before, after, "databricks_job.j")

    assert told.startswith("t5-3b batch inference: g5.xlarge × 2 → g5.xlarge × 4, $")  # noqa: RUF001


def test_a_single_node_and_an_unknown_type_are_told_as_such() -> None:
    (told,) = sentences(cluster("g5.xlarge", 0), cluster("x9.huge", 3))

    assert "g5.xlarge, a single node → x9.huge" in told
    assert "price unknown" in told


def test_a_runtime_is_told_and_nothing_else_is() -> None:
    before, after = cluster("g5.xlarge", 1), cluster("g5.xlarge", 1, spark_version="17.3.x")

    (told,) = sentences(before, after)

    assert told == "t5-3b notebook cluster: runtime 16.4.x-gpu-ml-scala2.12 → 17.3.x"
    assert sentences(before, {**before, "autotermination_minutes": 5}) == []


def test_the_configuration_tells_the_memory() -> None:
    # given the plans of the environment that the kept plan was made for
    project = load_project(ROOT / "config", "local")
    plans = [plan_family(one, project.environment, project.catalog) for one in project.families]
    document_ = check_document(kept("machines"), "plan")

    # when an endpoint stays as the configuration has it
    found = sizing_changes(document_, Masker([]), load_catalog(), after=estimates(plans))

    # then what it needs of each GPU is told with it
    (told,) = (one for one in found if one.title == "t5-small endpoint")
    assert told.after is not None
    assert told.after.needed_gib is not None
    assert " GiB per GPU" in told.sentence


def test_the_tags_tell_the_environment() -> None:
    assert review_of("machines").plans[0].environment == "local"
    assert review_of("every_class").plans[0].environment == ""
