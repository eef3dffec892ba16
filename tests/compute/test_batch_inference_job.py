"""BatchInferenceJob scales on spot, and is told what its node was sized for."""

from support.jobs import job_of, job_plan, job_template

from modelstacks.jobs.arguments import BatchInferenceArguments, parse
from modelstacks.settings.project import BatchInference


def test_it_scales_on_spot_with_a_driver_on_demand() -> None:
    plan = job_plan(BatchInference())
    (one,) = job_template(plan).one("databricks_job")["job_cluster"]
    cluster = one["new_cluster"]

    assert cluster["autoscale"] == {"min_workers": 2, "max_workers": 4}
    assert "num_workers" not in cluster
    assert cluster["aws_attributes"]["availability"] == "SPOT_WITH_FALLBACK"
    assert cluster["aws_attributes"]["first_on_demand"] == 1


def test_a_critical_one_never_runs_on_spot() -> None:
    (one,) = job_of(BatchInference(critical=True))["job_cluster"]

    assert one["new_cluster"]["aws_attributes"]["availability"] == "ON_DEMAND"


def test_the_script_is_told_data_model_and_engine() -> None:
    settings = BatchInference(
        batch_per_gpu=4, dataset="datasets/new", model="runs/42/model", engine="vllm"
    )
    (task,) = job_of(settings, "llama-3.2-3b")["task"]

    told = parse(BatchInferenceArguments, task["spark_python_task"]["parameters"])
    assert (told.batch_per_gpu, told.dataset, told.model) == (4, "datasets/new", "runs/42/model")
    assert told.engine == "vllm"
    assert "vllm==0.8.5" in [one["pypi"]["package"] for one in task["library"]]
    assert task["max_retries"] == 1
