"""Families and environments made in place, without YAML."""

from collections.abc import Callable

import pytest

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.settings.project import (
    Environment,
    Family,
    Interactive,
    ModelSettings,
    Serve,
    SizingPolicy,
)
from modelstacks.sizing import ClusterPlan, ModelPlan, ServingPlan, plan_family

REGIONS = {"aws": "us-east-1", "azure": "eastus", "gcp": "us-central1"}


def environment_with(cloud: str = "aws", **policy: object) -> Environment:
    return Environment(
        name="dev",
        cloud=cloud,  # type: ignore[arg-type]
        region=REGIONS[cloud],
        catalog="dev",
        sizing=SizingPolicy(**policy),  # type: ignore[arg-type]
        source="config/environments/dev.yaml",
    )


def family_of(*models: ModelSettings) -> Family:
    return Family(name="t5", schema="t5", models=models, source="config/families/t5.yaml")


def plan_of(
    model: str,
    *,
    interactive: Interactive | None = None,
    serve: Serve | None = None,
    cloud: str = "aws",
    **policy: object,
) -> ModelPlan:
    settings = ModelSettings(name=model, interactive=interactive, serve=serve)
    plan = plan_family(family_of(settings), environment_with(cloud, **policy))
    return plan.models[0]


def cluster_of(model: str, *, cloud: str = "aws", **settings: object) -> ClusterPlan:
    policy = {
        key: settings.pop(key)
        for key in ("policy", "accelerators", "spot", "allow_unlisted_node_types")
        if key in settings
    }
    plan = plan_of(model, interactive=Interactive(**settings), cloud=cloud, **policy)  # type: ignore[arg-type]
    assert plan.interactive is not None
    return plan.interactive


def endpoint_of(model: str, *, cloud: str = "aws", **settings: object) -> ServingPlan:
    plan = plan_of(model, serve=Serve(**{"version": 1, **settings}), cloud=cloud)  # type: ignore[arg-type]
    assert plan.serve is not None
    return plan.serve


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def because() -> Callable[[ClusterPlan | ServingPlan, str], str]:
    """Find the reason of a decision."""

    def find(plan: ClusterPlan | ServingPlan, decision: str) -> str:
        return next(reason.because for reason in plan.reasons if reason.decision == decision)

    return find
