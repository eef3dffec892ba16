"""`modelstacks validate`."""

import shutil
from pathlib import Path

import pytest

from .conftest import Runner


@pytest.fixture
def broken(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's configuration with mistakes of two kinds, and the folder above."""
    shutil.copytree(root / "config", tmp_path / "config")
    file = tmp_path / "config" / "environments" / "dev.yaml"
    file.write_text(file.read_text() + "regoin: x\n")
    file = tmp_path / "config" / "environments" / "staging.yaml"
    change = "  t5: {models: {t5-11b: {interactive: {node_type: g5.xlarge}}}}\n"
    file.write_text(file.read_text() + change)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_valid_environment_is_one_line(run: Runner) -> None:
    outcome = run("validate")

    assert outcome.status == 0
    assert outcome.out == (
        "local is valid: foundation-stack, llama-3-2-stack (5 models, 1 cluster, 3 jobs, "
        "2 endpoints, 1 bucket), t5-stack (5 models, 2 clusters, 3 jobs, 5 endpoints, 1 bucket, "
        "1 mount, 1 peering) on aws us-east-1\n"
    )


@pytest.mark.parametrize("arguments", [["-e", "prod"], ["--environment", "prod"]])
def test_the_environment_is_named(run: Runner, arguments: list[str]) -> None:
    told = run("validate", *arguments).out

    assert told.startswith("prod is valid: foundation-stack, t5-stack (5 models, 1 cl")


def test_the_environment_comes_from_its_variable(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "prd")

    outcome = run("validate")

    assert outcome.status == 2
    assert "did you mean: prod" in outcome.err


def test_all_environments(run: Runner) -> None:
    lines = run("validate", "--all").out.splitlines()

    assert [line.partition(" ")[0] for line in lines] == [
        *("dev", "local", "local-azure", "local-gcp", "prod", "staging")
    ]


def test_problems_go_to_the_error_stream(run: Runner, broken: Path) -> None:
    outcome = run("validate", "-e", "dev")

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("1 problem in the configuration\n")
    assert ":26 regoin: unknown key" in outcome.err


def test_what_cannot_be_placed_is_a_problem_where_it_is_written(run: Runner, broken: Path) -> None:
    outcome = run("validate", "-e", "staging")

    assert outcome.status == 2
    assert "config/environments/staging.yaml:26 families.t5.models.t5-11b" in outcome.err
    assert "needs 29.8 of 22.1 GiB" in outcome.err


def test_all_environments_tell_all_problems(run: Runner, broken: Path) -> None:
    outcome = run("validate", "--all", "--json")

    assert outcome.status == 2
    assert outcome.json["valid"] is False
    assert set(outcome.json["environments"]) == {"local", "local-azure", "local-gcp", "prod"}
    assert [problem["nearest"] for problem in outcome.json["problems"]] == [
        "region",
        "g6e.2xlarge (1 x L40S, 29.8 of 44.4 GiB)",
    ]


def test_json_of_a_valid_environment(run: Runner) -> None:
    assert run("validate", "--json").json == {
        "valid": True,
        "environments": {"local": {"stacks": ["foundation-stack", "llama-3-2-stack", "t5-stack"]}},
        "problems": [],
    }


def test_the_project_is_found_from_a_folder_below(
    run: Runner, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = broken / "src" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)

    assert run("validate").status == 0


def test_a_folder_outside_any_project(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    outcome = run("validate")

    assert outcome.status == 2
    assert "--config DIR" in outcome.err


def test_a_configuration_folder_that_is_none(run: Runner, tmp_path: Path) -> None:
    outcome = run("validate", "--config", str(tmp_path))

    assert outcome.status == 2
    assert "not a configuration folder" in outcome.err


def test_an_environment_in_which_everything_is_off(run: Runner, broken: Path) -> None:
    file = broken / "config" / "environments" / "local.yaml"
    shared = file.read_text().partition("families:")[0]
    file.write_text(f"{shared}families: {{t5: false}}\n")

    told = run("validate").out

    assert told == "local is valid: foundation-stack, every family is switched off\n"
