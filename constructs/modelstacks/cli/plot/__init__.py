"""Draws memory by part against the cards' limits: as SVG, HTML, or PNG where resvg is installed."""

from importlib.util import find_spec
from pathlib import Path

from modelstacks.catalog import Catalog
from modelstacks.cli.plot.chart import chart
from modelstacks.errors import ModelStacksError, Problem
from modelstacks.sizing.choice.answer import Answer

KINDS = (".svg", ".html", ".png")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ margin: 2rem; font-family: system-ui, sans-serif }} svg {{ max-width: 100% }}</style>
</head><body>
{svg}
</body></html>
"""


def check_plot(file: Path) -> None:
    """Raise `ModelStacksError` when such a file cannot be drawn here."""
    kind = file.suffix.lower()
    if kind not in KINDS:
        problem = Problem(
            where="--plot",
            found=f"`{file.name}` ends in `{kind}`" if kind else f"`{file.name}` has no ending",
            allowed=", ".join(KINDS),
        )
        raise ModelStacksError(str(problem))
    if kind == ".png" and find_spec("resvg_py") is None:
        problem = Problem(
            where="--plot",
            found="a PNG needs the package resvg-py, which is not installed",
            fix="pip install 'modelstacks[plot]', or take .svg or .html, which need nothing",
        )
        raise ModelStacksError(str(problem))
    if not file.absolute().parent.is_dir():
        found = f"there is no folder `{file.parent}`"
        raise ModelStacksError(str(Problem(where="--plot", found=found)))


def write_plot(answer: Answer, catalog: Catalog, file: Path) -> None:
    """Draw the answer into a file; its ending says how."""
    svg = chart(answer, catalog)
    kind = file.suffix.lower()
    try:
        if kind == ".png":
            import resvg_py

            file.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=2)))
        elif kind == ".html":
            file.write_text(PAGE.format(title=answer.request.model.name, svg=svg), "utf-8")
        else:
            file.write_text(svg, encoding="utf-8")
    except OSError as error:
        found = f"`{file}` cannot be written: {error.strerror}"
        raise ModelStacksError(str(Problem(where="--plot", found=found))) from error
