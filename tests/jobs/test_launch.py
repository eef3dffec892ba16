"""Where the processes of a job run, and what they see."""

import os
from pathlib import Path
from typing import Any

import pytest
from jobs.job_cases import batch_inference, fine_tune

from modelstacks.jobs.scripts.jobkit import launch, replicas
from modelstacks.jobs.scripts.jobkit.generation import batches, placement
from modelstacks.jobs.scripts.jobkit.memory_report import MemoryReport, busiest
from modelstacks.jobs.scripts.jobkit.storage import Storage


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"gpus_per_node": 4, "sharding": "ddp"}, (4, True)),
        ({"nodes": 2, "gpus_per_node": 8, "sharding": "ddp", "single_node": False}, (16, False)),
        ({"nodes": 1, "gpus_per_node": 8, "sharding": "ddp", "single_node": False}, (8, False)),
    ],
)
def test_training_runs_on_the_driver_only_where_it_has_the_gpus(
    changed: dict[str, Any], expected: tuple[int, bool]
) -> None:
    told = launch.distributor_options(fine_tune(device="cuda", **changed))

    assert (told["num_processes"], told["local_mode"]) == expected
    assert told["use_gpu"] is True


@pytest.mark.parametrize(
    ("seen", "device", "left"),
    [("", "cuda", "0"), ("2,3", "cuda", "2"), ("0,1", "cpu", "")],
)
def test_gpus_that_the_plan_leaves_idle_are_hidden(
    seen: str, device: str, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(launch.VISIBLE, seen)

    launch.limit_to_planned_gpus(fine_tune(device=device))

    assert os.environ[launch.VISIBLE] == left


def test_the_scripts_are_copied_to_where_every_node_reads(tmp_path: Path) -> None:
    # given scripts, an older copy of one of them, and the volume
    code, volume = tmp_path / "0123abcd", tmp_path / "volume"
    (code / "jobkit").mkdir(parents=True)
    (code / "fine_tune.py").write_text("new")
    (code / "jobkit/data.py").write_text("kit")
    (volume / "code/0123abcd").mkdir(parents=True)
    (volume / "code/0123abcd/fine_tune.py").write_text("old")

    # when they are copied
    copy = launch.copy_code(code, Storage(volume))

    # then they are there, below the same hash
    assert copy == volume / "code/0123abcd"
    assert (copy / "fine_tune.py").read_text() == "new"
    assert (copy / "jobkit/data.py").read_text() == "kit"


@pytest.mark.parametrize("count", [0, 1, 7, 100])
@pytest.mark.parametrize("parts", [1, 2, 8])
def test_replicas_divide_the_rows_in_order(count: int, parts: int) -> None:
    shares = [list(replicas.share(count, part, parts)) for part in range(parts)]

    assert [row for share in shares for row in share] == list(range(count))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_replicas_do_not_share_gpus() -> None:
    assert [replicas.devices_of(replica, 2) for replica in range(3)] == [[0, 1], [2, 3], [4, 5]]


def test_a_task_counts_its_own_gpus_from_0_where_the_others_are_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(launch.VISIBLE, "5,7")
    arguments = batch_inference(device="cuda", gpus_per_node=8, gpus_per_replica=2)

    assert replicas.devices_of_task(arguments) == [0, 1]
    assert replicas.devices_of_task(batch_inference(device="cpu")) == []


def test_a_model_lies_whole_on_one_gpu_or_by_layers_over_several() -> None:
    assert placement([], 22.0) == {}
    assert placement([3], 22.0) == {"device_map": {"": 3}}
    spread = placement([0, 1], 22.5)
    assert spread == {"device_map": "balanced", "max_memory": {0: "23040MiB", 1: "23040MiB"}}


def test_batches_are_as_large_as_planned() -> None:
    rows = [str(number) for number in range(11)]

    assert [len(batch) for batch in batches(rows, 4)] == [4, 4, 3]


def test_measured_next_to_predicted() -> None:
    report = MemoryReport(
        predicted_gib=10.0,
        predicted_parts={"weights": 6.0, "activations": 4.0},
        measured_gib=9.0,
        reserved_gib=12.0,
        predicted_trainable=1000,
        trainable=990,
    )

    assert report.metrics() == {
        "gpu_predicted_gib": 10.0,
        "gpu_peak_gib": 9.0,
        "gpu_reserved_gib": 12.0,
        "gpu_peak_to_predicted": 0.9,
        "gpu_predicted_weights_gib": 6.0,
        "gpu_predicted_activations_gib": 4.0,
        "trainable_parameters": 990.0,
        "trainable_parameters_predicted": 1000.0,
    }
    assert str(report) == "memory: 10.00 GiB predicted, 9.00 used, 0.90 of it"


def test_without_a_gpu_nothing_is_claimed_to_be_measured() -> None:
    report = MemoryReport(predicted_gib=10.0, predicted_parts={}, measured_gib=None)

    assert report.metrics() == {"gpu_predicted_gib": 10.0}
    assert "nothing measured" in str(report)


def test_the_busiest_process_counts() -> None:
    assert busiest([(1.0, 5.0), None, (3.0, 4.0)]) == (3.0, 5.0)
    assert busiest([None]) == (None, None)
