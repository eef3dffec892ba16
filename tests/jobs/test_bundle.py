"""The files that jobs run: one folder per content."""

import ast
import sys
from pathlib import Path

import pytest

from modelstacks.jobs.bundle import SCRIPTS, Bundle, job_bundle

ROOT = "/Workspace/Shared/modelstacks/t5"
ON_A_RUNTIME = {
    *("torch", "transformers", "peft", "pyspark", "mlflow", "numpy", "pandas", "pyarrow", "PIL"),
    *("huggingface_hub", "vllm", "jobkit"),
}
"""What scripts import besides the standard library: shipped with the runtime, or pinned."""


def test_the_three_scripts_and_their_kit_are_in_it() -> None:
    names = set(job_bundle().files)

    assert {"fine_tune.py", "batch_inference.py", "register.py", "jobkit/__init__.py"} <= names
    assert not any("__pycache__" in name or name == "__init__.py" for name in names)


def test_a_path_names_the_content() -> None:
    bundle = Bundle(files={"fine_tune.py": b"1", "jobkit/a.py": b"2"})

    assert bundle.script(ROOT, "fine_tune") == f"{ROOT}/{bundle.hash}/fine_tune.py"
    assert bundle.path(ROOT, "jobkit/a.py") == f"{bundle.folder(ROOT)}/jobkit/a.py"
    with pytest.raises(KeyError):
        bundle.path(ROOT, "other.py")


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": b"1", "b.py": b"3"},
        {"a.py": b"1"},
        {"a.py": b"1", "c.py": b"2"},
        {"a.py": b"1b.py", "b.py": b"2"},
        {"a.py": b"12", "b.py": b""},
    ],
)
def test_any_change_is_another_folder(files: dict[str, bytes]) -> None:
    assert Bundle(files={"a.py": b"1", "b.py": b"2"}).hash != Bundle(files=files).hash


def test_the_order_of_the_files_is_no_change() -> None:
    one, other = {"a.py": b"1", "b.py": b"2"}, {"b.py": b"2", "a.py": b"1"}

    assert Bundle(files=one).hash == Bundle(files=other).hash


def test_line_ends_are_no_change(tmp_path: Path) -> None:
    for name, end in (("unix", b"\n"), ("windows", b"\r\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_bytes(b"x = 1" + end)

    hashes = {job_bundle(tmp_path / name).hash for name in ("unix", "windows")}

    assert len(hashes) == 1


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.py")), ids=lambda path: path.name)
def test_a_script_imports_nothing_that_a_cluster_lacks(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules.add(str(node.module).partition(".")[0])

    assert modules - set(sys.stdlib_module_names) <= ON_A_RUNTIME
