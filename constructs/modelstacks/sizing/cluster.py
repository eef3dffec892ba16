"""Plans the interactive cluster of a model."""

from collections.abc import Sequence

from modelstacks.errors import Problem
from modelstacks.settings.project import Interactive
from modelstacks.sizing.context import Context
from modelstacks.sizing.disks import choose_ebs
from modelstacks.sizing.drivers import choose_driver
from modelstacks.sizing.feasibility import Candidate
from modelstacks.sizing.libraries import missing_libraries
from modelstacks.sizing.nodes import choice_reasons, does_not_fit, ranked
from modelstacks.sizing.plans import ClusterPlan, Reason, SpotPolicy, Workers
from modelstacks.sizing.pricing import cluster_price, dollars
from modelstacks.sizing.runtimes import choose_runtime
from modelstacks.sizing.storage_path import storage_reason
from modelstacks.sizing.variables import cluster_variables, weights_reasons
from modelstacks.sizing.workers import ONE_WORKER, choose_workers


def plan_interactive(
    settings: Interactive,
    judged: Sequence[Candidate],
    context: Context,
    problems: list[Problem],
) -> ClusterPlan | None:
    """Return the plan, or `None` after adding to `problems` why there is none."""
    chosen = _node(settings, judged, context, problems)
    sized = choose_workers(settings, chosen.gpu, context, problems) if chosen else None
    if chosen is None or sized is None:
        return None
    workers, workers_reason = sized
    driver, driver_reason = choose_driver(settings.driver_node_type, chosen.node, context)
    runtime, runtime_reasons = choose_runtime(settings.runtime, context)
    libraries, libraries_reason = missing_libraries(
        runtime, context.model, context.catalog, context.rules
    )
    spot, spot_reason = _spot(context)
    ebs, ebs_reason = choose_ebs(chosen.node, driver, context)
    price = cluster_price(chosen.node, driver, workers, context.catalog, context.rules)
    is_set = settings.node_type is not None
    return ClusterPlan(
        model=context.model,
        cloud=context.environment.cloud,
        workload="interactive",
        node_type=chosen.node.name,
        driver_node_type=driver.name,
        workers=workers,
        runtime=runtime.key,
        spot=spot,
        ebs=ebs,
        autotermination_minutes=settings.autotermination_minutes,
        libraries=libraries,
        environment_variables=cluster_variables(context),
        local_disks_encrypted=context.encryption.local_disks,
        encrypted_in_transit=context.encryption.in_transit,
        memory=chosen.memory,
        price=price,
        reasons=(
            *choice_reasons(chosen, judged, context, is_set=is_set),
            workers_reason,
            driver_reason,
            *runtime_reasons,
            libraries_reason,
            spot_reason,
            ebs_reason,
            storage_reason(context),
            *weights_reasons(context),
            Reason(
                decision="price",
                value=dollars(price),
                because=f"driver and {workers} workers, VM and DBU, on demand at list price",
            ),
        ),
    )


def wasteful(plan: ClusterPlan, judged: Sequence[Candidate], context: Context) -> Reason | None:
    """Return a note when one worker of the cheapest node would do for less."""
    cloud = context.environment.cloud
    best = ranked(judged, context)[0].node
    driver = context.catalog.node_type(cloud, plan.driver_node_type)
    chosen = context.catalog.node_type(cloud, plan.node_type)
    fewest = Workers(minimum=plan.workers.minimum, maximum=plan.workers.minimum)
    cheaper = cluster_price(best, driver, ONE_WORKER, context.catalog, context.rules)
    asked = cluster_price(chosen, driver, fewest, context.catalog, context.rules)
    if cheaper is None or asked is None:
        return None
    ratio = asked.high_usd_per_hour / cheaper.high_usd_per_hour
    if ratio <= 1:
        return None
    because = (
        f"1 x {best.name} holds {context.model.name} for {dollars(cheaper)} with its driver; "
        f"{fewest.minimum} x {chosen.name}, the fewest planned, cost {dollars(asked)}: "
        f"{ratio:.1f} times as much (sizing.policy: right_size)"
    )
    return Reason(decision="interactive", value="wasteful", because=because)


def _node(
    settings: Interactive,
    judged: Sequence[Candidate],
    context: Context,
    problems: list[Problem],
) -> Candidate | None:
    if settings.node_type is None:
        return ranked(judged, context)[0]
    node = context.catalog.node_type(context.environment.cloud, settings.node_type)
    asked = next((one for one in judged if one.node == node), None)
    if asked is None:
        where = context.where("interactive", "node_type")
        problems.append(Problem(where=where, found=f"`{node.name}` has no GPU"))
        return None
    if asked.fits:
        return asked
    problems.append(does_not_fit(asked, judged, context))
    return None


def _spot(context: Context) -> tuple[SpotPolicy, Reason]:
    environment = context.environment
    if environment.sizing.spot == "never":
        spot = SpotPolicy(availability="ON_DEMAND")
        because = f"{environment.name} never takes spot"
    else:
        spot = SpotPolicy(availability="SPOT_WITH_FALLBACK")
        because = "interactive work is not critical; the driver stays on demand"
    return spot, Reason(decision="spot", value=spot.availability, because=because)
