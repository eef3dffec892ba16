"""Stacks with mounts, for the tests that run them on one provider or on both."""

from sandbox.providers.databricks.stack import Workspace

ARN = "arn:aws:iam::123456789012:instance-profile/ml"

PROFILE = f"""
resource "databricks_instance_profile" "ml" {{
  instance_profile_arn = "{ARN}"
}}
"""

ON_ITS_OWN = (
    PROFILE
    + """
resource "databricks_mount" "a" {
  s3 {
    bucket_name      = "bucket-a"
    instance_profile = databricks_instance_profile.ml.id
  }
}
resource "databricks_mount" "b" {
  name = "b"
  s3 {
    bucket_name      = "bucket-b"
    instance_profile = databricks_instance_profile.ml.id
  }
}
resource "databricks_mount" "generic" {
  name          = "generic"
  uri           = "abfss://box@account.dfs.core.windows.net"
  extra_configs = { "fs.azure.account.auth.type" = "OAuth" }
}
"""
)
"""Mounts without a cluster: each provider makes one for each kind of access, and leaves it."""

CLUSTER = """
resource "databricks_cluster" "c" {
  cluster_name            = "mounts"
  spark_version           = "15.4.x-scala2.12"
  node_type_id            = "m5d.large"
  autotermination_minutes = 10
  data_security_mode      = "SINGLE_USER"
  spark_conf = {
    "spark.databricks.cluster.profile" = "singleNode"
    "spark.master"                     = "local[*]"
  }
  custom_tags = { ResourceClass = "SingleNode" }
  ATTRIBUTES
}
"""
WITH_PROFILE = "aws_attributes { instance_profile_arn = databricks_instance_profile.ml.id }"

ON_A_CLUSTER = (
    PROFILE
    + CLUSTER.replace("ATTRIBUTES", WITH_PROFILE)
    + """
resource "databricks_mount" "m" {
  name       = "weights"
  cluster_id = databricks_cluster.c.id
  s3 { bucket_name = "bucket" }
}
"""
)

WITHOUT_PROFILE = (
    CLUSTER.replace("ATTRIBUTES", "")
    + """
resource "databricks_mount" "m" {
  name       = "weights"
  cluster_id = databricks_cluster.c.id
  s3 { bucket_name = "bucket" }
}
"""
)

SHARED = (
    PROFILE
    + CLUSTER.replace("ATTRIBUTES", WITH_PROFILE).replace("SINGLE_USER", "USER_ISOLATION")
    + """
resource "databricks_mount" "m" {
  name       = "weights"
  cluster_id = databricks_cluster.c.id
  s3 { bucket_name = "bucket" }
}
"""
)

TAKEN = (
    ON_A_CLUSTER
    + """
resource "databricks_mount" "again" {
  name       = "weights"
  cluster_id = databricks_cluster.c.id
  s3 { bucket_name = "other" }
  depends_on = [databricks_mount.m]
}
"""
)


def mounts(sandbox: Workspace) -> list[str]:
    """Return the mount points that exist."""
    found = sandbox.call("GET", "/sandbox/inventory")["mounts"]
    return sorted(f"{one['name']} {one['source']}" for one in found)


def states(sandbox: Workspace) -> dict[str, str]:
    """Return the state of each cluster, by name."""
    clusters = sandbox.call("GET", "/api/2.1/clusters/list")["clusters"]
    return {one["cluster_name"]: one["state"] for one in clusters}


def stop_clusters(sandbox: Workspace) -> None:
    """Terminate every cluster."""
    for one in sandbox.call("GET", "/api/2.1/clusters/list")["clusters"]:
        sandbox.call("POST", "/api/2.1/clusters/delete", {"cluster_id": one["cluster_id"]})


def remove_clusters(sandbox: Workspace) -> None:
    """Remove every cluster for good."""
    for one in sandbox.call("GET", "/api/2.1/clusters/list")["clusters"]:
        body = {"cluster_id": one["cluster_id"]}
        sandbox.call("POST", "/api/2.1/clusters/permanent-delete", body)
