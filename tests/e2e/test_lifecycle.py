"""The whole life of a stack: deploy, change, drift, replace, destroy, on real Terraform."""

from typing import Any

import pytest
from support.holdings import holdings, pending_keys
from support.imports import import_everything, more_than_configuration
from support.project import Project

from modelstacks.sandbox.aws.seeds import ACCOUNT, seeded_id

pytestmark = pytest.mark.e2e

CLUSTERS = "/api/2.1/clusters"
CATALOG = "/api/2.1/unity-catalog"
LOCAL = "config/environments/local.yaml"
FAMILY = "config/families/t5.yaml"
BUCKET = f"modelstacks-local-t5-{ACCOUNT}"
ROUTES = seeded_id("rtb", ACCOUNT, "us-east-1", "workspace/subnets")
"""Route table of the workspace's VPC."""


def interactive_cluster(project: Project) -> dict[str, Any]:
    (found,) = [
        cluster
        for cluster in project.api("GET", f"{CLUSTERS}/list")["clusters"]
        if cluster["cluster_name"] == "local-t5-t5-base-interactive"
    ]
    cluster: dict[str, Any] = project.api("GET", f"{CLUSTERS}/get?cluster_id={found['cluster_id']}")
    return cluster


def types(changes: dict[str, list[str]], *actions: str) -> set[str]:
    """The resource types that a plan treats with any of these actions."""
    return {address.partition(".")[0] for address in changes if {*actions} & {*changes[address]}}


def routes(project: Project) -> set[str]:
    """The ranges that the workspace's VPC routes to a peer."""
    found = project.api("GET", "/sandbox/aws")["routes"]
    return {row["destination"] for row in found if row["route_table"] == ROUTES}


def kept_days(project: Project) -> list[int]:
    """The days that old versions stay in the family's bucket."""
    rules = project.aws("s3").get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    old = (rule.get("NoncurrentVersionExpiration", {}) for rule in rules)
    return [rule["NoncurrentDays"] for rule in old if rule]


def ask_for_more(project: Project) -> None:
    """Change something of every kind in the configuration."""
    project.edit(LOCAL, "cidrs: [10.1.0.0/16]", "cidrs: [10.1.0.0/16, 10.2.0.0/16]")
    project.edit(LOCAL, "postgres: 5432", "postgres: 5432-5439")
    project.edit(LOCAL, "access:\n", "access:\n  engineers: [ml-research]\n")
    project.edit(LOCAL, "tags:\n", "tags:\n  Ticket: ml-42\n")
    project.edit(FAMILY, "bucket: {}", "bucket: {noncurrent_days: 60}")
    project.edit(FAMILY, "interactive: {}", "interactive: {max_workers: 3}")
    project.edit(FAMILY, "version: 1", "version: 2")


def go_round_terraform(project: Project, cluster: dict[str, Any]) -> None:
    """Remove something of both halves, and change something of both."""
    project.api("DELETE", f"{CATALOG}/volumes/local.t5.t5_base")
    project.api(
        "POST",
        f"{CLUSTERS}/edit",
        {
            **{key: cluster[key] for key in ("cluster_id", "spark_version", "node_type_id")},
            "cluster_name": cluster["cluster_name"],
            "num_workers": 2,
            "data_security_mode": "SINGLE_USER",
            "driver_node_type_id": cluster["driver_node_type_id"],
            "policy_id": cluster["policy_id"],
            "runtime_engine": "STANDARD",
            "autotermination_minutes": 30,
            "enable_local_disk_encryption": True,
            "custom_tags": cluster["custom_tags"],
            "aws_attributes": cluster["aws_attributes"],
        },
    )
    project.aws("ec2").delete_route(RouteTableId=ROUTES, DestinationCidrBlock="10.2.0.0/16")
    s3 = project.aws("s3")
    s3.delete_public_access_block(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})


