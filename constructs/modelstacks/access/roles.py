"""What each role may do with each kind of object: the page that a security reviewer reads.

A role that is not named gets nothing. Levels of workspace objects: Databricks' access control
lists; privileges: Unity Catalog. Nobody but operators may change what a stack deploys.
"""

from collections.abc import Mapping

from modelstacks.settings.access import Role

Levels = Mapping[Role, str]
"""One permission level by role, on a workspace object."""

Privileges = Mapping[Role, tuple[str, ...]]
"""Privileges by role, on a Unity Catalog securable."""

EVERYTHING = ("ALL_PRIVILEGES",)

# Who may attach must be able to start it again: it stops when idle.
CLUSTER: Levels = {"user": "CAN_RESTART", "engineer": "CAN_RESTART", "operator": "CAN_MANAGE"}
CLUSTER_POLICY: Levels = {"user": "CAN_USE", "engineer": "CAN_USE", "operator": "CAN_USE"}
SERVING_ENDPOINT: Levels = {
    "reader": "CAN_VIEW",
    "user": "CAN_QUERY",
    "engineer": "CAN_QUERY",
    "operator": "CAN_MANAGE",
}
SECRETS: Levels = {"user": "READ", "engineer": "WRITE", "operator": "MANAGE"}

SCHEMA: Privileges = {
    "reader": ("USE_SCHEMA",),
    "user": ("USE_SCHEMA",),
    "engineer": ("USE_SCHEMA",),
    "operator": EVERYTHING,
}
VOLUME: Privileges = {
    "reader": ("READ_VOLUME",),
    "user": ("READ_VOLUME",),
    "engineer": ("READ_VOLUME", "WRITE_VOLUME"),
    "operator": EVERYTHING,
}
MODEL: Privileges = {
    "user": ("EXECUTE",),
    "engineer": ("CREATE_MODEL_VERSION", "EXECUTE"),
    "operator": EVERYTHING,
}
EXTERNAL_LOCATION: Privileges = {"operator": EVERYTHING}
STORAGE_CREDENTIAL: Privileges = {"operator": EVERYTHING}
