"""`modelstacks explain`."""

import shutil
from pathlib import Path

from .conftest import Runner


def test_every_model_of_the_stack_with_its_decisions(run: Runner) -> None:
    outcome = run("explain", "t5-stack")

    assert outcome.status == 0
    assert outcome.out.startswith("t5-stack in local (aws us-east-1)\n")
    for text in (
        "t5-11b: 11,307,321,344 parameters",
        "29.8 of 44.4 GiB in bf16 on L40S",
        "SPOT_WITH_FALLBACK",
        "needs 27 of 26 GiB host RAM",
        "MULTIGPU_MEDIUM",
        "wasteful",
    ):
        assert text in outcome.out


def test_the_environment_decides(run: Runner) -> None:
    assert "prod never takes spot" in run("explain", "-e", "prod").out


def test_json(run: Runner) -> None:
    (stack,) = run("explain", "t5-stack", "--json").json

    assert (stack["stack"], stack["environment"]) == ("t5-stack", "local")
    base = next(model for model in stack["models"] if model["model"] == "t5-base")
    assert base["interactive"]["node_type"] == "g5.xlarge"
    assert base["interactive"]["workers"] == {"minimum": 2, "maximum": 4}
    assert base["interactive"]["memory"]["parts"]["weights"] > 0.4
    assert base["serve"]["workload_type"] == "GPU_SMALL"
    assert all({"decision", "value", "because"} == set(row) for row in base["serve"]["reasons"])


def test_a_stack_that_is_not_there(run: Runner) -> None:
    outcome = run("explain", "t5stack")

    assert (outcome.status, outcome.out) == (2, "")
    assert "did you mean: t5-stack" in outcome.err


def test_the_stack_that_the_families_share(run: Runner) -> None:
    told = run("explain", "foundation-stack").out

    assert told.startswith("foundation-stack in local (aws us-east-1)\n")
    assert "every sunday, 03:00 UTC" in told
    assert "t5-stack" not in told


def test_json_of_the_stack_that_the_families_share(run: Runner) -> None:
    shared, *families = run("explain", "--json").json

    assert shared["stack"] == "foundation-stack"
    assert [family["stack"] for family in families] == ["llama-3-2-stack", "t5-stack"]
    assert shared["foundation"]["configuration"]["maxTokenLifetimeDays"] == "90"
    assert {row["decision"] for row in shared["foundation"]["reasons"]} >= {"ip_access", "tokens"}


def test_what_the_policy_of_a_workspace_key_has_to_say(
    run: Runner, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / "config", tmp_path / "config")
    arn = "arn:aws:kms:us-east-1:333333333333:key/11111111-2222-3333-4444-555555555555"
    account = "00000000-1111-2222-3333-444444444444"
    keys = f"{{databricks_account_id: {account}, managed_services_key_arn: '{arn}'}}"
    file = tmp_path / "config" / "environments" / "prod.yaml"
    file.write_text(f"{file.read_text()}\nencryption: {{workspace: {keys}}}\n")

    config = str(tmp_path / "config")
    (shared,) = run("explain", "foundation-stack", "-e", "prod", "--config", config, "--json").json

    (statement,) = shared["key_policies"][arn]
    assert statement["Action"] == ["kms:Decrypt", "kms:Encrypt"]
