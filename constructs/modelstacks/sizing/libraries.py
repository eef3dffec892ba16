"""What a runtime lacks for a model: the requirements to install on top, pinned."""

from modelstacks.catalog import Catalog, Model, Runtime
from modelstacks.sizing.plans import Reason
from modelstacks.sizing.rules import Rules


def missing_libraries(
    runtime: Runtime, model: Model, catalog: Catalog, rules: Rules
) -> tuple[tuple[str, ...], Reason]:
    """Return pinned requirements and why. Pins are versions that a runtime ships together."""
    needed = {"transformers": model.minimum_transformers, **rules.libraries}
    shipped = runtime.libraries
    lacking = [
        name
        for name, lowest in needed.items()
        if name not in shipped or _version(shipped[name]) < _version(lowest)
    ]
    if not lacking:
        ships = ", ".join(f"{name} {shipped[name]}" for name in needed)
        because = f"{runtime.name} ships {ships}"
        return (), Reason(decision="libraries", value="none", because=because)
    donor = _donor(runtime, needed, catalog)
    pins = tuple(f"{name}=={donor.libraries[name]}" for name in sorted(lacking))
    state = "older than needed" if shipped else "not recorded"
    because = f"in {runtime.name} {state}; as {donor.name} ships them"
    return pins, Reason(decision="libraries", value=", ".join(pins), because=because)


def _donor(runtime: Runtime, needed: dict[str, str], catalog: Catalog) -> Runtime:
    """Return the runtime nearest in version whose libraries are recorded and new enough."""
    able = [
        other
        for other in catalog.runtimes.values()
        if all(
            _version(other.libraries.get(name, "0")) >= _version(at) for name, at in needed.items()
        )
    ]
    return min(able, key=lambda other: abs(_number(other) - _number(runtime)))


def _number(runtime: Runtime) -> int:
    return runtime.version[0] * 100 + runtime.version[1]


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
