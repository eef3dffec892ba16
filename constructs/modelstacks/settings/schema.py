"""How settings are written in YAML: the keys of each section, their types and ranges.

Schemas of pydantic's validator core rather than pydantic models: building the model classes alone
takes longer than the rest of `modelstacks validate`. Defaults stand in `project.py`.
"""

from typing import Any, get_args

from pydantic_core.core_schema import (
    CoreSchema,
    TypedDictField,
    bool_schema,
    dict_schema,
    int_schema,
    list_schema,
    literal_schema,
    nullable_schema,
    str_schema,
    tagged_union_schema,
    typed_dict_field,
    typed_dict_schema,
)

from modelstacks.settings.project import Cloud

TAGS = ("<text>", "<mapping>")
"""Branches of a union; they appear in the path of an error and in no file."""

NAME = r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$"
IDENTIFIER = r"^[a-z_][a-z0-9_-]*$"
BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
KMS_KEY = r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+$"


def key(doc: str, schema: CoreSchema, *, required: bool = False) -> TypedDictField:
    """Return one key of a section; `doc` explains it in the reference."""
    return typed_dict_field(schema, required=required, metadata={"doc": doc})


def section(**keys: TypedDictField) -> CoreSchema:
    """Return a mapping with exactly these keys. A trailing `_` keeps clear of Python's words."""
    return typed_dict_schema(
        {name.rstrip("_"): schema for name, schema in keys.items()},
        extra_behavior="forbid",
        strict=True,
    )


def text(allowed: str = "", pattern: str = ".") -> CoreSchema:
    """Return a text that is not empty and matches `pattern`, which `allowed` says in words."""
    return str_schema(strict=True, pattern=pattern, metadata={"allowed": allowed or "text"})


def whole(low: int, high: int) -> CoreSchema:
    """Return a whole number within bounds, both included."""
    return int_schema(strict=True, ge=low, le=high, metadata={"allowed": f"{low} to {high}"})


def flag() -> CoreSchema:
    """Return true or false."""
    return bool_schema(strict=True, metadata={"allowed": "true, false"})


def choice(*names: str) -> CoreSchema:
    """Return one of a few words."""
    return literal_schema(list(names), metadata={"allowed": ", ".join(names)})


def texts(allowed: str = "") -> CoreSchema:
    """Return a list of texts."""
    return list_schema(text(allowed), strict=True, metadata={"allowed": "a list of texts"})


def by_name(schema: CoreSchema) -> CoreSchema:
    """Return a mapping from names to sections, where `null` switches an entry off."""
    return dict_schema(str_schema(), nullable_schema(schema), strict=True)


