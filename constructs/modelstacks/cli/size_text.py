"""The answer of `modelstacks size` for a person: bars of memory, reasons, a ranking."""

from collections.abc import Iterator

import click

from modelstacks.cli.output import number, print_table
from modelstacks.cli.size_json import memory_of
from modelstacks.sizing.choice.answer import Answer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.explanation import span
from modelstacks.sizing.memory import FineTune
from modelstacks.sizing.pricing import dollars

BAR = 40
SHOWN = 12
TASKS = {"batch_inference": "batch inference of", "serve": "serving"}
BLOCK, REST = "█", " ▏▎▍▌▋▊▉"


def print_answer(answer: Answer, *, every: bool) -> None:
    """Print all there is to say, the verdict first."""
    click.echo("\n".join([*_head(answer), ""]))
    click.echo("\n".join([*_bars(answer), ""]))
    click.echo("\n".join([*_reasons(answer), ""]))
    _ranking(answer, every=every)
    click.echo("assumed: " + "; ".join(answer.assumptions))


def _head(answer: Answer) -> Iterator[str]:
    request, chosen = answer.request, answer.chosen
    job = request.job
    what = TASKS.get(request.task, "")
    if isinstance(job, FineTune):
        names = {"full": "full fine-tuning", "lora": "LoRA", "qlora": "QLoRA"}
        what = f"{names[job.method]} of"
    size = f"{number(request.shape.parameters)} parameters"
    trained = memory_of(answer).trainable_parameters
    if trained and trained != request.shape.parameters:
        size += f", {number(trained)} trained"
    yield f"{what} {request.model.name} on {request.cloud} ({size})"
    if chosen:
        yield f"{answer.verdict}: {chosen.name if chosen.node.gpus else chosen.node.name}"
    else:
        asked = f"{answer.shown.name} does not do" if request.asked else "nothing allowed holds it"
        yield f"no: {asked}"


def _bars(answer: Answer) -> Iterator[str]:
    memory, shown = memory_of(answer), answer.shown
    most = max(memory.needed_gib, shown.usable_gib)
    where = f"{shown.gpu.name}, {shown.precision}"
    yield f"GiB on the busiest GPU ({where}; {memory.phase})"
    for name, value in memory.parts.items():
        yield _row(name.replace("_", " "), value, most)
    yield _row("peak", memory.peak_gib, most)
    for name, value in memory.margins.items():
        if value:
            yield _row(f"+ {name.replace('_', ' ')}", value, most)
    yield _row("needed", memory.needed_gib, most)
    yield _row("usable", shown.usable_gib, most)
    host = getattr(shown.node, "ram_gib", None)
    has = f" of {host:,.0f}" if host and host != float("inf") else ""
    yield f"host RAM per node: {memory.host_gib:,.0f}{has} GiB"


def _row(name: str, value: float, most: float) -> str:
    eighths = round(value / most * BAR * 8)
    bar = BLOCK * (eighths // 8) + (REST[eighths % 8] if eighths % 8 else "")
    return f"  {name:<20} {value:>8.2f}  {bar}".rstrip()


def _reasons(answer: Answer) -> Iterator[str]:
    yield "why"
    for reason in answer.reasons:
        yield f"  - {reason}"


def _ranking(answer: Answer, *, every: bool) -> None:
    rows = [one for one in answer.candidates if one.fits]
    if every or len(answer.candidates) == 1:
        rows = list(answer.candidates)
    if not rows:
        return
    shown = rows if every else rows[:SHOWN]
    more = f", {len(rows) - len(shown)} more with --all" if len(rows) > len(shown) else ""
    is_served = answer.request.task == "serve"
    columns = ["node type", "nodes", "GPUs", "GiB per GPU", "verdict", "$/h"]
    columns += ["sequences"] if is_served else ["hours", "$ of the job"]
    print_table(
        f"ranked by {'size' if is_served else 'cost of the job'}{more}",
        [*columns, "why not"],
        [_cells(one, is_served=is_served) for one in shown],
        numbers=("nodes", "GPUs", "$/h", "hours", "$ of the job", "sequences"),
    )


def _cells(one: Candidate, *, is_served: bool) -> list[str]:
    band = dollars(one.price).removesuffix("/h").removeprefix("$") if one.price else "unknown"
    cells = [one.node.name, str(one.workers), _gpus(one), one.fill if one.memory else ""]
    cells += [one.verdict, band if one.fits else ""]
    if is_served:
        return [*cells, number(one.concurrency) if one.concurrency is not None else "", one.why_not]
    hours = span(one.hours) if one.hours else ""
    usd = span(one.usd) if one.usd else ("unknown" if one.fits else "")
    return [*cells, hours, usd, one.why_not]


def _gpus(one: Candidate) -> str:
    return f"{one.gpus} x {one.gpu.name}" if one.node.gpus else "none"
