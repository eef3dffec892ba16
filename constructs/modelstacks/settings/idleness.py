"""What is refused about scaling, spot and idleness, each with its reason: one place for all.

The rules about finished clusters (`training-has-a-fixed-size`, `driver-on-demand`,
`idle-clusters-stop`) are in `sizing/hardware`, with their sources; what happens to what is allowed
is told by `sizing/idleness.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.shapes import Refusal, Whole

PRODUCTION = ("prod", "production")
"""First or last word of the name of an environment that users depend on."""

_BARRIER = "all nodes of a training start together, and one that is lost or added stops it"
_FIXED = "leave it out; `workers`, with `node_type`, is a fixed number"
_DRIVER = "a lost driver is a lost cluster: the driver is always on demand"
_POOL = "a pool keeps GPUs that nobody uses, at the cloud's full price, and nobody stops them"

NEVER_SPOT_DRIVER = Refusal(_DRIVER, "leave it out; workers follow `sizing.spot`")
NO_POOL = Refusal(_POOL, "leave it out; clusters start their own nodes, and end with them")
NOT_HERE = Refusal(
    "spot is a rule of the environment, not of a cluster", "set `sizing.spot` of the environment"
)

REFUSED_TRAINING: Mapping[str, Refusal] = {
    "spot": Refusal(f"no training on spot: {_BARRIER}", "leave it out: training is on demand"),
    "autoscale": Refusal(f"no training autoscales: {_BARRIER}", _FIXED),
    "min_workers": Refusal(f"no training autoscales: {_BARRIER}", _FIXED),
    "max_workers": Refusal(f"no training autoscales: {_BARRIER}", _FIXED),
    "spot_driver": NEVER_SPOT_DRIVER,
    "pool": NO_POOL,
}
REFUSED_INTERACTIVE: Mapping[str, Refusal] = {
    "spot": NOT_HERE,
    "spot_driver": NEVER_SPOT_DRIVER,
    "pool": NO_POOL,
}
REFUSED_BATCH: Mapping[str, Refusal] = {
    "spot": Refusal(
        "spot is a rule of the environment, not of a job",
        "set `sizing.spot` of the environment, or `critical: true` for a job that never takes it",
    ),
    "autotermination_minutes": Refusal(
        "the cluster of a job ends with the job", "leave it out; `timeout_hours` ends a run"
    ),
    "spot_driver": NEVER_SPOT_DRIVER,
    "pool": NO_POOL,
}


class IdleMinutes(Whole):
    """Minutes after which an idle GPU cluster stops; never is refused."""

    def __init__(self) -> None:
        super().__init__(10, 10_000)

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, int) and value == 0:  # false as well
            where, found = document.where(path), "an idle GPU cluster that never stops"
            fix = f"say when it stops, {self.allowed} minutes; a job's cluster ends by itself"
            return Problem(where=where, found=found, fix=fix)
        return super()._problem(document, path, value, fix)


def is_production(environment: str) -> bool:
    """Tell by its name whether users depend on an environment."""
    words = environment.split("-")
    return words[0] in PRODUCTION or words[-1] in PRODUCTION


def with_idleness(serve: Mapping[str, Any], environment: str) -> dict[str, Any]:
    """Return what is said of an endpoint, with what holds where it does not say if it stops."""
    waits = is_production(environment) or "promised_latency_ms" in serve
    return {"scale_to_zero": not waits, **serve}


def idleness_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    """Yield endpoints that stop when idle where somebody waits for them."""
    name = str(environment.get("environment"))
    for family in families:
        for model, settings in (family.get("models") or {}).items():
            serve = (settings or {}).get("serve")
            if serve is None or not (settings or {}).get("enabled", True):
                continue
            # A band of tokens says what is kept ready; without a version there is no endpoint.
            if serve.get("scale_to_zero") and "version" in serve and "throughput" not in serve:
                path: Path = ("models", model, "serve", "scale_to_zero")
                yield from _stops_when_idle(family, path, serve, name)


def _stops_when_idle(
    family: Document, path: Path, serve: Mapping[str, Any], environment: str
) -> Iterator[Problem]:
    cold = "an idle endpoint starts a GPU node at the next request, which takes minutes"
    if promised := serve.get("promised_latency_ms"):
        yield Problem(
            where=family.where(path),
            found=f"scales to zero, and {promised} ms are promised: {cold}",
            fix="leave it out, or promise nothing",
        )
    elif is_production(environment) and not serve.get("acknowledge_cold_start"):
        yield Problem(
            where=family.where(path),
            found=f"scales to zero, in {environment}: {cold}",
            fix="leave it out, or write acknowledge_cold_start: true where users may wait",
        )
