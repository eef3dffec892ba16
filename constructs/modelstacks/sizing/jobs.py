"""Plans the clusters of jobs: training, and batch inference."""

from typing import Any

from modelstacks.catalog import NodeType
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.project import BatchInference, FineTune
from modelstacks.sizing.choice.answer import Answer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.card import job_on
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Asked, Request
from modelstacks.sizing.context import Context
from modelstacks.sizing.disks import choose_ebs
from modelstacks.sizing.drivers import choose_driver
from modelstacks.sizing.feasibility import memory_estimate
from modelstacks.sizing.gpu_tasks import gpu_tasks
from modelstacks.sizing.job_libraries import has_engine, job_libraries
from modelstacks.sizing.job_runs import decide_run
from modelstacks.sizing.libraries import missing_libraries
from modelstacks.sizing.memory import BatchInference as BatchJob
from modelstacks.sizing.memory import FineTune as TrainingJob
from modelstacks.sizing.plans import ClusterPlan, Reason, SpotPolicy, Workers, Workload
from modelstacks.sizing.runtimes import choose_runtime
from modelstacks.sizing.storage_path import storage_reason
from modelstacks.sizing.variables import cluster_variables, weights_reasons

TRAINING = (
    *("method", "rank", "targets", "optimizer", "precision", "batch_per_gpu"),
    *("sequence_length", "source_length", "target_length"),
    *("checkpointing", "gradient_accumulation"),
)


def plan_job(
    settings: FineTune | BatchInference, context: Context, problems: list[Problem]
) -> ClusterPlan | None:
    """Return the plan of a job's cluster, or `None` after adding to `problems` why not."""
    workload = _workload(settings)
    try:
        answer = choose(_request(settings, context), context.catalog, context.rules)
    except ConfigError as error:
        for problem in error.problems:
            where = context.where(workload, problem.where.rpartition(".")[2])
            found = problem.found
            problems.append(Problem(where=where, found=found, allowed=problem.allowed))
        return None
    chosen = answer.chosen
    if chosen is None or not isinstance(chosen.node, NodeType):
        nearest = f"{answer.nearest.name} ({answer.nearest.fill})" if answer.nearest else ""
        found = answer.tier.note if answer.tier.verdict == "infeasible" else answer.reasons[0]
        problems.append(Problem(where=context.where(workload), found=found, nearest=nearest))
        return None
    return _plan(settings, answer, chosen, context, problems)


def _workload(settings: FineTune | BatchInference) -> Workload:
    return "fine_tune" if isinstance(settings, FineTune) else "batch_inference"


def _plan(
    settings: FineTune | BatchInference,
    answer: Answer,
    chosen: Candidate,
    context: Context,
    problems: list[Problem],
) -> ClusterPlan:
    workload = _workload(settings)
    node = context.catalog.node_type(context.environment.cloud, chosen.node.name)
    workers, workers_reason = _workers(workload, answer, chosen)
    is_single_node = workers.maximum == 1
    if is_single_node:
        because = "a single node drives itself: the driver has the GPUs"
        driver, driver_reason = node, Reason(decision="driver", value=node.name, because=because)
    else:
        driver, driver_reason = choose_driver(None, node, context)
    runtime, runtime_reasons = choose_runtime(settings.runtime, context)
    libraries, libraries_reason = missing_libraries(
        runtime, context.model, context.catalog, context.rules
    )
    job = _job(answer, chosen)
    engine = settings.engine if isinstance(settings, BatchInference) else "transformers"
    if not has_engine(engine, runtime):
        where = context.where(workload, "engine")
        found = f"no {engine} is known to run on {runtime.key}"
        problems.append(Problem(where=where, found=found, fix="take a newer runtime"))
    imported, imported_reason = job_libraries(job, runtime, engine)
    spot, spot_reason = _spot(workload, answer, context)
    ebs, ebs_reason = choose_ebs(node, driver, context)
    run, run_reasons = decide_run(settings, chosen.hours, context, problems)
    notes = [_note(line) for line in answer.reasons[1:3]]
    assumed = "; ".join(answer.assumptions)
    return ClusterPlan(
        model=context.model,
        cloud=context.environment.cloud,
        workload=workload,
        node_type=node.name,
        driver_node_type=driver.name,
        workers=workers,
        runtime=runtime.key,
        spot=spot,
        ebs=ebs,
        autotermination_minutes=0,
        libraries=(*libraries, *imported),
        environment_variables=cluster_variables(context),
        local_disks_encrypted=context.encryption.local_disks,
        encrypted_in_transit=context.encryption.in_transit,
        is_single_node=is_single_node,
        memory=memory_estimate(chosen.memory, chosen.usable_gib),
        hours=chosen.hours,
        price=chosen.price,
        job=job,
        layout=chosen.parallel,
        run=run,
        spark_conf=gpu_tasks(
            node,
            chosen.parallel,
            trains=workload == "fine_tune",
            is_single_node=is_single_node,
        ),
        reasons=(
            Reason(decision="node_type", value=node.name, because=answer.reasons[0]),
            *notes,
            workers_reason,
            driver_reason,
            *runtime_reasons,
            libraries_reason,
            *([imported_reason] if imported else []),
            spot_reason,
            ebs_reason,
            storage_reason(context),
            *weights_reasons(context),
            Reason(decision="assumed", value="", because=assumed),
            *run_reasons,
        ),
    )


