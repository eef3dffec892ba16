"""The workspace's configuration is one resource."""

from support.template import Template

from modelstacks.security.workspace_configuration import WorkspaceConfiguration


def test_all_keys_stand_in_one_resource() -> None:
    keys = {"enableIpAccessLists": "true", "maxTokenLifetimeDays": "90"}

    template = Template.of(lambda scope: WorkspaceConfiguration(scope, "conf", keys=keys))

    assert template.one("databricks_workspace_conf")["custom_config"] == keys
