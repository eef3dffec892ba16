"""What the security settings refuse about clusters, pools and jobs."""

from typing import Any

import pytest
from sandbox.workspace.test_settings import DBFS, PROFILE, put
from sandbox.workspace.workspace_client import Api

CREATE = "/api/2.1/clusters/create"
UNENCRYPTED = {"node_type_id": "g5.xlarge", "driver_node_type_id": "m5d.4xlarge"}
ACCESS = ("disable_legacy_access", "disable_legacy_access")


@pytest.fixture
def compliant(api: Api) -> Api:
    put(api, PROFILE, {"is_enabled": True, "compliance_standards": ["HIPAA"]})
    return api


def test_without_the_profile_any_node_type_will_do(api: Api) -> None:
    api.post(CREATE, api.cluster(**UNENCRYPTED))


def test_under_the_profile_traffic_between_nodes_is_encrypted(compliant: Api) -> None:
    status, _, message = compliant.refused("POST", CREATE, compliant.cluster(**UNENCRYPTED))

    assert (status, "m5d.4xlarge" in message) == (400, True)
    compliant.post(CREATE, compliant.cluster())


def test_the_profile_holds_for_pools_and_jobs_too(compliant: Api) -> None:
    pool = {"instance_pool_name": "p", "node_type_id": "m5d.4xlarge"}
    assert compliant.refused("POST", "/api/2.0/instance-pools/create", pool)[0] == 400

    cluster = compliant.cluster(**UNENCRYPTED, cluster_name=None, autotermination_minutes=None)
    task = {
        "task_key": "train",
        "new_cluster": cluster,
        "notebook_task": {"notebook_path": "/Shared/train"},
    }
    refusal = compliant.refused("POST", "/api/2.2/jobs/create", {"name": "j", "tasks": [task]})
    assert (refusal[0], "m5d.4xlarge" in refusal[2]) == (400, True)


def test_a_cluster_from_before_the_profile_does_not_start_again(api: Api) -> None:
    # given a cluster that runs when the profile comes
    one = api.post(CREATE, api.cluster(**UNENCRYPTED))
    put(api, PROFILE, {"is_enabled": True, "compliance_standards": ["HIPAA"]})

    # when it is stopped, then it cannot be started
    api.post("/api/2.1/clusters/delete", one)
    assert api.refused("POST", "/api/2.1/clusters/start", one)[0] == 400


@pytest.mark.parametrize("setting", [DBFS, ACCESS])
def test_without_legacy_features_runtimes_are_13_3_or_later(api: Api, setting: Any) -> None:
    old = api.cluster(spark_version="13.1.x-gpu-ml-scala2.12")
    api.post(CREATE, old)

    put(api, setting, {"value": True})

    status, _, message = api.refused("POST", CREATE, old)
    assert (status, "13.3 or later" in message) == (400, True)
    api.post(CREATE, api.cluster(spark_version="13.3.x-gpu-ml-scala2.12"))


@pytest.mark.parametrize(
    "changes",
    [
        {"cluster_log_conf": {"dbfs": {"destination": "dbfs:/logs"}}},
        {"init_scripts": [{"dbfs": {"destination": "dbfs:/init.sh"}}]},
    ],
)
def test_without_legacy_dbfs_nothing_is_read_from_or_written_to_it(api: Api, changes: Any) -> None:
    api.post(CREATE, api.cluster(**changes))

    put(api, DBFS, {"value": True})

    assert api.refused("POST", CREATE, api.cluster(**changes))[:2] == (403, "PERMISSION_DENIED")


def test_user_isolation_can_be_enforced(api: Api) -> None:
    shared = api.cluster(data_security_mode="NONE")
    api.post(CREATE, shared)

    api.patch("/api/2.0/workspace-conf", {"enforceUserIsolation": "true"})

    status, _, message = api.refused("POST", CREATE, shared)
    assert (status, "enforceUserIsolation" in message) == (400, True)
    api.post(CREATE, api.cluster(data_security_mode="SINGLE_USER"))
