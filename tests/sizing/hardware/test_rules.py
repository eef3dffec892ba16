"""The rules that are never negotiable: each refuses what it is about, and has reason and source."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from modelstacks.catalog import Catalog, NodeType, load_catalog
from modelstacks.settings.project import Interactive, ModelSettings
from modelstacks.sizing import ClusterPlan, plan_family
from modelstacks.sizing.architecture import architecture
from modelstacks.sizing.hardware import Broken, hardware_rules
from modelstacks.sizing.hardware.cluster import (
    cluster_problems,
    runtime_problem,
    transformers_problem,
)
from modelstacks.sizing.hardware.inference import (
    one_node_problem,
    tensor_parallel_problem,
    vllm_problem,
)
from modelstacks.sizing.hardware.nodes import (
    encryption_problem,
    launch_problem,
    multi_gpu_problem,
    multi_node_problem,
    network_problem,
)
from modelstacks.sizing.hardware.precision import (
    attention_problem,
    fallback_precision,
    precision_problem,
)
from modelstacks.sizing.plans import EbsVolumes, SpotPolicy, Workers

CATALOG = load_catalog()
IDS = sorted(hardware_rules())


def node(name: str, cloud: str = "aws") -> NodeType:
    return CATALOG.node_type(cloud, name)  # type: ignore[arg-type]


def broken(problem: Broken | None) -> str:
    return problem.rule if problem else ""


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_has_reason_source_and_date(rule_id: str) -> None:
    rule = hardware_rules()[rule_id]

    assert rule.rule
    assert rule.reason
    assert rule.source
    assert date.fromisoformat(rule.as_of)


@pytest.mark.parametrize("rule_id", IDS)
def test_a_rule_has_a_test(rule_id: str) -> None:
    folder = Path(__file__).parents[1]
    texts = [file.read_text() for file in folder.rglob("test_*.py")]

    assert any(re.search(rf'["(]{rule_id}[")]', text) for text in texts), rule_id


@pytest.mark.parametrize("gpu", ["T4", "V100-16", "V100-32"])
@pytest.mark.parametrize("precision", ["bf16", "amp"])
def test_no_bf16_below_ampere(gpu: str, precision: str) -> None:
    card = CATALOG.gpu(gpu)

    assert broken(precision_problem(precision, "decoder-only", card)) == "bf16-from-ampere"
    assert precision_problem("fp32", "decoder-only", card) is None
    assert precision_problem(precision, "decoder-only", CATALOG.gpu("A10G")) is None


@pytest.mark.parametrize("gpu", ["T4", "A10G", "A100-80", "H100-80"])
def test_no_t5_in_fp16_on_any_card(gpu: str) -> None:
    card = CATALOG.gpu(gpu)

    assert broken(precision_problem("fp16", "encoder-decoder", card)) == "t5-never-fp16"
    assert precision_problem("fp16", "decoder-only", card) is None
    assert fallback_precision("encoder-decoder", card) != "fp16"


def test_fp8_only_from_ada_on() -> None:
    assert broken(precision_problem("fp8", "decoder-only", CATALOG.gpu("A100-80"))) == (
        "fp8-from-ada"
    )
    assert precision_problem("fp8", "decoder-only", CATALOG.gpu("L4")) is None


def test_flash_attention_only_from_ampere_on() -> None:
    assert broken(attention_problem("flash", CATALOG.gpu("T4"))) == "flash-from-ampere"
    assert attention_problem("flash", CATALOG.gpu("A10G")) is None
    assert attention_problem("sdpa", CATALOG.gpu("T4")) is None


@pytest.mark.parametrize(
    ("name", "cloud"),
    [("p3.2xlarge", "aws"), ("p3dn.24xlarge", "aws"), ("Standard_NC6s_v3", "azure")],
)
def test_a_v100_cannot_be_launched(name: str, cloud: str) -> None:
    assert broken(launch_problem(node(name, cloud), allow_unlisted=True)) == "launchable"


def test_what_databricks_does_not_list_has_to_be_allowed() -> None:
    assert broken(launch_problem(node("p5.4xlarge"), allow_unlisted=False)) == "listed"
    assert launch_problem(node("p5.4xlarge"), allow_unlisted=True) is None


def test_nodes_encrypt_where_it_is_required() -> None:
    assert broken(encryption_problem(node("r5.2xlarge"), required=True)) == "encrypted-in-transit"
    assert encryption_problem(node("r5.2xlarge"), required=False) is None
    assert encryption_problem(node("g5.xlarge"), required=True) is None


@pytest.mark.parametrize(
    ("model", "degree"), [("qwen2.5-7b", 8), ("t5-base", 8), ("llama-3.2-3b", 16)]
)
def test_tensor_parallelism_divides_the_heads(model: str, degree: int) -> None:
    problem = tensor_parallel_problem(architecture(model), degree)

    assert broken(problem) == "tensor-parallel-divides-heads"
    assert tensor_parallel_problem(architecture(model), 2) is None


def test_a_replica_stays_in_a_node() -> None:
    assert broken(one_node_problem(8, 4)) == "inference-in-one-node"
    assert one_node_problem(4, 4) is None


@pytest.mark.parametrize("name", ["Standard_NC24ads_A100_v4", "Standard_NV36ads_A10_v5"])
def test_azure_nc_trains_on_one_node(name: str) -> None:
    assert broken(multi_node_problem(node(name, "azure"), 2)) == "no-multi-node-on-azure-nc"
    assert multi_node_problem(node(name, "azure"), 1) is None
    assert multi_node_problem(node("Standard_ND96asr_v4", "azure"), 2) is None


def test_nv72ads_runs_one_gpu_at_a_time() -> None:
    both = node("Standard_NV72ads_A10_v5", "azure")

    assert broken(multi_gpu_problem(both, 2)) == "no-multi-gpu"
    assert multi_gpu_problem(both, 1) is None


def test_weights_are_not_sharded_over_a_slow_network() -> None:
    slow, fast = node("g5.16xlarge"), node("p4d.24xlarge")

    assert broken(network_problem(slow, 2, shards_weights=True)) == "sharding-needs-a-network"
    assert network_problem(slow, 2, shards_weights=False) is None
    assert network_problem(slow, 1, shards_weights=True) is None
    assert network_problem(fast, 2, shards_weights=True) is None


@pytest.mark.parametrize(
    ("kind", "version", "expected"),
    [
        ("encoder-decoder", "", "vllm-limits"),
        ("encoder-decoder", "0.8.0", "vllm-limits"),
        ("vision", "", "vllm-limits"),
        ("vision", "0.11.0", "vllm-limits"),
        ("vision", "0.10.2", ""),
        ("decoder-only", "", ""),
    ],
)
def test_what_vllm_serves(kind: str, version: str, expected: str) -> None:
    assert broken(vllm_problem(kind, version)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("16.4.x-scala2.12", "gpu-runtime"),
        ("16.4.x-cpu-ml-scala2.12", "gpu-runtime"),
        ("13.1.x-gpu-ml-scala2.12", ""),
        ("16.4.x-gpu-ml-scala2.12", ""),
        ("17.3.x-gpu-ml-scala2.13", ""),
    ],
)
def test_the_runtime_is_gpu_ml_at_or_above_the_floor(key: str, expected: str) -> None:
    assert broken(runtime_problem(CATALOG.runtime(key))) == expected


def test_a_runtime_below_the_floor() -> None:
    old = replace(CATALOG.runtime("13.1.x-gpu-ml-scala2.12"), version=(12, 2))

    assert broken(runtime_problem(old)) == "runtime-floor"


def test_vision_needs_a_transformers_that_knows_it() -> None:
    vision, text = CATALOG.model("llama-3.2-11b-vision"), CATALOG.model("llama-3.2-1b")

    assert broken(transformers_problem(vision, "4.41.2")) == "vision-needs-transformers"
    assert transformers_problem(vision, "4.45.0") is None
    assert transformers_problem(text, "4.41.2") is None


@pytest.fixture
def plan(catalog: Catalog) -> ClusterPlan:
    """A finished plan that breaks no rule."""
    from support.sizing import environment_with, family_of

    settings = ModelSettings(name="t5-base", interactive=Interactive())
    family = plan_family(family_of(settings), environment_with(), catalog)
    cluster = family.models[0].interactive
    assert cluster is not None
    return cluster


def rules_broken(plan: ClusterPlan) -> list[str]:
    return [problem.rule for problem in cluster_problems(plan, CATALOG)]


def test_a_plan_that_was_made_breaks_no_rule(plan: ClusterPlan) -> None:
    assert rules_broken(plan) == []


def test_photon_is_off(plan: ClusterPlan) -> None:
    assert rules_broken(replace(plan, runtime_engine="PHOTON")) == ["photon-off"]


def test_a_cpu_driver_needs_workers(plan: ClusterPlan) -> None:
    assert rules_broken(replace(plan, is_single_node=True)) == ["cpu-driver-needs-workers"]
    alone = replace(plan, is_single_node=True, driver_node_type=plan.node_type)
    assert rules_broken(alone) == []


def test_training_has_a_fixed_number_of_on_demand_nodes(plan: ClusterPlan) -> None:
    training = replace(plan, workload="fine_tune")

    assert rules_broken(training) == ["training-has-a-fixed-size"] * 2
    fixed = replace(
        training,
        workers=Workers(minimum=2, maximum=2),
        spot=SpotPolicy(availability="ON_DEMAND"),
    )
    assert rules_broken(fixed) == []


def test_a_node_without_nvme_has_a_volume(plan: ClusterPlan) -> None:
    bare = replace(plan, driver_node_type="r6i.2xlarge")

    assert rules_broken(bare) == ["ebs-without-nvme"]
    assert rules_broken(replace(bare, ebs=EbsVolumes(count=1, size_gib=100))) == []


def test_a_plan_is_held_to_its_runtime_and_libraries(plan: ClusterPlan) -> None:
    vision = replace(plan, model=CATALOG.model("llama-3.2-11b-vision"))
    old = replace(vision, runtime="15.4.x-gpu-ml-scala2.12")

    assert rules_broken(vision) == []
    assert rules_broken(old) == ["vision-needs-transformers"]
    assert rules_broken(replace(old, libraries=("transformers==4.50.2",))) == []
    assert rules_broken(replace(plan, runtime="16.4.x-scala2.12")) == ["gpu-runtime"]
