"""Checks buckets and mounts, over all families of an environment."""

from collections.abc import Iterator, Sequence
from typing import Any

from modelstacks.errors import Problem
from modelstacks.frozen import frozen
from modelstacks.settings.account_checks import PLACES
from modelstacks.settings.document import Document, Path
from modelstacks.settings.facts import kept_mount_names
from modelstacks.settings.storage import (
    LONGEST_BUCKET_NAME,
    OWN_FOLDERS,
    default_bucket_name,
)

NAME: Path = ("storage", "bucket", "name")


def storage_problems(environment: Document, families: Sequence[Document]) -> Iterator[Problem]:
    """Yield buckets whose names collide, and mounts that cannot be."""
    buckets = [row for family in families if (row := _bucket(environment, family))]
    yield from _names(environment, buckets)
    yield from _mounts(environment, families, {row.family: row.name for row in buckets})
    for family in families:
        volume, bucket = family.get("storage", "volume"), family.get("storage", "bucket")
        on_cloud = environment.get("azure") or environment.get("gcp")
        if volume == "external" and bucket is None and not on_cloud:
            where = family.where(("storage", "volume"))
            found = "an external volume lies in the family's bucket, and it has none"
            place = PLACES.get(environment.get("cloud") or "aws", "`storage.bucket: {}`")
            yield Problem(where=where, found=found, fix=f"add {place}, or write `managed`")


@frozen
class _Bucket:
    """A family's bucket with the name it gets; empty when the parts of it are not known."""

    document: Document
    family: str
    where: str
    name: str
    is_named: bool


def _bucket(environment: Document, family: Document) -> _Bucket | None:
    if family.get("storage", "bucket") is None:
        return None
    given = family.get(*map(str, NAME))
    name = given or _default_name(environment, family)
    where = family.where(NAME if given else NAME[:-1])
    return _Bucket(
        document=family,
        family=str(family.get("family")),
        where=where,
        name=name,
        is_named=given is not None,
    )


def _default_name(environment: Document, family: Document) -> str:
    account = environment.get("aws", "account_id")
    names = environment.get("environment"), family.get("family")
    if not account or not all(names):
        return ""
    prefix = environment.get("storage", "bucket_prefix")
    return default_bucket_name(prefix, str(names[0]), str(names[1]), account)


def _names(environment: Document, buckets: Sequence[_Bucket]) -> Iterator[Problem]:
    taken = {
        name: f"the {what}, {environment.where(path)}"
        for path, what in (
            (("storage", "access_log", "bucket"), "target of the access log"),
            (("state", "bucket"), "bucket of Terraform's state"),
        )
        if (name := environment.get(*path))
    }
    for row in buckets:
        log = row.document.get("storage", "bucket", "access_log", "bucket")
        if row.name and row.name == log:
            found = f"`{row.name}` would log into itself"
            path = ("storage", "bucket", "access_log", "bucket")
            fix = "name another bucket: a log of writing the log never ends"
            yield Problem(where=row.document.where(path), found=found, fix=fix)
        if len(row.name) > LONGEST_BUCKET_NAME:
            found = f"`{row.name}` has {len(row.name)} characters"
            fix = "give a shorter `storage.bucket_prefix`, or a `name`"
            allowed = f"up to {LONGEST_BUCKET_NAME}"
            yield Problem(where=row.where, found=found, allowed=allowed, fix=fix)
        if row.name in taken:
            found = f"the bucket name `{row.name}` is taken by {taken[row.name]}"
            yield Problem(where=row.where, found=found, fix="give another `name`")
        elif row.name:
            taken[row.name] = f"the stack of {row.family}, {row.where}"
        if row.is_named and row.document.origin(NAME).file == row.document.origin(()).file:
            found = f"`{row.name}` would be the bucket of every environment"
            fix = "names are unique in the world: write it under `families` of an environment"
            yield Problem(where=row.where, found=found, fix=fix)


def _mounts(
    environment: Document, families: Sequence[Document], buckets: dict[str, str]
) -> Iterator[Problem]:
    cloud = environment.get("cloud")
    off = _legacy_is_off(environment)
    first: dict[str, str] = {}
    for family in families:
        own = buckets.get(str(family.get("family")))
        for name, source in (family.get("storage", "mounts") or {}).items():
            if source is None:
                continue
            path: Path = ("storage", "mounts", name)
            where = family.where(path)
            if off:
                found = f"DBFS and its mounts are switched off here ({off})"
                fix = "use the volume: /Volumes/<catalog>/<schema>/<model>"
                yield Problem(where=where, found=found, fix=fix)
            if name in first:
                found = f"`/mnt/{name}` is mounted already, {first[name]}"
                yield Problem(where=where, found=found, fix="a workspace has one of each name")
            first.setdefault(name, where)
            kept = {word.casefold(): word for word in kept_mount_names()}
            if name.casefold() in kept:
                found = f"`{name}` reads like /{kept[name.casefold()]}, a folder of Databricks"
                yield Problem(where=where, found=found, fix="give another name")
            yield from _source(family, path, source, cloud=cloud, own=own)


def _source(
    family: Document, path: Path, source: dict[str, Any], *, cloud: str | None, own: str | None
) -> Iterator[Problem]:
    kind = next(kind for kind, value in source.items() if value is not None)
    where = family.where((*path, kind))
    # Instance profiles and service accounts are attached to nodes of their own cloud.
    needed = {"s3": "aws", "gcs": "gcp"}.get(kind, cloud)
    if cloud and needed != cloud:
        found = f"`{kind}` is mounted by what a node on {needed} is; this workspace is on {cloud}"
        yield Problem(where=where, found=found, fix="use a volume of an external location")
        return
    if kind != "s3":
        return
    bucket, prefix = source[kind].get("bucket"), source[kind].get("prefix") or ""
    if bucket is None and own is None:
        found = "mounts the family's own bucket, and it has none"
        yield Problem(where=where, found=found, fix="add `storage.bucket: {}`, or name a bucket")
    folder = prefix.partition("/")[0]
    if own is not None and bucket in {None, own} and folder in OWN_FOLDERS:
        found = f"`{folder}/` of the family's bucket is for {OWN_FOLDERS[folder]}"
        allowed = "any other folder"
        yield Problem(where=family.where((*path, kind, "prefix")), found=found, allowed=allowed)


def _legacy_is_off(environment: Document) -> str:
    for key in ("legacy_dbfs", "legacy_features"):
        if environment.get("security", key) is False:
            return environment.where(("security", key))
    return ""
