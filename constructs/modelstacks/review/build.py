"""From a plan document to a plan: classes, causes, risks, fields, drift, checks."""

from collections.abc import Iterator
from typing import Any, Literal

from modelstacks.frozen import frozen
from modelstacks.review.actions import CLASSES, classify, reason_in_words
from modelstacks.review.causes import Causes, Changed, Path, roots
from modelstacks.review.configuration import Configuration, source_address
from modelstacks.review.document import Json, PlanDocument, mapping, objects, text, texts
from modelstacks.review.drift import drift_of
from modelstacks.review.fields import field_changes, path_text
from modelstacks.review.fingerprint import fingerprint
from modelstacks.review.masking import HIDDEN, Masker
from modelstacks.review.plan import (
    LEVELS,
    Check,
    Deferred,
    OutputChange,
    Plan,
    ResourceChange,
    SizingChange,
)
from modelstacks.review.risks import judge
from modelstacks.review.secrets import has_mark
from modelstacks.review.visible import in_one_line

_MOST_MESSAGES = 5
_UNPLANNED: tuple[Literal["fail", "error", "unknown"], ...] = ("fail", "error", "unknown")


@frozen
class Label:
    """What the caller says a plan is of."""

    stack: str
    environment: str = ""


def build_plan(
    document: PlanDocument,
    masker: Masker,
    label: Label,
    sizing: tuple[SizingChange, ...] = (),
) -> Plan:
    """Judge a document. `masker` knows the secrets of every plan that is shown with it."""
    configuration = Configuration(document.configuration)
    rows = [_classified(row) for row in document.objects("resource_changes")]
    done = [row for row in rows if row.change not in ("no-op", "read")]
    changes = tuple(_changes(done, configuration, masker))
    drift, other_drift = drift_of(document, masker)
    checks = tuple(_checks(document, masker))
    data = document.data
    is_errored = data.get("errored") is True
    return Plan(
        stack=in_one_line(masker.mask_name(label.stack)),
        environment=in_one_line(masker.mask_name(label.environment)),
        terraform_version=in_one_line(text(data.get("terraform_version"))[:40]),
        format_version=in_one_line(text(data.get("format_version"))[:40]),
        timestamp=in_one_line(text(data.get("timestamp"))[:40]),
        fingerprint=fingerprint(document),
        is_errored=is_errored,
        is_complete=data.get("complete") is not False and not is_errored,
        is_applyable=data.get("applyable") is not False and not is_errored,
        changes=tuple(sorted(changes, key=_rank)),
        unchanged=sum(row.change == "no-op" for row in rows),
        reads=sum(row.change == "read" for row in rows),
        outputs=tuple(_outputs(document, masker)),
        drift=drift,
        other_drift=other_drift,
        checks=checks,
        passed_checks=sum(check.get("status") == "pass" for check in objects(data.get("checks"))),
        deferred=tuple(_deferred(document, masker)),
        actions=tuple(
            in_one_line(masker.mask(text(row.get("address"))))
            for row in document.objects("action_invocations")
        ),
        sizing=sizing,
        edges=_edges(configuration, masker),
    )


def _classified(row: Json) -> Changed:
    change = row["change"]
    class_, _ = classify(
        change["actions"],
        is_import=bool(change.get("importing")),
        is_move=bool(row.get("previous_address")),
    )
    paths = change.get("replace_paths")
    forced = tuple(
        tuple(key for key in path if isinstance(key, str | int))
        for path in (paths if isinstance(paths, list) else ())
        if isinstance(path, list)
    )
    return Changed(row=row, change=class_, forced=forced)


def _changes(
    rows: list[Changed], configuration: Configuration, masker: Masker
) -> Iterator[ResourceChange]:
    finder = Causes(rows, configuration)
    causes = {row.address: finder.of(row) for row in rows if not row.row.get("deposed")}
    for row in rows:
        yield _change(row, roots(causes, row.address), masker)


