"""The AWS rows against EC2's own description of its instance types, as moto carries it."""

import gzip
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from modelstacks.catalog import NodeType, load_catalog

NODES = load_catalog().node_types("aws")
UNKNOWN = {"p3.2xlarge", "p3.8xlarge", "p3.16xlarge"}
"""Rows that moto does not carry; all of them are deprecated."""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    spec = find_spec("moto")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "ec2" / "resources"
    packed = folder / "instance_types.json.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else b""
    types: dict[str, Any] = json.loads(text or (folder / "instance_types.json").read_bytes())
    return types


@pytest.mark.parametrize(
    "node", [node for node in NODES if node.name not in UNKNOWN], ids=lambda node: node.name
)
def test_a_row_is_what_ec2_says(node: NodeType, described: dict[str, Any]) -> None:
    row = described[node.name]

    assert row["VCpuInfo"]["DefaultVCpus"] == node.vcpus
    assert row["MemoryInfo"]["SizeInMiB"] == pytest.approx(node.ram_gib * 1024, rel=0.01)
    gpus = row.get("GpuInfo", {}).get("Gpus", [])
    assert sum(gpu["Count"] for gpu in gpus) == node.gpus
    for gpu in gpus:
        assert gpu["MemoryInfo"]["SizeInMiB"] == pytest.approx(node.gpu_memory_mib, rel=0.01)
    assert row["NetworkInfo"]["EncryptionInTransitSupported"] == node.encrypted_in_transit


def test_only_deprecated_rows_are_unchecked(described: dict[str, Any]) -> None:
    unchecked = [node for node in NODES if node.name not in described]

    assert {node.name for node in unchecked} == UNKNOWN
    assert {node.status for node in unchecked} == {"deprecated"}
