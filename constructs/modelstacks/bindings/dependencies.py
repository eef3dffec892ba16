"""Dependencies that become known after a resource was drawn."""

from cdktf import TerraformResource


def wait_for(resource: TerraformResource, *others: TerraformResource) -> None:
    """Let a drawn resource depend on others as well.

    Written as addresses: `fqn` set after construction comes out as an interpolation, which
    Terraform refuses in `depends_on`.
    """
    addresses = [f"{other.terraform_resource_type}.{other.friendly_unique_id}" for other in others]
    resource.depends_on = [*(resource.depends_on or []), *addresses]
