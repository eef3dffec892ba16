"""The resources of a plan and what refers to what, small enough to be drawn."""

from collections import defaultdict

from modelstacks.frozen import frozen
from modelstacks.review.actions import CLASSES, ChangeClass
from modelstacks.review.plan import LEVELS, Level, Plan


@frozen
class Node:
    """All instances of one resource of the configuration."""

    source: str
    change: ChangeClass
    """The worst of its instances; `no-op` of one that is drawn for what hangs on it."""

    level: Level
    count: int
    """How many instances change."""


@frozen
class Graph:
    """Nodes, the most important first, and edges between them."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    """From what is read to what reads it."""

    left_out: int
    """Changed resources that did not fit."""


def graph_of(plan: Plan, *, most_nodes: int, most_edges: int) -> Graph:
    """Return what changes and, where there is room, what stands next to it."""
    changed: dict[str, list[tuple[ChangeClass, Level]]] = defaultdict(list)
    for change in plan.changes:
        changed[change.source].append((change.change, change.level))
    nodes = [_node(source, found) for source, found in changed.items()]
    nodes.sort(
        key=lambda node: (-LEVELS.index(node.level), CLASSES.index(node.change), node.source)
    )
    kept = nodes[:most_nodes]
    names = {node.source for node in kept}
    edges = [edge for edge in plan.edges if names.intersection(edge)]
    for edge in edges:
        for source in edge:
            # Data sources only look something up: they are no part of the stack.
            is_data = source.startswith("data.") or ".data." in source
            if source not in names and not is_data and len(kept) < most_nodes:
                if source in changed:
                    continue
                kept.append(Node(source=source, change="no-op", level="none", count=0))
                names.add(source)
    shown = [edge for edge in edges if names.issuperset(edge)]
    return Graph(
        nodes=tuple(kept),
        edges=tuple(shown[:most_edges]),
        left_out=max(0, len(nodes) - most_nodes),
    )


def _rank(node: Node) -> tuple[int, int, str]:
    return -LEVELS.index(node.level), CLASSES.index(node.change), node.source


def _node(source: str, found: list[tuple[ChangeClass, Level]]) -> Node:
    return Node(
        source=source,
        change=min((change for change, _ in found), key=CLASSES.index),
        level=max((level for _, level in found), key=LEVELS.index),
        count=len(found),
    )
