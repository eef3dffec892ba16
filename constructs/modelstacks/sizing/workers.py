"""How many workers a cluster gets: the tier's, one, or what was set."""

from modelstacks.catalog import Gpu
from modelstacks.errors import Problem
from modelstacks.settings.project import Interactive
from modelstacks.sizing.context import Context
from modelstacks.sizing.plans import Reason, Workers
from modelstacks.sizing.tiers import tier_workers

ONE_WORKER = Workers(minimum=1, maximum=1)


def choose_workers(
    settings: Interactive, gpu: Gpu, context: Context, problems: list[Problem]
) -> tuple[Workers, Reason] | None:
    """Return the bounds and why, or `None` after adding to `problems` why there are none."""
    model = context.model
    low, high = settings.min_workers, settings.max_workers
    tier = tier_workers(model, gpu, context.rules)
    size = f"{model.nominal_billions:g}B nominal ({model.parameters:,} parameters)"
    if context.environment.sizing.policy == "right_size":
        workers, ground = ONE_WORKER, "right_size: one node holds the model"
    elif tier:
        workers, ground = tier, f"spec: the tier of {size}"
    elif low and high:
        workers, ground = Workers(minimum=low, maximum=high), f"{size} is above the last tier"
    else:
        problems.append(
            Problem(
                where=context.where("interactive"),
                found=f"{model.name}, {size}, is above the last tier of the table",
                fix="set min_workers and max_workers, or sizing.policy: right_size",
            )
        )
        return None
    if low or high:
        ground = f"set for this cluster; {ground} gives {workers}"
        workers = _narrowed(workers, low, high)
    return workers, Reason(decision="workers", value=str(workers), because=ground)


def _narrowed(workers: Workers, low: int | None, high: int | None) -> Workers:
    """Return the bounds with what was set; a bound that was not set gives way."""
    minimum, maximum = low or workers.minimum, high or workers.maximum
    if high is None:
        maximum = max(maximum, minimum)
    if low is None:
        minimum = min(minimum, maximum)
    return Workers(minimum=minimum, maximum=maximum)