def test_a_family_lives_and_dies(project: Project) -> None:
    # given a fresh checkout, and a peer's VPC of which only one range is known, when t5-stack is
    # deployed
    project.edit(LOCAL, "data: {", "data: {secondary_cidrs: [10.2.0.0/16], ")
    project.edit(LOCAL, "groups: [", "groups: [ml-research, ")
    project.synth()
    empty = holdings(project)
    project.init()
    project.apply()

    # then everything is there, and outlives the sandbox's process: a second plan is empty
    assert len(project.addresses()) > 70
    project.restart()
    assert project.plan() == {}
    assert interactive_cluster(project)["state"] == "RUNNING"
    assert routes(project) == {"10.1.0.0/16"}

    # when the peer's other range is named too, a port becomes a range, a group comes in, old
    # versions stay longer, worker bounds and a tag change, and a second version is served
    project.api(
        "POST",
        f"{CATALOG}/models/versions",
        {"catalog_name": "local", "schema_name": "t5", "model_name": "t5_small", "source": "x"},
    )
    ask_for_more(project)
    project.synth()
    changes = project.plan()

    # then nothing is made anew: only what the new range and the new group need is created
    assert types(changes, "delete") == set(), changes
    created = sorted(address for address in changes if changes[address] == ["create"])
    assert [address.partition(".")[0] for address in created] == [
        "aws_route",
        "aws_vpc_security_group_egress_rule",
        "databricks_secret_acl",
    ]
    assert types(changes, "update") >= {
        "aws_s3_bucket_lifecycle_configuration",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
        "databricks_cluster",
        "databricks_grants",
        "databricks_model_serving",
        "databricks_permissions",
        "databricks_schema",
    }

    # and what is applied is what is there
    project.apply()
    cluster = interactive_cluster(project)
    assert cluster["autoscale"]["max_workers"] == 3
    assert cluster["custom_tags"]["Ticket"] == "ml-42"
    assert routes(project) == {"10.1.0.0/16", "10.2.0.0/16"}
    assert kept_days(project) == [60]
    grants = project.api("GET", f"{CATALOG}/permissions/schema/local.t5")["privilege_assignments"]
    assert "ml-research" in {grant["principal"] for grant in grants}

    # when somebody goes round Terraform: one object of each half is gone, another has changed
    go_round_terraform(project, cluster)
    drift = project.plan()

    # then the plan sees all of it and nothing else, and the apply mends it
    assert types(drift, "create") == {
        "aws_route",
        "aws_s3_bucket_public_access_block",
        "databricks_grants",  # those of the volume
        "databricks_volume",
    }
    assert types(drift, "update") == {"aws_s3_bucket_versioning", "databricks_cluster"}
    project.apply()
    assert interactive_cluster(project)["autotermination_minutes"] == 60
    assert routes(project) == {"10.1.0.0/16", "10.2.0.0/16"}
    assert project.aws("s3").get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    assert project.plan() == {}

    # when the schema is renamed
    project.edit(FAMILY, "family: t5\n", "family: t5\nschema: t5_models\n")
    project.synth()
    renamed = project.plan()

    # then what lives in it is replaced, experiments too as their files do, and nothing else
    assert types(renamed, "delete") == {
        "databricks_grants",
        "databricks_mlflow_experiment",
        "databricks_permissions",
        "databricks_registered_model",
        "databricks_schema",
        "databricks_volume",
    }
    assert "databricks_model_serving" in types(renamed, "update")

    # when it is destroyed, then both halves are as empty as before; only the key waits, as in AWS
    project.destroy()
    assert project.addresses() == []
    assert holdings(project) == empty
    assert pending_keys(project) == 1


def test_what_was_deployed_can_be_imported(project: Project) -> None:
    """An empty second plan proves little; an import that plans no change proves the answers."""
    # given a deployed stack
    project.synth()
    project.init()
    project.apply()

    # when its state has lost every object and each is imported
    changes = import_everything(project)

    # then only arguments that live in the configuration alone would change
    assert more_than_configuration(changes) == {}


def test_a_model_is_served_in_a_band_and_then_on_a_gpu(project: Project) -> None:
    # given a family of one model, nothing around it, that is served with provisioned throughput
    band = "{version: 1, throughput: {minimum: 980, maximum: 1960, chunk: 980}}"
    project.only_family(
        "family: t5\nlicence: {llama3.2: simulated}\n"
        f"models:\n  llama-3.2-1b:\n    serve: {band}\n"
    )
    project.synth()
    project.init()
    project.apply()

    # then the endpoint has the band and nothing of a GPU, and a second plan is empty
    endpoint = "/api/2.0/serving-endpoints/local-t5-llama-3-2-1b-endpoint"
    (served,) = project.api("GET", endpoint)["config"]["served_entities"]
    ends = served["min_provisioned_throughput"], served["max_provisioned_throughput"]
    assert ends == (980, 1960)
    assert "workload_type" not in served
    assert project.plan() == {}

    # when the band is taken away
    project.edit(FAMILY, band, "{version: 1}")
    project.synth()

    # then the same endpoint goes over to a GPU
    assert types(project.plan(), "update") == {"databricks_model_serving"}
    project.apply()
    (served,) = project.api("GET", endpoint)["config"]["served_entities"]
    assert served["workload_type"] == "GPU_SMALL"
    assert "max_provisioned_throughput" not in served
    assert project.plan() == {}
