"""The JSON of a dashboard: every panel shows columns that its query answers."""

import json
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from modelstacks.monitoring.lakeview import PANELS, WIDTH, dashboard_json
from modelstacks.surroundings.watch_plans import QueryPlan, Values

COST: Values = {"environment": "dev", "family": "t5", "days": 30}
QUERIES: dict[str, tuple[Values, ...]] = {
    "cost_by_model": (COST,),
    "gpu_node_use": (COST,),
    "job_runs": (COST,),
    "endpoint_requests": ({"endpoints": ("a",), "days": 30},),
    "endpoint_latency": ({"endpoint": "a", "inference_table": "a.b.c", "days": 30},),
}


def made(*names: str) -> dict[str, Any]:
    queries = [QueryPlan(name=name, parameters=QUERIES[name]) for name in names]
    found: dict[str, Any] = json.loads(dashboard_json("dev-t5-watch", queries))
    return found


@pytest.mark.parametrize("name", sorted(PANELS))
def test_panels_show_columns_of_their_query(name: str) -> None:
    dashboard = made(name)
    text = "".join(dashboard["datasets"][0]["queryLines"]).replace("IDENTIFIER('a.b.c')", "c")
    parsed = sqlglot.parse_one(text, dialect="databricks")
    assert isinstance(parsed, exp.Query)
    answered = set(parsed.named_selects)

    for item in dashboard["pages"][0]["layout"]:
        (query,) = item["widget"]["queries"]
        for field in query["query"]["fields"]:
            read = sqlglot.parse_one(field["expression"], dialect="databricks")
            assert {one.name for one in read.find_all(exp.Column)} <= answered
        shown = {one["fieldName"] for one in item["widget"]["spec"]["encodings"].values()}
        assert shown == {field["name"] for field in query["query"]["fields"]}


def test_panels_do_not_overlap() -> None:
    layout = made(*QUERIES)["pages"][0]["layout"]
    cells = [
        (x, y)
        for item in layout
        for at in [item["position"]]
        for x in range(at["x"], at["x"] + at["width"])
        for y in range(at["y"], at["y"] + at["height"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < WIDTH
    names = [item["widget"]["name"] for item in layout]
    assert len(names) == len(set(names))


def test_a_title_says_what_is_shown() -> None:
    (item,) = made("cost_by_model")["pages"][0]["layout"]

    title = item["widget"]["spec"]["frame"]["title"]
    assert title == "Databricks cost by model and day, in US dollars at list price"


def test_the_same_queries_are_the_same_text() -> None:
    assert made(*QUERIES) == made(*QUERIES)
