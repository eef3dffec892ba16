"""Skip what the prebuilt bindings do in vain: an eager `__init__`, and type hints made anew."""

import importlib.util
import sys
import typing
from functools import cache
from typing import Any


def lazy_package(name: str) -> None:
    """Register package `name` without running its `__init__`; submodules import as usual.

    The frozen Databricks bindings import about 250 modules there: 1.0 s and 82 MB per process
    (measured 2026-11, two cores). jsii resolves the types of a submodule on demand, so nothing is
    lost. Call it before the first import of a submodule.
    """
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is not None:
        sys.modules[name] = importlib.util.module_from_spec(spec)


def remember_type_hints() -> None:
    """Let `typing.get_type_hints` work out the hints of an object once per process.

    The bindings ask for those of a constructor at each call, to check its arguments: 0.14 of 1.9 s
    that Python takes for 240 resources (measured 2026-11). Callers get a dictionary of their own.
    """
    work_out = typing.get_type_hints
    if work_out.__module__ == __name__:
        return
    known = cache(work_out)

    def get_type_hints(obj: Any, *names: Any, **options: Any) -> dict[str, Any]:
        return work_out(obj, *names, **options) if names or options else dict(known(obj))

    typing.get_type_hints = get_type_hints
