"""The stack of one model family: composes the constructs, wires them, gives access."""

from cdktf import TerraformOutput, TerraformStack
from constructs import Construct

from modelstacks.access.cluster_role import ClusterRole
from modelstacks.access.family_secrets import FamilySecrets
from modelstacks.bindings.databricks import DataDatabricksCurrentUser
from modelstacks.compute.gpu_cluster import GpuCluster
from modelstacks.compute.gpu_cluster_policy import GpuClusterPolicy
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.monitoring.cluster_logs import ClusterLogs
from modelstacks.monitoring.family_watch import FamilyWatch
from modelstacks.naming import Naming
from modelstacks.serving.registered_model import RegisteredModel
from modelstacks.serving.serving_endpoint import ServingEndpoint
from modelstacks.sizing.plans import FamilyPlan, ModelPlan
from modelstacks.storage.cloud_storage import CloudStorage
from modelstacks.storage.dbfs_mount import DbfsMount
from modelstacks.storage.external_storage import ExternalStorage
from modelstacks.storage.external_volume import ExternalVolume
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_bucket import ModelBucket
from modelstacks.storage.model_volume import ModelVolume
from modelstacks.storage.mount_cluster import MountCluster
from modelstacks.surroundings import Surroundings, WatchPlan
from stacks.jobs import add_jobs, job_scripts
from stacks.peerings import add_peerings
from stacks.workspace import Folders, aws_provider, prepare_workspace


