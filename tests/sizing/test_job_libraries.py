"""What a job's cluster gets besides what its model needs: packages, and GPUs per Spark task."""

import pytest

from modelstacks.catalog import Catalog
from modelstacks.sizing.gpu_tasks import GPUS_PER_TASK, gpu_tasks
from modelstacks.sizing.job_libraries import job_libraries
from modelstacks.sizing.memory import BatchInference, FineTune, Parallel

RUNTIME = "16.4.x-gpu-ml-scala2.12"


@pytest.mark.parametrize(
    ("job", "names"),
    [
        (FineTune(), []),
        (FineTune(method="lora"), ["peft"]),
        (FineTune(method="qlora"), ["bitsandbytes", "peft"]),
        (FineTune(optimizer="paged-adamw-8bit"), ["bitsandbytes"]),
        (BatchInference(), ["peft"]),
        (BatchInference(precision="nf4"), ["bitsandbytes", "peft"]),
    ],
    ids=str,
)
def test_packages_that_no_runtime_ships(
    job: FineTune | BatchInference, names: list[str], catalog: Catalog
) -> None:
    pins, reason = job_libraries(job, catalog.runtime(RUNTIME))

    assert [pin.partition("==")[0] for pin in pins] == names
    assert reason.value == ", ".join(pins)


@pytest.mark.parametrize(
    ("runtime", "peft"),
    [
        ("13.1.x-gpu-ml-scala2.12", "0.13.2"),
        ("15.4.x-gpu-ml-scala2.12", "0.13.2"),
        (RUNTIME, "0.15.2"),
        ("18.x-gpu-ml-scala2.13", "0.15.2"),
    ],
)
def test_a_pin_goes_with_the_runtimes_transformers(
    runtime: str, peft: str, catalog: Catalog
) -> None:
    pins, _ = job_libraries(FineTune(method="lora"), catalog.runtime(runtime))

    assert pins == (f"peft=={peft}",)


@pytest.mark.parametrize(
    ("layout", "trains", "amount"),
    [
        # a process per GPU: the default
        (Parallel(gpus=16, gpus_per_node=8, sharding="ddp"), True, None),
        # a process per node, on one of its GPUs: it holds them all
        (Parallel(gpus=2, gpus_per_node=1, sharding="ddp"), True, "8"),
        # a replica per task
        (Parallel(gpus=16, gpus_per_node=8), False, None),
        (Parallel(gpus=16, gpus_per_node=8, tensor_parallel=4), False, "4"),
        (Parallel(gpus=16, gpus_per_node=8, pipeline_parallel=2), False, "2"),
    ],
    ids=str,
)
def test_gpus_of_a_task(
    layout: Parallel, trains: bool, amount: str | None, catalog: Catalog
) -> None:
    node = catalog.node_type("aws", "p4d.24xlarge")

    told = gpu_tasks(node, layout, trains=trains, is_single_node=False)

    assert told == ({GPUS_PER_TASK: amount} if amount else {})
    assert not gpu_tasks(node, layout, trains=trains, is_single_node=True)
