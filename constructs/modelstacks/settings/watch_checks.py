"""Checks `watch`: one warehouse, somebody who is told, logs and tables that are there."""

from collections.abc import Iterator, Sequence

from modelstacks.errors import Problem, listing
from modelstacks.settings.document import Document
from modelstacks.settings.facts import watched_system_schemas

KINDS = ("id", "name", "create")
LEAST_IDLE = 10
"""Minutes; the sandbox and Databricks refuse less for machines of one's own."""

MOST_LEVELS = 5
"""Notifications of one budget; AWS Budgets, quotas."""


def watch_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    """Yield what is wrong with the watch of an environment and of the families it deploys."""
    if environment.is_written("watch"):
        yield from _warehouse(environment)
        yield from _budget(environment)
        yield from _account(environment)
        yield from _tables(environment)
    for family in families:
        yield from _family(environment, family)


def _warehouse(environment: Document) -> Iterator[Problem]:
    said = environment.get("watch", "warehouse")
    if said is None:
        return
    path = ("watch", "warehouse")
    named = [kind for kind in KINDS if environment.is_written(*path, kind)]
    if len(named) != 1:
        yield Problem(
            where=environment.where(path),
            found=f"names {' and '.join(named) or 'no warehouse'}",
            allowed=f"one of {listing(KINDS)}",
        )
    own = said.get("create") or {}
    idle = own.get("auto_stop_minutes", LEAST_IDLE)
    if own.get("serverless") is False and idle < LEAST_IDLE:
        yield Problem(
            where=environment.where((*path, "create", "auto_stop_minutes")),
            found=f"{idle} minutes, of a warehouse that takes minutes to start",
            allowed=f"{LEAST_IDLE} or more without `serverless`",
        )


def _budget(document: Document, told: Document | None = None) -> Iterator[Problem]:
    if document.get("watch", "budget") is None:
        return
    levels = document.get("watch", "budget", "alert_at") or []
    where = document.where(("watch", "budget", "alert_at"))
    if levels != sorted(levels):
        text = ", ".join(map(str, sorted(levels)))
        yield Problem(where=where, found="levels that do not rise", nearest=f"[{text}]")
    if len(levels) > MOST_LEVELS:
        found = f"{len(levels)} levels"
        yield Problem(where=where, found=found, allowed=f"up to {MOST_LEVELS}")
    if not _tells(document) and not (told and _tells(told)):
        yield Problem(
            where=document.where(("watch", "budget")),
            found="nobody is told when it is spent",
            fix="add watch.notify: emails, or destinations by name",
        )


def _tells(document: Document) -> bool:
    return any(document.is_written("watch", "notify", key) for key in ("emails", "destinations"))


def _account(environment: Document) -> Iterator[Problem]:
    path = ("watch", "budget", "databricks_account_id")
    if environment.get(*path) and environment.is_written("sandbox"):
        found = "the sandbox is a workspace without an account"
        yield Problem(where=environment.where(path), found=found, fix="leave it out")


def _tables(environment: Document) -> Iterator[Problem]:
    on = environment.get("security", "system_schemas")
    missing = [name for name in watched_system_schemas() if name not in (on or ())]
    # Without a list the schemas are another environment's, or an account admin's.
    if on and missing:
        yield Problem(
            where=environment.where(("security", "system_schemas")),
            found=f"lacks {listing(missing)}, which `watch` reads",
            fix=f"add {listing(missing)}",
        )


def _family(environment: Document, family: Document) -> Iterator[Problem]:
    said = family.get("watch")
    if said and not environment.is_written("watch"):
        yield Problem(
            where=family.where(("watch",)),
            found=f"{environment.origin(()).file} has no `watch`: nothing looks",
            fix="add `watch: {warehouse: ...}` there, or leave it out here",
        )
        return
    yield from _budget(family, environment)
    is_off = family.is_written("watch") and said is None
    logs = family.get("watch", "logs") or environment.get("watch", "logs")
    if logs == "bucket" and not is_off and family.get("storage", "bucket") is None:
        document = family if family.get("watch", "logs") else environment
        name = family.get("family") or "a family"
        yield Problem(
            where=document.where(("watch", "logs")),
            found=f"{name} has no bucket to write logs to",
            allowed="volume, none",
            fix="add `storage: {bucket: {}}` to the family, or take `volume`",
        )
