"""Twenty families of forty resources each; `--ours` draws them with the bindings of modelstacks."""

import os
import sys

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

if "--ours" in sys.argv:
    from modelstacks.bindings.node import prepare_node

    prepare_node()
    from modelstacks.bindings.databricks import (
        ClusterPolicy,
        DatabricksProvider,
        Grants,
        GrantsGrant,
        ModelServing,
        ModelServingConfigA,
        ModelServingConfigServedEntities,
        Permissions,
        PermissionsAccessControl,
        RegisteredModel,
        Volume,
    )
else:
    from cdktf_cdktf_provider_databricks.cluster_policy import ClusterPolicy
    from cdktf_cdktf_provider_databricks.grants import Grants, GrantsGrant
    from cdktf_cdktf_provider_databricks.model_serving import (
        ModelServing,
        ModelServingConfigA,
        ModelServingConfigServedEntities,
    )
    from cdktf_cdktf_provider_databricks.permissions import Permissions, PermissionsAccessControl
    from cdktf_cdktf_provider_databricks.provider import DatabricksProvider
    from cdktf_cdktf_provider_databricks.registered_model import RegisteredModel
    from cdktf_cdktf_provider_databricks.volume import Volume

from cdktf import App, TerraformStack
from constructs import Construct

FAMILIES = 20
MODELS = 5


def add_model(scope: Construct, name: str) -> None:
    """Draw the eight resources of one model."""
    policy = ClusterPolicy(scope, "policy", name=name, definition="{}")
    may_use = PermissionsAccessControl(group_name="users", permission_level="CAN_USE")
    Permissions(scope, "use", cluster_policy_id=policy.id, access_control=[may_use])
    volume = Volume(
        scope, "volume", catalog_name="main", schema_name="s", name=name, volume_type="MANAGED"
    )
    may_read = GrantsGrant(principal="users", privileges=["READ_VOLUME"])
    Grants(scope, "read", volume=volume.id, grant=[may_read])
    model = RegisteredModel(scope, "model", catalog_name="main", schema_name="s", name=name)
    may_execute = GrantsGrant(principal="users", privileges=["EXECUTE"])
    Grants(scope, "execute", model=model.id, grant=[may_execute])
    served = ModelServingConfigServedEntities(
        entity_name=model.id, entity_version="1", workload_size="Small", scale_to_zero_enabled=True
    )
    endpoint = ModelServing(
        scope, "endpoint", name=name, config=ModelServingConfigA(served_entities=[served])
    )
    may_query = PermissionsAccessControl(group_name="users", permission_level="CAN_QUERY")
    Permissions(
        scope,
        "query",
        serving_endpoint_id=endpoint.serving_endpoint_id,
        access_control=[may_query],
    )


app = App(outdir="many.out")
for family in range(FAMILIES):
    stack = TerraformStack(app, f"family-{family}-stack")
    DatabricksProvider(stack, "databricks", profile="many")
    for model in range(MODELS):
        add_model(Construct(stack, f"model-{model}"), f"model-{family}-{model}")
app.synth()
