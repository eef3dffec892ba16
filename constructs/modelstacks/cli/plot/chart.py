"""The picture: one bar of memory by part, and one bar per card with what it offers."""

from collections.abc import Iterator
from html import escape

from modelstacks.catalog import Catalog, Gpu
from modelstacks.cli.size_json import memory_of
from modelstacks.sizing.choice.answer import Answer
from modelstacks.sizing.hardware.precision import precision_problem
from modelstacks.sizing.memory import Memory

FONTS = "Helvetica, Arial, DejaVu Sans, Liberation Sans, sans-serif"
WIDTH, LEFT, RIGHT, TOP = 920, 130, 120, 64
BAR, GAP, CARD = 46, 34, 20
PART_COLOURS = {
    "weights": "#4472a8",
    "gradients": "#7fa7d1",
    "optimizer": "#2f4b6e",
    "activations": "#5d9c76",
    "loss": "#9cc4a4",
    "kv_cache": "#8a6db0",
    "vision": "#c59bc9",
    "engine": "#6f7f8f",
    "working_memory": "#a9b4be",
    "framework_overhead": "#c9cfd5",
    "safety_margin": "#e3e6ea",
}
VERDICT_COLOURS = {"ok": "#5d9c76", "tight": "#d9a441", "no": "#c8796f"}
OTHER = "#999999"
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10**9)
MOST_TICKS = 10
WIDE_ENOUGH = 44
NOTE = "#5a6470"


def chart(answer: Answer, catalog: Catalog) -> str:
    """Return the picture as SVG."""
    memory = memory_of(answer)
    cards = _cards(answer, catalog)
    most = max([memory.needed_gib, *(card.usable_gib for card in cards)]) * 1.04
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = {**memory.parts, **memory.margins}
    legend_top = TOP + BAR + 30
    legend, legend_height = _legend(parts, legend_top)
    cards_top = legend_top + legend_height + GAP
    bottom = cards_top + len(cards) * (CARD + 6) + 6
    body = [
        *_title(answer, memory),
        *_axis(most, scale, TOP, bottom),
        *_stack(parts, scale),
        *legend,
        *_rows(cards, memory, answer, scale, cards_top),
        *_needed(memory, scale, bottom),
    ]
    lines = "\n".join(body)
    height = bottom + 52
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{FONTS}" '
        f'font-size="12">\n<rect width="{WIDTH}" height="{height}" fill="white"/>\n'
        f"{lines}\n</svg>\n"
    )


def _cards(answer: Answer, catalog: Catalog) -> list[Gpu]:
    """Return the cards of the cloud that can be launched, and the one that is shown."""
    nodes = catalog.node_types(answer.request.cloud)
    kinds = {str(node.gpu) for node in nodes if node.gpu and node.status != "deprecated"}
    kinds.add(answer.shown.gpu.name)
    return sorted(map(catalog.gpu, kinds), key=lambda card: (card.usable_gib, card.name))


def _title(answer: Answer, memory: Memory) -> Iterator[str]:
    request, shown = answer.request, answer.shown
    task = request.task.replace("_", " ")
    method = getattr(request.job, "method", "")
    yield _text(LEFT, 24, f"{request.model.name}: {task} {method}".strip(), size=17, weight=600)
    how = shown.layout
    where = f"{shown.name}, {shown.precision}" + (f", {how}" if how else "")
    line = f"{where}: {memory.needed_gib:.1f} GiB needed on the busiest GPU"
    yield _text(LEFT, 44, line, colour=NOTE)


def _axis(most: float, scale: float, top: int, bottom: int) -> Iterator[str]:
    step = next(step for step in STEPS if most / step <= MOST_TICKS)
    for tick in range(0, int(most) + 1, step):
        x = LEFT + tick * scale
        yield f'<line x1="{x:.1f}" y1="{top - 6}" x2="{x:.1f}" y2="{bottom}" stroke="#e6e9ec"/>'
        yield _text(x, bottom + 16, str(tick), anchor="middle", colour=NOTE)
    yield _text(LEFT - 10, bottom + 16, "GiB", anchor="end", colour=NOTE)


def _stack(parts: dict[str, float], scale: float) -> Iterator[str]:
    yield _text(LEFT - 10, TOP + BAR / 2 + 4, "needs", anchor="end")
    x = float(LEFT)
    for name, value in parts.items():
        width = value * scale
        colour = PART_COLOURS.get(name, OTHER)
        title = f"<title>{escape(_words(name))}: {value:.2f} GiB</title>"
        yield (
            f'<rect x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{BAR}" fill="{colour}" '
            f'stroke="white">{title}</rect>'
        )
        if width >= WIDE_ENOUGH:
            dark = name in ("framework_overhead", "safety_margin", "loss", "working_memory")
            label = f"{value:.1f}"
            colour = "#30363d" if dark else "white"
            yield _text(x + width / 2, TOP + BAR / 2 + 4, label, anchor="middle", colour=colour)
        x += width


def _legend(parts: dict[str, float], top: int) -> tuple[list[str], int]:
    x, y, lines = LEFT, top, []
    for name, value in parts.items():
        if value <= 0:
            continue
        label = f"{_words(name)} {value:.2f}"
        width = 30 + 7 * len(label)
        if x + width > WIDTH - 20:
            x, y = LEFT, y + 20
        colour = PART_COLOURS.get(name, OTHER)
        lines.append(f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        lines.append(_text(x + 18, y, label))
        x += width
    return lines, y - top + 12


def _rows(
    cards: list[Gpu], memory: Memory, answer: Answer, scale: float, top: int
) -> Iterator[str]:
    kind, precision = answer.request.shape.kind, answer.shown.precision
    for at, card in enumerate(cards):
        y = top + at * (CARD + 6)
        verdict = memory.verdict(card.usable_gib)
        colour = VERDICT_COLOURS[verdict]
        width = card.usable_gib * scale
        yield _text(LEFT - 10, y + CARD / 2 + 4, card.name, anchor="end")
        yield (
            f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="{CARD}" fill="{colour}" '
            'fill-opacity="0.75"/>'
        )
        problem = precision_problem(precision, kind, card)
        if problem:
            colour = OTHER
        label = f"{card.usable_gib:g} usable, {problem.found if problem else verdict}"
        yield _text(LEFT + width + 7, y + CARD / 2 + 4, label)


def _needed(memory: Memory, scale: float, bottom: int) -> Iterator[str]:
    x = LEFT + memory.needed_gib * scale
    yield (
        f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{bottom}" stroke="#30363d" '
        'stroke-dasharray="5 4"/>'
    )
    yield _text(x, bottom + 34, f"needed {memory.needed_gib:.1f}", anchor="middle", weight=600)


def _words(name: str) -> str:
    return name.replace("_", " ").replace("kv", "KV")


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    colour: str = "#30363d",
    size: int = 12,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
    )
