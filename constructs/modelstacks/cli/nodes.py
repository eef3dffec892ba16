"""`modelstacks nodes`: the node types of the catalog."""

from dataclasses import asdict
from typing import get_args

import click

from modelstacks.catalog import Catalog, Cloud, NodeType, load_catalog
from modelstacks.cli.output import number, print_json, print_table
from modelstacks.cli.project import json_option
from modelstacks.errors import ModelStacksError, Problem, nearest


@click.command()
@click.option(
    "--cloud", type=click.Choice(get_args(Cloud)), default="aws", show_default=True, help="Cloud."
)
@click.option("--gpu", metavar="KIND", help="GPU kind such as A10G or A100; `none` for CPU nodes.")
@json_option
def nodes(cloud: Cloud, gpu: str | None, as_json: bool) -> None:
    """List the node types of a cloud, with GPU memory, price and status."""
    catalog = load_catalog()
    rows = _of_kind(catalog.node_types(cloud), gpu, cloud)
    if as_json:
        print_json([_as_json(node, catalog) for node in rows])
        return
    print_table(
        f"{cloud} node types, US dollars and DBU per hour on demand, as of {rows[0].as_of}",
        ("name", "GPU", "GiB each", "vCPU", "RAM GiB", "NVMe GB", "$/h", "DBU/h", "status", "note"),
        [
            (
                node.name,
                f"{node.gpus} x {node.gpu}" if node.gpu else "none",
                number(catalog.gpu(node.gpu).usable_gib, 1) if node.gpu else "",
                str(node.vcpus),
                f"{node.ram_gib:g}",
                str(node.nvme_gb or "none"),
                number(node.usd_per_hour, 2),
                number(node.dbu_per_hour, 2),
                node.status,
                node.note,
            )
            for node in rows
        ],
        numbers=("GiB each", "vCPU", "RAM GiB", "NVMe GB", "$/h", "DBU/h"),
    )


def _of_kind(rows: tuple[NodeType, ...], kind: str | None, cloud: Cloud) -> list[NodeType]:
    if kind is None:
        return list(rows)
    if kind.lower() == "none":
        return [node for node in rows if not node.gpu]
    wanted = kind.upper()
    found = [node for node in rows if node.gpu and _is_kind(node.gpu, wanted)]
    if not found:
        known = sorted({node.gpu for node in rows if node.gpu})
        problem = Problem(
            where="--gpu",
            found=f"no node type on {cloud} has the GPU `{kind}`",
            nearest=nearest(kind, known),
            allowed=", ".join([*known, "none"]),
        )
        raise ModelStacksError(str(problem))
    return found


def _is_kind(gpu: str, wanted: str) -> bool:
    return gpu.upper() == wanted or gpu.upper().startswith(f"{wanted}-")


def _as_json(node: NodeType, catalog: Catalog) -> dict[str, object]:
    usable = catalog.gpu(node.gpu).usable_gib if node.gpu else None
    return {**asdict(node), "usable_gib_per_gpu": usable}
