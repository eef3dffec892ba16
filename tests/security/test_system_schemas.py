"""System schemas."""

from support.template import Template

from modelstacks.security.system_schemas import SystemSchemas


def test_each_is_a_resource_of_its_own() -> None:
    template = Template.of(lambda scope: SystemSchemas(scope, "s", names=("access", "compute")))

    schemas = template.resources("databricks_system_schema").values()
    assert [one["schema"] for one in schemas] == ["access", "compute"]
