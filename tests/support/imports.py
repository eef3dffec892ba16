"""Importing what was deployed into an empty state, and what such a plan may still change."""

import json
from typing import Any

from support.project import Project

NOT_IMPORTED = {"databricks_mount"}
"""Types that no provider imports."""

CONFIGURATION_ONLY = {
    "aws_kms_key": {"deletion_window_in_days"},
    "aws_s3_bucket": {"force_destroy"},
    "aws_vpc_peering_connection": {"auto_accept"},
    "databricks_cluster": {"timeouts"},
    "databricks_external_location": {"force_update", "skip_validation"},
    "databricks_model_serving": {"timeouts"},
    "databricks_storage_credential": {"force_update", "skip_validation"},
    # Its data source waits for the credential, which has the change above.
    "aws_iam_role": {"assume_role_policy"},
}
"""By type, the arguments that no import finds: they live in the configuration alone."""


def import_id(resource: dict[str, Any]) -> str:
    """The id that a resource of a state is imported by: mostly its own."""
    values = resource["values"]
    if resource["type"] == "aws_route":
        return f"{values['route_table_id']}_{values['destination_cidr_block']}"
    return str(values["id"])


def import_everything(project: Project) -> dict[str, dict[str, Any]]:
    """Lose the state, and return what a plan that imports every object would still change."""
    resources = project.state_resources()
    (project.home.root / "terraform" / f"{project.stack}.tfstate").unlink()
    blocks = [
        {"to": address, "id": import_id(resource)}
        for address, resource in resources.items()
        if resource["type"] not in NOT_IMPORTED
    ]
    (project.stack_dir / "import.tf.json").write_text(json.dumps({"import": blocks}))
    return project.changes()


def not_imported(changes: dict[str, dict[str, Any]]) -> set[str]:
    """The types of which something would be created although it exists."""
    return {
        address.partition(".")[0]
        for address, change in changes.items()
        if change["actions"] == ["create"]
    }


def more_than_configuration(changes: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """What an import found otherwise than it was deployed: address to arguments.

    An object that would be made anew is told with all the arguments that differ.
    """
    found = {}
    for address, change in changes.items():
        allowed = CONFIGURATION_ONLY.get(address.partition(".")[0], set())
        if change["actions"] != ["create"]:
            is_update = change["actions"] == ["update"]
            found[address] = sorted(_changed(change) - (allowed if is_update else set()))
    return {address: arguments for address, arguments in found.items() if arguments}


def _changed(change: dict[str, Any]) -> set[str]:
    before, after = change["before"] or {}, change["after"] or {}
    known = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return known | {name for name, unknown in change["after_unknown"].items() if unknown is True}