def _change(changed: Changed, caused_by: tuple[str, ...], masker: Masker) -> ResourceChange:
    row, change = changed.row, changed.row["change"]
    type_ = text(row.get("type"))
    _, order = classify(change["actions"], is_import=False, is_move=False)
    risks, effect, level = judge(type_, changed.change, order)
    fields, more = field_changes(change, masker, changed.forced)
    return ResourceChange(
        address=_address(row.get("address"), masker),
        source=in_one_line(masker.mask_name(source_address(row))),
        type=in_one_line(masker.mask_name(type_)),
        name=in_one_line(masker.mask_name(text(row.get("name")))),
        provider=in_one_line(text(row.get("provider_name"))),
        change=changed.change,
        order=order,
        deposed=in_one_line(text(row.get("deposed"))),
        reason=in_one_line(
            masker.mask_name(reason_in_words(changed.change, text(row.get("action_reason"))))
        ),
        import_id=_import_id(change.get("importing"), masker),
        previous_address=_address(row.get("previous_address"), masker),
        fields=fields,
        more_fields=more,
        forced_by=_forced_by(changed.forced, masker),
        caused_by=tuple(_address(address, masker) for address in caused_by),
        risks=risks,
        effect=effect,
        level=level,
    )


def _rank(change: ResourceChange) -> tuple[int, int, bool, str]:
    worst_first = -LEVELS.index(change.level)
    return CLASSES.index(change.change), worst_first, bool(change.caused_by), change.id


def _address(value: Any, masker: Masker) -> str:
    """Mask an address: its names as names, what stands in its keys as any value."""
    address = text(value)
    if "[" not in address:
        return in_one_line(masker.mask_name(address))
    name, bracket, keys = address.partition("[")
    return in_one_line(masker.mask_name(name) + masker.mask(bracket + keys))


def _import_id(importing: Any, masker: Masker) -> str | None:
    if not importing:
        return None
    importing = mapping(importing)
    if isinstance(importing.get("id"), str):
        return in_one_line(masker.mask(importing["id"]))
    identity = mapping(importing.get("identity"))
    if not identity:
        return "known after apply"
    if has_mark(importing.get("identity_sensitive", False)):
        return HIDDEN
    pairs = (f"{key}={value}" for key, value in identity.items() if value is not None)
    return in_one_line(masker.mask(", ".join(pairs)))


def _forced_by(forced: tuple[Path, ...], masker: Masker) -> tuple[str, ...]:
    paths = (in_one_line(masker.mask(path_text(path))) for path in forced if path)
    return tuple(dict.fromkeys(paths))


def _outputs(document: PlanDocument, masker: Masker) -> Iterator[OutputChange]:
    for name, raw in mapping(document.data.get("output_changes")).items():
        change = mapping(raw)
        class_, _ = classify(texts(change.get("actions")), is_import=False, is_move=False)
        if class_ in ("no-op", "read"):
            continue
        fields, more = field_changes(change, masker)
        yield OutputChange(
            name=in_one_line(masker.mask_name(name)),
            change=class_,
            fields=fields,
            more_fields=more,
            is_sensitive=any(has_mark(change.get(f"{side}_sensitive")) for side in _SIDES),
        )


_SIDES = ("before", "after")


def _checks(document: PlanDocument, masker: Masker) -> Iterator[Check]:
    for row in objects(document.data.get("checks")):
        status = row.get("status")
        if status not in _UNPLANNED:
            continue
        address = mapping(row.get("address"))
        messages = (
            in_one_line(masker.mask(text(problem.get("message"))))
            for instance in objects(row.get("instances"))
            for problem in objects(instance.get("problems"))
        )
        yield Check(
            address=_address(address.get("to_display"), masker),
            kind=in_one_line(text(address.get("kind"))),
            status=status,
            messages=tuple(dict.fromkeys(messages))[:_MOST_MESSAGES],
        )


def _deferred(document: PlanDocument, masker: Masker) -> Iterator[Deferred]:
    for row in document.objects("deferred_changes"):
        change = mapping(row.get("resource_change"))
        actions = texts(mapping(change.get("change")).get("actions"))
        class_, _ = classify(actions, is_import=False, is_move=False)
        yield Deferred(
            address=_address(change.get("address"), masker),
            change=class_,
            reason=in_one_line(text(row.get("reason")).replace("_", " ")),
        )


def _edges(configuration: Configuration, masker: Masker) -> tuple[tuple[str, str], ...]:
    found = {
        (reference.address, address)
        for address in configuration.resources
        for reference in configuration.references(address)
        if reference.address != address
    }
    return tuple(
        (in_one_line(masker.mask_name(one)), in_one_line(masker.mask_name(other)))
        for one, other in sorted(found)
    )
