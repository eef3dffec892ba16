"""The words and signs that every format uses for the same thing."""

from collections.abc import Iterable

from modelstacks.review.plan import FieldChange, Level, Plan, ResourceChange
from modelstacks.review.review import Review, Status
from modelstacks.review.visible import in_one_line

SIGNS: dict[Level, str] = {
    "failed": "❌",
    "danger": "🛑",
    "caution": "🟠",
    "change": "🟢",
    "none": "✅",
}
STATUS_SIGNS: dict[Status, str] = {"good": "✅", "warning": "🟠", "bad": "❌", "unknown": "❔"}


def title(review: Review) -> str:
    """Return what the review is of, and its worst, in one line."""
    if len(review.plans) == 1:
        plan = review.plans[0]
        return f"{plan.title}: {verdict(plan)}"
    changed = sum(plan.has_changes for plan in review.plans)
    dangers = sum(len(plan.dangers) for plan in review.plans)
    said = f"{len(review.plans)} plans, {changed or 'none'} with changes"
    return f"{said}, {_plural(dangers, 'dangerous change')}" if dangers else said


def verdict(plan: Plan) -> str:
    """Return what a plan would do, in one line."""
    said = counts(plan)
    if plan.is_errored:
        return f"the plan failed{f' ({said})' if plan.changes else ''}"
    if not plan.has_changes:
        return "no changes" + (", but look at what is below" if plan.level != "none" else "")
    return said + (" (incomplete)" if not plan.is_complete else "")


def counts(plan: Plan) -> str:
    """Return how many changes there are of each class: `1 destroy, 2 update`."""
    said = [f"{count} {class_}" for class_, count in plan.counts.items()]
    if plan.deferred:
        said.append(f"{len(plan.deferred)} deferred")
    if plan.outputs:
        said.append(_plural(len(plan.outputs), "output"))
    if plan.actions:
        said.append(_plural(len(plan.actions), "action"))
    return ", ".join(said) or "no changes"


def warning(plan: Plan) -> str:
    """Return the sentence that a hurried reader must see; empty when there is none."""
    if plan.is_errored:
        return "The plan failed. What is shown is what was planned until then; do not apply it."
    if plan.dangers:
        number = len(plan.dangers)
        return f"{_plural(number, 'change')} can lose data or history, or stop a service."
    if not plan.is_complete:
        return "The plan is incomplete: applying it leaves work for another plan."
    if not plan.is_applyable and plan.has_changes:
        return "Terraform says that this plan cannot be applied."
    return ""


def action(change: ResourceChange) -> str:
    """Return the class of a change, with the order of a replacement."""
    told = "replace" if change.change == "replace" else str(change.change)
    if change.order:
        told += f" ({change.order})"
    if change.import_id is not None and change.change != "import":
        told += " + import"
    if change.previous_address and change.change != "move":
        told += " + move"
    return told


def why(change: ResourceChange) -> str:
    """Return the reason of a change in plain words; empty when there is nothing to say."""
    if change.deposed:
        return "left behind when it was replaced"
    if change.caused_by:
        return f"follows {listed(change.caused_by, 2)}"
    if change.forced_by:
        verb = "forces" if len(change.forced_by) == 1 else "force"
        return f"{listed(change.forced_by, 3)} {verb} replacement"
    if change.change == "move":
        return f"was {change.previous_address}"
    if change.change == "import":
        return f"imported by {change.import_id}"
    return change.reason


def listed(names: Iterable[str], most: int) -> str:
    """Return names in one line, and how many more there are."""
    names = list(names)
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def field_line(field: FieldChange) -> str:
    """Return a field as one line of a diff: `!` changed, `+` new, `-` gone."""
    path = field.path or "value"
    note = "  # forces replacement" if field.forces_replacement else ""
    before, after = in_one_line(field.before or ""), in_one_line(field.after or "")
    if field.before is None:
        return f"+ {path}: {after}{note}"
    if field.after is None:
        return f"- {path}: {before}{note}"
    if field.lines:
        return f"! {path}:{note}"
    return f"! {path}: {before} → {after}{note}"


def provenance(plan: Plan) -> str:
    """Return what made the plan, and when."""
    made = f", {plan.timestamp}" if plan.timestamp else ""
    version = plan.terraform_version or "version not said"
    return f"Terraform or OpenTofu {version}{made}"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
