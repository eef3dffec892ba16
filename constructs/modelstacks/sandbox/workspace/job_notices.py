"""What a job says about its triggers, health, environments, and who is told: checked."""

from collections import Counter
from collections.abc import Iterable

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cron import check_cron
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.job_message import Health, JobSettings, Task, Webhooks

_MOST_HOOKS = 3


def check_notices(call: Call, settings: JobSettings) -> None:
    """Refuse a job whose triggers, rules or notifications could not work."""
    triggers = (settings.schedule, settings.continuous, settings.trigger)
    if sum(one is not None for one in triggers) > 1:
        raise invalid("Only one of schedule and continuous and trigger can be specified")
    if settings.schedule is not None:
        check_cron(settings.schedule.quartz_cron_expression, settings.schedule.timezone_id)
    tasks = settings.tasks or []
    _check_environments(settings, tasks)
    _unique("parameter", [one.name for one in settings.parameters or []])
    holders: list[JobSettings | Task] = [settings, *tasks]
    for holder in holders:
        _check_health(holder.health)
        _check_hooks(call, holder.webhook_notifications)
    for one in tasks:
        if one.max_retries is not None and one.max_retries < -1:
            raise invalid(f"max_retries must be -1 or more, got {one.max_retries}")


def _check_environments(settings: JobSettings, tasks: Iterable[Task]) -> None:
    known = [one.environment_key for one in settings.environments or []]
    _unique("environment_key", known)
    for task in tasks:
        if task.environment_key is None:
            continue
        if task.environment_key not in known:
            raise invalid(
                f"Task {task.task_key} refers to environment '{task.environment_key}',"
                " which is not defined in field 'environments'"
            )
        if task.new_cluster or task.job_cluster_key or task.existing_cluster_id:
            raise invalid(f"Task {task.task_key} names both an environment and a cluster")


def _check_health(health: Health | None) -> None:
    rules = health.rules or [] if health else []
    _unique("health rule", [rule.metric for rule in rules])
    for rule in rules:
        if rule.value <= 0:
            raise invalid(f"health: the value of {rule.metric} must be above 0, got {rule.value}")


def _check_hooks(call: Call, hooks: Webhooks | None) -> None:
    for event, listed in (hooks.as_sent() if hooks else {}).items():
        if len(listed) > _MOST_HOOKS:
            raise invalid(f"webhook_notifications.{event}: at most {_MOST_HOOKS} destinations")
        for one in listed:
            if call.tx.get("notification_destination", one["id"]) is None:
                raise invalid(
                    f"webhook_notifications.{event}: notification destination {one['id']}"
                    " does not exist"
                )


def _unique(field: str, values: list[str]) -> None:
    twice = sorted(value for value, count in Counter(values).items() if count > 1)
    if twice:
        raise invalid(f"{field} must be unique, but is used more than once: {', '.join(twice)}")
