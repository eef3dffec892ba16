"""Decides how a job runs: how long it may take, how often it is tried, as whom, and when."""

from math import ceil

from modelstacks.errors import Problem
from modelstacks.settings.effective import family_access
from modelstacks.settings.jobs import Schedule
from modelstacks.settings.project import BatchInference, FineTune
from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import JobRun, Reason

HOUR = 3600
Hours = tuple[float, float, float]
"""The least, expected and most hours that a job computes."""


def decide_run(
    settings: FineTune | BatchInference,
    hours: Hours | None,
    context: Context,
    problems: list[Problem],
) -> tuple[JobRun, tuple[Reason, ...]]:
    """Return how the job runs and why; a timeout that it cannot keep goes to `problems`."""
    workload = "fine_tune" if isinstance(settings, FineTune) else "batch_inference"
    rules = context.rules.jobs
    timeout, timeout_reason = _timeout(settings, hours, context)
    if settings.timeout_hours and settings.tokens and hours and settings.timeout_hours < hours[0]:
        found = f"{settings.timeout_hours} h would cut it off: it takes {hours[0]:.1f} h at least"
        where = context.where(workload, "timeout_hours")
        problems.append(Problem(where=where, found=found, allowed=f"{ceil(hours[0])} and more"))
    retries = rules.retries[workload] if settings.retries is None else settings.retries
    run_as = family_access(context.family, context.environment).run_as
    run = JobRun(
        dataset=settings.dataset,
        timeout_seconds=timeout * HOUR,
        slow_seconds=_slow_seconds(settings, timeout, hours, context),
        retries=retries,
        retry_pause_seconds=rules.retry_pause_seconds,
        schedule=settings.schedule,
        run_as=run_as,
        registers=isinstance(settings, FineTune) and settings.register,
        options=_options(settings),
    )
    return run, (
        Reason(decision="dataset", value=settings.dataset, because=_about_data(settings, context)),
        timeout_reason,
        Reason(
            decision="told",
            value=f"after {run.slow_seconds / HOUR:g} h",
            because="longer than expected: a health rule, before the timeout",
        ),
        _retries_reason(run, workload),
        Reason(decision="runs", value="one at a time", because="the next waits in a queue"),
        _schedule_reason(settings.schedule),
        _run_as_reason(run_as),
        *([_registers_reason(run)] if workload == "fine_tune" else []),
    )


def _timeout(
    settings: FineTune | BatchInference, hours: Hours | None, context: Context
) -> tuple[int, Reason]:
    rules = context.rules.jobs
    if settings.timeout_hours:
        timeout, because = settings.timeout_hours, "set for this job"
    elif hours is None:
        timeout, because = rules.timeout_hours_unknown, "no speed is known; set timeout_hours"
    else:
        most = hours[2] + context.rules.startup_hours
        timeout = max(rules.timeout_hours_at_least, ceil(rules.timeout_factor * most))
        because = f"{rules.timeout_factor} x the {most:.1f} h that it takes at most"
        if timeout == rules.timeout_hours_at_least:
            because += f", and {timeout} h at least"
        if settings.tokens is None:
            because += f", if it reads {context.rules.assumed_tokens:,} tokens: set tokens"
    because += "; retries count"
    return timeout, Reason(decision="timeout", value=f"{timeout} h", because=because)


def _slow_seconds(
    settings: FineTune | BatchInference, timeout: int, hours: Hours | None, context: Context
) -> int:
    """Return when a run is slow: after the most that is expected, where the volume was told."""
    if settings.tokens and hours:
        expected = ceil(hours[2] + context.rules.startup_hours) * HOUR
        if expected < timeout * HOUR:
            return expected
    return int(timeout * HOUR * context.rules.jobs.slow_share)


def _options(settings: FineTune | BatchInference) -> dict[str, str | int | float]:
    said: dict[str, str | int | float | None]
    if isinstance(settings, FineTune):
        said = {
            "epochs": float(settings.epochs),
            "max_steps": settings.max_steps,
            "learning_rate": settings.learning_rate,
        }
    else:
        said = {"model": settings.model, "engine": settings.engine}
    return {name: value for name, value in said.items() if value is not None}


def _about_data(settings: FineTune | BatchInference, context: Context) -> str:
    if settings.dataset == "synthetic":
        return "made up on the spot: for a smoke run"
    return f"below {context.storage_path}; JSON lines, JSON or parquet, put there by you"


def _retries_reason(run: JobRun, workload: str) -> Reason:
    because = "the run begins anew"
    if workload == "fine_tune":
        because = "it goes on from its latest complete checkpoint; a registration is not repeated"
    return Reason(
        decision="retries",
        value=str(run.retries),
        because=f"{run.retry_pause_seconds} s apart: {because}" if run.retries else "set to none",
    )


def _schedule_reason(schedule: Schedule | None) -> Reason:
    if schedule is None:
        because = "it starts when somebody asks: no schedule is set"
        return Reason(decision="schedule", value="none", because=because)
    because = f"{schedule.timezone}{'; paused: it starts nothing' if schedule.paused else ''}"
    return Reason(decision="schedule", value=schedule.cron, because=because)


def _run_as_reason(run_as: str | None) -> Reason:
    if run_as is None:
        because = "access.run_as names no service principal"
        return Reason(decision="run_as", value="who deploys it", because=because)
    because = "access.run_as; it may read the scripts and the secrets, write the volume, register"
    return Reason(decision="run_as", value=run_as, because=because)


def _registers_reason(run: JobRun) -> Reason:
    if not run.registers:
        because = "switched off: the result stays in runs/<run>/model"
        return Reason(decision="register", value="no", because=because)
    because = "a version of the registered model, with the alias challenger; serve it by number"
    return Reason(decision="register", value="yes", because=because)
