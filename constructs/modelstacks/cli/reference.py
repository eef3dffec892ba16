"""Writes the reference pages: `python -m modelstacks.cli.reference docs/reference`."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.settings import schema
from modelstacks.settings.forms import (
    access,
    aws,
    clouds,
    encryption,
    jobs,
    licence,
    network,
    sandbox,
    security,
    serving,
    storage,
    watch,
)
from modelstacks.settings.shapes import (
    Key,
    ListOf,
    MappingOf,
    Section,
    Shape,
    Switch,
    TextOrMapping,
)
from modelstacks.sizing.hardware import hardware_rules

SECTIONS = {
    "config/environments/<name>.yaml": schema.ENVIRONMENT,
    "sizing": schema.SIZING,
    "access": access.ACCESS,
    "aws": aws.AWS,
    "azure": clouds.AZURE,
    "gcp": clouds.GCP,
    "storage": storage.STORAGE_DEFAULTS,
    "storage.access_log": storage.ACCESS_LOG,
    "network": network.NETWORK,
    "network.workspace_vpc": network.WORKSPACE_VPC,
    "network.peerings.<name>": network.PEERING,
    "network.peerings.<name>.peer": network.PEER,
    "network.peerings.<name>.ports.<name>": network.PORT_RULE,
    "encryption": encryption.ENCRYPTION,
    "encryption.workspace": encryption.WORKSPACE_KEYS,
    "security": security.SECURITY,
    "security.compliance_profile": security.COMPLIANCE_PROFILE,
    "security.automatic_update": security.AUTOMATIC_UPDATE,
    "security.ip_access": security.IP_ACCESS,
    "security.tokens": security.TOKENS,
    "watch": watch.WATCH,
    "watch.warehouse": watch.WAREHOUSE,
    "watch.warehouse.create": watch.NEW_WAREHOUSE,
    "watch.notify": watch.NOTIFY,
    "watch.budget": watch.BUDGET,
    "watch.thresholds": watch.THRESHOLDS,
    "state": schema.S3_STATE,
    "sandbox": sandbox.SANDBOX,
    "sandbox.vpcs.<name>": sandbox.SEEDED_VPC,
    "config/families/<name>.yaml": schema.FAMILY,
    "models.<name>": schema.MODEL,
    "models.<name>.interactive": schema.INTERACTIVE,
    "models.<name>.fine_tune": schema.FINE_TUNE,
    "models.<name>.batch_inference": schema.BATCH_INFERENCE,
    "models.<name>.fine_tune.schedule, models.<name>.batch_inference.schedule": jobs.SCHEDULE,
    "models.<name>.serve": schema.SERVE,
    "models.<name>.serve.throughput": schema.THROUGHPUT,
    "models.<name>.serve.challenger": serving.CHALLENGER,
    "models.<name>.serve.gateway": serving.GATEWAY,
    "models.<name>.serve.gateway.rate_limits": serving.RATE_LIMITS,
    "models.<name>.serve.gateway.rate_limits.endpoint (and of user, group, principal)": (
        serving.LIMIT
    ),
    "licence.<name>": licence.ACCEPTANCE,
    "weights": licence.WEIGHTS,
    "storage (of a family)": storage.STORAGE,
    "storage.bucket": storage.BUCKET,
    "storage.mounts.<name>": storage.MOUNT,
    "storage.mounts.<name>.s3": storage.S3_MOUNT,
    "storage.mounts.<name>.abfss": storage.ADLS_MOUNT,
    "storage.mounts.<name>.abfss.secret": storage.SECRET,
    "storage.mounts.<name>.gcs": storage.GCS_MOUNT,
    "network (of a family)": network.FAMILY_NETWORK,
    "encryption (of a family)": encryption.FAMILY_ENCRYPTION,
    "watch (of a family)": watch.FAMILY_WATCH,
    "watch.budget (of a family)": watch.FAMILY_BUDGET,
}

WRITTEN_BY = "<!-- Written by `python -m modelstacks.cli.reference docs/reference` -->"

CONFIGURATION = f"""\
# Configuration

{WRITTEN_BY}

`config/environments/<name>.yaml` says where an environment is and under which rules;
`config/families/<name>.yaml` says which models run and how. Keys marked * must be there. An
unknown key is an error. `{{}}` takes the defaults of a workload or a bucket; `false` leaves out a
family, a model, a workload, a bucket, a mount or a peering.

The `families` key of an environment holds changes by family name, in the shape of a family file:
what it says is laid over the file, mapping by mapping.
"""

CATALOG = f"""\
# Catalog

{WRITTEN_BY}

The facts that sizing goes by. They stand in `modelstacks/catalog/data/`, each row with its source
and date. What is not known is left empty. Prices are on-demand list prices in the first US region
of the cloud.
"""

REGIONS = """\
What is recorded; a region without a row is not known, and nothing is refused there.
"""

RULES = f"""\
# Sizing rules

