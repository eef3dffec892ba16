"""Mounts: contexts and commands on a cluster, and what `dbutils.fs` refuses."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox.workspace.workspace_client import ME, Api

from modelstacks.sandbox.workspace.message import Json

ARN = "arn:aws:iam::123456789012:instance-profile/ml"
API = "/api/1.2"
LIST = """
for mount in dbutils.fs.mounts():
    if mount.mountPoint == "/mnt/data":
        dbutils.notebook.exit(mount.source)
raise Exception("Mount not found")
"""


def mounting(source: str, point: str = "/mnt/data", configs: str = "{}", kind: str = "") -> str:
    call = f'dbutils.fs.mount("{source}", "{point}", extra_configs={configs}'
    return f'{call}, encryption_type="{kind}")\ndbutils.notebook.exit("done")'


class Notebook:
    """A cluster and a way to run something on it."""

    def __init__(self, api: Api, **cluster: Any) -> None:
        self.api = api
        self.id = api.post("/api/2.0/clusters/create", api.cluster(**cluster))["cluster_id"]

    def run(self, source: str) -> Json:
        at = {"clusterId": self.id}
        context = self.api.post(f"{API}/contexts/create", {**at, "language": "python"})["id"]
        at["contextId"] = context
        assert self.api.get(f"{API}/contexts/status", **at)["status"] == "Running"
        body = {**at, "language": "python", "command": source}
        command = self.api.post(f"{API}/commands/execute", body)["id"]
        told = self.api.get(f"{API}/commands/status", commandId=command, **at)
        self.api.post(f"{API}/contexts/destroy", at)
        assert told["status"] == "Finished"
        results: Json = told["results"]
        return results

    def text(self, source: str) -> str:
        results = self.run(source)
        assert results["resultType"] == "text", results
        text: str = results["data"]
        return text

    def error(self, source: str) -> str:
        results = self.run(source)
        assert results["resultType"] == "error", results
        text: str = results["summary"]
        return text


@pytest.fixture
def notebook(api: Api) -> Notebook:
    """A notebook on a cluster with an instance profile."""
    api.post("/api/2.0/instance-profiles/add", {"instance_profile_arn": ARN})
    return Notebook(api, aws_attributes={"instance_profile_arn": ARN})


@pytest.fixture
def plain(api: Api) -> Notebook:
    """A notebook on a cluster without an instance profile."""
    return Notebook(api)


@pytest.fixture
def google(folder: Path) -> Iterator[Api]:
    """A workspace on Google Cloud."""
    made = Api(folder, cloud="gcp")
    yield made
    made.close()


def test_a_bucket_is_mounted_found_and_unmounted(api: Api, notebook: Notebook) -> None:
    assert notebook.error(LIST) == "Exception: Mount not found"
    assert notebook.text(mounting("s3a://bucket/t5", kind="sse-kms:k")) == "done"
    assert notebook.text(LIST) == "s3a://bucket/t5"
    assert api.inventory()["mounts"] == [
        {
            "name": "/mnt/data",
            "source": "s3a://bucket/t5",
            "encryption": "sse-kms:k",
            "made_on": "train",
        }
    ]
    assert notebook.text('dbutils.fs.unmount("/mnt/data")') == ""
    assert notebook.error(LIST) == "Exception: Mount not found"
    assert "Directory not mounted" in notebook.error('dbutils.fs.unmount("/mnt/data")')


def test_a_name_is_taken_once(notebook: Notebook) -> None:
    notebook.text(mounting("s3a://bucket"))
    told = notebook.error(mounting("s3a://other"))
    assert told.endswith("requirement failed: Directory already mounted: /mnt/data")
    assert notebook.text(LIST) == "s3a://bucket"


def test_hadoop_tells_whether_a_mount_is_there(notebook: Notebook) -> None:
    notebook.text(mounting("s3a://bucket"))
    ask = """
