"""What a notebook on a cluster finds: `dbutils`, `spark` and `sc`, as far as mounts need them.

A value read from a secret scope is a `Secret`: it can be handed on, and never shows.
"""

import re
from typing import Any

from modelstacks.sandbox.store import Document
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.mounts import (
    add_mount,
    check_access_mode,
    find_mounts,
    remove_mount,
)
from modelstacks.sandbox.workspace.small_python import (
    HostObject,
    ProgramError,
    ProgramExit,
    UnsupportedError,
    run_program,
)

_MOUNTED = re.compile(r"dbfs:(/mnt/.+)")


class Secret:
    """A value out of a secret scope."""


def run_command(call: Call, cluster: Document, source: str) -> Json:
    """Run a command on a cluster; return its results as API 1.2 tells them."""
    try:
        run_program(source, _names(call, cluster))
    except ProgramExit as finished:
        if finished.value is not None and not isinstance(finished.value, str):
            return _failed("TypeError", "the exit value of a notebook must be text")
        return {"resultType": "text", "data": finished.value or ""}
    except ProgramError as error:
        return _failed(error.kind, error.message)
    except UnsupportedError as error:
        problem = f"the sandbox runs only what makes mounts, and no {error}"
        return _failed("UnsupportedOperationException", problem)
    return {"resultType": "text", "data": ""}


def _failed(kind: str, message: str) -> Json:
    return {"resultType": "error", "summary": f"{kind}: {message}", "cause": f"{kind}: {message}"}


def _names(call: Call, cluster: Document) -> dict[str, HostObject]:
    context = _spark_context(call)
    return {"dbutils": _dbutils(call, cluster), "spark": _spark(cluster, context), "sc": context}


def _dbutils(call: Call, cluster: Document) -> HostObject:
    def mount(
        source: Any,
        mount_point: Any,
        encryption_type: Any = "",
        owner: Any = "",  # noqa: ARG001  as dbutils has it
        extra_configs: Any = None,
    ) -> bool:
        check_access_mode(cluster)
        add_mount(
            call,
            cluster,
            source=source,
            point=mount_point,
            configs=extra_configs or {},
            encryption=encryption_type,
        )
        return True

    def unmount(mount_point: Any) -> bool:
        check_access_mode(cluster)
        remove_mount(call.tx, mount_point)
        return True

    def mounts() -> list[HostObject]:
        check_access_mode(cluster)
        return [_mount_info(one) for one in find_mounts(call.tx)]

    def refresh() -> bool:
        check_access_mode(cluster)
        return True

    def leave(value: Any) -> None:
        raise ProgramExit(value)

    def secret(scope: Any, key: Any) -> Secret:
        if call.tx.get("secret", f"{scope}/{key}") is None:
            raise ProgramError(
                "java.lang.IllegalArgumentException",
                f"Secret does not exist with scope: {scope} and key: {key}",
            )
        return Secret()

    files = {"mount": mount, "unmount": unmount, "mounts": mounts, "refreshMounts": refresh}
    return HostObject(
        {
            "fs": HostObject(files),
            "notebook": HostObject({"exit": leave}),
            "secrets": HostObject({"get": secret}),
        }
    )


def _mount_info(mount: Document) -> HostObject:
    return HostObject(
        {
            "mountPoint": mount["mount_point"],
            "source": mount["source"],
            "encryptionType": mount["encryption_type"],
        }
    )


def _spark(cluster: Document, context: HostObject) -> HostObject:
    conf: dict[str, str] = cluster["spec"].get("spark_conf", {})

    def get(key: Any) -> str:
        if key not in conf:
            raise ProgramError(
                "java.util.NoSuchElementException", f"[SQL_CONF_NOT_FOUND] {key} is not set"
            )
        return conf[key]

    return HostObject({"conf": HostObject({"get": get}), "sparkContext": context})


def _spark_context(call: Call) -> HostObject:
    """Return what lets a program ask Hadoop whether a path exists."""

    def nothing() -> None:
        return None

    def path(text: Any) -> str:
        return str(text)

    def exists(text: Any) -> bool:
        found = _MOUNTED.fullmatch(str(text))
        return found is not None and call.tx.get("mount", found[1]) is not None

    def file_system(_: Any) -> HostObject:
        return HostObject({"exists": exists})

    hadoop: Any = {"FileSystem": HostObject({"get": file_system}), "Path": path}
    for name in ("fs", "hadoop", "apache", "org"):
        hadoop = {name: HostObject(hadoop)}
    return HostObject(
        {"_jvm": HostObject(hadoop), "_jsc": HostObject({"hadoopConfiguration": nothing})}
    )