class ModelFamilyStack(TerraformStack):
    """One family in one environment. It stands alone: no other stack is needed to deploy it."""

    def __init__(
        self,
        scope: Construct,
        *,
        plan: FamilyPlan,
        surroundings: Surroundings,
        watch: WatchPlan | None = None,
        folders: Folders,
    ) -> None:
        stack_id = plan.family.stack_id
        super().__init__(scope, stack_id)
        environment = plan.environment
        self.plan = plan
        self.surroundings = surroundings
        self.access = surroundings.access
        self.naming = Naming(environment=environment, family=plan.family)
        prepare_workspace(self, stack_id=stack_id, environment=environment, folders=folders)
        if surroundings.needs_aws:
            aws_provider(self, stack_id=stack_id, environment=environment, folders=folders)

        self.schema = FamilySchema(
            self,
            "schema",
            catalog=environment.catalog,
            name=plan.family.schema,
            comment=f"Volumes and registered models of {plan.family.name}.",
            tags=self.naming.tags(),
        )
        self.schema.grant(self.access)
        FamilySecrets(self, "secrets", name=self.naming.family_name("secrets")).permit(self.access)

        self.bucket: ModelBucket | None = None
        self.cluster_role: ClusterRole | None = None
        self.external_storage: ExternalStorage | CloudStorage | None = None
        self.mount_paths: dict[str, str] = {}
        self.key: KmsKey | None = None
        self.add_storage()
        self.logs: ClusterLogs | None = None
        self.told: tuple[str, ...] = ()
        if watch:
            self.add_watch(watch)
        add_peerings(
            self,
            surroundings.peerings,
            stack_id=stack_id,
            environment=environment,
            folders=folders,
            tags=self.naming.tags(),
        )

        self.scripts = job_scripts(self, plan, self.naming, self.access)
        self.cluster_ids: dict[str, str] = {}
        self.job_ids: dict[str, dict[str, str]] = {}
        self.endpoint_names: dict[str, str] = {}
        self.volume_paths: dict[str, str] = {}
        for model in plan.models:
            self.add_model(model)
        self.add_outputs()

    def add_storage(self) -> None:
        """Draw what the family's files lie in, and the ways to them."""
        around, tags = self.surroundings, self.naming.tags()
        self.key = key = KmsKey(self, "key", plan=around.key, tags=tags) if around.key else None
        if around.bucket:
            bucket = ModelBucket(self, "bucket", plan=around.bucket, key=key, tags=tags)
            self.bucket = bucket
            if around.role:
                self.cluster_role = ClusterRole(self, "cluster-role", plan=around.role, tags=tags)
                bucket.grant_read_write(self.cluster_role, folders=around.role.prefixes)
                if key:
                    key.grant_encrypt_decrypt(self.cluster_role)
                for folder in around.role.reads:
                    self.cluster_role.read_elsewhere(folder)
            if around.external:
                self.external_storage = ExternalStorage(
                    self, "storage", plan=around.external, bucket=bucket, key=key, tags=tags
                )
                self.external_storage.grant(self.access)
        if around.cloud_storage:
            self.external_storage = CloudStorage(self, "storage", plan=around.cloud_storage)
            self.external_storage.grant(self.access)
        if around.mount_cluster:
            cluster = MountCluster(
                self,
                "mount-cluster",
                plan=around.mount_cluster,
                instance_profile_arn=self.instance_profile_arn,
                tags=tags,
            )
            volumes = f"/Volumes/{self.schema.catalog}/{self.schema.name}"
            for mount in around.mounts:
                drawn = DbfsMount(
                    self,
                    f"mount-{mount.name}",
                    plan=mount,
                    cluster=cluster,
                    instead=volumes,
                    waits_for=[self.bucket.resource] if self.bucket else [],
                )
                self.mount_paths[mount.name] = drawn.path

    def add_watch(self, plan: WatchPlan) -> None:
        """Draw who looks at the family, and where its clusters write their logs."""
        if plan.logs:
            self.logs = ClusterLogs(
                self,
                "logs",
                plan=plan.logs,
                schema=self.schema,
                access=self.access,
                storage=self.external_storage,
                bucket=self.bucket,
                key=self.key,
                region=self.plan.environment.region,
            )
        watch = FamilyWatch(self, "watch", plan=plan)
        watch.permit(self.access)
        self.told = watch.destination_ids

    @property
    def instance_profile_arn(self) -> str | None:
        """Instance profile of the family's nodes, when it has a bucket."""
        return self.cluster_role.instance_profile_arn if self.cluster_role else None

    def add_model(self, plan: ModelPlan) -> None:
        """Draw one model: policy, cluster, volume, registered model, jobs and endpoint."""
        model = plan.model.name
        scope = Construct(self, model)
        tags = self.naming.tags(model)
        name = self.naming.catalog_object(model)

        policy = GpuClusterPolicy(
            scope,
            "policy",
            plan=plan,
            name=self.naming.model_name(model, "policy"),
            instance_profile_arn=self.instance_profile_arn,
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
                instance_profile_arn=self.instance_profile_arn,
                logs=self.logs,
                tags=tags,
            )
            cluster.permit(self.access)
            self.cluster_ids[model] = cluster.cluster_id

        volume = self.add_volume(scope, model, name)
        volume.grant(self.access)
        self.volume_paths[model] = volume.path

        registered = RegisteredModel(
            scope, "registered-model", schema=self.schema, name=name, comment=f"{model}."
        )
        registered.grant(self.access)
        if self.scripts:
            jobs = add_jobs(
                scope,
                plan,
                scripts=self.scripts,
                policy=policy,
                volume=volume,
                registered=registered,
                naming=self.naming,
                access=self.access,
                instance_profile_arn=self.instance_profile_arn,
                logs=self.logs,
                destinations=self.told,
            )
            if jobs:
                self.job_ids[model] = {workload: job.job_id for workload, job in jobs.items()}
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

    def add_volume(self, scope: Construct, model: str, name: str) -> ModelVolume:
        """Draw the volume of a model: in the family's bucket, where it has one."""
        comment = f"Weights, checkpoints and outputs of {model}."
        if self.external_storage is None:
            return ModelVolume(scope, "volume", schema=self.schema, name=name, comment=comment)
        return ExternalVolume(
            scope,
            "volume",
            schema=self.schema,
            storage=self.external_storage,
            model=model,
            name=name,
            comment=comment,
        )

    def add_outputs(self) -> None:
        """Say where everything is, model by model."""
        caller = DataDatabricksCurrentUser(self, "caller")
        host = caller.workspace_url
        outputs: dict[str, object] = {
            "cluster_ids": self.cluster_ids,
            "endpoint_names": self.endpoint_names,
            "endpoint_urls": {
                model: f"{host}/serving-endpoints/{name}/invocations"
                for model, name in self.endpoint_names.items()
            },
            "volume_paths": self.volume_paths,
        }
        if self.job_ids:
            outputs["job_ids"] = self.job_ids
        if left_out := {one.model.name: one.unserved for one in self.plan.models if one.unserved}:
            outputs["not_served"] = left_out
        if self.bucket:
            outputs["bucket_name"] = self.bucket.plan.name
        storage = self.external_storage
        if isinstance(storage, CloudStorage) and storage.service_account:
            outputs["storage_service_account"] = storage.service_account
        if self.mount_paths:
            outputs["mount_paths"] = self.mount_paths
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value, static_id=True)
