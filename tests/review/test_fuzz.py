"""Documents that no Terraform wrote: no traceback, no secret, no broken markup."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.make_plans import SECRET
from review.test_hostile import HOSTILE
from support.reviews import check_html, check_markdown, in_every_format, kept, review_of

from modelstacks.review.document import PlanError, parse_document

KEYS = (
    *("resource_changes", "change", "actions", "before", "after", "after_unknown", "address"),
    *("before_sensitive", "after_sensitive", "importing", "replace_paths", "configuration"),
    *("root_module", "module_calls", "module", "expressions", "references", "outputs", "checks"),
    *("variables", "sensitive", "value", "type", "name", "index", "prior_state", "values"),
    *("planned_values", "resource_drift", "relevant_attributes", "resource", "attribute"),
    *("node_type_id", "num_workers", "autoscale", "workload_type", "custom_tags", "password"),
)
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(KEYS), st.text(max_size=20))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    st.sampled_from(["no-op", "create", "update", "delete", "databricks_cluster", "1.2"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), TEXTS), inner, max_size=4),
    ),
    max_leaves=12,
)
REAL = {name: kept(name) for name in ("every_class", "drift", "deposed", "tainted")}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, item in inner:
        found.append((*path, key))
        if isinstance(item, dict | list):
            found += places(item, (*path, key))
    return found


PLACES = {name: places(plan) for name, plan in REAL.items()}


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """A real plan with a few values replaced by anything."""
    name = draw(st.sampled_from(sorted(REAL)))
    plan = copy.deepcopy(REAL[name])
    for path in draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=5)):
        target: Any = plan
        try:
            for key in path[:-1]:
                target = target[key]
            target[path[-1]] = draw(VALUES)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier damage took the place away
    return plan


def check(plan: Any) -> None:
    """Read and tell a document as the command does."""
    try:
        document = parse_document(json.dumps(plan).encode(), "plan")
        told = in_every_format(review_of(dict(document.data)))
    except PlanError:
        return
    for name, text in told.items():
        text.encode()
        assert "Tr0ub4dor" not in text, name
        if name in ("markdown", "bitbucket", "summary"):
            check_markdown(text)
    check_html(told["html"])
    json.loads(told["json"])


@settings(deadline=None)
@given(damaged())
def test_damaged_plans(plan: dict[str, Any]) -> None:
    check(plan)


@settings(deadline=None)
@given(VALUES)
def test_any_json(value: Any) -> None:
    check(value)
    check({"format_version": "1.2", "planned_values": {}, "resource_changes": value})


@settings(deadline=None)
@given(
    values=st.tuples(VALUES, VALUES, VALUES),
    marks=st.one_of(st.booleans(), VALUES),
    actions=st.sampled_from([["update"], ["delete", "create"], ["create"], ["delete"], ["no-op"]]),
    type_=st.sampled_from(["databricks_cluster", "databricks_job", "aws_s3_bucket", "x_y"]),
)
def test_any_change(
    values: tuple[Any, Any, Any], marks: Any, actions: list[str], type_: str
) -> None:
    before, after, unknown = values
    secret = {"planted": SECRET}
    rows = [
        {
            "address": f"{type_}.a",
            "type": type_,
            "name": "a",
            "change": {
                "actions": actions,
                "before": [before, f"x{SECRET}x"],
                "after": {"a": after, "b": [SECRET, marks]},
                "after_unknown": unknown,
                "before_sensitive": marks,
                "after_sensitive": marks,
            },
        },
        {
            "address": "x.planted",
            "type": "x",
            "change": {
                "actions": ["no-op"],
                "before": secret,
                "after": secret,
                "before_sensitive": {"planted": True},
                "after_sensitive": {"planted": True},
            },
        },
    ]
    check({"format_version": "1.2", "resource_changes": rows, "configuration": after})


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    with pytest.raises(PlanError, match=r"\Aplan: "):
        parse_document(raw, "plan")
