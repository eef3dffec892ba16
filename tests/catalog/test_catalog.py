"""The catalog holds what the platform offers, and says what it does not."""

import pytest

from modelstacks.catalog import Catalog, Cloud, load_catalog
from modelstacks.catalog.catalog import UnknownNameError
from modelstacks.errors import ModelStacksError


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_it_is_read_once() -> None:
    assert load_catalog() is load_catalog()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("g4dn.xlarge", ("T4", 1, 4, 16)),
        ("g5.12xlarge", ("A10G", 4, 48, 192)),
        ("g6e.2xlarge", ("L40S", 1, 8, 64)),
        ("p4d.24xlarge", ("A100-40", 8, 96, 1152)),
        ("p4de.24xlarge", ("A100-80", 8, 96, 1152)),
        ("p5.48xlarge", ("H100-80", 8, 192, 2048)),
        ("r6id.2xlarge", (None, 0, 8, 64)),
    ],
)
def test_node_types_of_aws(catalog: Catalog, name: str, expected: tuple[object, ...]) -> None:
    node = catalog.node_type("aws", name)

    assert (node.gpu, node.gpus, node.vcpus, node.ram_gib) == expected
    assert node.status == "supported"


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_no_v100_can_be_launched(catalog: Catalog, cloud: Cloud) -> None:
    nodes = [node for node in catalog.node_types(cloud) if "V100" in str(node.gpu)]

    assert nodes
    assert {node.status for node in nodes} == {"deprecated"}


def test_only_cards_from_ampere_on_have_bf16(catalog: Catalog) -> None:
    without = {gpu.name for gpu in catalog.gpus.values() if not gpu.has_bf16}

    assert without == {"T4", "V100-16", "V100-32"}


def test_every_cloud_has_gpu_nodes_drivers_regions_and_serving(catalog: Catalog) -> None:
    for cloud in ("aws", "azure", "gcp"):
        assert any(node.gpus for node in catalog.node_types(cloud))
        assert any(not node.gpus for node in catalog.node_types(cloud))
        assert catalog.regions(cloud)
        assert catalog.workload_types(cloud)


@pytest.mark.parametrize(
    ("key", "gpu", "ml", "transformers"),
    [
        ("13.1.x-gpu-ml-scala2.12", True, True, None),
        ("15.4.x-gpu-ml-scala2.12", True, True, "4.41.2"),
        ("16.4.x-gpu-ml-scala2.12", True, True, "4.50.2"),
        ("16.4.x-gpu-ml-scala2.13", True, True, "4.50.2"),
        ("17.3.x-gpu-ml-scala2.13", True, True, "4.51.3"),
        ("16.4.x-cpu-ml-scala2.12", False, True, None),
        ("16.4.x-scala2.12", False, False, None),
    ],
)
def test_runtimes(
    catalog: Catalog, key: str, gpu: bool, ml: bool, transformers: str | None
) -> None:
    runtime = catalog.runtime(key)

    assert (runtime.gpu, runtime.ml, runtime.transformers) == (gpu, ml, transformers)


def test_a_runtime_that_never_was_is_not_known(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError):
        catalog.runtime("17.3.x-gpu-ml-scala2.12")


def test_an_unknown_name_is_an_error_for_users(catalog: Catalog) -> None:
    with pytest.raises(ModelStacksError, match=r"did you mean: g5\.xlarge"):
        catalog.node_type("aws", "g5.xlrge")
    with pytest.raises(ModelStacksError, match="did you mean: GPU_MEDIUM"):
        catalog.workload_type("aws", "GPU_MEDUM")
    with pytest.raises(ModelStacksError, match="did you mean: L40S"):
        catalog.gpu("L40")


def test_what_a_region_serves_is_offered_or_not_or_not_recorded(catalog: Catalog) -> None:
    model = catalog.model("llama-3.2-1b")
    regions = ("australiaeast", "australiacentral", "eastus")

    rows = [
        catalog.serving_region("azure", name, "provisioned_throughput", model) for name in regions
    ]

    assert [row.is_offered if row else None for row in rows] == [True, False, None]
    assert catalog.serving_region("azure", "australiaeast", "gpu", model) is None


@pytest.mark.parametrize(
    ("cloud", "region", "expected"),
    [
        ("aws", "eu-central-1", True),
        ("aws", "eu-west-2", False),  # London
        ("azure", "westeurope", True),
        ("azure", "norwayeast", False),
        ("azure", "switzerlandnorth", False),
        ("gcp", "europe-west1", True),
        ("gcp", "europe-west2", False),
    ],
)
def test_the_european_union(catalog: Catalog, cloud: Cloud, region: str, expected: bool) -> None:
    assert catalog.is_in_european_union(cloud, region) is expected
