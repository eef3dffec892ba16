"""A review for machines: everything that the other formats show, under stable names."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from modelstacks.review.plan import FieldChange, Plan
from modelstacks.review.render import words
from modelstacks.review.review import Review

VERSION = 1
"""Grows when a name goes or changes its meaning; new names come without."""


def as_json(review: Review) -> str:
    """Return the review as a JSON text in one line: to indent large ones takes seconds."""
    return json.dumps(as_values(review), ensure_ascii=False, allow_nan=False) + "\n"


def as_values(review: Review) -> dict[str, Any]:
    """Return the review as values that JSON can hold."""
    return {
        "version": VERSION,
        "level": review.level,
        "title": words.title(review),
        "has_changes": review.has_changes,
        "plans": [_plan(plan) for plan in review.plans],
        "sections": [_plain(section) for section in review.sections],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "level": plan.level,
        "verdict": words.verdict(plan),
        "has_changes": plan.has_changes,
        "counts": plan.counts,
        **_plain(plan),
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, FieldChange):
        return {**vars(value), "lines": list(value.lines)}  # most of a review: told at once
    if is_dataclass(value):
        # Not `asdict`: that copies every text, and follows no order of ours.
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value
