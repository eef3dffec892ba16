"""How Unity Catalog reaches a family's folder on Azure or Google Cloud, which is not made here."""

from constructs import Construct

from modelstacks.access.permission import grant
from modelstacks.access.roles import EXTERNAL_LOCATION, STORAGE_CREDENTIAL
from modelstacks.bindings.databricks import ExternalLocation, StorageCredential
from modelstacks.settings.access import Access
from modelstacks.surroundings.plans import CloudStoragePlan


class CloudStorage(Construct):
    """A storage credential, and the external location that volumes lie in."""

    def __init__(self, scope: Construct, id_: str, *, plan: CloudStoragePlan) -> None:
        super().__init__(scope, id_)
        self.plan = plan
        self.credential = StorageCredential(
            self,
            "credential",
            name=plan.credential_name,
            azure_managed_identity=_connector(plan),
            # Databricks makes the service account; only its owner can let it into the bucket.
            databricks_gcp_service_account=None if plan.access_connector_id else {},
            comment=f"Unity Catalog's way to {plan.url}.",
            # Else the location that uses it would forbid every change.
            force_update=True,
        )
        self.location = ExternalLocation(
            self,
            "location",
            name=plan.location_name,
            url=plan.url,
            credential_name=self.credential.id,
            comment=f"Volumes of the models in {plan.url}.",
            # Nobody may have let the new service account into the bucket yet.
            skip_validation=plan.access_connector_id is None,
            force_update=True,
        )

    @property
    def service_account(self) -> str | None:
        """E-mail address of the service account on Google Cloud, known after it was made."""
        if self.plan.access_connector_id:
            return None
        return self.credential.databricks_gcp_service_account.email

    def grant(self, access: Access) -> None:
        """Let operators manage credential and location; nobody else needs either."""
        grant(
            Construct(self, "on-credential"),
            securable="storage_credential",
            full_name=self.credential.id,
            access=access,
            privileges=STORAGE_CREDENTIAL,
        )
        grant(
            Construct(self, "on-location"),
            securable="external_location",
            full_name=self.location.id,
            access=access,
            privileges=EXTERNAL_LOCATION,
        )


def _connector(plan: CloudStoragePlan) -> dict[str, str] | None:
    if plan.access_connector_id is None:
        return None
    identity = plan.managed_identity_id
    return {
        "access_connector_id": plan.access_connector_id,
        **({"managed_identity_id": identity} if identity else {}),
    }
