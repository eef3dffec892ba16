"""Which runtime a cluster gets: the workload's, else the environment's, else the default."""

from modelstacks.catalog import Runtime
from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import Reason


def choose_runtime(asked: str | None, context: Context) -> tuple[Runtime, list[Reason]]:
    """Return the runtime, and the grounds with a warning for an old one.

    `asked` is the key that the workload names, if it names one.
    """
    environment, rules = context.environment, context.rules
    if asked:
        key, ground = asked, "set for this cluster"
    elif environment.sizing.runtime:
        key, ground = environment.sizing.runtime, f"set in {environment.source}"
    else:
        key, ground = rules.default_runtime, "the default"
    runtime = context.catalog.runtime(key)
    end = (
        f"supported until {runtime.end_of_support}" if runtime.end_of_support else "out of support"
    )
    reasons = [Reason(decision="runtime", value=key, because=f"{ground}; {runtime.name}, {end}")]
    if runtime.version < rules.advised_runtime:
        advised = ".".join(map(str, rules.advised_runtime))
        because = f"{runtime.name} is older than {advised}; {rules.default_runtime} is the default"
        reasons.append(Reason(decision="warning", value="old runtime", because=because))
    return runtime, reasons
