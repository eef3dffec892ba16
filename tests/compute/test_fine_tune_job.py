"""FineTuneJob runs what its plan assumed, and is written so that a plan finds nothing to mend."""

from dataclasses import replace

import pytest
from support.jobs import RUN_AS, job_of, job_plan, job_template
from support.plans import ACCESS, CLUSTER, TAGS
from support.template import Block

from modelstacks.compute.model_job import run_of
from modelstacks.errors import ConfigError
from modelstacks.jobs.arguments import FineTuneArguments, RegisterArguments, parse
from modelstacks.settings.jobs import Schedule
from modelstacks.settings.project import FineTune


def cluster_of(job: Block) -> Block:
    (one,) = job["job_cluster"]
    cluster: Block = one["new_cluster"]
    return cluster


def test_the_script_is_told_what_the_node_was_sized_for() -> None:
    # given a job with LoRA, when it is drawn
    plan = job_plan(FineTune(method="lora", rank=8, dataset="datasets/qa", epochs=3))
    task, _ = job_template(plan).one("databricks_job")["task"]

    # then the script reads back method, rank and nodes of the plan, and the data
    told = parse(FineTuneArguments, task["spark_python_task"]["parameters"])
    assert (told.method, told.rank, told.epochs) == ("lora", 8, 3.0)
    assert told.nodes == plan.workers.minimum
    assert told.storage == plan.environment_variables["MODEL_STORAGE"]
    assert told.dataset == "datasets/qa"
    assert told.run == "{{job.run_id}}"


def test_the_result_is_registered_as_the_challenger() -> None:
    _, task = job_of(FineTune())["task"]

    told = parse(RegisterArguments, task["spark_python_task"]["parameters"])
    assert told.registered_model == "dev.t5.t5_base"
    assert told.alias == "challenger"
    assert told.source == "runs/{{job.run_id}}/model"
    assert task["depends_on"] == [{"task_key": "fine_tune"}]


def test_registering_can_be_left_out() -> None:
    assert [task["task_key"] for task in job_of(FineTune(register=False))["task"]] == ["fine_tune"]


def test_tasks_stand_in_the_order_of_their_keys() -> None:
    keys = [task["task_key"] for task in job_of(FineTune())["task"]]

    assert keys == sorted(keys)


def test_a_training_is_tried_again_and_a_registration_is_not() -> None:
    training, registering = job_of(FineTune())["task"]

    assert (training["max_retries"], registering["max_retries"]) == (2, 0)
    assert training["min_retry_interval_millis"] == 60_000
    assert training["retry_on_timeout"] is False


def test_one_run_at_a_time_and_the_next_waits() -> None:
    job = job_of(FineTune())

    assert job["max_concurrent_runs"] == 1
    assert job["queue"] == {"enabled": True}


def test_a_slow_run_is_told_before_it_is_stopped() -> None:
    job = job_of(FineTune(timeout_hours=10))

    (rule,) = job["health"]["rules"]
    assert (rule["metric"], rule["op"]) == ("RUN_DURATION_SECONDS", "GREATER_THAN")
    assert rule["value"] < job["timeout_seconds"] == 36_000


def test_several_nodes_have_a_fixed_size_on_demand_and_a_driver_without_gpu() -> None:
    plan = job_plan(FineTune())
    cluster = cluster_of(job_template(plan).one("databricks_job"))

    assert cluster["num_workers"] == plan.workers.minimum > 1
    assert "autoscale" not in cluster
    assert cluster["aws_attributes"]["availability"] == "ON_DEMAND"
    assert cluster["driver_node_type_id"] == "r6id.2xlarge"
    assert "spark.master" not in cluster.get("spark_conf", {})


def test_a_single_node_drives_itself_and_says_so_as_the_provider_wants_it() -> None:
    # given a plan of one node, when it is drawn
    plan = job_plan(FineTune(method="lora"), "t5-11b", policy="right_size")
    cluster = cluster_of(job_template(plan).one("databricks_job"))

    # then its zero is written, with profile, master and tag, and no `kind`
    assert cluster["num_workers"] == 0
    assert cluster["driver_node_type_id"] == cluster["node_type_id"]
    assert cluster["spark_conf"]["spark.databricks.cluster.profile"] == "singleNode"
    assert cluster["spark_conf"]["spark.master"].startswith("local[")
    assert cluster["custom_tags"]["ResourceClass"] == "SingleNode"
    assert not {"kind", "is_single_node", "use_ml_runtime"} & set(cluster)


def test_what_the_server_would_add_inside_a_block_is_written_out() -> None:
    """Else the provider plans to take it away again."""
    job = job_of(FineTune())
    cluster = cluster_of(job)

    assert cluster["runtime_engine"] == "STANDARD"
    assert cluster["data_security_mode"] == "SINGLE_USER"
    assert cluster["enable_elastic_disk"] is True
    assert cluster["spark_env_vars"]["MODEL_STORAGE"].startswith("/Volumes/")
    assert set(job["notification_settings"].values()) == {True}
    assert {task["spark_python_task"]["source"] for task in job["task"]} == {"WORKSPACE"}


def test_the_plans_libraries_are_installed_in_every_task() -> None:
    for task in job_of(FineTune(method="lora"))["task"]:
        assert [one["pypi"]["package"] for one in task["library"]] == ["peft==0.15.2"]


def test_it_starts_by_itself_only_when_asked() -> None:
    schedule = Schedule(cron="0 0 3 ? * SUN", timezone="Europe/Berlin", paused=True)

    assert "schedule" not in job_of(FineTune())
    assert job_of(FineTune(schedule=schedule))["schedule"] == {
        "quartz_cron_expression": "0 0 3 ? * SUN",
        "timezone_id": "Europe/Berlin",
        "pause_status": "PAUSED",
    }


def test_it_runs_as_the_service_principal_that_access_names() -> None:
    access = replace(ACCESS, run_as=RUN_AS)
    template = job_template(job_plan(FineTune(), access=access), access)

    assert "run_as" not in job_of(FineTune())
    assert template.one("databricks_job")["run_as"] == {"service_principal_name": RUN_AS}
    levels = {
        row["permission_level"]
        for permissions in template.resources("databricks_permissions").values()
        for row in permissions["access_control"]
        if row.get("service_principal_name") == RUN_AS
    }
    assert levels == {"CAN_READ", "CAN_EDIT"}


def test_destinations_hear_of_failed_and_slow_runs() -> None:
    job = job_template(job_plan(FineTune()), destinations=("d-1",)).one("databricks_job")

    told = [{"id": "d-1"}]
    assert job["webhook_notifications"] == {
        "on_failure": told,
        "on_duration_warning_threshold_exceeded": told,
    }
    assert "webhook_notifications" not in job_of(FineTune())


def test_tags_and_permissions() -> None:
    template = job_template(job_plan(FineTune()))

    assert template.one("databricks_job")["tags"] == TAGS
    permissions = [
        one for one in template.resources("databricks_permissions").values() if "job_id" in one
    ]
    assert [row["permission_level"] for row in permissions[0]["access_control"]] == [
        "CAN_VIEW",
        "CAN_MANAGE",
    ]


def test_a_plan_of_no_job_is_refused() -> None:
    with pytest.raises(ConfigError, match="does not say how its job runs"):
        run_of(CLUSTER)
