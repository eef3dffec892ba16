"""A review for a terminal or a log: plain lines, no colours."""

from collections.abc import Iterator

from modelstacks.review.plan import Plan, ResourceChange
from modelstacks.review.render import words
from modelstacks.review.review import Review, Section

MOST_FIELDS = 40


def text(review: Review, *, is_brief: bool = False) -> str:
    """Return the review as plain text; in brief, harmless changes are only named."""
    lines: list[str] = []
    if len(review.plans) != 1:
        lines += [words.title(review), ""]
    for plan in review.plans:
        lines += _plan(plan, is_brief)
    for section in review.sections:
        lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def _plan(plan: Plan, is_brief: bool) -> Iterator[str]:
    yield f"{plan.title}: {words.verdict(plan)}"
    yield f"  {words.provenance(plan)}, fingerprint {plan.fingerprint}"
    warning = words.warning(plan)
    if warning:
        yield f"  {warning}"
    yield ""
    for change in plan.changes:
        if is_brief and change.level == "change" and change.change != "update":
            yield f"   {words.action(change)}  {change.id}"
        else:
            yield from _change(change)
    for output in plan.outputs:
        yield f"  output {output.change}  {output.name}"
        fields = () if is_brief else output.fields[:MOST_FIELDS]
        yield from (f"      {words.field_line(field)}" for field in fields)
    if plan.outputs:
        yield ""
    for name in plan.actions:
        yield f"  action runs  {name}"
    yield from (f"  machines: {change.sentence}" for change in plan.sizing)
    for check in plan.checks:
        said = f": {check.messages[0]}" if check.messages else ""
        yield f"  condition {check.status}: {check.address}{said}"
    for drift in plan.drift:
        what = "is gone" if drift.is_gone else ", ".join(field.path for field in drift.fields)
        yield f"  changed outside of Terraform: {drift.address}: {what}"
    if plan.other_drift:
        yield f"  {plan.other_drift} more changed in ways that this plan does not depend on"
    for one in plan.deferred:
        yield f"  left for a later plan: {one.change} {one.address}: {one.reason}"
    yield ""


def _change(change: ResourceChange) -> Iterator[str]:
    mark = {"danger": "!!", "caution": " !"}.get(change.level, "  ")
    why = words.why(change)
    yield f"{mark} {words.action(change)}  {change.id}{f'  ({why})' if why else ''}"
    if change.effect:
        yield f"      {change.effect}"
    for field in change.fields[:MOST_FIELDS]:
        yield f"      {words.field_line(field)}"
        yield from (f"        {line}" for line in field.lines)
    more = change.more_fields + max(0, len(change.fields) - MOST_FIELDS)
    if more:
        yield f"      and {more} more"
    yield ""


def _section(section: Section) -> Iterator[str]:
    yield f"{section.title}: {section.summary}"
    yield from (f"  {'  '.join(cells)}" for cells in section.rows)
    yield from (f"  {note}" for note in section.notes)
    yield ""
