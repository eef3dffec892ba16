"""Names that a single node, runtime or card must satisfy, whoever asks for it."""

from modelstacks.catalog import Catalog, Cloud, Runtime
from modelstacks.errors import Problem, listing, nearest

SAME_AS_WORKER = "same-as-worker"
RUNTIME_FLOOR = (13, 1)
MORE_NODES = "modelstacks nodes"
SHOWN_NODES = 8
SHOWN_RUNTIMES = 7


def node_problem(
    where: str, name: str, *, cloud: Cloud, catalog: Catalog, gpu: bool, unlisted: bool
) -> Problem | None:
    """Return why a node type cannot be used, or `None`. `gpu`: it has to carry GPUs."""
    nodes = catalog.node_types(cloud)
    usable = [node.name for node in nodes if node.status == "supported" and (node.gpus > 0) == gpu]
    allowed = listing(usable, f"{MORE_NODES} --cloud {cloud}", SHOWN_NODES)
    by_name = {node.name: node for node in nodes}
    node = by_name.get(name)
    if node is None:
        found = f"node type `{name}` is not in the {cloud} catalog"
        close = nearest(name, usable if gpu else by_name)
        return Problem(where=where, found=found, nearest=close, allowed=allowed)
    if node.status == "deprecated":
        instead = next((other.name for other in nodes if other.gpu in {"A10G", "A10", "L4"}), "")
        found = f"`{name}` cannot be launched ({node.note}; no bf16 either)"
        fix = f"use a newer card, such as {instead}"
        return Problem(where=where, found=found, allowed=allowed, fix=fix)
    if node.status == "unlisted" and not unlisted:
        found = f"`{name}` is {node.note}"
        fix = "set sizing.allow_unlisted_node_types: true to try it"
        return Problem(where=where, found=found, allowed=allowed, fix=fix)
    if gpu and not node.gpus:
        return Problem(where=where, found=f"`{name}` has no GPU", allowed=allowed)
    return None


def runtime_problem(where: str, key: str, catalog: Catalog) -> Problem | None:
    """Return why a runtime cannot be used for GPU workers, or `None`."""
    usable = [runtime.key for runtime in catalog.runtimes.values() if _fits(runtime)]
    usable.reverse()
    allowed = listing(usable, shown=SHOWN_RUNTIMES)
    runtime = catalog.runtimes.get(key)
    if runtime is None:
        found = f"runtime `{key}` is not in the catalog"
        close = nearest(key, [other for other in usable if other[:2] == key[:2]])
        return Problem(where=where, found=found, nearest=close, allowed=allowed)
    if not runtime.gpu or not runtime.ml:
        gpu_key = key.replace("-cpu-ml-", "-").replace("-scala", "-gpu-ml-scala")
        close = gpu_key if gpu_key in usable else ""
        found = f"`{key}` is not a GPU ML runtime, which GPU nodes need"
        return Problem(where=where, found=found, nearest=close, allowed=allowed)
    if not _fits(runtime):
        floor = ".".join(map(str, RUNTIME_FLOOR))
        found = f"`{key}` is older than {floor} ML"
        return Problem(where=where, found=found, allowed=allowed)
    return None


def accelerator_problem(where: str, kind: str, cloud: Cloud, catalog: Catalog) -> Problem | None:
    """Return why a GPU kind cannot be asked for, or `None`."""
    nodes = [node for node in catalog.node_types(cloud) if node.gpu]
    usable = sorted({str(node.gpu) for node in nodes if node.status != "deprecated"})
    if kind in usable:
        return None
    allowed = listing(usable)
    sizes = [name for name in usable if name.startswith(f"{kind}-")]
    if len(sizes) > 1:
        found = f"`{kind}` comes with different memory, which decides what fits"
        return Problem(where=where, found=found, allowed=listing(sizes))
    if kind.upper().startswith("V100"):
        found = f"`{kind}` cannot be launched any more, and it has no bf16"
        fix = "use A10G, L4 or L40S (A10 on Azure) for small models, A100-40 or larger else"
        return Problem(where=where, found=found, allowed=allowed, fix=fix)
    found = f"GPU `{kind}` is not in the {cloud} catalog"
    return Problem(where=where, found=found, nearest=nearest(kind, usable), allowed=allowed)


def _fits(runtime: Runtime) -> bool:
    return runtime.gpu and runtime.ml and runtime.version >= RUNTIME_FLOOR


def region_problem(where: str, region: str, cloud: Cloud, catalog: Catalog) -> Problem | None:
    """Return why a region cannot be used, or `None`."""
    regions = catalog.regions(cloud)
    if region in regions:
        return None
    found = f"`{region}` is not a region of Databricks on {cloud}"
    elsewhere = [other for other, names in catalog.region_names.items() if region in names]
    if elsewhere:
        found += f" but of {elsewhere[0]}"
    close = "" if elsewhere else nearest(region, regions)
    return Problem(where=where, found=found, nearest=close, allowed=listing(regions))


def band_problem(
    where: str, minimum: int | None, maximum: int | None, chunk: int | None
) -> Problem | None:
    """Return why a band of tokens per second cannot be, or `None`; `chunk`: its increment."""
    if minimum is not None and maximum is not None and minimum > maximum:
        found = f"minimum {minimum:,} is more than maximum {maximum:,}"
        return Problem(where=where, found=found)
    off = [bound for bound in (minimum, maximum) if chunk and bound is not None and bound % chunk]
    if not chunk or not off:
        return None
    near = max(1, round(off[0] / chunk)) * chunk
    found = f"{off[0]:,} is not a multiple of the chunk, {chunk:,}"
    return Problem(where=where, found=found, nearest=str(near))
