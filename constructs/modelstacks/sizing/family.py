"""Plans a whole family in one environment."""

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import Environment, Family, ModelSettings
from modelstacks.sizing.cluster import plan_interactive, wasteful
from modelstacks.sizing.context import Context
from modelstacks.sizing.drivers import cpu_drivers
from modelstacks.sizing.feasibility import candidates
from modelstacks.sizing.hardware.cluster import cluster_problems
from modelstacks.sizing.nodes import nothing_fits, ranked
from modelstacks.sizing.plans import ClusterPlan, FamilyPlan, ModelPlan, Reason
from modelstacks.sizing.rules import load_rules
from modelstacks.sizing.serving import plan_serving
from modelstacks.sizing.tiers import tier_workers


def plan_family(
    family: Family, environment: Environment, catalog: Catalog | None = None
) -> FamilyPlan:
    """Return the plan of every enabled model.

    Raises `ConfigError` with every model that cannot be placed: what it needs, what there is, and
    the nearest plan that fits.
    """
    facts = catalog or load_catalog()
    problems: list[Problem] = []
    plans = []
    for settings in family.models:
        context = Context(
            model=facts.model(settings.name),
            environment=environment,
            catalog=facts,
            rules=load_rules(),
            family=family,
        )
        plans.append(_plan_model(settings, context, problems))
    if problems:
        raise ConfigError(problems)
    return FamilyPlan(
        family=family, environment=environment, models=tuple(plan for plan in plans if plan)
    )


def _plan_model(
    settings: ModelSettings, context: Context, problems: list[Problem]
) -> ModelPlan | None:
    judged = candidates(context)
    best = ranked(judged, context)
    if not best:
        problems.append(nothing_fits(judged, context))
        return None
    interactive = serve = None
    notes: list[Reason] = []
    if settings.interactive:
        interactive = plan_interactive(settings.interactive, judged, context, problems)
        rules = cluster_problems(interactive, context.catalog) if interactive else []
        where = context.where("interactive")
        problems += [Problem(where=where, found=str(broken)) for broken in rules]
        waste = wasteful(interactive, judged, context) if interactive else None
        notes += [waste] if waste else []
    else:
        notes.append(_left_out("interactive", "not asked for"))
    jobs = _jobs(settings, context, problems)
    if settings.serve:
        serve = plan_serving(settings.serve, context, problems)
        if settings.serve.version is None:
            notes.append(_left_out("serve", "no version is pinned; set serve.version"))
    else:
        notes.append(_left_out("serve", "not asked for"))
    tier = tier_workers(context.model, best[0].gpu, context.rules)
    return ModelPlan(
        model=context.model,
        interactive=interactive,
        serve=serve,
        fine_tune=jobs[0],
        batch_inference=jobs[1],
        allowed_node_types=tuple(one.node.name for one in judged if one.fits),
        allowed_driver_node_types=_drivers(interactive, context),
        max_workers=max(
            tier.maximum if tier else 1, interactive.workers.maximum if interactive else 1
        ),
        local_disks_encrypted=context.encryption.local_disks,
        notes=tuple(notes),
    )


def _jobs(
    settings: ModelSettings, context: Context, problems: list[Problem]
) -> tuple[ClusterPlan | None, ClusterPlan | None]:
    if not settings.fine_tune and not settings.batch_inference:
        return None, None
    # The ranking is imported where there is a job: without one, `validate` starts faster.
    from modelstacks.sizing.jobs import plan_job

    training, batch = settings.fine_tune, settings.batch_inference
    return (
        plan_job(training, context, problems) if training else None,
        plan_job(batch, context, problems) if batch else None,
    )


def _drivers(interactive: ClusterPlan | None, context: Context) -> tuple[str, ...]:
    drivers = cpu_drivers(
        context.environment.cloud,
        context.catalog,
        context.rules,
        in_transit=context.encryption.in_transit,
    )
    names = [node.name for node in drivers]
    if interactive and interactive.driver_node_type not in names:
        names.append(interactive.driver_node_type)
    return tuple(names)


def _left_out(workload: str, because: str) -> Reason:
    return Reason(decision=workload, value="left out", because=because)
