"""Mounts in DBFS. There is no API for them: each step is a program on a cluster that runs.

Every read needs the cluster, too; one that has stopped is started. The programs are read by the
sandbox's interpreter, which runs those of the official provider as well.
"""

import json
import re
from collections.abc import Iterator

from modelstacks.sandbox.providers.databricks.facts import behaviour
from modelstacks.sandbox.providers.databricks.tables.cluster_commands import (
    CommandError,
    execute,
    get_cluster,
)
from modelstacks.sandbox.providers.databricks.tables.mount_clusters import cluster_for_mount
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_NOT_FOUND = "Mount not found"
_SECRET = re.compile(r'"\{\{secrets/([^/]+)/([^}]+)\}\}"')
_SPARK_CONF = re.compile(r'"\{\{sparkconf/([^}]+)\}\}"')
_AZURE_BLOCKS = ("abfs", "wasb", "adl")
_BLOCKS = (*_AZURE_BLOCKS, "s3", "gs")

_READ = """
dbutils.fs.refreshMounts()
for one in dbutils.fs.mounts():
    if one.mountPoint == {point}:
        dbutils.notebook.exit(one.source)
raise Exception({not_found})
"""
_MOUNT = """
for one in dbutils.fs.mounts():
    if one.mountPoint == {point} and one.source == {source}:
        dbutils.notebook.exit({source})
try:
    dbutils.fs.mount({source}, {point}, extra_configs={configs}, encryption_type={encryption})
except Exception as failure:
    try:
        dbutils.fs.unmount({point})
    except Exception as again:
        print(again)
    raise failure
dbutils.notebook.exit({source})
"""
_UNMOUNT = """
for one in dbutils.fs.mounts():
    if one.mountPoint == {point}:
        dbutils.fs.unmount({point})
dbutils.notebook.exit("gone")
"""


def check(config: Object) -> Iterator[Diagnostic]:
    """Yield what is missing."""
    azure = next((name for name in _AZURE_BLOCKS if config.get(name)), None)
    if azure is not None:
        yield Diagnostic(
            summary=f"an {azure} block needs a workspace on Azure, and the sandbox is none",
            detail="The official provider crashes here. Use uri and extra_configs instead.",
            path=(azure,),
        )
    if any(config.get(name) for name in _BLOCKS):
        return
    for name in ("name", "uri"):
        if config.get(name) is not UNKNOWN and not config.get(name):
            yield Diagnostic(summary=f"value of {name} is not specified or empty", path=(name,))
    if config.get("extra_configs") is not UNKNOWN and not config.get("extra_configs"):
        yield Diagnostic(
            summary="a mount by uri needs extra_configs",
            detail="Without them the official provider sends `null` to the cluster, which is no"
            " Python: NameError. Use an s3 or gs block for a bucket that the cluster may read.",
            path=("uri",),
        )


def _source(call: Call) -> str:
    for name, scheme in (("s3", "s3a"), ("gs", "gs")):
        if call.values.get(name):
            return f"{scheme}://{call.values[name][0]['bucket_name']}"
    return str(call.values["uri"])


def _take_name(call: Call) -> str:
    """Return the mount's name; a bucket gives its own to a mount without one."""
    name = call.values.get("name")
    for block in ("s3", "gs"):
        if not name and call.values.get(block):
            name = call.values[block][0]["bucket_name"]
    call.values["name"] = name
    return str(name)


def _point(call: Call) -> str:
    return json.dumps(f"/mnt/{call.id}")


def _configs(call: Call) -> str:
    """Return the Hadoop settings as Python; references to secrets are read on the cluster."""
    settings = {} if _is_bucket(call) else call.values.get("extra_configs") or {}
    text = json.dumps(settings, sort_keys=True)
    text = _SECRET.sub(r'dbutils.secrets.get("\1", "\2")', text)
    return _SPARK_CONF.sub(r'spark.conf.get("\1")', text)


def _is_bucket(call: Call) -> bool:
    return bool(call.values.get("s3") or call.values.get("gs"))


def create(call: Call) -> None:
    """Mount."""
    name = _take_name(call)
    cluster_id = cluster_for_mount(call)
    program = _MOUNT.format(
        point=json.dumps(f"/mnt/{name}"),
        source=json.dumps(_source(call)),
        configs=_configs(call),
        encryption=json.dumps(call.values.get("encryption_type") or ""),
    )
    execute(call, cluster_id, program)
    call.id = name


def read(call: Call) -> Object | None:
    """Read. Without its cluster a mount is taken for gone, whether or not it is there."""
    known = call.values.get("cluster_id")
    if known:
        get_cluster(call, known)
    cluster_id = cluster_for_mount(call)
    try:
        program = _READ.format(point=_point(call), not_found=json.dumps(_NOT_FOUND))
        source = execute(call, cluster_id, program)
    except CommandError as error:
        if str(error) == _NOT_FOUND:
            return None
        raise
    found = {name: call.values[name] for name in ("cluster_id", "name") if call.values.get(name)}
    return {**found, "source": source}


def delete(call: Call) -> None:
    """Unmount."""
    known = call.values.get("cluster_id")
    if known:
        get_cluster(call, known)
    execute(call, cluster_for_mount(call), _UNMOUNT.format(point=_point(call)))


TABLES = (
    ResourceTable(
        type_name="databricks_mount",
        create=create,
        read=read,
        delete=delete,
        behaviour=behaviour("databricks_mount"),
        checks=check,
    ),
)
