"""`modelstacks models`: the models of the catalog."""

from dataclasses import asdict

import click

from modelstacks.catalog import Model, load_catalog
from modelstacks.cli.output import number, print_json, print_table
from modelstacks.cli.project import json_option

GIB = 2**30
BF16_BYTES = 2


@click.command()
@click.argument("name", required=False)
@json_option
def models(name: str | None, as_json: bool) -> None:
    """List the models of the catalog, or tell all about one."""
    catalog = load_catalog()
    if name:
        model = catalog.model(name)
        if as_json:
            print_json(asdict(model))
        else:
            _print_one(model)
        return
    rows = list(catalog.models.values())
    if as_json:
        print_json([asdict(model) for model in rows])
        return
    print_table(
        "Models",
        ("name", "parameters", "nominal B", "bf16 GiB", "architecture", "Hugging Face"),
        [
            (
                model.name,
                number(model.parameters),
                f"{model.nominal_billions:g}",
                _bf16_gib(model),
                model.architecture,
                model.hugging_face_id,
            )
            for model in rows
        ],
        numbers=("parameters", "nominal B", "bf16 GiB"),
    )


def _print_one(model: Model) -> None:
    facts = {
        "family": model.family,
        "Hugging Face": model.hugging_face_id,
        "architecture": model.architecture,
        "parameters": number(model.parameters),
        "nominal size": f"{model.nominal_billions:g} billion",
        "weights in bf16": f"{_bf16_gib(model)} GiB",
        "transformers": f"{model.minimum_transformers} or newer",
    }
    if model.dimensions:
        facts |= {
            key.replace("_", " "): str(value) for key, value in asdict(model.dimensions).items()
        }
    facts |= {"source": model.source, "as of": model.as_of}
    print_table(model.name, ("fact", "value"), list(facts.items()))


def _bf16_gib(model: Model) -> str:
    return number(model.parameters * BF16_BYTES / GIB, 2)
