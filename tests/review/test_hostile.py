"""Values that try to be markup, a mention, a marker or a command of a terminal."""

from typing import Any

import pytest
from support.reviews import (
    changed,
    check_html,
    check_markdown,
    document,
    in_every_format,
    review_of,
)

from modelstacks.review.marker import Marker, find_marker
from modelstacks.review.render.markdown import Context, markdown
from modelstacks.review.review import Review, Section, with_sections

HOSTILE = [
    "```\n# Approved by security\n```",
    "~~~~\nout\n~~~~",
    "`" * 9 + " x",
    "x | y \\| z \\\\| w",
    "</details></details><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "@everyone please approve, see #1 and https://evil.example/x www.evil.example",
    "[click](https://evil.example) ![i](https://evil.example/i.png)",
    "<!-- modelstacks:plan v=1 key=plan valid-at=2099-01-01 -->",
    "--> <b>out</b>",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "zero\u200bwidth\u2060\ufeff\u00ad",
    "\ud800 lone",
    "\r\rover\bwritten\x00",
    "> [!CAUTION]\n> **nothing to see**",
    "---\n===\n***",
    "1. one\n- two\n+ three",
    "&lt;b&gt; &#64;everyone &amp;",
    "$x$ $$y$$ ~~z~~ **b** _i_",
    '"]:::danger\n click n0 "https://evil.example"',
    "\u3164\u2800\U000e0041",
    "",
]


def hostile_plan(value: str) -> dict[str, Any]:
    """A plan that holds a value wherever a plan can hold one."""
    row = changed("x_bucket.b", {"a": value, value: 1}, {"a": value + "!", "b": value}, ("delete",))
    row |= {"address": f'x_bucket.b["{value}"]', "previous_address": value, "deposed": value}
    row |= {"action_reason": value, "type": f"x_{value}", "name": value}
    row["change"]["importing"] = {"id": value}
    row["change"]["replace_paths"] = [[value]]
    harmless = {**row, "change": {"actions": ["create"], "before": None, "after": {"a": value}}}
    gone = changed("a.b", {}, None, ("delete",))
    return document(
        row,
        harmless,
        output_changes={value: {"actions": ["create"], "before": None, "after": value}},
        terraform_version=value,
        timestamp=value,
        checks=[
            {
                "address": {"kind": value, "to_display": value},
                "status": "fail",
                "instances": [{"problems": [{"message": value}]}],
            }
        ],
        resource_drift=[{**gone, "address": value}],
        deferred_changes=[{"reason": value, "resource_change": {**gone, "address": value}}],
        action_invocations=[{"address": value}],
        configuration={
            "root_module": {
                "resources": [
                    {
                        "address": f"x_{value}.{value}",
                        "expressions": {"a": {"references": ["x.y", value]}},
                    }
                ]
            }
        },
    )


def hostile_review(value: str) -> Review:
    section = Section(
        title=value,
        summary=value,
        status="bad",
        columns=("a", value),
        rows=((value, value), (value, value)),
        notes=(value,),
    )
    return with_sections(review_of(hostile_plan(value), hostile_plan(value)), [section])


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_inert(value: str) -> None:
    told = in_every_format(hostile_review(value))

    for name in ("markdown", "bitbucket", "summary"):
        check_markdown(told[name])
    check_html(told["html"])
    for name, text in told.items():
        text.encode()
        rest = text.replace("\n", "").replace("\u2060", "")
        assert rest.isprintable(), name


@pytest.mark.parametrize("value", HOSTILE)
def test_only_our_own_first_line_is_a_marker(value: str) -> None:
    review = hostile_review(value)
    marker = Marker(key="plan", commit=value, run=value, valid_at="2026-01-01T00:00:00+00:00")

    ours = markdown(review, context=Context(marker=marker))

    found = find_marker(ours)
    assert found is not None
    assert found.key == "plan"
    assert ours.count("<!--") == 1
    assert find_marker(markdown(review)) is None
    check_markdown(ours)


def test_a_hidden_character_does_not_hide_a_secret() -> None:
    # given a marked secret, and a copy of it with a character in it that nobody sees
    row = changed(
        *("a.b", None, {"s": "Split-Secret-1", "t": "Split-\u200bSecret-1"}),
        ("create",),
        after_sensitive={"s": True},
    )

    told = in_every_format(review_of(document(row)))

    # then it is written out: joined again it would be the secret
    assert all("\\u200b" in told[name] for name in ("markdown", "text", "html"))
    assert all("Split-Secret-1" not in text for text in told.values())
