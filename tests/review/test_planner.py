"""`modelstacks plan` with real Terraform on the sandbox."""

import json
import stat
from pathlib import Path

import pytest
from support.project import Project

from modelstacks.review.planner import Planner, PlannerError, find_terraform
from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.terraform import Terraform


@pytest.mark.e2e
def test_a_stack_is_planned_reviewed_applied_and_planned_again(tmp_path: Path) -> None:
    # given a project with one small stack
    project = Project.create(tmp_path)
    family = project.root / "config" / "families" / "t5.yaml"
    family.write_text("family: t5\nmodels:\n  t5-small:\n    serve: {version: 1}\n")
    local = project.root / "config" / "environments" / "local.yaml"
    text = local.read_text()
    local.write_text(text[: text.index("  t5:\n    storage:")])
    try:
        # when it is planned, then everything is to be created, and kept for its owner alone
        done = project.run("modelstacks", "plan", "t5-stack", "--json", ok=False)
        assert done.returncode == 1, done.stderr
        (row,) = json.loads(done.stdout)
        assert (row["stack"], row["environment"], row["has_changes"]) == ("t5-stack", "local", True)
        for file in (row["plan"], row["json"]):
            assert stat.S_IMODE((project.root / file).stat().st_mode) == 0o600

        # and its JSON can be reviewed
        done = project.run("modelstacks", "review", f"local/t5-stack={row['json']}", ok=False)
        assert done.returncode == 1
        assert "create  databricks_model_serving.t5-small_endpoint" in done.stdout

        # when the plan is applied where it was made, then there is nothing left to do
        folder = (project.root / row["plan"]).parent
        project.run("terraform", "apply", "-input=false", "plan.tfplan", cwd=folder)
        done = project.run("modelstacks", "plan", "t5-stack", "-e", "local", ok=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.startswith("t5-stack · local: no changes")
    finally:
        project.down()


def test_a_stack_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    project = Project.create(tmp_path)

    done = project.run("modelstacks", "plan", "t6-stack", ok=False)

    assert done.returncode == 2
    assert "did you mean: t5-stack" in done.stderr


def planner(root: Path) -> Planner:
    terraform = Terraform(path=Path("/bin/false"), version="1.11.4", product="Terraform")
    return Planner(root=root, terraform=terraform, output=Path("out"), say=lambda _: None)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"app": 1}'])
def test_a_project_that_does_not_say_how_to_synth_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "cdktf.json").write_text(content)

    with pytest.raises(PlannerError, match="there is no `app`"):
        planner(tmp_path).plan("local", ["t5-stack"])


def test_a_failing_synth_is_told_with_what_it_said(tmp_path: Path) -> None:
    (tmp_path / "cdktf.json").write_text('{"app": "sh -c \'echo the reason >&2; exit 3\'"}')

    with pytest.raises(PlannerError, match="the reason"):
        planner(tmp_path).plan("local", ["t5-stack"])


def test_a_stack_that_was_not_synthesized_is_told(tmp_path: Path) -> None:
    (tmp_path / "cdktf.json").write_text('{"app": "true"}')

    with pytest.raises(PlannerError, match="nothing was synthesized"):
        planner(tmp_path).plan("local", ["t5-stack"])


def test_without_terraform_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TERRAFORM_BINARY_NAME", raising=False)

    with pytest.raises(ToolchainError, match="install Terraform"):
        find_terraform()
