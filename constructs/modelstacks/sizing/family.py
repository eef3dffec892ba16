"""Plans a whole family in one environment."""

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import Environment, Family, ModelSettings
from modelstacks.sizing.cluster import plan_interactive, wasteful
from modelstacks.sizing.context import Context
from modelstacks.sizing.drivers import cpu_drivers
from modelstacks.sizing.feasibility import candidates
from modelstacks.sizing.hardware.cluster import cluster_problems
from modelstacks.sizing.licences import licence_reasons
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
    notes: list[Reason] = licence_reasons(context)
    if settings.interactive:
        interactive = plan_interactive(settings.interactive, judged, context, problems)
        waste = wasteful(interactive, judged, context) if interactive else None
        notes += [waste] if waste else []
    else:
        notes.append(_left_out("interactive", "not asked for"))
    jobs = _jobs(settings, context, problems)
    clusters = [one for one in (interactive, *jobs) if one]
    for cluster in clusters:
        problems += [
            Problem(where=context.where(cluster.workload), found=str(broken))
            for broken in cluster_problems(cluster, context.catalog)
        ]
    unserved = ""
    if settings.serve:
        serve = plan_serving(settings.serve, context, problems)
        if settings.serve.version is None:
            unserved = _unserved(settings, context)
            notes.append(_left_out("serve", unserved))
    else:
        notes.append(_left_out("serve", "not asked for"))
    tier = tier_workers(context.model, best[0].gpu, context.rules)
    return ModelPlan(
        model=context.model,
        cloud=context.environment.cloud,
        interactive=interactive,
        serve=serve,
        fine_tune=jobs[0],
        batch_inference=jobs[1],
        allowed_node_types=_with(
            [one.node.name for one in judged if one.fits], [one.node_type for one in clusters]
        ),
        allowed_driver_node_types=_with(
            _cpu_drivers(context), [one.driver_node_type for one in clusters]
        ),
        max_workers=max(tier.maximum if tier else 1, *(one.workers.maximum for one in clusters), 1),
        local_disks_encrypted=context.encryption.local_disks,
        unserved=unserved,
        notes=tuple(notes),
    )


def _unserved(settings: ModelSettings, context: Context) -> str:
    training, name = settings.fine_tune, context.model.name
    how = "register one"
    if settings.serve and settings.serve.system_model:
        how = f"choose one of {settings.serve.system_model}"
    elif training and training.register:
        how = "run its fine-tuning job, which registers one"
    return f"no version is pinned: {how}, then set models.{name}.serve.version"


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


def _cpu_drivers(context: Context) -> list[str]:
    drivers = cpu_drivers(
        context.environment.cloud,
        context.catalog,
        context.rules,
        in_transit=context.encryption.in_transit,
    )
    return [node.name for node in drivers]


def _with(names: list[str], needed: list[str]) -> tuple[str, ...]:
    """Return the names and those that a plan needs beside them, none of them twice."""
    return tuple(dict.fromkeys([*names, *needed]))


def _left_out(workload: str, because: str) -> Reason:
    return Reason(decision=workload, value="left out", because=because)
