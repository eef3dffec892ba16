"""The Databricks half of both families on sandboxes that are workspaces on Azure and on GCP."""

from dataclasses import replace

import pytest
from support.project import Project

from modelstacks.sandbox import process
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import SandboxHome

pytestmark = pytest.mark.e2e

STORAGE = {
    "azure": "abfss://models@examplemodels.dfs.core.windows.net",
    "gcp": "gs://example-models",
}
ON_SPOT = {"azure": "SPOT_WITH_FALLBACK_AZURE", "gcp": "PREEMPTIBLE_WITH_FALLBACK_GCP"}


@pytest.mark.parametrize(("cloud", "family"), [("azure", "llama-3-2"), ("gcp", "t5")])
def test_a_family_lives_on_another_cloud(project: Project, cloud: str, family: str) -> None:
    # given the sandbox of another cloud, when a family is deployed there
    environment = f"local-{cloud}"
    there = {"ENVIRONMENT": environment}
    project = replace(project, stack=f"{family}-stack")
    project.edit(f"config/environments/{environment}.yaml", "sandbox:\n", "sandbox:\n  polls: 0\n")
    project.synth(**there)
    home = SandboxHome.of_environment(project.root, environment)
    try:
        project.init()
        project.apply()

        # then a second plan is empty, and nothing of it is of AWS
        assert project.plan() == {}
        assert not [one for one in project.addresses() if one.startswith("aws_")]
        assert not project.home.state_db.exists()

        # and nodes are bought in the words of the cloud, and volumes lie in its storage
        state = project.state_resources().values()
        clusters = [one["values"] for one in state if one["type"] == "databricks_cluster"]
        assert clusters
        for cluster in clusters:
            (bought,) = cluster[f"{cloud}_attributes"]
            assert (bought["availability"], bought["first_on_demand"]) == (ON_SPOT[cloud], 1)
            assert not cluster["aws_attributes"]
        volumes = [one["values"] for one in state if one["type"] == "databricks_volume"]
        folders = {one["storage_location"].rpartition("/")[0] for one in volumes}
        assert folders == {f"{STORAGE[cloud]}/{environment}-{family}"}

        # when it is destroyed, then nothing is left, and every call was known
        project.destroy()
        assert project.addresses() == []
        address = process.running(home)
        assert address is not None
        client = SandboxClient(port=address.port, token=home.read_token())
        assert client.unknown_routes()["count"] == 0
    finally:
        process.stop(home)
