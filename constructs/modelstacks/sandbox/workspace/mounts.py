"""Mounts in DBFS: what Databricks refuses about one, and where they are kept."""

import re
from typing import Any

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.security_rules import dbfs_is_off
from modelstacks.sandbox.workspace.security_state import is_legacy_dbfs_off
from modelstacks.sandbox.workspace.small_python import ProgramError

KIND = "mount"

_POINT = re.compile(r"/mnt(/[^/\s]+)+")
_SOURCES = {
    "s3a": "aws",
    "s3": "aws",
    "s3n": "aws",
    "abfss": "azure",
    "wasbs": "azure",
    "adl": "azure",
    "gs": "gcp",
}
_ENCRYPTION = re.compile(r"|sse-s3|sse-kms(:.+)?")
_OPEN_MODES = frozenset(
    {
        None,
        "NONE",
        "SINGLE_USER",
        "LEGACY_SINGLE_USER",
        "LEGACY_SINGLE_USER_STANDARD",
        "DATA_SECURITY_MODE_DEDICATED",
    }
)
"""Access modes of clusters that see DBFS: no isolation, or one user's own."""

_AZURE_KEYS = ("fs.azure.", "fs.adl.", "dfs.adls.")


def check_access_mode(cluster: Document) -> None:
    """Refuse `dbutils.fs` on a cluster that several users share."""
    spec = cluster["spec"]
    mode = spec.get("data_security_mode")
    if mode == "DATA_SECURITY_MODE_AUTO" and spec.get("single_user_name"):
        return
    if mode not in _OPEN_MODES:
        raise ProgramError(
            "py4j.security.Py4JSecurityException",
            "Method public com.databricks.backend.daemon.dbutils.DBUtilsCore.mount is not"
            " whitelisted on class class com.databricks.backend.daemon.dbutils.DBUtilsCore"
            f" (the cluster's access mode is {mode}; mounts need a dedicated or no-isolation one)",
        )


def find_mounts(tx: Transaction) -> list[Document]:
    """Return every mount."""
    return tx.all(KIND)


def add_mount(
    call: Call,
    cluster: Document,
    *,
    source: Any,
    point: Any,
    configs: Any,
    encryption: Any,
) -> None:
    """Mount a source; `configs` are its Hadoop settings, whose values are not kept."""
    _check_types(source, point, configs, encryption)
    if is_legacy_dbfs_off(call.tx):
        raise ProgramError(
            "java.lang.UnsupportedOperationException",
            f"[DBFS_DISABLED] {dbfs_is_off().message}. Access is denied on path: {point}",
        )
    if not _POINT.fullmatch(point):
        raise _illegal(f"Mount point must be an absolute path below /mnt, got: {point}")
    if call.tx.get(KIND, point) is not None:
        raise _illegal(f"requirement failed: Directory already mounted: {point}")
    scheme = source.partition("://")[0]
    if scheme not in _SOURCES or not source.partition("://")[2]:
        raise _illegal(f"requirement failed: Unsupported mount source: {source}")
    if not _ENCRYPTION.fullmatch(encryption):
        raise _illegal(f"Unknown encryption type: {encryption}; use sse-s3 or sse-kms")
    if encryption and _SOURCES[scheme] != "aws":
        raise _illegal(f"encryption type {encryption} is for S3 only, not for {source}")
    _check_access(cluster, scheme, source, configs)
    bucket = source.partition("://")[2].partition("/")[0]
    if call.aws is not None and _SOURCES[scheme] == "aws" and not call.aws.has_bucket(bucket):
        raise ProgramError(
            "com.amazonaws.services.s3.model.AmazonS3Exception",
            f"The specified bucket does not exist: {bucket}",
        )
    call.tx.put(
        KIND,
        point,
        {
            "mount_point": point,
            "source": source,
            "encryption_type": encryption,
            "config_keys": sorted(configs),
            "cluster": cluster["spec"].get("cluster_name", ""),
        },
    )


def remove_mount(tx: Transaction, point: Any) -> None:
    """Unmount."""
    if not isinstance(point, str) or not tx.delete(KIND, point):
        raise _illegal(f"requirement failed: Directory not mounted: {point}")


def _check_types(source: Any, point: Any, configs: Any, encryption: Any) -> None:
    for name, value in (("source", source), ("mountPoint", point), ("encryptionType", encryption)):
        if not isinstance(value, str):
            raise ProgramError("TypeError", f"{name} must be text")
    if not isinstance(configs, dict):
        raise ProgramError("TypeError", "extraConfigs must be a dictionary")


def _check_access(cluster: Document, scheme: str, source: str, configs: Json) -> None:
    """Refuse a source that the cluster has no credentials for."""
    spec, cloud = cluster["spec"], _SOURCES[scheme]
    if cloud == "aws":
        keyed = any(key.startswith("fs.s3") and "key" in key for key in configs)
        if not keyed and not spec.get("aws_attributes", {}).get("instance_profile_arn"):
            raise ProgramError(
                "com.amazonaws.AmazonClientException",
                f"Unable to load credentials for {source}: the cluster has no instance profile",
            )
    elif cloud == "azure":
        if not any(key.startswith(_AZURE_KEYS) for key in configs):
            account = source.partition("@")[2].partition("/")[0]
            raise ProgramError(
                "java.io.IOException",
                f"Failure to initialize configuration for storage account {account}: Invalid"
                " configuration value detected for fs.azure.account.key",
            )
    elif not spec.get("gcp_attributes", {}).get("google_service_account") and not any(
        key.startswith(("google.cloud.auth.", "fs.gs.auth.")) for key in configs
    ):
        raise ProgramError(
            "java.io.IOException",
            f"Error getting access token for {source}: the cluster has no service account",
        )


def _illegal(message: str) -> ProgramError:
    return ProgramError("java.lang.IllegalArgumentException", message)
