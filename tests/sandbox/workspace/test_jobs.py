"""Jobs and their runs."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, RUNTIME, SCIM, Api

ROOT = "/api/2.2/jobs"
CLUSTER: dict[str, Any] = {
    "spark_version": RUNTIME,
    "node_type_id": "g5.xlarge",
    "num_workers": 1,
    "aws_attributes": {"availability": "ON_DEMAND"},
}


def task(key: str = "train", **changes: Any) -> dict[str, Any]:
    body = {"notebook_task": {"notebook_path": "/Shared/n"}, "new_cluster": CLUSTER}
    return {key: value for key, value in {"task_key": key, **body, **changes}.items() if value}


def job(*tasks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"name": "t5", "tasks": list(tasks) or [task()], **changes}


def create(api: Api, body: dict[str, Any]) -> int:
    job_id: int = api.post(f"{ROOT}/create", body)["job_id"]
    return job_id


def test_a_job_is_echoed_with_what_databricks_adds(api: Api) -> None:
    body = job(
        parameters=[{"name": "epochs", "default": "3"}],
        queue={"enabled": False},
        schedule={"quartz_cron_expression": "0 0 2 * * ?", "timezone_id": "UTC"},
        tags={"team": "ml"},
        health={"rules": [{"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 1}]},
    )
    answer = api.get(f"{ROOT}/get", job_id=create(api, body))

    settings = answer["settings"]
    (got,), (sent,) = settings.pop("tasks"), body.pop("tasks")
    assert settings.items() >= body.items()
    assert set(settings) - set(body) == {
        "format",
        "email_notifications",
        "webhook_notifications",
        "timeout_seconds",
        "max_concurrent_runs",
    }
    assert set(got) - set(sent) == {
        "run_if",
        "timeout_seconds",
        "email_notifications",
        "webhook_notifications",
    }
    assert got["notebook_task"] == {"notebook_path": "/Shared/n", "source": "WORKSPACE"}
    cluster = got["new_cluster"]
    assert cluster["aws_attributes"]["availability"] == "ON_DEMAND"
    assert set(cluster) - set(CLUSTER) == {"enable_elastic_disk", "data_security_mode"}


def test_fields_the_sandbox_does_not_know_are_kept(api: Api) -> None:
    odd: dict[str, Any] = {"dbt_task": {"commands": ["dbt run"]}}
    job_id = create(api, job(task(notebook_task=None, **odd), git_source={"git_url": "x"}))

    settings = api.get(f"{ROOT}/get", job_id=job_id)["settings"]
    assert settings["git_source"] == {"git_url": "x"}
    assert settings["tasks"][0]["dbt_task"] == odd["dbt_task"]


def test_run_as_is_told_at_the_top(api: Api) -> None:
    runner = api.post(f"{SCIM}/ServicePrincipals", {"displayName": "r"})["applicationId"]
    mine, its = create(api, job()), create(api, job(run_as={"service_principal_name": runner}))

    assert api.get(f"{ROOT}/get", job_id=mine)["run_as_user_name"] == ME
    answer = api.get(f"{ROOT}/get", job_id=its)
    assert (answer["run_as_user_name"], answer["run_as_owner"]) == (runner, False)
    assert "run_as" not in answer["settings"]


def test_reset_replaces_and_update_changes(api: Api) -> None:
    job_id = create(api, job(tags={"a": "b"}, description="d"))

    api.post(f"{ROOT}/update", {"job_id": job_id, "new_settings": {"name": "other"}})
    gone = {"job_id": job_id, "fields_to_remove": ["description"]}
    api.post(f"{ROOT}/update", gone)
    settings = api.get(f"{ROOT}/get", job_id=job_id)["settings"]
    assert (settings["name"], settings["tags"]) == ("other", {"a": "b"})
    assert "description" not in settings

    api.post(f"{ROOT}/reset", {"job_id": job_id, "new_settings": job(timeout_seconds=5)})
    settings = api.get(f"{ROOT}/get", job_id=job_id)["settings"]
    assert (settings["name"], settings["timeout_seconds"]) == ("t5", 5)
    assert "tags" not in settings


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "one key twice": (job(task("a"), task("a")), "more than once: a"),
    "unknown dependency": (job(task(depends_on=[{"task_key": "b"}])), "depends on b"),
    "circle": (
        job(task("a", depends_on=[{"task_key": "b"}]), task("b", depends_on=[{"task_key": "a"}])),
        "circle",
    ),
    "unknown job cluster": (job(task(new_cluster=None, job_cluster_key="x")), "'x'"),
    "unknown cluster": (job(task(new_cluster=None, existing_cluster_id="0")), "Cluster 0"),
    "two clusters": (job(task(existing_cluster_id="0")), "more than one cluster"),
    "V100": (job(task(new_cluster={**CLUSTER, "node_type_id": "p3.2xlarge"})), "launched"),
    "job cluster without GPU runtime": (
        job(
            task(new_cluster=None, job_cluster_key="x"),
            job_clusters=[
                {
                    "job_cluster_key": "x",
                    "new_cluster": {**CLUSTER, "spark_version": "15.4.x-scala2.12"},
                }
            ],
        ),
        "GPU ML runtime",
    ),
    "unknown policy": (job(task(new_cluster={**CLUSTER, "policy_id": "0"})), "policy"),
    "odd library": (job(task(libraries=[{"whl": "a", "jar": "b"}])), "exactly one"),
    "unknown principal": (job(run_as={"service_principal_name": "0"}), "run_as"),
    "unknown user": (job(run_as={"user_name": "x@example.com"}), "run_as"),
    "unknown condition": (job(task(run_if="SOMETIMES")), "run_if"),
    "many runs": (job(max_concurrent_runs=1001), "max_concurrent_runs"),
    "two triggers": (
        job(
            schedule={"quartz_cron_expression": "x", "timezone_id": "UTC"},
            continuous={"pause_status": "PAUSED"},
        ),
        "schedule and continuous",
    ),
    "odd schedule": (
        job(schedule={"quartz_cron_expression": "daily", "timezone_id": "UTC"}),
        "quartz cron",
    ),
    "unknown environment": (job(task(new_cluster=None, environment_key="e")), "environment 'e'"),
    "environment and cluster": (
        job(task(environment_key="e"), environments=[{"environment_key": "e"}]),
        "both an environment and a cluster",
    ),
    "one parameter twice": (job(parameters=[{"name": "a", "default": ""}] * 2), "once: a"),
    "odd metric": (
        job(health={"rules": [{"metric": "MOOD", "op": "GREATER_THAN", "value": 1}]}),
        "metric",
    ),
    "rule of nothing": (
        job(
            health={"rules": [{"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 0}]}
        ),
        "above 0",
    ),
    "unknown destination": (
        job(webhook_notifications={"on_failure": [{"id": "0"}]}),
        "notification destination 0",
    ),
    "endless retries": (job(task(max_retries=-2)), "max_retries"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(api: Api, case: str) -> None:
    body, told = REFUSED[case]

    status, code, message = api.refused("POST", f"{ROOT}/create", body)

    assert (status, code) == (400, "INVALID_PARAMETER_VALUE")
    assert told in message
    job_id = create(api, job())
    reset = {"job_id": job_id, "new_settings": body}
    assert api.refused("POST", f"{ROOT}/reset", reset)[0] == 400


def test_a_job_cluster_needs_no_idle_time_and_obeys_its_policy(api: Api) -> None:
    definition = (
        '{"autotermination_minutes": {"type": "range", "maxValue": 60},'
        ' "node_type_id": {"type": "allowlist", "values": ["g5.xlarge"]},'
        ' "custom_tags.team": {"type": "fixed", "value": "ml"}}'
    )
    body = {"name": "p", "definition": definition}
    policy_id = api.post("/api/2.0/policies/clusters/create", body)["policy_id"]
    good = {**CLUSTER, "policy_id": policy_id}

    job_id = create(api, job(task(new_cluster=good)))

    # what the policy fixes shows on the cluster of a run, not in the job
    (got,) = api.get(f"{ROOT}/get", job_id=job_id)["settings"]["tasks"]
    assert "custom_tags" not in got["new_cluster"]
    bad = job(task(new_cluster={**good, "node_type_id": "g5.2xlarge"}))
    assert "node_type_id" in api.refused("POST", f"{ROOT}/create", bad)[2]


@pytest.mark.parametrize("verb", ["reset", "delete", "run-now"])
def test_a_missing_job_is_an_invalid_parameter(api: Api, verb: str) -> None:
    body = {"job_id": 1, "new_settings": {}}

    expected = (400, "INVALID_PARAMETER_VALUE", "Job 1 does not exist.")
    assert api.refused("POST", f"{ROOT}/{verb}", body) == expected
    assert api.refused("GET", f"{ROOT}/get", query={"job_id": 1}) == expected
    assert api.refused("GET", f"{ROOT}/get", query={"job_id": "x"})[0] == 400


def test_lists_hold_tasks_only_when_asked(api: Api) -> None:
    job_id = create(api, job())
    create(api, job(name="other"))

    (found,) = api.get(f"{ROOT}/list", name="t5")["jobs"]
    assert found["job_id"] == job_id
    assert "tasks" not in found["settings"]
    assert "tasks" in api.get("/api/2.1/jobs/list", expand_tasks="true")["jobs"][0]["settings"]


def test_a_run_ends_at_once(api: Api) -> None:
    book = {"path": "/Shared/n", "language": "PYTHON", "content": ""}
    api.post("/api/2.0/workspace/import", book)
    job_id = create(api, job())

    run_id = api.post(f"{ROOT}/run-now", {"job_id": job_id})["run_id"]

    run = api.get(f"{ROOT}/runs/get", run_id=run_id)
    assert run["state"]["result_state"] == "SUCCESS"
    assert [one["run_id"] for one in api.get(f"{ROOT}/runs/list", job_id=job_id)["runs"]] == [
        run_id
    ]
    assert api.get(f"{ROOT}/runs/list", active_only="true")["runs"] == []
    api.post(f"{ROOT}/runs/cancel", {"run_id": run_id})
    assert api.inventory()["jobs"][0]["runs"] == 1
    api.post(f"{ROOT}/delete", {"job_id": job_id})
    assert api.refused("GET", f"{ROOT}/runs/get", query={"run_id": run_id})[0] == 400
    assert api.inventory()["jobs"] == []
