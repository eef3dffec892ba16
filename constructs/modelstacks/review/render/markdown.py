"""One comment that a tired reviewer understands in a minute: verdict, dangers, the rest folded.

Too long for the service, it tells less, step by step; the counts always fit.
"""

from collections.abc import Iterator, Sequence

from modelstacks.frozen import frozen
from modelstacks.review.actions import CLASSES
from modelstacks.review.marker import Marker
from modelstacks.review.plan import Check, FieldChange, Plan, ResourceChange
from modelstacks.review.render import words
from modelstacks.review.render.limit import LIMITS, Limit, Page, TooLongError
from modelstacks.review.render.markup import code, fenced, in_html, prose, row
from modelstacks.review.render.mermaid import mermaid_lines
from modelstacks.review.review import Review, Section


@frozen
class Detail:
    """How much is told."""

    fields: int
    """Field changes per resource."""

    diffs: tuple[str, ...]
    """Levels of changes whose fields are shown."""

    rows: int
    """Rows of each table."""

    names: int
    """Names in each list of them."""

    diagram: bool = True
    plans: int = 100
    """Plans that are told one by one."""


_EVERY = ("danger", "caution", "change")
STEPS = (
    Detail(fields=250, diffs=_EVERY, rows=500, names=200),
    Detail(fields=12, diffs=_EVERY, rows=200, names=60),
    Detail(fields=12, diffs=_EVERY[:2], rows=100, names=40),
    Detail(fields=0, diffs=(), rows=60, names=20, diagram=False),
    Detail(fields=0, diffs=(), rows=15, names=8, diagram=False, plans=40),
    Detail(fields=0, diffs=(), rows=5, names=0, diagram=False, plans=20),
    Detail(fields=0, diffs=(), rows=0, names=0, diagram=False, plans=10),
)
"""From everything to the counts alone."""

CUT = "Not everything fits here: this is shortened."


@frozen
class Context:
    """What stands around a review."""

    marker: Marker | None = None
    link: str = ""
    """Address of all of it, such as the page of the run."""

    footer: str = ""
    """A line of Markdown below everything, such as how to apply."""


def markdown(
    review: Review, *, limit: Limit = LIMITS["github"], context: Context | None = None
) -> str:
    """Return the review as Markdown that fits into the limit. Raises `TooLongError` below 2 kB."""
    context = context or Context()
    for number, detail in enumerate(STEPS):
        page = Page(limit)
        try:
            for line in _lines(review, context, detail, is_cut=number > 0):
                page.add(line)
        except TooLongError:
            continue
        return page.text()
    raise TooLongError


def _lines(review: Review, context: Context, detail: Detail, *, is_cut: bool) -> Iterator[str]:
    if context.marker:
        yield context.marker.line()
    yield f"## {words.SIGNS[review.level]} {prose(words.title(review))}"
    yield ""
    several = len(review.plans) > 1
    if several:
        yield from _overview(review.plans, detail)
    if is_cut:
        more = f" [All of it]({context.link})" if context.link else ""
        yield f"_{CUT}_{more}"
        yield ""
    elif context.link:
        yield f"[All of it]({context.link})"
        yield ""
    told = [plan for plan in review.plans if not several or plan.level != "none"]
    for plan in told[: detail.plans]:
        if several:
            yield f"### {words.SIGNS[plan.level]} {prose(plan.title)}: {prose(words.verdict(plan))}"
            yield ""
        yield from _plan(plan, detail)
    for section in review.sections:
        yield from _section(section, detail)
    if context.footer:
        yield f"<sub>{context.footer}</sub>"


def _overview(plans: Sequence[Plan], detail: Detail) -> Iterator[str]:
    changed = [plan for plan in plans if plan.level != "none"]
    if changed:
        yield row(("", "plan", "what it does"))
        yield row(("---",) * 3)
        for plan in changed[: detail.plans]:
            sign = words.SIGNS[plan.level]
            yield row((sign, code(plan.title, in_table=True), prose(words.verdict(plan))))
        yield ""
    if len(changed) > detail.plans:
        yield f"and {len(changed) - detail.plans} more plans with changes"
        yield ""
    still = [code(plan.title) for plan in plans if plan.level == "none"]
    if still:
        yield f"✅ no changes: {words.listed(still, detail.names or 10)}"
        yield ""


