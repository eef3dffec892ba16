"""`modelstacks model`: models of the project's own."""

from dataclasses import asdict
from pathlib import Path

import click

from modelstacks.catalog import load_project_catalog, write_project_model
from modelstacks.cli.output import number, plain, print_json
from modelstacks.cli.project import config_option, find_config, json_option
from modelstacks.errors import ConfigError, ModelStacksError, Problem
from modelstacks.sizing.own_model import model_from_config


@click.group()
def model() -> None:
    """Add models that we do not ship."""


@model.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Its name here.  [default: what the file calls it]")
@click.option("--family", default="", help="Its family.  [default: its model_type]")
@click.option("--replace", is_flag=True, help="Write over a model that was added before.")
@config_option
@json_option
def add(  # noqa: PLR0917  click passes by name
    file: Path, name: str, family: str, replace: bool, config: Path | None, as_json: bool
) -> None:
    """Add the model that a Hugging Face config.json describes: FILE.

    Its dimensions go to config/models/NAME.json; `size`, `models` and family files know it then.
    """
    folder = find_config(config)
    try:
        added = model_from_config(file, name=name, family=family)
    except ConfigError as error:
        raise plain(error) from error
    known = load_project_catalog(folder).models
    is_ours = known.get(added.name)
    if is_ours and (is_ours.dimensions is None or not replace):
        fix = "--replace, or --name for another one" if is_ours.dimensions else "--name"
        found = f"there is a model `{added.name}` already"
        raise ModelStacksError(str(Problem(where="--name", found=found, fix=fix)))
    written = write_project_model(folder, added)
    if as_json:
        print_json({**asdict(added), "file": str(written)})
        return
    click.echo(
        f"{added.name}: {added.architecture}, {number(added.parameters)} parameters, "
        f"{added.nominal_billions:g}B nominal\nwritten to {written}\n"
        f"next: modelstacks size {added.name}"
    )