fs = sc._jvm.org.apache.hadoop.fs.FileSystem.get(sc._jsc.hadoopConfiguration())
path = spark.sparkContext._jvm.org.apache.hadoop.fs.Path("dbfs:{point}")
if fs.exists(path):
    dbutils.notebook.exit("there")
"""
    assert notebook.text(ask.replace("{point}", "/mnt/data")) == "there"
    assert notebook.text(ask.replace("{point}", "/mnt/none")) == ""


def test_azure_storage_is_opened_with_a_secret_that_is_never_kept(
    api: Api, plain: Notebook
) -> None:
    source = "abfss://box@account.dfs.core.windows.net/t5"
    bare = plain.error(mounting(source))
    assert "storage account account.dfs.core.windows.net: Invalid configuration" in bare

    configs = '{"fs.azure.account.oauth2.client.secret": dbutils.secrets.get("ml", "key")}'
    missing = plain.error(mounting(source, configs=configs))
    assert "Secret does not exist with scope: ml and key: key" in missing

    api.post("/api/2.0/secrets/scopes/create", {"scope": "ml"})
    secret = {"scope": "ml", "key": "key", "string_value": "planted"}
    api.post("/api/2.0/secrets/put", secret)
    assert plain.text(mounting(source, configs=configs)) == "done"
    with api.store.transaction() as tx:
        assert tx.all("mount")[0]["config_keys"] == ["fs.azure.account.oauth2.client.secret"]
    leak = 'dbutils.notebook.exit(dbutils.secrets.get("ml", "key"))'
    assert plain.error(leak).startswith("TypeError")


def test_a_setting_is_read_from_the_cluster(api: Api) -> None:
    known = Notebook(api, spark_conf={"fs.azure.sas": "x"})
    assert known.text('dbutils.notebook.exit(spark.conf.get("fs.azure.sas"))') == "x"
    assert "other is not set" in known.error('spark.conf.get("other")')


def test_google_storage_needs_a_service_account(google: Api) -> None:
    node = {"node_type_id": next(iter(google.app.state.workspace.facts.nodes))}
    bare = Notebook(google, **node)
    assert "has no service account" in bare.error(mounting("gs://bucket"))
    attributes = {"google_service_account": "ml@project.iam.gserviceaccount.com"}
    keyed = Notebook(google, gcp_attributes=attributes, **node)
    assert keyed.text(mounting("gs://bucket")) == "done"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (mounting("s3a://bucket", point="/mnt/"), "absolute path below /mnt"),
        (mounting("s3a://bucket", point="data"), "absolute path below /mnt"),
        (mounting("ftp://bucket"), "Unsupported mount source: ftp://bucket"),
        (mounting("s3a://"), "Unsupported mount source"),
        (mounting("s3a://bucket", kind="aes"), "Unknown encryption type: aes"),
        (mounting("gs://bucket", kind="sse-s3"), "is for S3 only"),
        (mounting("s3a://bucket", configs="1"), "must be a dictionary"),
        ("import os", "runs only what makes mounts"),
    ],
)
def test_what_cannot_be_mounted(api: Api, notebook: Notebook, command: str, told: str) -> None:
    assert told in notebook.error(command)
    assert api.inventory()["mounts"] == []


def test_a_bucket_needs_an_instance_profile_or_a_key(plain: Notebook) -> None:
    assert "the cluster has no instance profile" in plain.error(mounting("s3a://bucket"))
    assert plain.text(mounting("s3a://bucket", configs='{"fs.s3a.access.key": "k"}')) == "done"


def test_where_there_is_an_aws_account_the_bucket_must_exist(folder: Path) -> None:
    class Account:
        def role_trust(self, role_arn: str) -> Json | None:
            return None

        def instance_profile_roles(self, instance_profile_arn: str) -> list[str] | None:
            return []

        def has_bucket(self, name: str) -> bool:
            return name == "bucket"

    api = Api(folder, aws=Account())
    api.post("/api/2.0/instance-profiles/add", {"instance_profile_arn": ARN})
    own = Notebook(api, aws_attributes={"instance_profile_arn": ARN})
    told = own.error(mounting("s3a://other/x"))
    assert told.endswith("The specified bucket does not exist: other")
    assert own.text(mounting("s3a://bucket/x")) == "done"
    api.close()


@pytest.mark.parametrize("mode", ["USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD"])
def test_a_shared_cluster_has_no_mounts(api: Api, mode: str) -> None:
    told = Notebook(api, data_security_mode=mode).error(LIST)
    assert "Py4JSecurityException" in told
    assert "is not whitelisted" in told


@pytest.mark.parametrize("mode", ["NONE", "SINGLE_USER", "DATA_SECURITY_MODE_AUTO"])
def test_a_cluster_of_one_user_has_them(api: Api, mode: str) -> None:
    own = Notebook(api, data_security_mode=mode, single_user_name=ME)
    assert own.error(LIST) == "Exception: Mount not found"


def test_a_workspace_without_legacy_dbfs_takes_no_mount(api: Api, notebook: Notebook) -> None:
    # given a mount from before
    notebook.text(mounting("s3a://bucket"))
    setting = "/api/2.0/settings/types/disable_legacy_dbfs/names/default"
    body: Json = {
        "allow_missing": True,
        "field_mask": "disable_legacy_dbfs.value",
        "setting": {"disable_legacy_dbfs": {"value": True}, "setting_name": "default"},
    }
    refused = api.client.request("PATCH", setting, json=body)
    if refused.status_code != 200:
        body["setting"]["etag"] = refused.json()["details"][0]["metadata"]["etag"]
        api.patch(setting, body)

    # when, then: no other is made, and the old one can be removed
    told = notebook.error(mounting("s3a://bucket", point="/mnt/other"))
    assert "[DBFS_DISABLED]" in told
    assert "Access is denied on path: /mnt/other" in told
    assert notebook.text('dbutils.fs.unmount("/mnt/data")') == ""


def test_only_a_running_cluster_runs_commands(api: Api, notebook: Notebook) -> None:
    api.post("/api/2.0/clusters/delete", {"cluster_id": notebook.id})
    body = {"clusterId": notebook.id, "language": "python"}
    status, code, message = api.refused("POST", f"{API}/contexts/create", body)
    assert (status, code) == (400, "INVALID_STATE")
    assert message == f"ClusterNotReadyException: Cluster {notebook.id} is TERMINATED"
    nowhere = {"clusterId": "none", "language": "python"}
    assert "ClusterNotFoundException" in api.refused("POST", f"{API}/contexts/create", nowhere)[2]


def test_a_context_ends_with_the_run_of_its_cluster(api: Api, notebook: Notebook) -> None:
    # given
    body = {"clusterId": notebook.id, "language": "python"}
    context = api.post(f"{API}/contexts/create", body)["id"]
    at = {"clusterId": notebook.id, "contextId": context}
    unknown = api.refused("GET", f"{API}/commands/status", query={**at, "commandId": "none"})
    assert "CommandNotFoundException" in unknown[2]

    # when
    with api.store.transaction() as tx:
        cluster = tx.get("cluster", notebook.id)
        assert cluster is not None
        tx.put("cluster", notebook.id, {**cluster, "start_time": cluster["start_time"] + 1})

    # then
    refused = api.refused("GET", f"{API}/contexts/status", query=at)
    assert refused == (404, "RESOURCE_DOES_NOT_EXIST", f"ContextNotFoundException: {context}")
    api.post(f"{API}/contexts/create", body)
    with api.store.transaction() as tx:
        assert len(tx.all("command_context")) == 1


def test_other_languages_are_told(api: Api, notebook: Notebook) -> None:
    body = {"clusterId": notebook.id, "language": "scala"}
    assert "Python only" in api.refused("POST", f"{API}/contexts/create", body)[2]
