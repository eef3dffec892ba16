"""Every snippet of the documentation runs: shell against the sandbox, YAML through the loader."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project import ROOT, Project
from support.snippets import Snippet, snippets

from modelstacks.settings import load_project

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
ALL = [snippet for page in PAGES for snippet in snippets(ROOT, page)]

# `make` in a snippet is set-up, which this checkout has behind it: only the target must exist.
_MAKE = f'make() {{ command make --no-print-directory -n -C "{ROOT}" "$@" > /dev/null; }}'


def shell_pages() -> list[str]:
    """Pages with shell snippets that run; those of one page run in order, as a person would."""
    return sorted({s.page for s in ALL if s.language == "sh" and not s.not_run})


@pytest.mark.e2e
@pytest.mark.parametrize("page", shell_pages())
def test_shell_snippets_run(page: str, tmp_path: Path) -> None:
    # given a fresh checkout that is set up, when the page is followed from top to bottom
    project = Project.create(tmp_path, llama="llama" in (ROOT / page).read_text())
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    code = "\n".join(s.code for s in ALL if s.page == page and s.language == "sh" and not s.not_run)
    code = re.sub(r"(cdktf (deploy|destroy) [a-z0-9-]+-stack)", r"\1 --auto-approve", code)
    try:
        done = project.run("bash", "-euc", f"{_MAKE}\n{code}", ok=False)
    finally:
        project.down()

    # then every command succeeds
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(
    "snippet", [s for s in ALL if s.language == "yaml" and s.code.startswith("# config/")], ids=str
)
def test_yaml_snippets_load(snippet: Snippet, tmp_path: Path) -> None:
    # given the shipped configuration with the snippet in place of the file it names
    shutil.copytree(ROOT / "config", tmp_path / "config")
    file = tmp_path / snippet.code.split("\n", 1)[0].removeprefix("# ").strip()
    file.write_text(snippet.code)

    # when it is loaded, then there is no complaint
    environment = file.stem if file.parent.name == "environments" else "local"
    assert load_project(tmp_path / "config", environment).families


def test_shell_snippets_parse() -> None:
    for snippet in (s for s in ALL if s.language == "sh"):
        done = subprocess.run(
            ["bash", "-n"], input=snippet.code, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{snippet}: {done.stderr}"
