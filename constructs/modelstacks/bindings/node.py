"""How Node runs for jsii: silent about its age, and with provider bindings loaded by need."""

import os
from pathlib import Path

LAZY_MODULES = Path(__file__).with_name("lazy_modules.cjs")


def prepare_node() -> None:
    """Set the environment that Node will start in. Call it before anything imports `cdktf`.

    Compiling the Databricks bindings takes 0.7 s of CPU time per synthesis where all of them are
    loaded (measured 2026-11); a stack needs about thirty of 250. What is set already is kept.
    """
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    quoted = LAZY_MODULES.as_posix().replace("\\", "\\\\").replace('"', '\\"')
    option, given = f'--require "{quoted}"', os.environ.get("NODE_OPTIONS", "")
    if option not in given:
        os.environ["NODE_OPTIONS"] = f"{given} {option}".strip()
