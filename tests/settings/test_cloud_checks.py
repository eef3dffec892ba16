"""What belongs to a cloud is said of a workspace on it."""

import pytest

from modelstacks.settings.clouds import Azure, Gcp

from .conftest import FAMILY, Config

CONNECTOR = (
    "/subscriptions/1/resourceGroups/r/providers/Microsoft.Databricks/accessConnectors/models"
)
AZURE = f"""\
environment: dev
cloud: azure
region: eastus
catalog: dev
azure: {{access_connector_id: {CONNECTOR}, storage_account: models, container: files}}
"""
GCP = "environment: dev\ncloud: gcp\nregion: us-central1\ncatalog: dev\ngcp: {bucket: models}\n"


def test_where_volumes_lie_is_kept(config: Config) -> None:
    config.environment(AZURE)
    assert config.load().environment.azure == Azure(
        access_connector_id=CONNECTOR, storage_account="models", container="files"
    )

    config.environment(GCP)
    assert config.load().environment.gcp == Gcp(bucket="models")


@pytest.mark.parametrize(
    ("environment", "change", "found"),
    [
        (AZURE, ("cloud: azure\nregion: eastus", "cloud: gcp\nregion: us-central1"), "azure"),
        (GCP, ("cloud: gcp\nregion: us-central1", "cloud: azure\nregion: eastus"), "gcp"),
    ],
)
def test_another_clouds_section_is_refused(
    config: Config, environment: str, change: tuple[str, str], found: str
) -> None:
    config.environment(environment.replace(*change))

    (problem,) = config.problems()
    assert problem.where == f"config/environments/dev.yaml:5 {found}"
    assert problem.found.startswith(f"belongs to a workspace on {found}; this one is on ")


@pytest.mark.parametrize(
    ("environment", "place"), [(AZURE, "`azure.container`"), (GCP, "`gcp.bucket`")]
)
def test_an_s3_bucket_elsewhere_is_refused_with_the_place_to_use(
    config: Config, environment: str, place: str
) -> None:
    config.environment(environment)
    config.family(FAMILY + "storage: {bucket: {}}\n")

    (problem,) = config.problems()
    assert problem.found.startswith("belongs to a workspace on aws; this one is on ")
    assert "write `storage: {bucket: false}`" in problem.fix
    assert problem.fix.endswith(f"its volumes then lie in {place}")


def test_an_external_volume_needs_a_place(config: Config) -> None:
    family = FAMILY.replace("models:", "storage: {volume: external}\nmodels:")
    config.family(family)
    config.environment(AZURE)
    assert config.load().families[0].storage.volume == "external"

    config.environment(AZURE.partition("azure: {")[0])
    (problem,) = config.problems()
    assert problem.fix == "add `azure.container`, or write `managed`"


def test_a_connector_is_named_whole(config: Config) -> None:
    config.environment(AZURE.replace(CONNECTOR, "models"))

    (problem,) = config.problems()
    assert problem.allowed.startswith("a resource id: /subscriptions/<id>/resourceGroups/<name>")
