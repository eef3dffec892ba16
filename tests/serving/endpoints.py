"""An endpoint drawn from a finished plan."""

from constructs import Construct
from support.plans import ACCESS, SERVING, TAGS
from support.template import Template

from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.serving.serving_endpoint import ServingEndpoint
from modelstacks.sizing.plans import ServingPlan
from modelstacks.storage.family_schema import FamilySchema


def drawn(plan: ServingPlan = SERVING) -> Template:
    """Draw the endpoint of a plan with schema and registered model."""

    def draw(scope: Construct) -> None:
        schema = FamilySchema(scope, "schema", catalog="main", name="t5", comment="c", tags=TAGS)
        model = RegisteredModel(scope, "model", schema=schema, name="t5_base", comment="c")
        endpoint = ServingEndpoint(
            scope,
            "endpoint",
            plan=plan,
            registered_model=model,
            name="test-t5-t5-base-endpoint",
            tags=TAGS,
        )
        endpoint.permit(ACCESS)

    return Template.of(draw)
