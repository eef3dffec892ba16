"""Data sources."""

import re
from typing import Any

from modelstacks.sandbox.providers.databricks.tables.entitlement_values import from_scim
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, DataTable
from modelstacks.sandbox.providers.plugin.values import Object

Json = dict[str, Any]

_SCIM = "/api/2.0/preview/scim/v2"
_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_VERSION = re.compile(r"^(\d+)\.(\d+|x)")
_MEBI = 1024


def _alphanumeric(name: str) -> str:
    return re.sub(r"\W", "_", name.partition("@")[0]).lower()


def current_user(call: Call) -> Object:
    """Return the caller."""
    me = call.client.me()
    name = str(me.get("userName", ""))
    kind = "servicePrincipals" if _UUID.match(name) else "users"
    return {
        "id": me.get("id"),
        "user_name": name,
        "home": f"/Users/{name}",
        "repos": f"/Repos/{name}",
        "acl_principal_id": f"{kind}/{name}",
        "external_id": me.get("externalId"),
        "alphanumeric": _alphanumeric(name),
        "workspace_url": call.client.rest.url,
    }


def current_config(call: Call) -> Object:
    """Return how the provider is set up. A loopback host counts as AWS, as it does officially."""
    return {
        "id": "_",
        "is_account": False,
        "host": call.client.rest.url,
        "cloud_type": "aws",
        "auth_type": "pat",
    }


def user(call: Call) -> Object:
    """Return the user with the given name or id."""
    name, id_ = call.values.get("user_name"), call.values.get("user_id")
    if bool(name) == bool(id_):
        raise ProviderError("exactly one of user_name and user_id must be specified")
    if id_:
        found = call.client.get(f"{_SCIM}/Users/{id_}")
    else:
        query = {"filter": f'userName eq "{name}"', "excludedAttributes": "roles"}
        listed = call.client.get(f"{_SCIM}/Users", **query).get("Resources") or []
        if not listed:
            raise ProviderError(f"cannot find user {name}")
        found = listed[0]
    user_name = str(found.get("userName"))
    return {
        "id": found.get("id"),
        "user_name": user_name,
        "display_name": found.get("displayName"),
        "home": f"/Users/{user_name}",
        "repos": f"/Repos/{user_name}",
        "acl_principal_id": f"users/{user_name}",
        "external_id": found.get("externalId"),
        "application_id": found.get("applicationId"),
        "active": bool(found.get("active")),
        "alphanumeric": _alphanumeric(user_name),
    }


def group(call: Call) -> Object:
    """Return the group with the given name, with its members by kind."""
    name = call.values["display_name"]
    query = {"filter": f'displayName eq "{name}"'}
    listed = call.client.get(f"{_SCIM}/Groups", **query).get("Resources") or []
    if not listed:
        raise ProviderError(f"cannot find group: {name}")
    found = listed[0]
    members: list[Json] = found.get("members") or []

    def of(kind: str) -> list[str]:
        return sorted(item["value"] for item in members if f"{kind}/" in str(item.get("$ref", "")))

    return {
        "id": found.get("id"),
        "external_id": found.get("externalId"),
        "acl_principal_id": f"groups/{name}",
        "recursive": call.values.get("recursive", True),
        "members": sorted(item["value"] for item in members),
        "users": of("Users"),
        "child_groups": of("Groups"),
        "service_principals": of("ServicePrincipals"),
        "groups": sorted(item["value"] for item in found.get("groups") or []),
        "instance_profiles": sorted(item["value"] for item in found.get("roles") or []),
        **from_scim(found),
    }


def spark_version(call: Call) -> Object:
    """Return the newest runtime that fits."""
    wanted = call.values
    scala = wanted.get("scala") or "2.12"
    fitting = []
    for item in call.client.get("/api/2.1/clusters/spark-versions").get("versions") or []:
        key, name = str(item.get("key", "")), str(item.get("name", ""))
        flags = {
            "ml": "-ml-" in key,
            "genomics": "-hls-" in key,
            "gpu": "-gpu-" in key,
            "photon": "-photon-" in key,
            "graviton": "-aarch64-" in key,
        }
        if f"scala{scala}" not in key or key.startswith("apache-spark"):
            continue
        if any(value != bool(wanted.get(flag)) for flag, value in flags.items()):
            continue
        if bool(wanted.get("beta")) != ("Beta" in name):
            continue
        if wanted.get("long_term_support") and "LTS" not in name and "-esr-" not in key:
            continue
        if wanted.get("spark_version") and f"Apache Spark {wanted['spark_version']}" not in name:
            continue
        fitting.append(key)
    if not fitting:
        raise ProviderError("spark versions query returned no results; check the filters")
    if len(fitting) > 1 and wanted.get("latest") is False:
        raise ProviderError("spark versions query returned multiple results")
    return {"id": max(fitting, key=_runtime)}


def _runtime(key: str) -> tuple[int, int]:
    found = _VERSION.match(key)
    if not found:
        return (0, 0)
    return int(found[1]), -1 if found[2] == "x" else int(found[2])


def node_type(call: Call) -> Object:
    """Return the smallest node type that fits."""
    wanted = call.values
    arm = bool(wanted.get("arm") or wanted.get("graviton"))
    fitting = []
    for node in call.client.get("/api/2.1/clusters/list-node-types").get("node_types") or []:
        instance = node.get("node_instance_type") or {}
        cores = float(node.get("num_cores") or 0)
        gigabytes = int(node.get("memory_mb") or 0) // _MEBI
        gpus = int(node.get("num_gpus") or 0)
        disks = int(instance.get("local_disks") or 0) + int(instance.get("local_nvme_disks") or 0)
        size = int(instance.get("local_disk_size_gb") or 0) + int(
            instance.get("local_nvme_disk_size_gb") or 0
        )
        unfit = (
            node.get("is_deprecated")
            or node.get("is_hidden")
            or gigabytes < (wanted.get("min_memory_gb") or 0)
            or (wanted.get("gb_per_core") or 0) > gigabytes / max(cores, 1)
            or cores < (wanted.get("min_cores") or 0)
            or gpus < (wanted.get("min_gpus") or 0)
            or (not wanted.get("min_gpus") and gpus > 0)
            or (wanted.get("local_disk") and not disks)
            or size < (wanted.get("local_disk_min_size") or 0)
            or (wanted.get("category") or node.get("category")) != node.get("category")
            or bool(node.get("is_graviton")) != arm
            or any(
                wanted.get(flag) and not node.get(flag)
                for flag in (
                    "is_io_cache_enabled", "support_port_forwarding", "photon_driver_capable",
                    "photon_worker_capable",
                )
            )
        )  # fmt: skip
        if not unfit:
            order = (bool(node.get("is_deprecated")), cores, gigabytes, size, gpus)
            fitting.append((order, str(node.get("node_type_id"))))
    if not fitting:
        raise ProviderError(
            "no node type fits",
            detail="The official provider would fall back silently; this one says so.",
        )
    return {"id": min(fitting)[1]}


TABLES = tuple(
    DataTable(type_name=f"databricks_{name}", read=read)
    for name, read in (
        ("current_user", current_user),
        ("current_config", current_config),
        ("user", user),
        ("group", group),
        ("spark_version", spark_version),
        ("node_type", node_type),
    )
)
