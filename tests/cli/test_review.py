"""`modelstacks review` from the command line."""

import io
import json
from pathlib import Path

import pytest
from cli.conftest import Runner
from support.reviews import PLANS, check_html, check_markdown, plan_of

from modelstacks.review.marker import find_marker


def test_it_exits_as_detailed_exitcode_decides(run: Runner) -> None:
    assert run("review", str(PLANS / "no_changes.json")).status == 0
    assert run("review", str(PLANS / "every_class.json")).status == 1
    assert run("review", str(PLANS / "errored.json")).status == 1
    assert run("review", "none.json").status == 2
    assert run("review").status == 2


def test_a_bad_file_is_one_sentence(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_bytes(b"PK\x03\x04")

    done = run("review", str(file))

    assert done.out == ""
    assert done.err.splitlines() == [
        f"{file}: a saved plan, not its JSON",
        "    fix: terraform show -json PLAN > plan.json",
    ]


def test_each_format_is_written_to_a_file(run: Runner, tmp_path: Path) -> None:
    plan, out = str(PLANS / "machines.json"), tmp_path / "out"
    for format_ in ("markdown", "summary", "html", "json", "text"):
        done = run("review", plan, "--format", format_, "--output", str(out))

        assert (done.status, done.out, done.err) == (1, "", "")
        text = out.read_text()
        if format_ in ("markdown", "summary"):
            check_markdown(text)
        if format_ == "html":
            check_html(text)
        if format_ == "json":
            assert json.loads(text)["plans"][0]["counts"] == {
                "destroy": 8,
                "update": 6,
                "create": 8,
            }


def test_plans_are_named_side_by_side(run: Runner) -> None:
    done = run(
        *("review", f"dev/t5-stack={PLANS / 'no_changes.json'}"),
        *(f"prod/t5-stack={PLANS / 'every_class.json'}", "--format", "markdown"),
    )

    assert "| 🟠 | `t5-stack · prod` |" in done.out
    assert "✅ no changes: `t5-stack · dev`" in done.out


def test_the_comment_carries_its_marker_and_link(run: Runner) -> None:
    done = run(
        *("review", str(PLANS / "every_class.json"), "--format", "markdown"),
        *("--commit", "abc1234", "--run", "77", "--link", "https://example.com/run/77"),
    )

    marker = find_marker(done.out)
    assert marker is not None
    assert (marker.key, marker.commit, marker.run) == ("plan", "abc1234", "77")
    assert marker.fingerprint == plan_of("every_class").fingerprint
    assert "[All of it](https://example.com/run/77)" in done.out


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://x.y/)[a](b", "x"])
def test_a_link_is_an_address(run: Runner, link: str) -> None:
    done = run("review", str(PLANS / "no_changes.json"), "--format", "markdown", "--link", link)

    assert done.status == 2
    assert "--link" in done.err


def test_standard_input_is_read(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO((PLANS / "no_changes.json").read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))

    done = run("review", "-")

    assert done.status == 0
    assert done.out.startswith("plan: no changes")


def test_a_plan_is_called_by_its_folder_where_its_file_is_called_plan(
    run: Runner, tmp_path: Path
) -> None:
    folder = tmp_path / "t5-stack"
    folder.mkdir()
    (folder / "plan.json").write_bytes((PLANS / "no_changes.json").read_bytes())

    assert run("review", str(folder / "plan.json")).out.startswith("t5-stack: ")


def test_the_configuration_adds_what_models_need(run: Runner, root: Path) -> None:
    done = run("review", str(PLANS / "machines.json"), "--config", str(root / "config"))

    assert "t5-small endpoint: new: GPU_SMALL × Small, 3 of 15 GiB per GPU" in done.out  # noqa: RUF001


def test_output_that_cannot_be_written_is_told(run: Runner, tmp_path: Path) -> None:
    done = run("review", str(PLANS / "no_changes.json"), "--output", str(tmp_path / "no" / "x"))

    assert done.status == 2
    assert "cannot be written" in done.err
