"""GpuCluster draws exactly what its plan says."""

from dataclasses import replace

from constructs import Construct
from support.plans import ACCESS, CLUSTER, MODEL_PLAN, TAGS
from support.template import Template

from modelstacks.compute.gpu_cluster import GpuCluster
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.sizing.plans import ClusterPlan, EbsVolumes, SpotPolicy, Workers


def template(plan: ClusterPlan = CLUSTER) -> Template:
    def draw(scope: Construct) -> None:
        policy = GpuClusterPolicy(scope, "policy", plan=MODEL_PLAN, name="p", tags=TAGS)
        cluster = GpuCluster(
            scope,
            "cluster",
            plan=plan,
            policy=policy,
            name="test-t5-t5-base-interactive",
            principal="engineers",
            tags=TAGS,
        )
        cluster.permit(ACCESS)

    return Template.of(draw)


def test_nodes_runtime_and_driver_are_the_plans() -> None:
    # given a plan for CPU driver and GPU workers, when it is drawn
    cluster = template().one("databricks_cluster")

    # then node types, runtime and engine are all explicit
    assert cluster["node_type_id"] == "g5.xlarge"
    assert cluster["driver_node_type_id"] == "r6id.2xlarge"
    assert cluster["spark_version"] == "16.4.x-gpu-ml-scala2.12"
    assert cluster["runtime_engine"] == "STANDARD"


def test_a_range_of_workers_autoscales() -> None:
    cluster = template().one("databricks_cluster")

    assert cluster["autoscale"] == {"min_workers": 2, "max_workers": 4}
    assert "num_workers" not in cluster


def test_equal_bounds_give_a_fixed_size() -> None:
    # given a plan of three workers, when it is drawn
    fixed = replace(CLUSTER, workers=Workers(minimum=3, maximum=3))
    cluster = template(fixed).one("databricks_cluster")

    # then there is no autoscaling
    assert cluster["num_workers"] == 3
    assert "autoscale" not in cluster


def test_it_stops_by_itself_and_encrypts_its_disks() -> None:
    cluster = template().one("databricks_cluster")

    assert cluster["autotermination_minutes"] == 45
    assert cluster["enable_local_disk_encryption"] is True


def test_spot_policy_keeps_the_driver_on_demand() -> None:
    cluster = template().one("databricks_cluster")

    assert cluster["aws_attributes"]["availability"] == "SPOT_WITH_FALLBACK"
    assert cluster["aws_attributes"]["first_on_demand"] == 1


def test_on_demand_is_passed_on() -> None:
    on_demand = replace(CLUSTER, spot=SpotPolicy(availability="ON_DEMAND"))

    cluster = template(on_demand).one("databricks_cluster")

    assert cluster["aws_attributes"]["availability"] == "ON_DEMAND"


def test_ebs_volumes_only_where_the_plan_has_them() -> None:
    # given one plan with EBS and one without, when both are drawn
    with_ebs = template(replace(CLUSTER, ebs=EbsVolumes(count=1, size_gib=100)))
    without = template().one("databricks_cluster")["aws_attributes"]

    # then only the first asks for volumes
    assert with_ebs.one("databricks_cluster")["aws_attributes"]["ebs_volume_size"] == 100
    assert "ebs_volume_count" not in without


def test_libraries_are_pinned_blocks() -> None:
    cluster = template().one("databricks_cluster")

    assert cluster["library"] == [{"pypi": {"package": "sentencepiece==0.2.0"}}]


def test_it_is_dedicated_to_a_group_and_carries_the_tags() -> None:
    cluster = template().one("databricks_cluster")

    assert cluster["data_security_mode"] == "SINGLE_USER"
    assert cluster["single_user_name"] == "engineers"
    assert cluster["custom_tags"] == TAGS


def test_users_restart_and_operators_manage() -> None:
    permissions = template().one("databricks_permissions")

    assert permissions["access_control"] == [
        {"group_name": "engineers", "permission_level": "CAN_RESTART"},
        {"group_name": "platform", "permission_level": "CAN_MANAGE"},
    ]
    assert permissions["cluster_id"].startswith("${databricks_cluster.")
