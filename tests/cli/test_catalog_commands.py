"""`modelstacks models` and `modelstacks nodes`."""

import pytest

from .conftest import Runner


def test_models(run: Runner) -> None:
    outcome = run("models")

    assert outcome.status == 0
    assert "11,307,321,344" in outcome.out
    assert "google/flan-t5-xxl" in outcome.out


@pytest.mark.parametrize("name", ["t5-3b", "google-t5/t5-3b"])
def test_one_model(run: Runner, name: str) -> None:
    outcome = run("models", name)

    assert "2,851,598,336" in outcome.out
    assert "feed forward" in outcome.out
    assert "source" in outcome.out


def test_models_in_json(run: Runner) -> None:
    assert run("models", "t5-base", "--json").json["parameters"] == 222903552
    assert len(run("models", "--json").json) == 36


def test_an_unknown_model(run: Runner) -> None:
    outcome = run("models", "t5-bse")

    assert outcome.status == 2
    assert "did you mean: t5-base" in outcome.err


def test_nodes_of_a_kind(run: Runner) -> None:
    outcome = run("nodes", "--gpu", "a100")

    assert "p4d.24xlarge" in outcome.out
    assert "p4de.24xlarge" in outcome.out
    assert "g5.xlarge" not in outcome.out


def test_a_kind_is_not_the_start_of_another(run: Runner) -> None:
    outcome = run("nodes", "--gpu", "A10")

    assert outcome.status == 2
    assert "did you mean: A10G" in outcome.err


def test_nodes_without_gpu(run: Runner) -> None:
    rows = run("nodes", "--gpu", "none", "--json").json

    assert "r6id.2xlarge" in [row["name"] for row in rows]
    assert not any(row["gpus"] for row in rows)


def test_nodes_of_another_cloud(run: Runner) -> None:
    rows = run("nodes", "--cloud", "azure", "--json").json

    assert {row["cloud"] for row in rows} == {"azure"}


def test_what_is_not_known_is_called_so(run: Runner) -> None:
    lines = run("nodes").out.splitlines()

    assert "unknown" in next(line for line in lines if line.strip().startswith("g6.xlarge"))
    assert "deprecated" in next(line for line in lines if line.strip().startswith("p3.2xlarge"))
