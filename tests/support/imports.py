"""Importing what was deployed into an empty state, and what such a plan may still change."""

import json
from typing import Any

from support.project import Project

CONFIGURATION_ONLY = {
    "aws_kms_key": {"deletion_window_in_days"},
    "aws_s3_bucket": {"force_destroy"},
    "aws_vpc_peering_connection": {"auto_accept"},
    "databricks_cluster": {"timeouts"},
    "databricks_dashboard": {"embed_credentials", "md5"},
    "databricks_directory": {"delete_recursive"},
    "databricks_external_location": {"force_update", "skip_validation"},
    "databricks_model_serving": {"timeouts"},
    "databricks_storage_credential": {"force_update", "skip_validation"},
    "databricks_workspace_file": {"md5", "source"},
}
"""By type, the arguments that no import finds: they live in the configuration alone."""


def import_id(resource: dict[str, Any]) -> str:
    """The id that a resource of a state is imported by: mostly its own."""
    values = resource["values"]
    if resource["type"] == "aws_route":
        return f"{values['route_table_id']}_{values['destination_cidr_block']}"
    return str(values["id"])


def is_imported(resource: dict[str, Any]) -> bool:
    """Whether a provider imports it: no mount, and no permissions that name a folder by path."""
    by_path = resource["type"] == "databricks_permissions" and "directory_path" in {
        name for name, value in resource["values"].items() if value
    }
    return resource["type"] != "databricks_mount" and not by_path


def import_everything(project: Project) -> dict[str, dict[str, Any]]:
    """Lose every object that can be imported, and plan to import it: what would still change."""
    lost = {
        address: resource
        for address, resource in project.state_resources().items()
        if is_imported(resource)
    }
    project.terraform("state", "rm", *lost)
    blocks = [{"to": address, "id": import_id(resource)} for address, resource in lost.items()]
    (project.stack_dir / "import.tf.json").write_text(json.dumps({"import": blocks}))
    return project.changes()


def more_than_configuration(changes: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """What an import found otherwise than it was deployed: address to arguments.

    What is computed anew by an update does not count; that an object is made anew does.
    """
    found = {}
    for address, change in changes.items():
        changed = set(_changed(change["before"] or {}, change["after"], change["after_unknown"]))
        if change["actions"] == ["update"]:
            changed -= CONFIGURATION_ONLY.get(address.partition(".")[0], set())
        else:
            changed.add("/".join(change["actions"]))
        found[address] = sorted(changed)
    return {address: arguments for address, arguments in found.items() if arguments}


def _changed(before: dict[str, Any], after: dict[str, Any], unknown: dict[str, Any]) -> list[str]:
    names = (name for name in {*before, *after} if unknown.get(name) is not True)
    return [
        name
        for name in names
        if _differs(before.get(name), after.get(name), unknown.get(name, False))
    ]


def _differs(before: Any, after: Any, unknown: Any) -> bool:
    if unknown is True:
        return False
    if isinstance(before, dict) and isinstance(after, dict) and isinstance(unknown, dict):
        return bool(_changed(before, after, unknown))
    return bool(before != after)
