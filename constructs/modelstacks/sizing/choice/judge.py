"""Judges one number of nodes of one type: rules, memory of the GPU and the host, time, price."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from modelstacks.catalog import Catalog, Gpu, NodeType
from modelstacks.frozen import frozen
from modelstacks.sizing.choice.candidate import Candidate, Range
from modelstacks.sizing.choice.card import Job, job_on, precision_of
from modelstacks.sizing.choice.layouts import layouts
from modelstacks.sizing.choice.price import JobPrices
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.choice.throughput import Place, generation_hours, training_hours
from modelstacks.sizing.drivers import cpu_drivers
from modelstacks.sizing.hardware import nodes as node_rules
from modelstacks.sizing.hardware.inference import one_node_problem, tensor_parallel_problem
from modelstacks.sizing.hardware.rule import Broken
from modelstacks.sizing.memory import BatchInference, FineTune, Memory, Parallel, Verdict, estimate
from modelstacks.sizing.rules import Rules

NO: Verdict = "no"
ONE_GPU = Parallel()
OFFLOAD_MARGIN = 2.0
"""Offloaded runs are reported far above the formulas: fewer spare GiB than this are `tight`."""


@frozen
class _Tried:
    """One layout and how it went."""

    parallel: Parallel
    memory: Memory
    verdict: Verdict
    why_not: str
    """Empty unless the verdict is `no`."""


class Judge:
    """Answers for one request; memory is computed once per layout and precision.

    With `prices=False` nothing is priced or timed: what is asked is whether a node holds the job.
    """

    def __init__(
        self, request: Request, catalog: Catalog, rules: Rules, *, prices: bool = True
    ) -> None:
        self.request = request
        self.catalog = catalog
        self.rules = rules
        self.tokens = request.tokens or rules.assumed_tokens
        self.prices: JobPrices | None = None
        if prices:
            driver = cpu_drivers(request.cloud, catalog, rules)[0]
            self.prices = JobPrices(catalog, rules, driver, spot=request.spot)
        self._memory: dict[tuple[str, Parallel], Memory] = {}
        self._judged: dict[tuple[str, int], Candidate] = {}
        self._on_card: dict[str, tuple[Job, Broken | None]] = {}

    def judge(self, node: NodeType, workers: int) -> Candidate:
        """Return the judgement of so many nodes."""
        at = node.name, workers
        if at not in self._judged:
            self._judged[at] = self._judge(node, workers)
        return self._judged[at]

    def _judge(self, node: NodeType, workers: int) -> Candidate:
        gpu = self.catalog.gpu(str(node.gpu))
        if gpu.name not in self._on_card:
            self._on_card[gpu.name] = job_on(gpu, self.request)
        job, on_card = self._on_card[gpu.name]
        broken = self._node_problem(node, workers) or on_card or self._degree_problem(node)
        tried, refused = None, broken
        if broken is None:
            tried, broken = self._best_layout(node, gpu, job, workers)
        elif self.request.asked and not on_card:
            # Asked about this very one: tell its memory, even where a rule refuses it.
            tried, _ = self._best_layout(node, gpu, job, workers)
        kind_allowed = not self.request.accelerators or gpu.name in self.request.accelerators
        why_not, verdict = str(broken or ""), NO
        if tried and not refused:
            why_not, verdict = tried.why_not, tried.verdict
        is_left_out = bool(tried) and verdict != "no" and not kind_allowed
        if not kind_allowed and not why_not:
            why_not = f"sizing.accelerators leaves {gpu.name} out"
        return Candidate(
            node=node,
            gpu=gpu,
            workers=workers,
            parallel=tried.parallel if tried else ONE_GPU,
            precision=precision_of(job),
            memory=tried.memory if tried else None,
            usable_gib=gpu.usable_gib,
            verdict=verdict if kind_allowed else NO,
            why_not=why_not,
            is_left_out=is_left_out,
            **(self._priced(node, workers, job, tried) if tried and verdict != "no" else {}),
        )

    def _node_problem(self, node: NodeType, workers: int) -> Broken | None:
        request = self.request
        problem = node_rules.launch_problem(node, allow_unlisted=request.allow_unlisted)
        problem = problem or node_rules.encryption_problem(node, required=request.encrypted)
        if problem is None and request.task == "fine_tune":
            problem = node_rules.multi_node_problem(node, workers)
        return problem

    def _degree_problem(self, node: NodeType) -> Broken | None:
        degree = self.request.tensor_parallel
        if degree is None:
            return None
        problem = one_node_problem(degree, node.gpus)
        if problem is None and node.gpus % degree:
            found = f"{degree} GPUs per replica do not divide a node's {node.gpus}"
            problem = Broken(rule="inference-in-one-node", found=found)
        return problem or tensor_parallel_problem(self.request.shape, degree)

    def _best_layout(
        self, node: NodeType, gpu: Gpu, job: Job, workers: int
    ) -> tuple[_Tried | None, Broken | None]:
        """Return the first layout that is ok, else the first that is tight, else the nearest."""
        tried: list[_Tried] = []
        broken: Broken | None = None
        for parallel in self._worth_trying(node, gpu, job, workers):
            problem = self._layout_problem(node, parallel)
            if problem:
                broken = problem
                continue
            one = self._try(node, gpu, job, parallel)
            if one.verdict == "ok":
                return one, None
            tried.append(one)
        tight = [one for one in tried if one.verdict == "tight"]
        if tight or tried:
            nearest = min(tried, key=lambda one: one.memory.needed_gib)
            return (tight[0] if tight else nearest), None
        if broken and broken.rule == "sharding-needs-a-network":
            alone = self._try(node, gpu, job, ONE_GPU)
            return replace(alone, verdict=NO, why_not=f"{alone.why_not}; {broken}"), None
        return None, broken

    def _worth_trying(self, node: NodeType, gpu: Gpu, job: Job, workers: int) -> Iterator[Parallel]:
        """Yield the layouts, but copies of a model that does not fit one GPU."""
        for parallel in layouts(self.request, node.gpus, workers):
            is_copy = parallel.sharding == "ddp" and self.request.sharding is None
            if is_copy and self.memory(job, ONE_GPU).verdict(gpu.usable_gib) == "no":
                continue
            yield parallel

    def _layout_problem(self, node: NodeType, parallel: Parallel) -> Broken | None:
        in_use = parallel.per_node if self.request.task == "fine_tune" else parallel.replica_gpus
        shards = parallel.sharding in ("zero3", "fsdp")
        return node_rules.multi_gpu_problem(node, in_use) or node_rules.network_problem(
            node, parallel.nodes, shards_weights=shards
        )

    def _try(self, node: NodeType, gpu: Gpu, job: Job, parallel: Parallel) -> _Tried:
        memory = self.memory(job, parallel)
        verdict = memory.verdict(gpu.usable_gib)
        if self.request.offload != "none" and verdict == "ok":
            spare = gpu.usable_gib >= OFFLOAD_MARGIN * memory.needed_gib
            verdict = "ok" if spare else "tight"
        why_not = ""
        if verdict == "no":
            each = f" on each of {parallel.gpus} GPUs" if parallel.gpus > 1 else ""
            missing = memory.needed_gib - gpu.usable_gib
            why_not = (
                f"needs {memory.needed_gib:.1f} of {gpu.usable_gib:.1f} GiB{each} in "
                f"{precision_of(job)}: {missing:.1f} GiB missing (gpu-memory)"
            )
        usable_host = node.ram_gib * self.rules.host_usable_share
        if memory.host_gib > usable_host:
            host = f"{memory.host_gib:.0f} of {usable_host:.0f} GiB host RAM"
            why_not = why_not or f"needs {host} (host-memory)"
            verdict = "no"
        return _Tried(parallel=parallel, memory=memory, verdict=verdict, why_not=why_not)

    def memory(self, job: Job, parallel: Parallel) -> Memory:
        """Return the memory of a layout."""
        at = precision_of(job), parallel
        if at not in self._memory:
            self._memory[at] = estimate(self.request.shape, job, parallel)
        return self._memory[at]

    def _priced(self, node: NodeType, workers: int, job: Job, tried: _Tried) -> dict[str, Any]:
        """Return a candidate's prices and hours by field."""
        if self.prices is None:
            return {}
        price, planned = self.prices.per_hour(node, workers)
        per_hour = planned or self.prices.machines_per_hour(node, workers)
        hours = self._hours(node, job, tried)
        usd = self.prices.whole_job(price, planned, hours)
        return {
            "price": price,
            "planned_usd_per_hour": planned,
            "rank_usd_per_hour": per_hour,
            "hours": hours,
            "usd": usd,
            "rank_usd": usd[1] if usd else per_hour * (hours[1] + self.rules.startup_hours),
        }

    def _hours(self, node: NodeType, job: Job, tried: _Tried) -> Range:
        shape, gpu = self.request.shape, self.catalog.gpu(str(node.gpu))
        if isinstance(job, BatchInference):
            place = Place(parallel=tried.parallel, gpu=gpu)
            return generation_hours(shape, job, place, self.tokens)
        if not isinstance(job, FineTune):
            raise TypeError(type(job).__name__)
        return training_hours(
            shape,
            job,
            Place(parallel=tried.parallel, gpu=gpu, network_gbps=node.network_gbps),
            trainable=tried.memory.trainable_parameters,
            tokens=self.tokens,
            precision=precision_of(job),
        )
