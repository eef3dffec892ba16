"""The secret scope of a family: where its tokens live, never their values."""

from constructs import Construct

from modelstacks.access.permission import permit_secrets
from modelstacks.bindings.databricks import SecretScope
from modelstacks.settings.access import Access


class FamilySecrets(Construct):
    """A Databricks-backed secret scope; people put the values in, Terraform never sees them."""

    def __init__(self, scope: Construct, id_: str, *, name: str) -> None:
        super().__init__(scope, id_)
        self.resource = SecretScope(self, "Resource", name=name)

    def permit(self, access: Access) -> None:
        """Let users read the secrets, engineers write and operators manage them."""
        permit_secrets(self, secret_scope=self.resource.name, access=access)
