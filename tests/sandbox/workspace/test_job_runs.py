"""Runs of jobs: their states, what goes wrong, and what a simulated one leaves."""

import base64
from typing import Any

import pytest
from sandbox.workspace.workspace_client import RUNTIME, UC, Api

from modelstacks.jobs.arguments import RegisterArguments, to_parameters

ROOT = "/api/2.2/jobs"
FILE = "/Workspace/Shared/register.py"
CLUSTER: dict[str, Any] = {
    "spark_version": RUNTIME,
    "node_type_id": "g5.xlarge",
    "num_workers": 1,
}
TUNE = {
    "task_key": "a_tune",
    "new_cluster": CLUSTER,
    "spark_python_task": {"python_file": FILE, "parameters": ["--method=lora"]},
}


def register(model: str, **changes: Any) -> dict[str, Any]:
    """Return the task that registers, told as the constructs tell it."""
    told: dict[str, Any] = {
        "model_kind": "encoder-decoder",
        "storage": "/Volumes/main/nlp/t5",
        "run": "{{job.run_id}}",
        "fingerprint": "0",
        "registered_model": model,
        "source": "runs/{{job.run_id}}/model",
        "precision": "bf16",
        "prompt_length": 512,
        "new_tokens": 128,
    }
    parameters = to_parameters(RegisterArguments(**{**told, **changes}))
    return {
        "task_key": "b_register",
        "depends_on": [{"task_key": "a_tune"}],
        "new_cluster": CLUSTER,
        "spark_python_task": {"python_file": FILE, "parameters": parameters},
    }


def create(api: Api, *tasks: dict[str, Any], has_file: bool = True, **changes: Any) -> int:
    if has_file:
        content = base64.b64encode(b"print(1)").decode()
        body = {"path": FILE, "format": "RAW", "content": content, "overwrite": True}
        api.post("/api/2.0/workspace/import", body)
    settings = {"name": "dev-t5-tune", "tasks": list(tasks) or [TUNE], **changes}
    job_id: int = api.post(f"{ROOT}/create", settings)["job_id"]
    return job_id


def run(api: Api, job_id: int, **parameters: str) -> int:
    body = {"job_id": job_id, "job_parameters": parameters}
    run_id: int = api.post(f"{ROOT}/run-now", body)["run_id"]
    return run_id


def state(api: Api, run_id: int) -> tuple[str, str | None]:
    told = api.get(f"{ROOT}/runs/get", run_id=run_id)["state"]
    return told["life_cycle_state"], told.get("result_state")


def message(api: Api, run_id: int) -> str:
    told: str = api.get(f"{ROOT}/runs/get", run_id=run_id)["state"]["state_message"]
    return told


def test_a_run_goes_through_its_states(slow_api: Api) -> None:
    run_id = run(slow_api, create(slow_api))

    seen = [state(slow_api, run_id) for _ in range(8)]

    assert list(dict.fromkeys(seen)) == [
        ("PENDING", None),
        ("RUNNING", None),
        ("TERMINATED", "SUCCESS"),
    ]
    assert "nothing was computed" in message(slow_api, run_id)


def test_a_registration_makes_a_ready_version_and_says_that_it_is_simulated(api: Api) -> None:
    # given a model with its first version, and a job as the constructs make it
    model = api.model()
    job_id = create(api, TUNE, register(model))

    # when it runs
    run_id = run(api, job_id)

    # then there is a second version, the challenger
    versions = api.get(f"{UC}/models/{model}/versions")["model_versions"]
    assert [(one["version"], one["status"]) for one in versions] == [(1, "READY"), (2, "READY")]
    assert str(run_id) in versions[1]["comment"]
    assert api.get(f"{UC}/models/{model}/aliases/challenger")["version"] == 2
    # and run, output and inventory say what it was
    assert "version 2 is registered, as its challenger" in message(api, run_id)
    tasks = api.get(f"{ROOT}/runs/get", run_id=run_id)["tasks"]
    logs = api.get(f"{ROOT}/runs/get-output", run_id=tasks[1]["run_id"])["logs"]
    assert logs.startswith("Simulated by the sandbox: nothing was computed")
    assert (
        "multiple tasks"
        in api.refused("GET", f"{ROOT}/runs/get-output", query={"run_id": run_id})[2]
    )
    (schema,) = [one for one in api.inventory()["catalogs"][0]["schemas"] if one["name"] == "nlp"]
    (shown,) = schema["models"]
    assert shown["versions"][1]["aliases"] == ["challenger"]
    assert shown["versions"][1]["registered_by_sandbox"] is True


