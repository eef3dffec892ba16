"""Which privileges each kind of Unity Catalog object takes. A container takes its contents' too."""

_EVERYWHERE = frozenset({"ALL_PRIVILEGES", "APPLY_TAG", "MANAGE"})

VOLUME = _EVERYWHERE | {"READ_VOLUME", "WRITE_VOLUME"}
MODEL = _EVERYWHERE | {"EXECUTE", "CREATE_MODEL_VERSION"}
SCHEMA = (
    VOLUME
    | MODEL
    | {
        "CREATE_FUNCTION",
        "CREATE_MATERIALIZED_VIEW",
        "CREATE_MODEL",
        "CREATE_TABLE",
        "CREATE_VOLUME",
        "EXTERNAL_USE_SCHEMA",
        "MODIFY",
        "REFRESH",
        "SELECT",
        "USE_SCHEMA",
    }
)
CATALOG = SCHEMA | {"BROWSE", "CREATE_FOREIGN_CATALOG", "CREATE_SCHEMA", "USE_CATALOG"}
