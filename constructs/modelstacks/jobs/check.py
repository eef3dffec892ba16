"""Tells before anything is drawn which jobs their scripts would refuse."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from modelstacks.errors import ConfigError, Problem
from modelstacks.jobs.arguments import (
    Prediction,
    Training,
    batch_inference_arguments,
    fine_tune_arguments,
)
from modelstacks.settings.project import Family
from modelstacks.sizing.plans import ClusterPlan, FamilyPlan
from modelstacks.sizing.storage_path import STORAGE_VARIABLE


def check_jobs(plans: Iterable[FamilyPlan]) -> None:
    """Raise `ConfigError` with every job of these families that its script would refuse."""
    problems = [problem for plan in plans for problem in _of_family(plan)]
    if problems:
        raise ConfigError(problems)


def _of_family(plan: FamilyPlan) -> Iterator[Problem]:
    for model in plan.models:
        for job in (model.fine_tune, model.batch_inference):
            if job:
                yield from _of_job(job, plan.family)


def _of_job(plan: ClusterPlan, family: Family) -> Iterator[Problem]:
    run = plan.run
    if run is None:
        return
    storage = plan.environment_variables[STORAGE_VARIABLE]
    try:
        if plan.workload == "fine_tune":
            training = Training(dataset=run.dataset, **run.options)  # type: ignore[arg-type]
            fine_tune_arguments(plan, storage, training)
        else:
            prediction = Prediction(dataset=run.dataset, **run.options)  # type: ignore[arg-type]
            batch_inference_arguments(plan, storage, prediction)
    except ConfigError as error:
        where = family.place(f"models.{plan.model.name}.{plan.workload}")
        yield from (replace(problem, where=where) for problem in error.problems)
