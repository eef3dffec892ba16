"""How commands print: tables for a person, JSON for a machine."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import click

from modelstacks.errors import ConfigError, ModelStacksError


def print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[str] = (),
    wrapped: Sequence[str] = (),
) -> None:
    """Print a table: `numbers` are set to the right, `wrapped` and the last column may break."""
    rows = list(rows)
    if not sys.stdout.isatty():
        click.echo(_plain_table(title, columns, rows, numbers))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(
            column,
            justify="right" if column in numbers else "left",
            overflow="fold",
            no_wrap=column != columns[-1] and column not in wrapped,
        )
    for row in rows:
        # Text, not str: what stands in square brackets is no markup here.
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    with console.capture() as capture:
        console.print(table)
    lines = (line.rstrip() for line in capture.get().splitlines())
    click.echo("\n".join([title, *(line for line in lines if line), ""]))


def _plain_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str]
) -> str:
    """Write a table for a pipe: one line per row, however wide, and no library to draw it."""
    widths = [max(len(row[at]) for row in [columns, *rows]) for at in range(len(columns))]
    last = len(columns) - 1

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if column in numbers else cell.ljust(width if at < last else 0)
            for at, (cell, width, column) in enumerate(zip(cells, widths, columns, strict=True))
        ]
        return (" " + "   ".join(padded)).rstrip()

    rule = " " + "─" * (sum(widths) + 3 * last)
    return "\n".join([title, line(columns), rule, *map(line, rows), ""])


def plain(error: ConfigError, options: Mapping[str, str] | None = None) -> ModelStacksError:
    """Return an error about what was typed, not about a file: without a heading.

    `options` maps the last part of a place, such as `rank`, to the option that said it.
    """
    lines = []
    for problem in error.problems:
        option = (options or {}).get(problem.where.rpartition(".")[2])
        lines.append(str(replace(problem, where=option) if option else problem))
    return ModelStacksError("\n".join(lines))


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with digit groups; what is not known stays `unknown`."""
    return "unknown" if value is None else f"{value:,.{digits}f}"
