"""The table: which types are served, and by which module."""

from functools import cache
from importlib import import_module

from modelstacks.sandbox.providers.plugin.table import DataTable, ResourceTable

_MODULES = {
    "s3_bucket": "s3_buckets",
    "s3_bucket_versioning": "s3_versioning",
    "s3_bucket_server_side_encryption_configuration": "s3_encryption",
    "s3_bucket_public_access_block": "s3_access",
    "s3_bucket_ownership_controls": "s3_access",
    "s3_bucket_policy": "s3_policies",
    "s3_bucket_lifecycle_configuration": "s3_lifecycles",
    "s3_bucket_logging": "s3_logging",
    "kms_key": "kms_keys",
    "kms_alias": "kms_aliases",
    "kms_key_policy": "kms_key_policies",
    "iam_role": "iam_roles",
    "iam_policy": "iam_policies",
    "iam_role_policy": "iam_role_policies",
    "iam_role_policy_attachment": "iam_role_policies",
    "iam_instance_profile": "iam_instance_profiles",
    "vpc_peering_connection": "peering_connections",
    "vpc_peering_connection_accepter": "peering_accepters",
    "vpc_peering_connection_options": "peering_options",
    "route": "routes",
    "vpc_security_group_ingress_rule": "security_group_rules",
    "vpc_security_group_egress_rule": "security_group_rules",
    "vpc_endpoint": "vpc_endpoints",
    "cloudwatch_metric_alarm": "metric_alarms",
    "cloudwatch_log_group": "log_groups",
    "sns_topic": "sns_topics",
    "sns_topic_policy": "sns_topic_policies",
    "budgets_budget": "budgets",
}
_DATA_SOURCES = frozenset({"caller_identity", "vpc", "route_tables", "security_group", "kms_key"})
_PREFIX = "aws_"


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
    """Return the entry of a data source."""
    if type_name.removeprefix(_PREFIX) not in _DATA_SOURCES:
        return None
    tables: tuple[DataTable, ...] = import_module(f"{__name__}.lookups").TABLES
    return next(table for table in tables if table.type_name == type_name)
