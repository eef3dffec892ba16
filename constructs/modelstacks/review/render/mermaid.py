"""The diagram of a stack for Markdown, in the notation of Mermaid."""

import re

from modelstacks.review.graph import Graph, Node, graph_of
from modelstacks.review.plan import Plan

MOST_NODES = 40
MOST_EDGES = 90
_LONGEST_LABEL = 60
_FOREIGN = re.compile(r"[^A-Za-z0-9_.\- ]")
"""What has a meaning in Mermaid, or may have one: a label is drawn without it."""

_STYLES = {
    "danger": "fill:#ffd7d5,stroke:#cf222e,color:#1f2328,stroke-width:2px",
    "caution": "fill:#ffe8c7,stroke:#bc4c00,color:#1f2328",
    "change": "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "none": "fill:#f6f8fa,stroke:#8c959f,color:#57606a",
}


def mermaid_lines(plan: Plan) -> list[str]:
    """Return the lines of the diagram; none when there is nothing to draw."""
    graph = graph_of(plan, most_nodes=MOST_NODES, most_edges=MOST_EDGES)
    if not graph.nodes:
        return []
    numbers = {node.source: f"n{at}" for at, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    lines += [
        f'  {numbers[node.source]}["{_label(node)}"]:::{_style(node)}' for node in graph.nodes
    ]
    lines += [f"  {numbers[one]} --> {numbers[other]}" for one, other in graph.edges]
    lines += [f"  classDef {name} {style}" for name, style in _STYLES.items()]
    return [*lines, *_left_out(graph)]


def _left_out(graph: Graph) -> list[str]:
    return [f'  more["and {graph.left_out} more"]:::none'] if graph.left_out else []


def _label(node: Node) -> str:
    name = _FOREIGN.sub(".", node.source)
    if len(name) > _LONGEST_LABEL:
        name = f"{name[:_LONGEST_LABEL]}..."
    told = "" if node.change == "no-op" else f"{node.change} "
    times = f" x{node.count}" if node.count > 1 else ""
    return f"{told}{name}{times}"


def _style(node: Node) -> str:
    return node.level if node.level in _STYLES else "danger"
