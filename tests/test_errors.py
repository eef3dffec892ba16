"""Problems read like advice, and the nearest choice is the one a person would pick."""

import pytest

from modelstacks.errors import ConfigError, Problem, listing, nearest


def test_an_error_lists_every_problem_with_its_advice() -> None:
    error = ConfigError(
        [
            Problem(where="a.yaml:1 cloud", found="found `asw`", nearest="aws", allowed="aws, gcp"),
            Problem(where="a.yaml:2", found="the file is empty", fix="fill it"),
        ]
    )

    assert str(error) == (
        "2 problems in the configuration\n"
        "  a.yaml:1 cloud: found `asw`\n"
        "    did you mean: aws\n"
        "    allowed: aws, gcp\n"
        "  a.yaml:2: the file is empty\n"
        "    fix: fill it"
    )


def test_one_problem_is_not_told_in_the_plural() -> None:
    assert str(ConfigError([Problem(where="x", found="y")])).startswith("1 problem in the")


@pytest.mark.parametrize(
    ("name", "choices", "expected"),
    [
        ("prd", ["dev", "local", "prod", "staging"], "prod"),
        ("T5-BASE", ["t5-small", "t5-base"], "t5-base"),
        ("us-est-1", ["us-west-1", "us-east-1"], "us-east-1"),
        ("us-est-1", ["us-east-1", "us-west-1"], "us-east-1"),
        ("concurency", ["version", "concurrency"], "concurrency"),
        ("llama", ["t5-small", "t5-base"], ""),
        ("", ["t5"], ""),
        ("t5", [], ""),
    ],
)
def test_the_nearest_choice(name: str, choices: list[str], expected: str) -> None:
    assert nearest(name, choices) == expected


def test_a_long_listing_is_cut_and_says_where_the_rest_is() -> None:
    assert listing(["a", "b"]) == "a, b"
    assert listing("abcde", "look there", shown=2) == "a, b, and 3 more: look there"
