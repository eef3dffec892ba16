"""The table: which types are served, and by which module."""

from functools import cache
from importlib import import_module

from modelstacks.sandbox.providers.plugin.table import DataTable, ResourceTable

_MODULES = {
    "cluster": "clusters",
    "cluster_policy": "cluster_policies",
    "instance_pool": "instance_pools",
    "library": "libraries",
    "job": "jobs",
    "permissions": "permissions",
    "catalog": "catalogs",
    "schema": "schemas",
    "volume": "volumes",
    "registered_model": "registered_models",
    "grants": "grants",
    "grant": "grants",
    "model_serving": "model_serving",
    "group": "identity",
    "group_member": "group_members",
    "user": "identity",
    "service_principal": "identity",
    "entitlements": "entitlements",
    "secret_scope": "secrets",
    "secret": "secrets",
    "secret_acl": "secrets",
    "directory": "workspace_objects",
    "workspace_file": "workspace_objects",
    "notebook": "workspace_objects",
    "workspace_conf": "workspace_conf",
    "ip_access_list": "ip_access_lists",
    "system_schema": "system_schemas",
    "token": "tokens",
    "notification_destination": "notification_destinations",
    "compliance_security_profile_workspace_setting": "settings",
    "enhanced_security_monitoring_workspace_setting": "settings",
    "automatic_cluster_update_workspace_setting": "settings",
    "disable_legacy_dbfs_setting": "settings",
    "disable_legacy_access_setting": "settings",
    "disable_legacy_features_setting": "settings",
    "restrict_workspace_admins_setting": "settings",
    "default_namespace_setting": "settings",
    "instance_profile": "instance_profiles",
    "storage_credential": "storage_credentials",
    "external_location": "external_locations",
    "mount": "mounts",
    "sql_endpoint": "sql_warehouses",
    "query": "sql_objects",
    "alert": "sql_objects",
    "alert_v2": "alerts",
    "dashboard": "dashboards",
    "mlflow_experiment": "experiments",
    "budget": "budgets",
    "budget_policy": "budgets",
}
_DATA_SOURCES = {
    **dict.fromkeys(
        ("current_user", "current_config", "spark_version", "node_type", "group", "user"),
        "lookups",
    ),
    **dict.fromkeys(
        (
            "aws_assume_role_policy",
            "aws_bucket_policy",
            "aws_unity_catalog_assume_role_policy",
            "aws_unity_catalog_policy",
        ),
        "aws_policies",
    ),
    "sql_warehouse": "sql_warehouses",
    "notification_destinations": "notification_destinations",
}
_PREFIX = "databricks_"


def served_resources() -> list[str]:
    """Return the names of all resource types in the table."""
    return [_PREFIX + name for name in _MODULES]


def served_data_sources() -> list[str]:
    """Return the names of all data sources in the table."""
    return sorted(_PREFIX + name for name in _DATA_SOURCES)


@cache
def resource(type_name: str) -> ResourceTable | None:
    """Return the entry of a resource type; its module is loaded on first use."""
    module = _MODULES.get(type_name.removeprefix(_PREFIX))
    if module is None:
        return None
    tables: tuple[ResourceTable, ...] = import_module(f"{__name__}.{module}").TABLES
    return next(table for table in tables if table.type_name == type_name)


@cache
def data_source(type_name: str) -> DataTable | None:
    """Return the entry of a data source; its module is loaded on first use."""
    module = _DATA_SOURCES.get(type_name.removeprefix(_PREFIX))
    if module is None:
        return None
    tables: tuple[DataTable, ...] = import_module(f"{__name__}.{module}").TABLES
    return next(table for table in tables if table.type_name == type_name)
