"""A review as one HTML file: read on a screen, on a phone and on paper; no script, nothing loaded.

The browser is told to run and to fetch nothing, whatever the page holds.
"""

import html as escaping
from collections.abc import Iterator, Sequence
from pathlib import Path

from modelstacks.review.plan import FieldChange, Plan, ResourceChange
from modelstacks.review.render import words
from modelstacks.review.render.svg import svg
from modelstacks.review.review import Review, Section
from modelstacks.review.visible import in_one_line

_STYLE = Path(__file__).with_name("page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
MOST_OPEN = 60
"""Plans with more changes come with the harmless ones folded."""

_CLASSES = {"+": "add", "-": "gone", "!": "other"}


def html(review: Review) -> str:
    """Return the review as a page."""
    title = words.title(review)
    body = [f"<h1>{words.SIGNS[review.level]} {_text(title)}</h1>"]
    if len(review.plans) > 1:
        body += _overview(review.plans)
    for at, plan in enumerate(review.plans):
        body += _plan(plan, at)
    for section in review.sections:
        body += _section(section)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{_STYLE.read_text()}</style></head><body>",
            *body,
            "</body></html>\n",
        ]
    )


def _text(value: str) -> str:
    return escaping.escape(in_one_line(value))


def _code(value: str) -> str:
    return f"<code>{_text(value)}</code>"


def _overview(plans: Sequence[Plan]) -> Iterator[str]:
    rows = [
        (
            words.SIGNS[plan.level],
            f'<a href="#plan-{at}">{_text(plan.title)}</a>',
            _text(words.verdict(plan)),
        )
        for at, plan in enumerate(plans)
    ]
    yield from _table(("", "plan", "what it does"), rows)


def _plan(plan: Plan, at: int) -> Iterator[str]:
    yield f'<section id="plan-{at}">'
    verdict = _text(f"{plan.title}: {words.verdict(plan)}")
    yield f"<h2>{words.SIGNS[plan.level]} {verdict}</h2>"
    provenance = _text(words.provenance(plan))
    yield f'<p class="meta">{provenance} · fingerprint {_code(plan.fingerprint)}</p>'
    warning = words.warning(plan)
    if warning:
        yield f'<p class="warning">{_text(warning)}</p>'
    yield from _notable(plan)
    if plan.sizing:
        yield "<h3>Machines</h3>"
        yield from _list(_text(change.sentence) for change in plan.sizing)
    yield from _conditions(plan)
    yield from _drift(plan)
    picture = svg(plan, f"tip-{at}")
    if picture:
        yield f'<h3>Diagram</h3><div class="wide">{picture}</div>'
    if plan.changes or plan.outputs:
        yield "<h3>Field by field</h3>"
    for change in plan.changes:
        is_open = change.level in ("danger", "caution") or len(plan.changes) <= MOST_OPEN
        yield from _change(change, is_open=is_open)
    for output in plan.outputs:
        yield f'<details class="change" open><summary><b class="change">output {output.change}</b>'
        yield f" {_code(output.name)}</summary>"
        yield from _lines(output.fields, output.more_fields)
        yield "</details>"
    yield "</section>"


def _notable(plan: Plan) -> Iterator[str]:
    notable = [change for change in plan.changes if change.level in ("danger", "caution")]
    rows = [
        (
            f'{words.SIGNS[change.level]} <b class="{change.level}">'
            f"{_text(words.action(change))}</b>",
            _code(change.id),
            _text(words.why(change)),
            _text(change.effect),
        )
        for change in notable
    ]
    if rows:
        yield from _table(("", "resource", "why", "effect"), rows)


def _conditions(plan: Plan) -> Iterator[str]:
    if plan.checks:
        yield f"<h3>Conditions that are not met, or not known yet: {len(plan.checks)}</h3>"
        yield from _list(
            f"{check.status} {_code(check.address)} {_text('; '.join(check.messages))}"
            for check in plan.checks
        )


def _drift(plan: Plan) -> Iterator[str]:
    if plan.drift:
        yield f"<h3>Changed outside of Terraform: {len(plan.drift)}</h3>"
    for drift in plan.drift:
        gone = " is gone" if drift.is_gone else ""
        yield f"<details open><summary>{_code(drift.address)}{gone}</summary>"
        yield from _lines(drift.fields, drift.more_fields)
        yield "</details>"
    if plan.other_drift:
        yield f"<p>{plan.other_drift} more changed in ways that this plan does not depend on.</p>"
    if plan.deferred:
        yield f"<h3>Left for a later plan: {len(plan.deferred)}</h3>"
        yield from _list(
            f"{one.change} {_code(one.address)} {_text(one.reason)}" for one in plan.deferred
        )
    if plan.actions:
        yield "<h3>Actions that run</h3>"
        yield from _list(_code(name) for name in plan.actions)


def _change(change: ResourceChange, *, is_open: bool) -> Iterator[str]:
    why = words.why(change)
    yield f'<details class="{change.level}"{" open" if is_open else ""}><summary>'
    yield f"{words.SIGNS[change.level]} <b>{_text(words.action(change))}</b> {_code(change.id)}"
    yield f"{f' <small>{_text(why)}</small>' if why else ''}</summary>"
    yield from _lines(change.fields, change.more_fields)
    yield "</details>"


def _lines(fields: Sequence[FieldChange], more: int) -> Iterator[str]:
    spans = []
    for field in fields:
        spans.append(_line(words.field_line(field)))
        spans += [_line(f"{line[:1]}   {line[1:]}") for line in field.lines]
    if more:
        spans.append(_line(f"and {more} more"))
    if spans:
        yield f"<pre>{''.join(spans)}</pre>"


def _line(line: str) -> str:
    return f'<span class="{_CLASSES.get(line[:1], "same")}">{_text(line)}</span>'


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h2>{_text(section.title)}</h2>"
    yield f"<p>{words.STATUS_SIGNS[section.status]} {_text(section.summary)}</p>"
    if section.rows:
        rows = [[_text(cell) for cell in cells] for cells in section.rows]
        yield from _table(section.columns, rows)
    yield from (f"<p>{_text(note)}</p>" for note in section.notes)
    yield "</section>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table; on a phone each row becomes a card. Cells are markup already."""
    heads = "".join(f"<th>{_text(column)}</th>" for column in columns)
    yield f'<div class="wide"><table class="cards"><thead><tr>{heads}</tr></thead><tbody>'
    for cells in rows:
        named = zip(columns, cells, strict=True)
        yield f"<tr>{''.join(_cell(name, cell) for name, cell in named)}</tr>"
    yield "</tbody></table></div>"


def _cell(name: str, cell: str) -> str:
    return f'<td data-name="{_text(name)}">{cell}</td>' if name else f"<td>{cell}</td>"


def _list(items: Iterator[str]) -> Iterator[str]:
    yield f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
