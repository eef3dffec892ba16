"""Files that are missing, unreadable or no YAML are told with name, line and column."""

import pytest

from .conftest import ENVIRONMENT, Config

NAME = "config/environments/dev.yaml"


def test_a_missing_environment_lists_those_there_are(config: Config) -> None:
    config.environment(ENVIRONMENT.replace("dev", "prod"), "prod")

    (problem,) = config.problems("prd")
    assert problem.where == "config/environments/prd.yaml"
    assert problem.nearest == "prod"
    assert problem.allowed == "dev, prod"


def test_no_environment_at_all(config: Config) -> None:
    (problem,) = config.problems("")
    assert (problem.where, problem.found) == ("ENVIRONMENT", "is empty")


def test_a_name_is_not_a_path(config: Config) -> None:
    (problem,) = config.problems("../families/t5")
    assert "there is no environment" in problem.found


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        (b"", NAME, "the file is empty"),
        (b"# nothing but a comment\n", NAME, "the file is empty"),
        (b"\xef\xbb\xbf", NAME, "the file is empty"),
        (b"environment: dev\ncloud: \xe9\n", f"{NAME}:2", "byte 0xe9 is not UTF-8"),
        (b"\xff\xfee\x00", f"{NAME}:1", "byte 0xff is not UTF-8"),
        (b"a: [1\nb: 2", f"{NAME}:2:2", "not YAML"),
        (b"a: 1\n b: 2", f"{NAME}:2:3", "not YAML"),
        (b"a: *b", f"{NAME}:1:4", "undefined alias"),
        (b"a: 1\n---\nb: 2", f"{NAME}:2:1", "another document"),
        (b"- a", f"{NAME}:1", "found a list"),
        (b"word", f"{NAME}:1", "the text `word`"),
        (b"a: \x07", NAME, "control characters"),
        (b"[" * 5000, f"{NAME}:1:1001", "nesting depth"),
        (b"a: &a [*a]", f"{NAME}:1 a", "nested too deeply"),
        (b"a" * 1_000_001, NAME, "too large"),
    ],
)
def test_a_file_that_cannot_be_read(config: Config, text: bytes, where: str, found: str) -> None:
    config.environment(text)

    (problem,) = config.problems()
    assert problem.where == where
    assert found in problem.found


def test_a_tab_is_named(config: Config) -> None:
    config.environment("access:\n\tusers: [a]\n")

    (problem,) = config.problems()
    assert "tabs" in problem.fix


def test_a_small_file_that_stands_for_a_huge_tree(config: Config) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 12)]
    config.environment("\n".join(levels))

    (problem,) = config.problems()
    assert "too many values" in problem.found


@pytest.mark.parametrize("name", ["dev.yml", "dev.json"])
def test_a_file_of_another_ending_is_not_passed_over(config: Config, name: str) -> None:
    (config.folder / "environments" / name).write_text(ENVIRONMENT)

    (problem,) = config.problems()
    assert problem.where == f"config/environments/{name}"
    assert problem.fix == "rename it"


def test_a_folder_in_place_of_a_file(config: Config) -> None:
    (config.folder / "families" / "t6.yaml").mkdir()

    (problem,) = config.problems()
    assert problem.where == "config/families/t6.yaml"


@pytest.mark.parametrize("folder", ["environments", "families"])
def test_a_missing_folder(config: Config, folder: str) -> None:
    for file in (config.folder / folder).iterdir():
        file.unlink()
    (config.folder / folder).rmdir()

    (problem,) = config.problems()
    assert problem.where.endswith(f"config/{folder}")
    assert "No such file or directory" in problem.found


def test_a_folder_without_files(config: Config) -> None:
    (config.folder / "families" / "t5.yaml").unlink()

    (problem,) = config.problems()
    assert problem.found == "no YAML file in this folder"
