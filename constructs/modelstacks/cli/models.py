"""`modelstacks models`: the models of the catalog."""

from dataclasses import asdict
from pathlib import Path

import click

from modelstacks.catalog import Model, load_project_catalog
from modelstacks.cli.output import number, print_json, print_table
from modelstacks.cli.project import config_option, find_config_or_none, json_option
from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.dimensions import architecture_of

GIB = 2**30
BF16_BYTES = 2


@click.command()
@click.argument("name", required=False)
@config_option
@json_option
def models(name: str | None, config: Path | None, as_json: bool) -> None:
    """List the models of the catalog and the project, or tell all about one."""
    catalog = load_project_catalog(find_config_or_none(config))
    if name:
        model = catalog.model(name)
        if as_json:
            print_json(_as_json(model))
        else:
            _print_one(model)
        return
    rows = list(catalog.models.values())
    if as_json:
        print_json([_as_json(model) for model in rows])
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
    if model.provisioned_throughput:
        facts["serving"] = "provisioned throughput, in bands of tokens per second"
    if model.note:
        facts["note"] = model.note
    facts |= _dimensions(architecture_of(model))
    facts |= {"source": model.source, "as of": model.as_of}
    print_table(model.name, ("fact", "value"), list(facts.items()))


def _dimensions(shape: Architecture) -> dict[str, str]:
    fields = {key: value for key, value in asdict(shape).items() if key not in {"name", "tower"}}
    facts = {key.replace("_", " "): str(value) for key, value in fields.items()}
    facts["KV cache per token"] = f"{number(shape.kv_bytes_per_token())} bytes in bf16"
    if shape.kv_elements_per_image:
        gib = number(shape.kv_bytes_per_image() / GIB, 2)
        facts["KV cache per image"] = f"{gib} GiB in bf16, all tiles"
    facts |= {f"parameters, {part}": number(n) for part, n in shape.split.as_mapping().items()}
    return facts


def _as_json(model: Model) -> dict[str, object]:
    shape = architecture_of(model)
    return {
        **asdict(model),
        "dimensions": {key: value for key, value in asdict(shape).items() if key != "name"},
        "kv_bytes_per_token": shape.kv_bytes_per_token(),
        "kv_bytes_per_image": shape.kv_bytes_per_image(),
        "parameters_by_part": dict(shape.split.as_mapping()),
    }


def _bf16_gib(model: Model) -> str:
    return number(model.parameters * BF16_BYTES / GIB, 2)