{WRITTEN_BY}

What is never negotiable, whatever a policy or a price says. A node type that breaks one is out, and
the answer ends with the rule's id.
"""


def pages() -> dict[str, str]:
    """Return the pages by file name."""
    return {
        "configuration.md": _configuration(),
        "catalog.md": _catalog(load_catalog()),
        "sizing-rules.md": _sizing_rules(),
    }


def _configuration() -> str:
    parts = [CONFIGURATION]
    for title, section in SECTIONS.items():
        rows = [
            (f"`{name}`{'*' if key.required else ''}", key.doc, _allowed(key))
            for name, key in section.keys.items()
        ]
        parts.append(f"## `{title}`\n\n{_table(('key', 'meaning', 'allowed'), rows)}")
    return "\n".join(parts)


def _sizing_rules() -> str:
    rows = [
        (f"`{row.id}`", row.rule, row.reason, row.source, row.as_of)
        for row in hardware_rules().values()
    ]
    return f"{RULES}\n{_table(('id', 'rule', 'reason', 'source', 'as of'), rows)}"


def _allowed(key: Key) -> str:
    return _words(key.shape)


def _words(shape: Shape) -> str:
    if isinstance(shape, Switch):
        return _words(shape.shape)
    if isinstance(shape, TextOrMapping):
        return f"{shape.text.allowed}, or as below"
    if isinstance(shape, MappingOf | ListOf):
        # What each item is goes without saying when it is any text.
        words = _words(shape.item)
        return (
            f"{shape.allowed} of: {words}"
            if words not in {"", "text", "a mapping"}
            else shape.allowed
        )
    return "as below" if isinstance(shape, Section) else shape.allowed


def _catalog(catalog: Catalog) -> str:
    models = [
        (row.name, f"{row.parameters:,}", f"{row.nominal_billions:g}", row.hugging_face_id)
        for row in catalog.models.values()
    ]
    gpus = [
        (
            row.name,
            ".".join(map(str, row.compute_capability)),
            f"{row.usable_gib:g}",
            f"{row.bf16_tflops:g}" if row.bf16_tflops else "none",
            f"{row.fp32_tflops:g}",
            f"{row.bandwidth_tbps:g}",
            row.note,
        )
        for row in catalog.gpus.values()
    ]
    runtimes = [
        (
            row.key,
            row.python or "",
            row.torch or "",
            row.transformers or "",
            row.end_of_support or "",
        )
        for row in catalog.runtimes.values()
        if row.gpu
    ]
    parts = [
        CATALOG,
        "## Models\n",
        _table(("name", "parameters", "nominal billions", "Hugging Face"), models),
        "## GPUs\n",
        _table(("kind", "capability", "usable GiB", "bf16 TFLOPS", "fp32", "TB/s", "note"), gpus),
        "## GPU runtimes\n",
        _table(("key", "Python", "torch", "transformers", "end of support"), runtimes),
    ]
    for cloud in ("aws", "azure", "gcp"):
        parts += [f"## Node types on {cloud}\n", _nodes(catalog, cloud)]
        parts += [f"## Serving on {cloud}\n", _serving(catalog, cloud)]
    parts += ["## Serving by region\n", REGIONS, _serving_regions(catalog)]
    return "\n".join(parts)


def _nodes(catalog: Catalog, cloud: str) -> str:
    rows = [
        (
            row.name,
            f"{row.gpus} x {row.gpu}" if row.gpu else "",
            str(row.vcpus),
            f"{row.ram_gib:g}",
            str(row.nvme_gb or ""),
            _known(row.network_gbps),
            _known(row.usd_per_hour),
            _known(row.dbu_per_hour),
            row.status,
            row.note,
        )
        for row in catalog.nodes
        if row.cloud == cloud
    ]
    columns = (
        "name",
        "GPU",
        "vCPU",
        "RAM GiB",
        "NVMe GB",
        "Gbps",
        "$/h",
        "DBU/h",
        "status",
        "note",
    )
    return _table(columns, rows)


def _serving(catalog: Catalog, cloud: str) -> str:
    rows = [
        (
            row.name,
            f"{row.gpus} x {row.gpu}" if row.gpu else "",
            _known(row.dbu_per_hour),
            row.status,
            row.note,
        )
        for row in catalog.workloads
        if row.cloud == cloud
    ]
    return _table(("workload type", "GPU", "DBU/h", "status", "note"), rows)


def _serving_regions(catalog: Catalog) -> str:
    rows = [
        (
            row.cloud,
            row.region,
            row.service.replace("_", " "),
            "yes" if row.is_offered else "no",
            ", ".join(row.models) or "all",
            row.note,
            row.as_of,
        )
        for row in catalog.serving_regions
    ]
    columns = ("cloud", "region", "service", "offered", "models", "note", "as of")
    return _table(columns, rows)


def _known(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Write the pages into the folder named on the command line."""
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