def _job(answer: Answer, chosen: Candidate) -> TrainingJob | BatchJob:
    """Return the job as the chosen card runs it: with the precision that the card has."""
    job, _ = job_on(chosen.gpu, answer.request)
    if not isinstance(job, TrainingJob | BatchJob):
        raise TypeError(type(job).__name__)
    return job


def _request(settings: FineTune | BatchInference, context: Context) -> Request:
    environment = context.environment
    rules: dict[str, Any] = {
        "model": context.model,
        "cloud": environment.cloud,
        "policy": environment.sizing.policy,
        "accelerators": environment.sizing.accelerators,
        "allow_unlisted": environment.sizing.allow_unlisted_node_types,
        "encrypted": context.encryption.in_transit,
        "precision_is_set": settings.precision is not None,
        "tokens": settings.tokens,
    }
    if settings.node_type:
        rules["asked"] = Asked(node_type=settings.node_type, workers=settings.workers or 1)
    if isinstance(settings, FineTune):
        said: dict[str, Any] = {name: getattr(settings, name) for name in TRAINING}
        return Request(job=TrainingJob(**said), **rules)
    job: dict[str, Any] = {
        "batch_per_gpu": settings.batch_per_gpu,
        "prompt_length": settings.source_length,
        "new_tokens": settings.target_length,
        "precision": settings.precision or "bf16",
    }
    spot = environment.sizing.spot == "non-critical" and not settings.critical
    return Request(job=BatchJob(**job), spot=spot, **rules)


def _workers(workload: Workload, answer: Answer, chosen: Candidate) -> tuple[Workers, Reason]:
    fixed = Workers(minimum=chosen.workers, maximum=chosen.workers)
    tier = answer.tier.workers
    if workload == "fine_tune":
        because = "all nodes train together: a fixed size (training-has-a-fixed-size)"
        return fixed, Reason(decision="workers", value=str(fixed), because=because)
    if tier is None or answer.request.policy == "right_size" or answer.request.asked:
        because = "replicas of a node each; what holds the job"
        return fixed, Reason(decision="workers", value=str(fixed), because=because)
    bounds = Workers(minimum=chosen.workers, maximum=max(chosen.workers, tier.maximum))
    because = f"spec: the tier's {tier}; more nodes are more replicas"
    return bounds, Reason(decision="workers", value=str(bounds), because=because)


def _note(line: str) -> Reason:
    """Return a reason of the answer, which begins with what it is about."""
    about, _, because = line.partition(": ")
    known = {"runner-up": "runner_up", "tier": "tier", "libraries": "libraries"}
    if about in known:
        return Reason(decision=known[about], value="", because=because)
    return Reason(decision="note", value="", because=line)


def _spot(workload: Workload, answer: Answer, context: Context) -> tuple[SpotPolicy, Reason]:
    environment = context.environment
    if answer.request.spot:
        spot = SpotPolicy(availability="SPOT_WITH_FALLBACK")
        because = "a lost replica is started again; the driver stays on demand"
    else:
        spot = SpotPolicy(availability="ON_DEMAND")
        because = "critical: it never runs on spot"
        if workload == "fine_tune":
            because = "one lost node stops the training"
        elif environment.sizing.spot == "never":
            because = f"{environment.name} never takes spot"
    return spot, Reason(decision="spot", value=spot.availability, because=because)
