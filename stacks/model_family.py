"""The stack of one model family: composes the constructs, wires them, gives access."""

from cdktf import TerraformOutput, TerraformStack
from constructs import Construct

from modelstacks.access.family_secrets import FamilySecrets
from modelstacks.bindings.databricks import DataDatabricksCurrentUser
from modelstacks.compute.gpu_cluster import GpuCluster
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.naming import Naming
from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.serving.serving_endpoint import ServingEndpoint
from modelstacks.sizing.plans import FamilyPlan, ModelPlan
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_volume import ModelVolume
from stacks.workspace import Folders, prepare_workspace


class ModelFamilyStack(TerraformStack):
    """One family in one environment. It stands alone: no other stack is needed to deploy it."""

    def __init__(self, scope: Construct, *, plan: FamilyPlan, folders: Folders) -> None:
        stack_id = plan.family.stack_id
        super().__init__(scope, stack_id)
        self.plan = plan
        self.access = plan.environment.access
        self.naming = Naming(environment=plan.environment, family=plan.family)
        prepare_workspace(self, stack_id=stack_id, environment=plan.environment, folders=folders)

        self.schema = FamilySchema(
            self,
            "schema",
            catalog=plan.environment.catalog,
            name=plan.family.schema,
            comment=f"Volumes and registered models of {plan.family.name}.",
            tags=self.naming.tags(),
        )
        self.schema.grant(self.access)
        FamilySecrets(self, "secrets", name=self.naming.family_name("secrets")).permit(self.access)

        self.cluster_ids: dict[str, str] = {}
        self.endpoint_names: dict[str, str] = {}
        self.volume_paths: dict[str, str] = {}
        for model in plan.models:
            self.add_model(model)
        self.add_outputs()

    def add_model(self, plan: ModelPlan) -> None:
        """Draw one model: policy, cluster, volume, registered model and endpoint."""
        model = plan.model.name
        scope = Construct(self, model)
        tags = self.naming.tags(model)
        name = self.naming.catalog_object(model)

        policy = GpuClusterPolicy(
            scope,
            "policy",
            plan=plan,
            name=self.naming.model_name(model, "policy"),
            tags=tags,
        )
        policy.permit(self.access)
        if plan.interactive:
            cluster = GpuCluster(
                scope,
                "interactive",
                plan=plan.interactive,
                policy=policy,
                name=self.naming.model_name(model, "interactive"),
                principal=self.access.workers,
                tags=tags,
            )
            cluster.permit(self.access)
            self.cluster_ids[model] = cluster.cluster_id

        volume = ModelVolume(
            scope,
            "volume",
            schema=self.schema,
            name=name,
            comment=f"Weights, checkpoints and outputs of {model}.",
        )
        volume.grant(self.access)
        self.volume_paths[model] = volume.path

        registered = RegisteredModel(
            scope, "registered-model", schema=self.schema, name=name, comment=f"{model}."
        )
        registered.grant(self.access)
        if plan.serve:
            endpoint = ServingEndpoint(
                scope,
                "endpoint",
                plan=plan.serve,
                registered_model=registered,
                name=self.naming.model_name(model, "endpoint"),
                tags=tags,
            )
            endpoint.permit(self.access)
            self.endpoint_names[model] = endpoint.name

    def add_outputs(self) -> None:
        """Say where everything is, model by model."""
        caller = DataDatabricksCurrentUser(self, "caller")
        host = caller.workspace_url
        outputs = {
            "cluster_ids": self.cluster_ids,
            "endpoint_names": self.endpoint_names,
            "endpoint_urls": {
                model: f"{host}/serving-endpoints/{name}/invocations"
                for model, name in self.endpoint_names.items()
            },
            "volume_paths": self.volume_paths,
        }
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value, static_id=True)
