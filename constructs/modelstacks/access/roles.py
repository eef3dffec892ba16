"""What each role may do with each kind of object: the page that a security reviewer reads.

A role that is not named gets nothing. Levels of workspace objects: Databricks' access control
lists; privileges: Unity Catalog. Nobody but operators may change what a stack deploys.
"""

from collections.abc import Mapping
from typing import Literal

from modelstacks.settings.access import Role

Holder = Role | Literal["job"]
"""A role of groups, or the service principal that jobs run as."""

Levels = Mapping[Holder, str]
"""One permission level by role, on a workspace object."""

Privileges = Mapping[Holder, tuple[str, ...]]
"""Privileges by role, on a Unity Catalog securable."""

EVERYTHING = ("ALL_PRIVILEGES",)

# Who may attach must be able to start it again: it stops when idle.
CLUSTER: Levels = {"user": "CAN_RESTART", "engineer": "CAN_RESTART", "operator": "CAN_MANAGE"}
CLUSTER_POLICY: Levels = {
    "user": "CAN_USE",
    "engineer": "CAN_USE",
    "operator": "CAN_USE",
    "job": "CAN_USE",
}
SERVING_ENDPOINT: Levels = {
    "reader": "CAN_VIEW",
    "user": "CAN_QUERY",
    "engineer": "CAN_QUERY",
    "operator": "CAN_MANAGE",
}
JOB: Levels = {
    "reader": "CAN_VIEW",
    "user": "CAN_VIEW",
    "engineer": "CAN_MANAGE_RUN",
    "operator": "CAN_MANAGE",
}
# Whoever could change a script could act as the one that the jobs run as.
JOB_FOLDER: Levels = {
    "reader": "CAN_READ",
    "user": "CAN_READ",
    "engineer": "CAN_READ",
    "operator": "CAN_MANAGE",
    "job": "CAN_READ",
}
EXPERIMENT: Levels = {
    "reader": "CAN_READ",
    "user": "CAN_READ",
    "engineer": "CAN_EDIT",
    "operator": "CAN_MANAGE",
    "job": "CAN_EDIT",
}
# A query runs with the rights of whoever deployed it: who could change one could use them.
WATCH_FOLDER: Levels = {
    "reader": "CAN_READ",
    "user": "CAN_READ",
    "engineer": "CAN_READ",
    "operator": "CAN_MANAGE",
}
WAREHOUSE: Levels = {"engineer": "CAN_USE", "operator": "CAN_MANAGE"}
SECRETS: Levels = {"user": "READ", "engineer": "WRITE", "operator": "MANAGE", "job": "READ"}

SCHEMA: Privileges = {
    "reader": ("USE_SCHEMA",),
    "user": ("USE_SCHEMA",),
    "engineer": ("USE_SCHEMA",),
    "operator": EVERYTHING,
    "job": ("USE_SCHEMA",),
}
VOLUME: Privileges = {
    "reader": ("READ_VOLUME",),
    "user": ("READ_VOLUME",),
    "engineer": ("READ_VOLUME", "WRITE_VOLUME"),
    "operator": EVERYTHING,
    "job": ("READ_VOLUME", "WRITE_VOLUME"),
}
# A cluster writes its log with the rights of whom it is dedicated to.
LOG_VOLUME: Privileges = {
    "reader": ("READ_VOLUME",),
    "user": ("READ_VOLUME", "WRITE_VOLUME"),
    "engineer": ("READ_VOLUME", "WRITE_VOLUME"),
    "operator": EVERYTHING,
    "job": ("READ_VOLUME", "WRITE_VOLUME"),
}
MODEL: Privileges = {
    "user": ("EXECUTE",),
    "engineer": ("CREATE_MODEL_VERSION", "EXECUTE"),
    "operator": EVERYTHING,
    # An alias is set by whoever may manage the model.
    "job": ("CREATE_MODEL_VERSION", "EXECUTE", "MANAGE"),
}
EXTERNAL_LOCATION: Privileges = {"operator": EVERYTHING}
STORAGE_CREDENTIAL: Privileges = {"operator": EVERYTHING}
