"""Plans to review: the real ones that are kept, and small ones written down."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from modelstacks.review.document import check_document, read_document
from modelstacks.review.plan import Plan, ResourceChange
from modelstacks.review.render.as_json import as_json
from modelstacks.review.render.html import html
from modelstacks.review.render.limit import LIMITS
from modelstacks.review.render.markdown import Context, markdown
from modelstacks.review.render.text import text
from modelstacks.review.review import Given, Review, review_documents

PLANS = Path(__file__).resolve().parent.parent / "review" / "plans"
NAMES = sorted(file.stem for file in PLANS.glob("*.json"))

_OURS = re.compile(
    r"<details><summary>.*</summary>|</details>|<sub>.*</sub>|<!-- modelstacks:plan [^<>]* -->"
)
_VOID = {"meta", "br"}


def kept(name: str) -> dict[str, Any]:
    """Return the JSON of a plan that was made with real Terraform."""
    found: dict[str, Any] = json.loads((PLANS / f"{name}.json").read_text())
    return found


def review_of(*plans: str | dict[str, Any]) -> Review:
    """Review kept plans, or documents."""
    given = []
    for at, plan in enumerate(plans):
        if isinstance(plan, str):
            given.append(Given(document=read_document(PLANS / f"{plan}.json"), stack=plan))
        else:
            given.append(Given(document=check_document(plan, "plan"), stack=f"stack{at}"))
    return review_documents(given)


def plan_of(plan: str | dict[str, Any]) -> Plan:
    """Review one plan."""
    return review_of(plan).plans[0]


def by_address(plan: Plan) -> dict[str, ResourceChange]:
    """Return the changes of a plan by address."""
    return {change.id: change for change in plan.changes}


def document(*rows: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a plan with these changes."""
    return {"format_version": "1.2", "resource_changes": list(rows), **parts}


def changed(
    address: str, before: Any, after: Any, actions: tuple[str, ...] = ("update",), **parts: Any
) -> dict[str, Any]:
    """Return a change of a resource; `parts` of the change itself, such as `after_unknown`."""
    type_, _, name = address.partition(".")
    change = {"actions": list(actions), "before": before, "after": after, **parts}
    return {"address": address, "mode": "managed", "type": type_, "name": name, "change": change}


def in_every_format(review: Review) -> dict[str, str]:
    """Return the review in each format."""
    context = Context(link="https://example.com/run/1")
    return {
        "markdown": markdown(review, context=context),
        "bitbucket": markdown(review, limit=LIMITS["bitbucket"]),
        "summary": markdown(review, limit=LIMITS["step-summary"]),
        "html": html(review),
        "json": as_json(review),
        "text": text(review),
        "brief": text(review, is_brief=True),
    }


def check_markdown(source: str) -> None:
    """Fail unless every piece of markup in the text is one that the renderer wrote."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(source)
    opened = 0
    for token in tokens:
        assert token.type != "code_block", token.content
        if token.type == "html_block":
            for line in filter(None, token.content.split("\n")):
                assert _OURS.fullmatch(line), line
                opened += line.count("<details>") - line.count("</details>")
                assert opened >= 0, line
        if token.type == "fence":
            assert token.info in ("diff", "mermaid"), token.info
            closing = source.split("\n")[token.map[1] - 1] if token.map else ""
            assert closing == token.markup, "a fence is not closed"
        for inner in token.children or ():
            assert inner.type not in ("image", "html_inline", "hardbreak"), inner.content
            if inner.type == "link_open":
                assert str(inner.attrs["href"]).startswith("https://example.com/"), inner.attrs
            if inner.type == "text":
                assert not re.search(r"@\w|https?://|#\d", inner.content), inner.content
    assert opened == 0, "details are not closed"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def check_html(source: str) -> None:
    """Fail unless every tag is closed, and none could run or fetch anything."""
    page = _Page()
    page.feed(source)
    page.close()
    assert page.open == []
    assert page.tags.isdisjoint({"script", "iframe", "img", "link", "object", "form", "base"})
    assert not any(name.startswith("on") or name == "src" for name in page.attributes)
