"""Plans the interactive cluster of a model."""

from collections.abc import Sequence
from dataclasses import dataclass

from modelstacks.catalog import Catalog, Model, NodeType
from modelstacks.errors import Problem
from modelstacks.settings.project import Environment, Interactive
from modelstacks.sizing.drivers import choose_driver
from modelstacks.sizing.feasibility import Candidate
from modelstacks.sizing.libraries import missing_libraries
from modelstacks.sizing.nodes import choice_reasons, does_not_fit, ranked
from modelstacks.sizing.plans import ClusterPlan, EbsVolumes, Reason, SpotPolicy, Workers
from modelstacks.sizing.pricing import cluster_price, dollars
from modelstacks.sizing.rules import Rules
from modelstacks.sizing.runtimes import choose_runtime
from modelstacks.sizing.tiers import tier_workers

ONE_WORKER = Workers(minimum=1, maximum=1)


@dataclass(frozen=True, kw_only=True)
class ClusterPlanner:
    """Plans for one model in one environment; `judged` are the verdicts on all GPU nodes."""

    model: Model
    environment: Environment
    judged: Sequence[Candidate]
    catalog: Catalog
    rules: Rules

    def interactive(
        self, settings: Interactive, where: str, problems: list[Problem]
    ) -> ClusterPlan | None:
        """Return the plan, or `None` after adding to `problems` why there is none."""
        chosen = self._node(settings, where, problems)
        workers = self._workers(settings, chosen, where, problems) if chosen else None
        if chosen is None or workers is None:
            return None
        count, count_reason = workers
        driver, driver_reason = choose_driver(
            settings.driver_node_type, chosen.node, self.catalog, self.rules
        )
        runtime, runtime_reasons = choose_runtime(
            settings, self.environment, self.catalog, self.rules
        )
        libraries, library_reason = missing_libraries(self.model, runtime, self.catalog, self.rules)
        spot, spot_reason = self._spot()
        ebs, ebs_reason = self._ebs(chosen.node, driver)
        price = cluster_price(chosen.node, driver, count, self.catalog, self.rules)
        return ClusterPlan(
            model=self.model,
            workload="interactive",
            node_type=chosen.node.name,
            driver_node_type=driver.name,
            workers=count,
            runtime=runtime.key,
            spot=spot,
            ebs=ebs,
            autotermination_minutes=settings.autotermination_minutes,
            libraries=libraries,
            memory=chosen.memory,
            price=price,
            reasons=(
                *choice_reasons(
                    chosen,
                    self.judged,
                    self.catalog,
                    self.rules,
                    is_set=settings.node_type is not None,
                ),
                count_reason,
                driver_reason,
                *runtime_reasons,
                library_reason,
                spot_reason,
                ebs_reason,
                self._price_reason(count, dollars(price)),
            ),
        )

    def waste(self, plan: ClusterPlan) -> Reason | None:
        """Return a note when one worker of the cheapest node would do for less."""
        best = ranked(self.judged, self.catalog, self.rules)[0].node
        driver = self.catalog.node_type(best.cloud, plan.driver_node_type)
        cheaper = cluster_price(best, driver, ONE_WORKER, self.catalog, self.rules)
        chosen = self.catalog.node_type(best.cloud, plan.node_type)
        fewest = Workers(minimum=plan.workers.minimum, maximum=plan.workers.minimum)
        asked = cluster_price(chosen, driver, fewest, self.catalog, self.rules)
        if cheaper is None or asked is None:
            return None
        ratio = asked.high_usd_per_hour / cheaper.high_usd_per_hour
        if ratio <= 1:
            return None
        because = (
            f"1 x {best.name} holds {self.model.name} for {dollars(cheaper)}; the fewest workers "
            f"planned, {fewest.minimum} x {plan.node_type}, cost {dollars(asked)}, "
            f"{ratio:.1f} times as much"
        )
        return Reason(decision="interactive", value="wasteful", because=because)

    def _node(self, settings: Interactive, where: str, problems: list[Problem]) -> Candidate | None:
        if settings.node_type is None:
            return ranked(self.judged, self.catalog, self.rules)[0]
        asked = next(one for one in self.judged if one.node.name == settings.node_type)
        if asked.fits:
            return asked
        at = f"{where}.node_type"
        problems.append(does_not_fit(at, self.model, asked, self.judged, self.catalog, self.rules))
        return None

    def _workers(
        self, settings: Interactive, chosen: Candidate, where: str, problems: list[Problem]
    ) -> tuple[Workers, Reason] | None:
        low, high = settings.min_workers, settings.max_workers
        tier = tier_workers(self.model, chosen.gpu, self.rules)
        if self.environment.sizing.policy == "right_size":
            base, ground = ONE_WORKER, "right_size: one node holds the model"
        elif tier:
            size = f"{self.model.nominal_billions:g}B nominal"
            base, ground = tier, f"spec: the tier of {size} ({self.model.parameters:,} parameters)"
        elif low and high:
            base, ground = Workers(minimum=low, maximum=high), "no tier of this size"
        else:
            problems.append(
                Problem(
                    where=where,
                    found=f"{self.model.name} is larger than the last tier of the table",
                    fix="set min_workers and max_workers, or sizing.policy: right_size",
                )
            )
            return None
        if low or high:
            ground = f"set for this cluster; {ground} gives {base}"
            base = _narrowed(base, low, high)
        return base, Reason(decision="workers", value=str(base), because=ground)

    def _spot(self) -> tuple[SpotPolicy, Reason]:
        name, policy = self.environment.name, self.environment.sizing.spot
        if policy == "never":
            spot, because = SpotPolicy(availability="ON_DEMAND"), f"{name} never takes spot"
        else:
            spot = SpotPolicy(availability="SPOT_WITH_FALLBACK")
            because = "interactive work is not critical; the driver stays on demand"
        return spot, Reason(decision="spot", value=spot.availability, because=because)

    def _ebs(self, worker: NodeType, driver: NodeType) -> tuple[EbsVolumes | None, Reason]:
        bare = sorted({node.name for node in (worker, driver) if not node.nvme_gb})
        if self.environment.cloud != "aws" or not bare:
            because = (
                f"{worker.name} has {worker.nvme_gb} GB NVMe, {driver.name} {driver.nvme_gb} GB"
            )
            return None, Reason(decision="ebs", value="none", because=because)
        ebs = self.rules.ebs
        value = f"{ebs.count} x {ebs.size_gib} GiB"
        because = f"{' and '.join(bare)} without NVMe cannot start without a volume"
        return ebs, Reason(decision="ebs", value=value, because=because)

    def _price_reason(self, workers: Workers, value: str) -> Reason:
        because = f"driver and {workers} workers, VM and DBU, on demand"
        region = self.catalog.regions(self.environment.cloud)
        reference = "us-east-1" if "us-east-1" in region else "the first US region"
        if self.environment.region != reference:
            because += f"; list price of {reference}"
        return Reason(decision="price", value=value, because=because)


def _narrowed(base: Workers, low: int | None, high: int | None) -> Workers:
    """Return the bounds with what was set; the other bound gives way."""
    minimum, maximum = low or base.minimum, high or base.maximum
    if high is None:
        maximum = max(maximum, minimum)
    if low is None:
        minimum = min(minimum, maximum)
    return Workers(minimum=minimum, maximum=maximum)
