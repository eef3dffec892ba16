"""What the installed catalog offers the workspace."""

import pytest

from modelstacks.sandbox.workspace.facts import is_graviton, is_retired, load_facts


@pytest.mark.parametrize("name", ["m6gd.2xlarge", "c7gn.xlarge", "g5g.xlarge", "r8g.large"])
def test_arm_types(name: str) -> None:
    assert is_graviton(name)


@pytest.mark.parametrize(
    "name", ["g5.xlarge", "g4dn.xlarge", "p4d.24xlarge", "m6id.large", "g6e.x"]
)
def test_x86_types(name: str) -> None:
    assert not is_graviton(name)


def test_v100_types() -> None:
    assert is_retired("p3.2xlarge")
    assert is_retired("p3dn.24xlarge")
    assert is_retired("Standard_NC24rs_v3")
    assert not is_retired("p4d.24xlarge")
    assert not is_retired("Standard_NC4as_T4_v3")


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_every_cloud_has_gpu_workers_and_cpu_drivers(cloud: str) -> None:
    facts = load_facts(cloud)  # type: ignore[arg-type]

    assert any(node.gpus for node in facts.nodes.values())
    assert any(not node.gpus for node in facts.nodes.values())
    assert any(runtime.gpu for runtime in facts.runtimes.values())
    assert any(not runtime.gpu for runtime in facts.runtimes.values())
    assert "CPU" in facts.workloads
