"""The diagram of a stack as SVG: what is read on the left, its readers on the right."""

import html
from collections import defaultdict

from modelstacks.review.graph import Graph, Node, graph_of
from modelstacks.review.plan import Plan

MOST_NODES = 60
MOST_EDGES = 160
_WIDTH, _HEIGHT = 230, 44
_GAP_X, _GAP_Y = 60, 14
_MARGIN = 12
_LONGEST = 34
_ROWS = 14
"""Boxes in one column; more go into a further one."""


def svg(plan: Plan, name: str = "tip") -> str:
    """Return the diagram, `name` told apart from others on a page; empty without changes."""
    graph = graph_of(plan, most_nodes=MOST_NODES, most_edges=MOST_EDGES)
    if not graph.nodes:
        return ""
    places = _places(graph)
    width = max(x for x, _ in places.values()) + _WIDTH + _MARGIN
    height = max(y for _, y in places.values()) + _HEIGHT + _MARGIN
    drawn = [_edge(places[one], places[other], name) for one, other in graph.edges]
    drawn += [_box(node, places[node.source]) for node in graph.nodes]
    more = f" {graph.left_out} more are not drawn." if graph.left_out else ""
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>What changes, and what refers to it.{more}</title>"
        f'<defs><marker id="{name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>'
        f"{''.join(drawn)}</svg>"
    )


def _places(graph: Graph) -> dict[str, tuple[int, int]]:
    columns: dict[int, list[str]] = defaultdict(list)
    depths = _depths(graph)
    for node in graph.nodes:
        columns[depths[node.source]].append(node.source)
    places, at = {}, 0
    for depth in sorted(columns):
        names = columns[depth]
        for start in range(0, len(names), _ROWS):
            for row, name in enumerate(names[start : start + _ROWS]):
                x = _MARGIN + at * (_WIDTH + _GAP_X)
                places[name] = (x, _MARGIN + row * (_HEIGHT + _GAP_Y))
            at += 1
    return places


def _depths(graph: Graph) -> dict[str, int]:
    """Return for each node how many steps it is from what it needs; circles end after a while."""
    depths = {node.source: 0 for node in graph.nodes}
    for _ in range(len(depths)):
        changed = False
        for one, other in graph.edges:
            if depths[other] <= depths[one] < len(depths):
                depths[other] = depths[one] + 1
                changed = True
        if not changed:
            break
    return depths


def _box(node: Node, place: tuple[int, int]) -> str:
    x, y = place
    type_, _, name = _last_two(node.source)
    told = "unchanged" if node.change == "no-op" else str(node.change)
    times = f" ({node.count})" if node.count > 1 else ""
    return (
        f'<g class="{node.level}"><title>{html.escape(node.source)}</title>'
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
        f'<text x="{x + 10}" y="{y + 18}">{html.escape(_short(type_))}</text>'
        f'<text x="{x + 10}" y="{y + 35}" class="name">'
        f"{html.escape(_short(f'{told}{times}: {name}'))}</text></g>"
    )


def _last_two(source: str) -> tuple[str, str, str]:
    head, _, name = source.rpartition(".")
    return head.rpartition(".")[2], ".", name


def _edge(start: tuple[int, int], end: tuple[int, int], tip: str) -> str:
    x1, y1 = start[0] + _WIDTH, start[1] + _HEIGHT // 2
    x2, y2 = end[0], end[1] + _HEIGHT // 2
    if start[0] >= end[0]:
        # Not to the right of it: the line leaves and arrives where there is room.
        x1, x2 = start[0] + _WIDTH, end[0] + _WIDTH
    bend = max(30, abs(x2 - x1) // 2)
    out = x2 - bend if start[0] < end[0] else x2 + bend
    path = f"M{x1} {y1}C{x1 + bend} {y1} {out} {y2} {x2} {y2}"
    return f'<path class="edge" d="{path}" marker-end="url(#{tip})"/>'


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
