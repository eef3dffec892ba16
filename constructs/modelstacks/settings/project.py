"""What the configuration says, validated: the input of every decision.

These are the finished values; `schema.py` knows how they are written in YAML and `loader.py` reads
them. Nothing here is sized or priced.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.frozen import frozen
from modelstacks.settings.access import Access
from modelstacks.settings.aws import Aws, SeededVpc
from modelstacks.settings.clouds import Azure, Gcp
from modelstacks.settings.encryption import Encryption, FamilyEncryption
from modelstacks.settings.jobs import Schedule
from modelstacks.settings.licence import Licences, Weights
from modelstacks.settings.network import FamilyNetwork, Network
from modelstacks.settings.security import Security
from modelstacks.settings.serving import Challenger, Gateway
from modelstacks.settings.storage import Storage, StorageDefaults
from modelstacks.settings.watch import FamilyWatch, Watch

Cloud = Literal["aws", "azure", "gcp"]


@frozen
class Interactive:
    """A shared notebook cluster for one model. `None` means: let sizing decide."""

    node_type: str | None = None
    min_workers: int | None = None
    max_workers: int | None = None
    driver_node_type: str | None = None
    """A node type, or `same-as-worker`."""

    runtime: str | None = None
    """Spark version key such as `16.4.x-gpu-ml-scala2.12`."""

    autotermination_minutes: int = 60
    """Idle minutes before the cluster stops, 10 to 10000. Default: one hour."""


@frozen
class FineTune:
    """A training job. `None` means: sizing's default, which its answer tells."""

    method: str = "full"
    """`full`, `lora` or `qlora`."""

    rank: int | None = None
    targets: str | None = None
    optimizer: str = "adamw"
    precision: str | None = None
    batch_per_gpu: int | None = None
    sequence_length: int | None = None
    source_length: int | None = None
    target_length: int | None = None
    checkpointing: str = "full"
    gradient_accumulation: int = 1
    tokens: int | None = None
    """Tokens of the whole job, all epochs."""

    node_type: str | None = None
    workers: int | None = None
    """Nodes that train, when `node_type` is set. Default: one."""

    runtime: str | None = None
    dataset: str = "datasets/train"
    """Path below the model's volume, or `synthetic`."""

    epochs: int = 1
    max_steps: int | None = None
    """Steps after which it stops. `None`: after the epochs."""

    learning_rate: float | None = None
    register: bool = True
    """Whether the result becomes a version of the registered model, as its challenger."""

    critical: bool = False
    """Says what holds anyway: no training runs on spot."""

    schedule: Schedule | None = None
    timeout_hours: int | None = None
    retries: int | None = None


@frozen
class BatchInference:
    """A job that generates over a table. `None` means: sizing's default."""

    batch_per_gpu: int = 16
    source_length: int | None = None
    """Tokens of a prompt."""

    target_length: int | None = None
    """Tokens that are generated."""

    precision: str | None = None
    tokens: int | None = None
    critical: bool = False
    """Whether it runs on demand, never on spot."""

    node_type: str | None = None
    workers: int | None = None
    runtime: str | None = None
    dataset: str = "datasets/predict"
    """Path below the model's volume."""

    model: str | None = None
    """Folder below the volume or a Hugging Face id. `None`: the catalog's checkpoint."""

    engine: Literal["transformers", "vllm"] = "transformers"
    schedule: Schedule | None = None
    timeout_hours: int | None = None
    retries: int | None = None


@frozen
class Throughput:
    """A band of tokens per second that an endpoint is provisioned for."""

    minimum: int
    """What is kept ready, 0 or more."""

    maximum: int
    """What it grows to, 1 or more, and at least the minimum."""

    chunk: int | None = None
    """Increment that the workspace reports for the model version; `None`: not known here."""

    def __str__(self) -> str:
        if self.minimum == self.maximum:
            return f"{self.minimum:,}"
        return f"{self.minimum:,}-{self.maximum:,}"


