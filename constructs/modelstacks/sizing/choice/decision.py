"""What serves a model: a band of tokens per second, a GPU workload type, or nothing here.

The one place where this is decided: `modelstacks size` and the plan of a family both ask here.
"""

from dataclasses import replace
from typing import Literal

from modelstacks.catalog import Catalog, Service
from modelstacks.errors import ConfigError, Problem
from modelstacks.frozen import frozen
from modelstacks.settings.project import Throughput
from modelstacks.sizing.choice.asked import asked_node
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.endpoint import endpoint_candidate, endpoint_candidates
from modelstacks.sizing.choice.judge import Judge
from modelstacks.sizing.choice.region import availability, licence, refusal
from modelstacks.sizing.choice.request import Asked, Request
from modelstacks.sizing.plans import Reason
from modelstacks.sizing.rules import Rules

CHUNK = "GET /api/2.0/serving-endpoints/get-model-optimization-info/<model>/<version>"


@frozen
class ServingDecision:
    """What is taken, and what there is to say of it."""

    band: Throughput | None
    """Provisioned throughput; `None` when it is not taken."""

    workload: Candidate | None
    """GPU workload type that is taken, or would be without the band; `None`: none holds it."""

    ranked: tuple[Candidate, ...]
    """Every GPU workload type that was judged, the best first."""

    offer: tuple[Reason, ...]
    """Why provisioned throughput is taken or not; empty where it is not offered at all."""

    notes: tuple[Reason, ...]
    """What the region and the licence say."""

    @property
    def kind(self) -> Literal["provisioned_throughput", "gpu", "batch_job"]:
        """Which of the three it is."""
        if self.band:
            return "provisioned_throughput"
        return "gpu" if self.workload else "batch_job"


def decide_serving(request: Request, catalog: Catalog, rules: Rules) -> ServingDecision:
    """Return what serves the model: the band that was asked for, else the smallest GPU that fits.

    A band is taken only as it was written: how many tokens per second are needed, and in which
    increments they come, nothing here knows. Raises `ConfigError` for a band that is not offered.
    """
    band = None if request.asked else request.throughput
    if band and (found := _not_offered(request, catalog)):
        fix = "leave throughput out: it is served on a GPU of its own"
        raise ConfigError([Problem(where="throughput", found=found, fix=fix)])
    ranked = _ranked(request, catalog, rules)
    service: Service = "provisioned_throughput" if band else "gpu"
    return ServingDecision(
        band=band,
        workload=next((one for one in ranked if one.fits), None),
        ranked=tuple(ranked),
        offer=_offer(request, band, catalog),
        notes=(*availability(request, service, catalog), *licence(request, catalog)),
    )


def _ranked(request: Request, catalog: Catalog, rules: Rules) -> list[Candidate]:
    if request.asked:
        found = [_asked(request, request.asked, catalog, rules)]
    else:
        found = sorted(endpoint_candidates(request, catalog, rules), key=_order)
    if why := refusal(request, "gpu", catalog):
        return [replace(one, verdict="no", why_not=why) for one in found]
    return found


def _order(one: Candidate) -> tuple[object, ...]:
    verdicts = {"ok": 0, "tight": 1, "no": 2}
    size = one.gpus * one.node.gpu_memory_mib
    return verdicts[one.verdict], size, one.node.name


def _asked(request: Request, asked: Asked, catalog: Catalog, rules: Rules) -> Candidate:
    types = {row.name: row for row in catalog.workload_types(request.cloud) if row.gpu}
    if asked.node_type in types:
        return endpoint_candidate(request, types[asked.node_type], catalog, rules)
    node, _ = asked_node(Judge(request, catalog, rules), asked)
    return endpoint_candidate(request, node, catalog, rules)


def _not_offered(request: Request, catalog: Catalog) -> str:
    """Return why there are no bands of tokens per second; empty when there may be."""
    if not request.model.provisioned_throughput:
        return f"{request.model.name} is not offered in bands of tokens per second"
    return refusal(request, "provisioned_throughput", catalog)


def _offer(request: Request, band: Throughput | None, catalog: Catalog) -> tuple[Reason, ...]:
    if band:
        return (_reason(f"{band} tokens per second", _chunks(band)),)
    if request.asked and request.throughput:
        because = f"what was set goes before the band of {request.throughput} tokens per second"
    elif request.asked or not request.model.provisioned_throughput:
        return ()
    else:
        because = _not_offered(request, catalog) or (
            f"offered for {request.model.name}, but nobody said how much; to take it, write "
            "`throughput: {minimum: N, maximum: M}` under `serve` (size: --throughput N-M), tokens "
            f"per second in multiples of the throughput_chunk_size that {CHUNK} answers"
        )
    return (_reason("not taken", because),)


def _chunks(band: Throughput) -> str:
    """Return how the band stands to the increment that the workspace reports."""
    if band.chunk is None:
        return (
            "taken as written; the increment is not known here, and the workspace refuses what is "
            f"no multiple of the throughput_chunk_size that {CHUNK} answers"
        )
    chunks = replace(band, minimum=band.minimum // band.chunk, maximum=band.maximum // band.chunk)
    return f"{chunks} chunks of {band.chunk:,}"


def _reason(value: str, because: str) -> Reason:
    return Reason(decision="provisioned_throughput", value=value, because=because)
