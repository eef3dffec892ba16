"""Families and environments made in place, without YAML."""

from collections.abc import Callable

import pytest
from support.sizing import environment_with, family_of

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.settings.project import Interactive, ModelSettings, Serve
from modelstacks.sizing import ClusterPlan, ModelPlan, ServingPlan, plan_family


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
