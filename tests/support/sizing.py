"""Requests, environments and families made in place."""

from typing import Any

from modelstacks.catalog import load_catalog
from modelstacks.settings.project import Environment, Family, ModelSettings, SizingPolicy
from modelstacks.sizing.choice.answer import Answer
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Request
from modelstacks.sizing.memory import BatchInference, FineTune, Serve

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


def answer_to(model: str, job: FineTune | BatchInference | Serve, **options: Any) -> Answer:
    return choose(Request(model=load_catalog().model(model), job=job, **options))
