"""What permissions can be set on: one entry per kind of object."""

from dataclasses import dataclass

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError


@dataclass(frozen=True, kw_only=True)
class PermissionObject:
    """One kind of object."""

    field: str
    """The attribute that names the object."""

    kind: str
    """`object_type` of the API's answers."""

    request: str
    """The path under /permissions/, and the beginning of the id."""

    levels: dict[str, bool]
    """Permission level to whether its holder manages the object."""

    by_path: bool = False
    """Whether the attribute is a workspace path, whose id is asked for first."""

    path_field: str = ""
    """The attribute that names the object by path instead."""

    caller_manages: bool = False
    """Whether the caller is added as CAN_MANAGE, so as not to lock themselves out."""

    only_id: str = ""
    """The one value of the attribute this entry is for."""

    add_admins: bool = False
    """Whether admins are added as CAN_MANAGE."""

    creator: str = ""
    """Where to ask who made the object (`{id}`); it becomes the owner."""

    creator_field: str = "creator_user_name"
    """The field of the answer that says it."""


_FILE_LEVELS = {"CAN_READ": False, "CAN_RUN": False, "CAN_EDIT": False, "CAN_MANAGE": True}


def _files(field: str, kind: str, request: str) -> tuple[PermissionObject, PermissionObject]:
    by_id = PermissionObject(
        field=f"{field}_id", kind=kind, request=request, levels=_FILE_LEVELS,
        path_field=f"{field}_path",
    )  # fmt: skip
    by_path = PermissionObject(
        field=f"{field}_path", kind=kind, request=request, levels=_FILE_LEVELS, by_path=True,
        path_field=f"{field}_path",
    )  # fmt: skip
    return by_id, by_path


OBJECTS: tuple[PermissionObject, ...] = (
    PermissionObject(
        field="cluster_policy_id", kind="cluster-policy", request="cluster-policies",
        levels={"CAN_USE": True},
    ),
    PermissionObject(
        field="instance_pool_id", kind="instance-pool", request="instance-pools",
        levels={"CAN_ATTACH_TO": False, "CAN_MANAGE": True}, caller_manages=True,
    ),
    PermissionObject(
        field="cluster_id", kind="cluster", request="clusters",
        levels={"CAN_ATTACH_TO": False, "CAN_RESTART": False, "CAN_MANAGE": True},
        caller_manages=True,
    ),
    PermissionObject(
        field="job_id", kind="job", request="jobs",
        levels={"CAN_VIEW": False, "CAN_MANAGE_RUN": False, "IS_OWNER": True, "CAN_MANAGE": True},
        creator="/api/2.2/jobs/get?job_id={id}",
    ),
    *_files("notebook", "notebook", "notebooks"),
    *_files("directory", "directory", "directories"),
    *_files("workspace_file", "file", "files"),
    PermissionObject(
        field="authorization", kind="tokens", request="authorization",
        levels={"CAN_USE": True, "CAN_MANAGE": True}, only_id="tokens", add_admins=True,
    ),
    PermissionObject(
        field="registered_model_id", kind="registered-model", request="registered-models",
        levels={
            "CAN_READ": False, "CAN_EDIT": False, "CAN_MANAGE_STAGING_VERSIONS": False,
            "CAN_MANAGE_PRODUCTION_VERSIONS": False, "CAN_MANAGE": True,
        },
        caller_manages=True,
    ),
    PermissionObject(
        field="experiment_id", kind="mlflowExperiment", request="experiments",
        levels={"CAN_READ": False, "CAN_EDIT": False, "CAN_MANAGE": True},
    ),
    PermissionObject(
        field="serving_endpoint_id", kind="serving-endpoint", request="serving-endpoints",
        levels={"CAN_VIEW": False, "CAN_QUERY": False, "CAN_MANAGE": True}, caller_manages=True,
    ),
    PermissionObject(
        field="sql_endpoint_id", kind="warehouses", request="sql/warehouses",
        levels={
            "CAN_VIEW": False, "CAN_MONITOR": False, "CAN_USE": False, "CAN_MANAGE": True,
            "IS_OWNER": True,
        },
        caller_manages=True, creator="/api/2.0/sql/warehouses/{id}", creator_field="creator_name",
    ),
    PermissionObject(
        field="alert_v2_id", kind="alertv2", request="alertsv2", levels=_FILE_LEVELS,
        caller_manages=True,
    ),
    PermissionObject(
        field="dashboard_id", kind="dashboard", request="dashboards", levels=_FILE_LEVELS,
    ),
)  # fmt: skip


def by_id(id_: str) -> PermissionObject:
    """Return the kind of object that an id (`/clusters/…`) names."""
    request = id_.rpartition("/")[0].removeprefix("/")
    for item in OBJECTS:
        if item.request == request and item.only_id in ("", id_.rpartition("/")[2]):
            return item
    raise ProviderError(
        f"permissions on {request or id_} are not among what the built-in provider does",
        detail="Run the official provider: modelstacks sandbox up --providers official",
    )