def test_parameters_of_the_job_reach_its_tasks(api: Api) -> None:
    model = api.model()
    told = register(model, alias="nightly")
    told["spark_python_task"]["parameters"].append("--registered-model={{job.parameters.model}}")
    told["spark_python_task"]["parameters"].remove(f"--registered-model={model}")
    parameters = [{"name": "model", "default": "main.nlp.none"}]
    job_id = create(api, TUNE, told, parameters=parameters)

    assert state(api, run(api, job_id)) == ("TERMINATED", "FAILED")
    assert state(api, run(api, job_id, model=model)) == ("TERMINATED", "SUCCESS")
    assert api.get(f"{UC}/models/{model}/aliases/nightly")["version"] == 2


def test_what_is_missing_fails_the_task_and_those_after_it(api: Api) -> None:
    job_id = create(api, TUNE, register(api.model()), has_file=False)

    run_id = run(api, job_id)

    assert state(api, run_id) == ("TERMINATED", "FAILED")
    assert f'Unable to access the python file "{FILE}"' in message(api, run_id)
    tasks = api.get(f"{ROOT}/runs/get", run_id=run_id)["tasks"]
    assert [one["state"]["result_state"] for one in tasks] == ["FAILED", "UPSTREAM_FAILED"]
    assert api.get(f"{UC}/models/main.nlp.t5/versions")["model_versions"][-1]["version"] == 1


@pytest.mark.parametrize(
    ("kind", "ended", "told"),
    [
        ("job-run-fails", ("TERMINATED", "FAILED"), "injected fault"),
        (
            "cluster-no-capacity",
            ("INTERNAL_ERROR", "FAILED"),
            "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE",
        ),
    ],
)
def test_a_fault_ends_one_run_and_the_next_one_is_well(
    api: Api, kind: str, ended: tuple[str, str], told: str
) -> None:
    model = api.model()
    job_id = create(api, TUNE, register(model))
    api.post("/sandbox/faults", {"kind": kind, "match": "dev-t5-*"})

    bad, good = run(api, job_id), run(api, job_id)

    assert state(api, bad) == ended
    assert told in message(api, bad)
    assert state(api, good) == ("TERMINATED", "SUCCESS")
    assert len(api.get(f"{UC}/models/{model}/versions")["model_versions"]) == 2


def test_a_cluster_is_checked_again_when_it_starts(api: Api) -> None:
    body = {"name": "p", "definition": "{}"}
    policy = api.post("/api/2.0/policies/clusters/create", body)["policy_id"]
    job_id = create(api, {**TUNE, "new_cluster": {**CLUSTER, "policy_id": policy}})
    api.post("/api/2.0/policies/clusters/delete", {"policy_id": policy})

    run_id = run(api, job_id)

    assert state(api, run_id) == ("INTERNAL_ERROR", "FAILED")
    assert policy in message(api, run_id)


def test_a_job_runs_as_often_as_it_may(slow_api: Api) -> None:
    # given one job that queues its runs, and one that does not
    queued = create(slow_api, queue={"enabled": True})
    single = create(slow_api)

    first, second = run(slow_api, queued), run(slow_api, queued)
    run(slow_api, single)
    skipped = run(slow_api, single)

    assert state(slow_api, second)[0] == "QUEUED"
    assert state(slow_api, skipped) == ("SKIPPED", "MAXIMUM_CONCURRENT_RUNS_REACHED")
    slow_api.post(f"{ROOT}/runs/cancel", {"run_id": first})
    assert state(slow_api, first) == ("TERMINATED", "CANCELED")
    seen = [state(slow_api, second) for _ in range(12)]
    assert seen[-1] == ("TERMINATED", "SUCCESS")
    active = slow_api.get(f"{ROOT}/runs/list", active_only="true")["runs"]
    assert [one["job_id"] for one in active] == [single]
    slow_api.post(f"{ROOT}/runs/cancel-all", {"job_id": single})
    assert slow_api.get(f"{ROOT}/runs/list", active_only="true")["runs"] == []
    slow_api.post(f"{ROOT}/runs/delete", {"run_id": skipped})
    assert slow_api.refused("GET", f"{ROOT}/runs/get", query={"run_id": skipped})[0] == 400


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ("ALL_DONE", "SUCCESS"),
        ("AT_LEAST_ONE_FAILED", "SUCCESS"),
        ("NONE_FAILED", "UPSTREAM_FAILED"),
    ],
)
def test_a_task_may_start_after_a_failure(api: Api, condition: str, result: str) -> None:
    bad = {**TUNE, "spark_python_task": {"python_file": "/Shared/none.py"}}
    after = {**TUNE, "task_key": "b", "depends_on": [{"task_key": "a_tune"}], "run_if": condition}

    run_id = run(api, create(api, bad, after))

    tasks = api.get(f"{ROOT}/runs/get", run_id=run_id)["tasks"]
    assert tasks[1]["state"]["result_state"] == result
