"""Unity Catalog's way to a folder on Azure or Google Cloud."""

from constructs import Construct
from support.plans import ACCESS, TAGS
from support.template import Template

from modelstacks.storage.cloud_storage import CloudStorage
from modelstacks.storage.external_volume import ExternalVolume
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.surroundings.plans import CloudStoragePlan

CONNECTOR = "/subscriptions/1/resourceGroups/r/providers/Microsoft.Databricks/accessConnectors/c"
AZURE = CloudStoragePlan(
    credential_name="test_t5_storage",
    location_name="test_t5_storage",
    url="abfss://files@models.dfs.core.windows.net/test-t5",
    access_connector_id=CONNECTOR,
)
GCP = CloudStoragePlan(
    credential_name="test_t5_storage",
    location_name="test_t5_storage",
    url="gs://models/test-t5",
)


def drawn(plan: CloudStoragePlan) -> Template:
    def draw(scope: Construct) -> None:
        storage = CloudStorage(scope, "storage", plan=plan)
        storage.grant(ACCESS)
        schema = FamilySchema(scope, "schema", catalog="main", name="t5", comment="", tags=TAGS)
        ExternalVolume(
            scope,
            "volume",
            schema=schema,
            storage=storage,
            model="t5-base",
            name="t5_base",
            comment="",
        )

    return Template.of(draw)


def test_on_azure_the_access_connector_is_the_credential() -> None:
    template = drawn(AZURE)

    credential = template.one("databricks_storage_credential")
    assert credential["azure_managed_identity"] == {"access_connector_id": CONNECTOR}
    assert "databricks_gcp_service_account" not in credential
    location = template.one("databricks_external_location", url=AZURE.url)
    assert location["skip_validation"] is False


def test_on_google_cloud_databricks_makes_a_service_account() -> None:
    template = drawn(GCP)

    credential = template.one("databricks_storage_credential")
    assert credential["databricks_gcp_service_account"] == {}
    assert "azure_managed_identity" not in credential
    # The account can be let into the bucket only after it was made.
    location = template.one("databricks_external_location", url=GCP.url)
    assert location["skip_validation"] is True


def test_volumes_lie_in_it_and_wait_for_it() -> None:
    volume = drawn(GCP).one("databricks_volume")

    assert volume["volume_type"] == "EXTERNAL"
    assert volume["storage_location"] == "gs://models/test-t5/t5-base"
    assert any("databricks_external_location" in one for one in volume["depends_on"])


def test_operators_manage_credential_and_location() -> None:
    grants = drawn(AZURE).resources("databricks_grants").values()

    managed = {
        key
        for grant in grants
        for key in ("storage_credential", "external_location")
        if key in grant
    }
    assert managed == {"storage_credential", "external_location"}
