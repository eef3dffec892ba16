"""The JSON of a dashboard (Lakeview), made from queries and the way each is shown.

Format: that of exported `.lvdash.json` files; a canvas is six columns wide.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from modelstacks.frozen import frozen
from modelstacks.monitoring.queries import query_text, query_title
from modelstacks.surroundings.watch_plans import QueryPlan

Json = dict[str, Any]
Chart = Literal["bar", "line"]
Scale = Literal["temporal", "quantitative", "categorical"]

WIDTH = 6
HEIGHT = 6
WIDGET_VERSION = 3


@frozen
class Panel:
    """How a query is shown."""

    chart: Chart
    x: str
    """Column of time."""

    y: str
    """SQL over the rows of one point, such as ``SUM(`usd`)``."""

    color: str
    title: str = ""
    """Default: the title of the query."""


PANELS: dict[str, tuple[Panel, ...]] = {
    "cost_by_model": (Panel(chart="bar", x="day", y="SUM(`usd`)", color="model"),),
    "gpu_node_use": (
        Panel(chart="bar", x="hour", y="SUM(`nodes`)", color="node_type", title="GPU nodes"),
        Panel(
            chart="line",
            x="hour",
            y="AVG(`cpu_percent`)",
            color="model",
            title="Percent of the processors of GPU nodes in use",
        ),
    ),
    "job_runs": (Panel(chart="bar", x="day", y="SUM(`runs`)", color="result"),),
    "endpoint_requests": (
        Panel(chart="line", x="hour", y="SUM(`requests`)", color="endpoint", title="Requests"),
        Panel(
            chart="line",
            x="hour",
            y="SUM(`errors`) / SUM(`requests`)",
            color="endpoint",
            title="Share of requests that ended in a server error",
        ),
    ),
    "endpoint_latency": (Panel(chart="line", x="hour", y="MAX(`p95_ms`)", color="endpoint"),),
}


def dashboard_json(title: str, queries: Sequence[QueryPlan]) -> str:
    """Return the dashboard, two panels in a row."""
    datasets = [
        {
            "name": query.name,
            "displayName": query.name.replace("_", " "),
            "queryLines": query_text(query).splitlines(keepends=True),
        }
        for query in queries
    ]
    page = {
        "name": "watch",
        "displayName": title,
        "pageType": "PAGE_TYPE_CANVAS",
        "layout": list(_layout(queries)),
    }
    return json.dumps({"datasets": datasets, "pages": [page]}, sort_keys=True)


def _layout(queries: Sequence[QueryPlan]) -> Iterator[Json]:
    shown = [(query, panel) for query in queries for panel in PANELS[query.name]]
    half = WIDTH // 2
    for at, (query, panel) in enumerate(shown):
        position = {
            "x": at % 2 * half,
            "y": at // 2 * HEIGHT,
            "width": half,
            "height": HEIGHT,
        }
        yield {"position": position, "widget": _widget(f"panel-{at + 1}", query.name, panel)}


def _widget(name: str, dataset: str, panel: Panel) -> Json:
    fields = [
        {"name": panel.x, "expression": f"`{panel.x}`"},
        {"name": "value", "expression": panel.y},
        {"name": panel.color, "expression": f"`{panel.color}`"},
    ]
    encodings = {
        "x": _encoding(panel.x, "temporal"),
        "y": _encoding("value", "quantitative"),
        "color": _encoding(panel.color, "categorical"),
    }
    query = {"datasetName": dataset, "fields": fields, "disaggregated": False}
    return {
        "name": name,
        "queries": [{"name": "main_query", "query": query}],
        "spec": {
            "version": WIDGET_VERSION,
            "widgetType": panel.chart,
            "encodings": encodings,
            "frame": {"showTitle": True, "title": panel.title or query_title(dataset)},
        },
    }


def _encoding(field: str, scale: Scale) -> Json:
    return {"fieldName": field, "scale": {"type": scale}, "displayName": field}
