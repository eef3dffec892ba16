"""Checks what a compliance standard demands of an environment, and of what families ask there.

Under the compliance security profile Databricks itself restricts node types to those that encrypt
in transit, hardens the image, updates clusters and monitors them (docs.databricks.com, compliance
security profile). That is the same for every standard; what a standard asks of people is not here.
"""

from collections.abc import Iterator, Sequence

from modelstacks.catalog import Catalog
from modelstacks.errors import Problem, listing
from modelstacks.settings.document import Document, Path

AUDIT_SCHEMA = "access"


def compliance_problems(
    environment: Document, families: Sequence[Document], catalog: Catalog
) -> Iterator[Problem]:
    """Yield every setting that the environment's standards forbid or miss."""
    standards = environment.get("compliance") or []
    is_wrong = not standards and environment.is_written("compliance", 0)
    for family in families if not is_wrong else ():
        for at, name in enumerate(family.get("compliance") or []):
            if name not in standards:
                yield Problem(
                    where=family.where(("compliance", at)),
                    found=f"must run under {name}, which this environment does not comply with",
                    allowed=listing(standards) or "none",
                    fix=f"add it to `compliance` of {environment.origin(()).file}, or leave the "
                    "family out there",
                )
    if standards:
        yield from _profile(environment)
        yield from _encryption(environment, families)
        yield from _watched(environment)
        yield from _runtimes(environment, families, catalog)


def _profile(environment: Document) -> Iterator[Problem]:
    path = ("security", "compliance_profile", "acknowledge_permanent")
    said = environment.get(*path)
    if not said and (said is False or not environment.is_written(*path)):
        yield Problem(
            where=environment.where(("compliance",) if said is None else path),
            found="switches on the compliance security profile, which is permanent: a workspace "
            "never loses it again, whatever is deployed or destroyed later",
            fix="if that is meant, add "
            "`security: {compliance_profile: {acknowledge_permanent: true}}`",
        )


def _encryption(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    for key, default in (("in_transit", False), ("local_disks", True)):
        path = ("encryption", key)
        said = environment.get(*path)
        is_right = said or (said is None and (default or environment.is_written(*path)))
        if not is_right:
            yield _demanded(environment, path, "must be true")
        for family in families:
            # What an environment demands is not taken back anyway: see encryption_checks.
            if family.get(*path) is False and said is not True:
                yield _demanded(family, path, "must be true")


def _watched(environment: Document) -> Iterator[Problem]:
    path: tuple[str, ...] = ("security", "enhanced_monitoring")
    if environment.get(*path) is False:
        yield _demanded(environment, path, "cannot be false: the profile switches it on")
    path = ("security", "system_schemas")
    schemas = environment.get(*path)
    if AUDIT_SCHEMA not in (schemas or []) and (schemas or not environment.is_written(*path, 0)):
        yield _demanded(environment, path, f"must hold `{AUDIT_SCHEMA}`, the audit log")
    path = ("security", "tokens", "max_days")
    if not environment.is_written(*path):
        yield _demanded(environment, path, "must be set: tokens would live for ever")


def _runtimes(
    environment: Document, families: Sequence[Document], catalog: Catalog
) -> Iterator[Problem]:
    pinned: list[tuple[Document, Path, str | None]] = [
        (environment, ("sizing", "runtime"), environment.get("sizing", "runtime"))
    ]
    for family in families:
        for model, workloads in (family.get("models") or {}).items():
            for job in ("interactive", "fine_tune", "batch_inference"):
                path = ("models", model, job, "runtime")
                if workloads is not None:
                    pinned.append((family, path, family.get(*path)))
    for document, place, key in pinned:
        runtime = catalog.runtimes.get(key or "")
        # By the date of the catalog, not of today: the same files always mean the same.
        if runtime and (runtime.end_of_support or "") < runtime.as_of:
            end = runtime.end_of_support or "before the catalog was written"
            problem = _demanded(document, place, "must be a runtime that is still supported")
            yield Problem(where=problem.where, found=f"{problem.found}; {runtime.name} ended {end}")


def _demanded(document: Document, path: Path, demand: str) -> Problem:
    return Problem(where=document.where(path), found=f"under a compliance standard this {demand}")