@frozen
class Serve:
    """A model serving endpoint."""

    version: int | None = None
    """Registered version to serve, 1 or more. Without one the endpoint is left out."""

    concurrency: int = 4
    """Requests answered at the same time, 1 to 1024. Default: four."""

    scale_to_zero: bool = True
    acknowledge_cold_start: bool = False
    """Whether it may scale to zero in production."""

    promised_latency_ms: int | None = None
    """What is promised for an answer; `None`: nothing."""

    workload_type: str | None = None
    """GPU size to take, whatever else is offered or said."""

    throughput: Throughput | None = None
    """Provisioned throughput, for the models that it is offered for."""

    challenger: Challenger | None = None
    """A second version beside it."""

    system_model: str | None = None
    """Model of `system.ai` that is served instead of the family's own."""

    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables of the served model; secrets by reference."""

    gateway: Gateway = field(default_factory=Gateway)
    route_optimized: bool = False
    """Whether requests take the short way. It cannot be changed without a new endpoint."""


@frozen
class ModelSettings:
    """One model of a family and the workloads asked for."""

    name: str
    """Catalog name, such as `t5-base`."""

    interactive: Interactive | None = None
    fine_tune: FineTune | None = None
    batch_inference: BatchInference | None = None
    serve: Serve | None = None


@frozen
class Family:
    """A model family: what one `<family>-stack` deploys."""

    name: str
    schema: str
    """Unity Catalog schema for the family's volumes and registered models."""

    models: tuple[ModelSettings, ...]
    """Enabled models only, in the order of the file."""

    licences: Licences = field(default_factory=dict)
    """Who accepted what, by name of the licence."""

    weights: Weights | None = None
    """How clusters get gated weights. `None`: they find them in the volume."""

    storage: Storage = field(default_factory=Storage)
    network: FamilyNetwork = field(default_factory=FamilyNetwork)
    encryption: FamilyEncryption = field(default_factory=FamilyEncryption)
    access: Access | None = None
    """Instead of the environment's, role by role."""

    compliance: tuple[str, ...] = ()
    """Standards that an environment must comply with to run this family."""

    watch: FamilyWatch = field(default_factory=FamilyWatch)

    source: str = ""
    """The file it came from, for messages."""

    places: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """File, line and path of what is written, by path (`models.t5-base.serve`), for messages."""

    def place(self, path: str) -> str:
        """Return where a value is written; for a default, where it would be."""
        written = path
        while written and written not in self.places:
            written = written.rpartition(".")[0]
        where = self.places.get(written, self.source)
        return f"{where}{path[len(written) :]}" if written else f"{where} {path}".strip()

    @property
    def stack_id(self) -> str:
        """Stack name, the same in every environment."""
        return f"{self.name}-stack"


@frozen
class SizingPolicy:
    """Which rules size the clusters."""

    policy: Literal["spec", "right_size"] = "spec"
    accelerators: tuple[str, ...] = ()
    """GPU kinds allowed, such as `A10G`. Empty: any the cloud supports."""

    spot: Literal["never", "non-critical"] = "non-critical"
    runtime: str | None = None
    allow_unlisted_node_types: bool = False


@frozen
class LocalState:
    """Terraform state in the sandbox folder."""


@frozen
class S3State:
    """Terraform state in S3 with its native lock."""

    bucket: str
    region: str
    kms_key_arn: str | None = None


@frozen
class SandboxSettings:
    """How the local workspace behaves; only `local.yaml` has it."""

    model_versions: Literal["auto", "manual"] = "auto"
    """`auto` stands in for the training pipeline: it registers version 1 of a new model."""

    catalogs: tuple[str, ...] = ()
    """Unity Catalog catalogs that exist before anything is deployed."""

    groups: tuple[str, ...] = ()
    """Workspace groups that exist before anything is deployed, beside `users` and `admins`."""

    port: int | None = None
    """Loopback port. Default: a free one, kept in the sandbox folder."""

    vpcs: tuple[SeededVpc, ...] = ()
    """VPCs that exist before anything is deployed."""

    warehouses: tuple[str, ...] = ()
    """SQL warehouses that exist before anything is deployed."""

    aws_port: int | None = None
    """Loopback port of the AWS half. Default: a free one, kept in the sandbox folder."""

    polls: int = 1
    """Polls that a cluster or endpoint takes to become ready, 0 or more."""


@frozen
class Environment:
    """Where the stacks go and under which rules."""

    name: str
    cloud: Cloud
    region: str
    catalog: str
    """Unity Catalog catalog that holds the families' schemas."""

    profile: str | None = None
    """Profile in the Databricks configuration file. Default: the standard credential chain."""

    sizing: SizingPolicy = field(default_factory=SizingPolicy)
    access: Access = field(default_factory=Access)
    aws: Aws | None = None
    azure: Azure | None = None
    gcp: Gcp | None = None
    storage: StorageDefaults = field(default_factory=StorageDefaults)
    network: Network = field(default_factory=Network)
    encryption: Encryption = field(default_factory=Encryption)
    security: Security = field(default_factory=Security)
    compliance: tuple[str, ...] = ()
    """Standards that hold here, such as `hipaa`: they narrow what is allowed."""

    watch: Watch | None = None
    """Default: nothing is watched."""

    state: LocalState | S3State = field(default_factory=LocalState)
    tags: Mapping[str, str] = field(default_factory=dict)
    sandbox: SandboxSettings | None = None
    source: str = ""

    @property
    def is_local(self) -> bool:
        """Whether this is the sandbox."""
        return self.sandbox is not None


@frozen
class Project:
    """One environment and the families it deploys."""

    environment: Environment
    families: tuple[Family, ...]
    catalog: Catalog = field(default_factory=load_catalog, repr=False)
    """Facts, with the models that the project added."""
