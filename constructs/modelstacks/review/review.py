"""Several plans side by side, with what else is said about them: one review."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from modelstacks.frozen import frozen
from modelstacks.review.build import Label, build_plan
from modelstacks.review.document import PlanDocument, mapping
from modelstacks.review.masking import Masker
from modelstacks.review.plan import LEVELS, Level, Plan, SizingChange
from modelstacks.review.secrets import masker_of
from modelstacks.review.visible import in_one_line

if TYPE_CHECKING:
    from modelstacks.review.sizing import Estimates

Status = Literal["good", "warning", "bad", "unknown"]

_MANAGER = "modelstacks"


@frozen
class Section:
    """What another part says beside the plans, such as guardrails, cost or preflight.

    Plain text throughout: each format escapes it. Mask it first, with the review's `masker`.
    """

    title: str
    summary: str
    """One line: what a reader must know who reads nothing else."""

    status: Status = "good"
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, each as many as `columns`; shown folded where a format can."""

    notes: tuple[str, ...] = ()
    """Lines below the table."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a row that is not as wide as the table."""
        if any(len(cells) != len(self.columns) for cells in self.rows):
            raise ValueError(f"{self.title}: a row has not {len(self.columns)} cells")


@frozen
class Review:
    """Plans with what is said about them. No value in it is a secret."""

    plans: tuple[Plan, ...]
    sections: tuple[Section, ...] = ()

    @cached_property
    def level(self) -> Level:
        """The worst of all plans."""
        return max((plan.level for plan in self.plans), key=LEVELS.index, default="none")

    @property
    def has_changes(self) -> bool:
        """Whether an apply of any plan would do anything."""
        return any(plan.has_changes for plan in self.plans)

    @property
    def found_something(self) -> bool:
        """Whether a person should look: changes, failures, failed checks, drift, bad sections."""
        looks = any(plan.level != "none" for plan in self.plans)
        return looks or any(section.status == "bad" for section in self.sections)


@frozen
class Given:
    """A plan document and what the caller calls it."""

    document: PlanDocument
    stack: str
    environment: str = ""
    """Empty: what the tags of the plan's resources say."""

    before: "Estimates | None" = None
    """What the configuration decided before the change (`sizing.estimates`), when at hand."""

    after: "Estimates | None" = None
    """What the configuration decides now: then the memory that a model needs is told, too."""


def review_documents(given: Sequence[Given], *, masker: Masker | None = None) -> Review:
    """Judge plans together. What is secret in one is hidden in all.

    `masker` is `masker_of` the documents, for a caller that has it already.
    """
    masker = masker or masker_of(one.document for one in given)
    return Review(plans=tuple(_plan(one, masker) for one in given))


def with_sections(review: Review, sections: Iterable[Section]) -> Review:
    """Return the review with more said about it; what cannot be seen in it is written out."""
    more = (
        Section(
            title=in_one_line(one.title),
            summary=in_one_line(one.summary),
            status=one.status,
            columns=tuple(map(in_one_line, one.columns)),
            rows=tuple(tuple(map(in_one_line, cells)) for cells in one.rows),
            notes=tuple(map(in_one_line, one.notes)),
        )
        for one in sections
    )
    return Review(plans=review.plans, sections=(*review.sections, *more))


def _plan(given: Given, masker: Masker) -> Plan:
    document = given.document
    sizing: tuple[SizingChange, ...] = ()
    if _may_have_machines(document):
        # The catalog is loaded only for plans that need it.
        from modelstacks.catalog import load_catalog
        from modelstacks.review.sizing import sizing_changes

        sizing = sizing_changes(
            document, masker, load_catalog(), before=given.before, after=given.after
        )
    label = Label(stack=given.stack, environment=given.environment or environment_of(document))
    return build_plan(document, masker, label, sizing)


_WITH_MACHINES = ("databricks_cluster", "databricks_job", "databricks_model_serving")


def _may_have_machines(document: PlanDocument) -> bool:
    return any(
        row.get("type") in _WITH_MACHINES and row["change"]["actions"] not in (["no-op"], ["read"])
        for row in document.objects("resource_changes")
    )


def environment_of(document: PlanDocument) -> str:
    """Return the environment that modelstacks' own tags name; empty for other plans."""
    for row in document.objects("resource_changes"):
        change = row["change"]
        for side in ("after", "before"):
            for key in ("custom_tags", "tags"):
                tags = mapping(mapping(change.get(side)).get(key))
                if tags.get("ManagedBy") == _MANAGER and isinstance(tags.get("Environment"), str):
                    return str(tags["Environment"])
    return ""