def _plan(plan: Plan, detail: Detail) -> Iterator[str]:
    yield f"{prose(words.provenance(plan))} · fingerprint {code(plan.fingerprint)}"
    yield ""
    warning = words.warning(plan)
    if warning:
        yield "> [!CAUTION]"
        yield f"> **{prose(warning)}**"
        yield ""
    yield from _table(plan, detail)
    yield from _routine(plan, detail)
    yield from _sizing(plan, detail)
    yield from _conditions(plan.checks, detail)
    yield from _drift(plan, detail)
    yield from _later(plan, detail)
    yield from _fields(plan, detail)
    yield from _diagram(plan, detail)


def _table(plan: Plan, detail: Detail) -> Iterator[str]:
    """Yield the changes to look at, each cascade folded into its root."""
    notable = [change for change in plan.changes if change.level in ("danger", "caution")]
    shown = [change for change in notable if not change.caused_by]
    shown += [change for change in notable if change.caused_by]
    if not shown or not detail.rows:
        return
    yield row(("", "resource", "why", "effect"))
    yield row(("---",) * 4)
    followers: dict[str, int] = {}
    for change in plan.changes:
        for root in change.caused_by[:1]:
            followers[root] = followers.get(root, 0) + 1
    for change in shown[: detail.rows]:
        follow = followers.get(change.address, 0)
        cascade = f"; {follow} more follow{'s' if follow == 1 else ''} from it" if follow else ""
        yield row(
            (
                f"{words.SIGNS[change.level]} {words.action(change)}",
                code(change.id, in_table=True),
                prose(words.why(change)) + cascade,
                prose(change.effect),
            )
        )
    yield ""
    if len(shown) > detail.rows:
        yield f"and {len(shown) - detail.rows} more of these"
        yield ""


def _routine(plan: Plan, detail: Detail) -> Iterator[str]:
    routine = [change for change in plan.changes if change.level == "change"]
    for class_ in CLASSES:
        names = [code(change.id) for change in routine if change.change == class_]
        if names:
            listed = f": {words.listed(names, detail.names)}" if detail.names else ""
            yield f"- 🟢 **{class_} {len(names)}**{listed}"
    for output in plan.outputs[: detail.names]:
        yield f"- output {output.change}: {code(output.name)}"
    for name in plan.actions[: detail.names]:
        yield f"- action runs: {code(name)}"
    if plan.unchanged and plan.has_changes:
        yield f"- unchanged: {plan.unchanged}"
    yield ""


def _sizing(plan: Plan, detail: Detail) -> Iterator[str]:
    if plan.sizing and detail.names:
        yield "**Machines**"
        yield ""
        for change in plan.sizing[: detail.names]:
            yield f"- {prose(change.sentence)}"
        yield ""


def _conditions(checks: Sequence[Check], detail: Detail) -> Iterator[str]:
    failed = [check for check in checks if check.status != "unknown"]
    open_ = [check for check in checks if check.status == "unknown"]
    if failed:
        yield f"**Conditions that do not hold: {len(failed)}**"
        yield ""
        for check in failed[: detail.rows]:
            said = f": {prose(check.messages[0])}" if check.messages else ""
            yield f"- ❌ {code(check.address)}{said}"
        yield ""
    if open_:
        named = f": {words.listed((code(check.address) for check in open_), detail.names)}"
        yield f"Conditions known only after apply: {len(open_)}{named if detail.names else ''}"
        yield ""


