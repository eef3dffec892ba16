"""`modelstacks review`: what a plan of Terraform would do, told for a person or a machine."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modelstacks.errors import ModelStacksError
from modelstacks.review.document import PlanDocument, parse_document, read_document
from modelstacks.review.marker import Marker
from modelstacks.review.render.limit import LIMITS
from modelstacks.review.review import Given, Review, environment_of, review_documents

if TYPE_CHECKING:
    from modelstacks.review.sizing import Estimates

FORMATS = ("text", "markdown", "summary", "html", "json")
_SERVICES = [name for name in LIMITS if name != "step-summary"]
_PLAIN_NAMES = ("plan", "tfplan", "show", "stdin")


@click.command()
@click.argument("plans", metavar="[[ENV/]STACK=]PLAN_JSON...", nargs=-1, required=True)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="markdown is a comment, summary the longer page of a run, html one file.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option(
    "--service",
    type=click.Choice(_SERVICES),
    default="github",
    show_default=True,
    help="Whose limits the comment keeps.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Configuration after the change: tells the memory that models need.",
)
@click.option(
    "--config-before",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Configuration before the change.",
)
@click.option("--link", default="", metavar="URL", help="Where all of it is, for the comment.")
@click.option("--commit", default="", metavar="SHA", help="Commit, for the comment's marker.")
@click.option("--run", default="", metavar="ID", help="Run, for the comment's marker.")
@click.option("--key", default="plan", show_default=True, help="Which comment of several.")
def review(
    *,
    plans: tuple[str, ...],
    format_: str,
    output: Path | None,
    service: str,
    config: Path | None,
    config_before: Path | None,
    link: str,
    commit: str,
    run: str,
    key: str,
) -> int:
    """Tell what plans would do: dangers first, causes, fields, drift, machines; no secrets.

    PLAN_JSON is what `terraform show -json PLAN` prints, of any Terraform or OpenTofu; `-` is
    standard input. STACK= says what to call it. Exits with 0 when there is nothing to do, 1 when
    there is, 2 when a file cannot be read.
    """
    with no_collection():
        given = [_given(spec, config, config_before) for spec in plans]
        made = review_documents(given)
    marker = Marker(
        key=key,
        fingerprint="+".join(plan.fingerprint for plan in made.plans),
        commit=commit,
        run=run,
        valid_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    with no_collection():
        text = _renderer(format_, service, link, marker)(made)
    if output is None:
        click.echo(text, nl=False)
    else:
        write(output, text)
    return int(made.found_something)


@contextmanager
def no_collection() -> Iterator[None]:
    """Do not look for circles meanwhile: a large plan would be gone through again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write(path: Path, text: str) -> None:
    """Write a file. Raises `ModelStacksError` where that is not possible."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ModelStacksError(f"{path}: cannot be written: {error.strerror}") from None


def _renderer(format_: str, service: str, link: str, marker: Marker) -> Callable[[Review], str]:
    if format_ == "text":
        from modelstacks.review.render.text import text

        return text
    if format_ == "json":
        from modelstacks.review.render.as_json import as_json

        return as_json
    if format_ == "html":
        from modelstacks.review.render.html import html

        return html
    from modelstacks.review.render.markdown import Context, markdown

    if format_ == "summary":
        return lambda made: markdown(made, limit=LIMITS["step-summary"])
    context = Context(marker=marker, link=_checked(link))
    return lambda made: markdown(made, limit=LIMITS[service], context=context)


def _checked(link: str) -> str:
    if link and (not link.startswith(("https://", "http://")) or set(link) & set(' <>()"\n`')):
        raise click.UsageError(f"--link: {link!r} is no address of a page")
    return link


def _given(spec: str, config: Path | None, config_before: Path | None) -> Given:
    label, found, file = spec.rpartition("=")
    if Path(spec).exists():
        label, found, file = "", "", spec
    environment, _, stack = label.rpartition("/")
    document = _read(file)
    environment = environment or environment_of(document)
    return Given(
        document=document,
        stack=stack if found and stack else _name(file),
        environment=environment,
        before=_estimates(config_before, environment),
        after=_estimates(config, environment),
    )


def _read(file: str) -> PlanDocument:
    if file == "-":
        return parse_document(sys.stdin.buffer.read(), "standard input")
    return read_document(Path(file))


def _name(file: str) -> str:
    if file == "-":
        return "plan"
    path = Path(file).absolute()
    return path.parent.name or "plan" if path.stem in _PLAIN_NAMES else path.stem


def _estimates(config: Path | None, environment: str) -> "Estimates | None":
    if config is None or not environment:
        return None
    from modelstacks.cli.project import find_config

    return estimates_of(find_config(config), environment)


def estimates_of(config: Path, environment: str) -> "Estimates":
    """Return what the configuration decides for each model of an environment."""
    from modelstacks.review.sizing import estimates
    from modelstacks.settings import load_project
    from modelstacks.sizing import plan_family

    project = load_project(config, environment)
    return estimates(
        plan_family(family, project.environment, project.catalog) for family in project.families
    )