INTERACTIVE = section(
    node_type=key("GPU node type of the workers. Default: the cheapest that fits.", text()),
    min_workers=key("Lower autoscale bound. Default: the tier's.", whole(1, 1000)),
    max_workers=key("Upper autoscale bound. Default: the tier's.", whole(1, 1000)),
    driver_node_type=key("Driver node type, or `same-as-worker`. Default: a CPU node.", text()),
    runtime=key("Spark version key of a GPU ML runtime. Default: the environment's.", text()),
    autotermination_minutes=key("Idle minutes before the cluster stops.", whole(10, 10_000)),
)
SERVE = section(
    version=key("Registered version to serve. Without one there is no endpoint.", whole(1, 10**9)),
    concurrency=key("Requests answered at the same time.", whole(1, 1024)),
    scale_to_zero=key("Whether an idle endpoint stops.", flag()),
    workload_type=key("Serving size, such as `GPU_MEDIUM`. Default: the smallest.", text()),
)
MODEL = section(
    enabled=key("Whether the model is deployed. Default: true.", flag()),
    interactive=key(
        "A shared notebook cluster; `{}` for the defaults.", nullable_schema(INTERACTIVE)
    ),
    serve=key("A serving endpoint; `{}` for the defaults.", nullable_schema(SERVE)),
)
FAMILY = section(
    family=key(
        "Name of the family; its stack is `<family>-stack`.",
        text("lower-case letters, digits and dashes", r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"),
        required=True,
    ),
    enabled=key("Whether the family is deployed. Default: true.", flag()),
    schema_=key(
        "Unity Catalog schema. Default: the family's name with underscores.",
        text("lower-case letters, digits and underscores", r"^[a-z_][a-z0-9_]*$"),
    ),
    models=key("The models by catalog name.", by_name(MODEL), required=True),
)

SIZING = section(
    policy=key("`spec`: the tier table; `right_size`: the cheapest.", choice("spec", "right_size")),
    accelerators=key("GPU kinds allowed. Default: any the cloud supports.", texts()),
    spot=key("Which workloads may run on spot nodes.", choice("never", "non-critical")),
    runtime=key("Spark version key of a GPU ML runtime.", text()),
    allow_unlisted_node_types=key("Also take node types that Databricks does not list.", flag()),
)
ACCESS = section(
    users=key("Groups that use what a family deploys.", texts()),
    managers=key("Groups that manage it.", texts()),
)
S3_STATE = section(
    bucket=key(
        "S3 bucket.",
        text("a bucket name: 3 to 63 lower-case letters, digits, dots and dashes", BUCKET),
        required=True,
    ),
    region=key("AWS region of the bucket.", text(), required=True),
    kms_key_arn=key("KMS key that encrypts it.", text("the ARN of a KMS key", KMS_KEY)),
)
SANDBOX = section(
    model_versions=key("`auto` registers version 1 of a new model.", choice("auto", "manual")),
    catalogs=key("Unity Catalog catalogs that exist from the start.", texts()),
    groups=key("Workspace groups that exist from the start.", texts()),
    port=key("Loopback port. Default: a free one.", whole(1024, 65_535)),
    polls=key("Polls until a cluster or endpoint is ready.", whole(0, 100)),
)
ENVIRONMENT = section(
    environment=key("Name, the same as the file's.", text(), required=True),
    cloud=key("Cloud of the workspace.", choice(*get_args(Cloud)), required=True),
    region=key("Region of the workspace.", text(), required=True),
    catalog=key(
        "Unity Catalog catalog that holds the families' schemas.",
        text("lower-case letters, digits, dashes and underscores", IDENTIFIER),
        required=True,
    ),
    profile=key("Profile in the Databricks configuration file.", text()),
    sizing=key("Rules that size the clusters.", SIZING),
    access=key("Groups that get permissions.", ACCESS),
    state=key(
        "Where Terraform keeps its state: `local`, or a bucket in S3.",
        tagged_union_schema(
            {TAGS[0]: choice("local"), TAGS[1]: S3_STATE},
            discriminator=lambda value: TAGS[isinstance(value, dict)],
        ),
    ),
    tags=key("Tags on everything that takes tags.", dict_schema(str_schema(), text(), strict=True)),
    sandbox=key("How the local workspace behaves; only for the sandbox.", SANDBOX),
    families=key(
        "What this environment changes in the families.",
        by_name(dict_schema(strict=True)),
    ),
)


def inner(schema: Any, step: str | int) -> Any:
    """Return the schema below one step of an error's path; `None` where there is none."""
    kind = schema["type"] if schema else None
    if kind == "nullable":
        return inner(schema["schema"], step)
    if kind == "typed-dict":
        found = schema["fields"].get(step)
        return found["schema"] if found else None
    if kind == "dict":
        return schema.get("values_schema")
    if kind == "list":
        return schema["items_schema"]
    return schema["choices"].get(step) if kind == "tagged-union" else None


def keys_of(schema: Any) -> tuple[str, ...]:
    """Return the keys of a section in the order of the reference."""
    while schema and schema["type"] == "nullable":
        schema = schema["schema"]
    return tuple(schema["fields"]) if schema and schema["type"] == "typed-dict" else ()
