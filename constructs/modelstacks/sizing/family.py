"""Plans a whole family in one environment."""

from dataclasses import dataclass

from modelstacks.catalog import Catalog, Model, load_catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import Environment, Family, ModelSettings
from modelstacks.sizing.cluster import ClusterPlanner
from modelstacks.sizing.drivers import cpu_drivers
from modelstacks.sizing.feasibility import Candidate, candidates
from modelstacks.sizing.nodes import nothing_fits, ranked
from modelstacks.sizing.plans import ClusterPlan, FamilyPlan, ModelPlan, Reason, ServingPlan
from modelstacks.sizing.rules import Rules, load_rules
from modelstacks.sizing.serving import plan_serving
from modelstacks.sizing.tiers import tier_workers


def plan_family(
    family: Family, environment: Environment, catalog: Catalog | None = None
) -> FamilyPlan:
    """Return the plan of every enabled model.

    Raises `ConfigError` with every model that cannot be placed: what it needs, what there is, and
    the nearest plan that fits.
    """
    planning = _Planning(family, environment, catalog or load_catalog(), load_rules(), [])
    models = tuple(planning.model(settings) for settings in family.models)
    if planning.problems:
        raise ConfigError(planning.problems)
    return FamilyPlan(
        family=family, environment=environment, models=tuple(plan for plan in models if plan)
    )


@dataclass(frozen=True)
class _Planning:
    family: Family
    environment: Environment
    catalog: Catalog
    rules: Rules
    problems: list[Problem]

    def model(self, settings: ModelSettings) -> ModelPlan | None:
        model = self.catalog.model(settings.name)
        where = f"{self.family.source} models.{settings.name}".strip()
        judged = candidates(model, self.environment, self.catalog, self.rules)
        best = ranked(judged, self.catalog, self.rules)
        if not best:
            self.problems.append(nothing_fits(where, model, judged, self.catalog, self.rules))
            return None
        interactive, notes = self._interactive(settings, model, judged, where)
        serve, serve_notes = self._serve(settings, model, where)
        return ModelPlan(
            model=model,
            interactive=interactive,
            serve=serve,
            allowed_node_types=tuple(one.node.name for one in judged if one.fits),
            allowed_driver_node_types=self._drivers(interactive),
            max_workers=self._max_workers(model, best[0], interactive),
            notes=(*notes, *serve_notes),
        )

    def _interactive(
        self, settings: ModelSettings, model: Model, judged: list[Candidate], where: str
    ) -> tuple[ClusterPlan | None, list[Reason]]:
        if settings.interactive is None:
            return None, [_left_out("interactive", "not asked for")]
        planner = ClusterPlanner(
            model=model,
            environment=self.environment,
            judged=judged,
            catalog=self.catalog,
            rules=self.rules,
        )
        plan = planner.interactive(settings.interactive, f"{where}.interactive", self.problems)
        note = planner.waste(plan) if plan else None
        return plan, [note] if note else []

    def _serve(
        self, settings: ModelSettings, model: Model, where: str
    ) -> tuple[ServingPlan | None, list[Reason]]:
        if settings.serve is None:
            return None, [_left_out("serve", "not asked for")]
        plan = plan_serving(
            model,
            settings.serve,
            self.environment,
            f"{where}.serve",
            self.problems,
            catalog=self.catalog,
            rules=self.rules,
        )
        if settings.serve.version is None:
            return None, [_left_out("serve", "no version is pinned; set serve.version")]
        return plan, []

    def _drivers(self, interactive: ClusterPlan | None) -> tuple[str, ...]:
        names = [
            node.name for node in cpu_drivers(self.environment.cloud, self.catalog, self.rules)
        ]
        if interactive and interactive.driver_node_type not in names:
            names.append(interactive.driver_node_type)
        return tuple(names)

    def _max_workers(self, model: Model, best: Candidate, interactive: ClusterPlan | None) -> int:
        tier = tier_workers(model, best.gpu, self.rules)
        planned = interactive.workers.maximum if interactive else 1
        return max(tier.maximum if tier else 1, planned)


def _left_out(workload: str, because: str) -> Reason:
    return Reason(decision=workload, value="left out", because=because)