def _drift(plan: Plan, detail: Detail) -> Iterator[str]:
    if plan.drift:
        yield f"**Changed outside of Terraform: {len(plan.drift)}**"
        yield ""
        for drift in plan.drift[: detail.rows]:
            paths = [code(field.path or "value") for field in drift.fields]
            what = "is gone" if drift.is_gone else words.listed(paths, 6)
            yield f"- {code(drift.address)}: {what}"
        yield ""
    if plan.other_drift and detail.rows:
        yield f"{plan.other_drift} more changed in ways that this plan does not depend on."
        yield ""


def _later(plan: Plan, detail: Detail) -> Iterator[str]:
    if plan.deferred:
        yield f"**Left for a later plan: {len(plan.deferred)}**"
        yield ""
        for one in plan.deferred[: detail.rows]:
            yield f"- {one.change} {code(one.address)}: {prose(one.reason)}"
        yield ""


def _fields(plan: Plan, detail: Detail) -> Iterator[str]:
    shown = [
        change for change in plan.changes if change.level in detail.diffs and _has_fields(change)
    ]
    outputs = [output for output in plan.outputs if output.fields] if detail.fields else []
    if not shown and not outputs:
        return
    many = f"{len(shown)} resource{'' if len(shown) == 1 else 's'}"
    yield f"<details><summary>Field by field ({many})</summary>"
    yield ""
    for change in shown:
        name = f"{words.SIGNS[change.level]} {words.action(change)} {in_html(change.id)}"
        yield f"<details><summary>{name}</summary>"
        yield ""
        yield from fenced(_diff(change, detail), "diff")
        yield ""
        yield "</details>"
        yield ""
    if outputs:
        lines = [
            _named(output.name, line)
            for output in outputs
            for line in _field_lines(output.fields, output.more_fields, detail.fields)
        ]
        yield "<details><summary>outputs</summary>"
        yield ""
        yield from fenced(lines, "diff")
        yield ""
        yield "</details>"
        yield ""
    yield "</details>"
    yield ""


def _named(name: str, line: str) -> str:
    sign, _, rest = line.partition(" ")
    return f"{sign} {name}.{rest}" if not rest.startswith("value:") else f"{sign} {name}{rest[5:]}"


def _has_fields(change: ResourceChange) -> bool:
    return bool(change.fields or change.previous_address or change.import_id is not None)


def _diff(change: ResourceChange, detail: Detail) -> list[str]:
    lines = []
    if change.previous_address:
        lines.append(f"! was {change.previous_address}")
    if change.import_id is not None:
        lines.append(f"+ imported by {change.import_id}")
    return lines + _field_lines(change.fields, change.more_fields, detail.fields)


def _field_lines(fields: Sequence[FieldChange], more: int, most: int) -> list[str]:
    lines = []
    for field in fields[:most]:
        lines.append(words.field_line(field))
        lines += [f"{line[:1]}   {line[1:]}" for line in field.lines]
    more += max(0, len(fields) - most)
    return [*lines, f"# and {more} more"] if more else lines


def _diagram(plan: Plan, detail: Detail) -> Iterator[str]:
    lines = mermaid_lines(plan) if detail.diagram and plan.changes else []
    if lines:
        yield "<details><summary>Diagram</summary>"
        yield ""
        yield from fenced(lines, "mermaid")
        yield ""
        yield "</details>"
        yield ""


def _section(section: Section, detail: Detail) -> Iterator[str]:
    sign = words.STATUS_SIGNS[section.status]
    yield f"### {prose(section.title)}"
    yield ""
    yield f"{sign} {prose(section.summary)}"
    yield ""
    rows = section.rows[: detail.rows]
    if rows and section.columns:
        is_long = len(section.rows) > 1
        if is_long:
            yield f"<details><summary>{len(section.rows)} rows</summary>"
            yield ""
        yield row([prose(column) for column in section.columns])
        yield row(("---",) * len(section.columns))
        yield from (row([prose(cell) for cell in cells]) for cells in rows)
        yield ""
        if len(section.rows) > len(rows):
            yield f"and {len(section.rows) - len(rows)} more"
            yield ""
        if is_long:
            yield "</details>"
            yield ""
    for note in section.notes[: detail.rows]:
        yield prose(note)
        yield ""
