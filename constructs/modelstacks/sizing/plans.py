"""Finished decisions: what sizing hands to the constructs, the cost report and the review.

A plan holds everything a construct needs to draw, so that drawing never looks anything up.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from modelstacks.catalog import Cloud, Model
from modelstacks.frozen import frozen
from modelstacks.settings.jobs import Schedule
from modelstacks.settings.project import Environment, Family, Throughput
from modelstacks.settings.serving import Gateway
from modelstacks.sizing.memory import BatchInference, FineTune, Parallel

Workload = Literal["interactive", "fine_tune", "batch_inference", "serve"]


@frozen
class Reason:
    """One decision with its ground: `node_type = g5.xlarge: 1.2 of 22.4 GiB, cheapest of 9`."""

    decision: str
    value: str
    because: str

    def __str__(self) -> str:
        return f"{self.decision} = {self.value}: {self.because}"


@frozen
class MemoryEstimate:
    """GPU memory of the busiest card, in GiB."""

    parts: Mapping[str, float]
    """GiB per GPU by part, such as `weights`."""

    needed_gib: float
    """Sum of the parts with the safety margin."""

    usable_gib: float
    """What the card offers after its own reserve."""


@frozen
class PriceBand:
    """Price per hour of a running cluster, in US dollars: a range, since list prices vary."""

    low_usd_per_hour: float
    high_usd_per_hour: float
    as_of: str
    """Date of the price list, ISO 8601."""


@frozen
class Workers:
    """Worker count: fixed when both bounds are equal."""

    minimum: int
    maximum: int

    @property
    def is_fixed(self) -> bool:
        """Whether the cluster keeps one size."""
        return self.minimum == self.maximum

    def __str__(self) -> str:
        return str(self.minimum) if self.is_fixed else f"{self.minimum}-{self.maximum}"


@frozen
class SpotPolicy:
    """Market of the nodes. The first `first_on_demand` nodes, the driver first, never are spot."""

    availability: Literal["ON_DEMAND", "SPOT_WITH_FALLBACK"]
    first_on_demand: int = 1


@frozen
class EbsVolumes:
    """EBS volumes per node, for node types without NVMe."""

    count: int
    size_gib: int


@frozen
class JobRun:
    """How a job is run, decided; what it computes is in the plan of its cluster."""

    dataset: str
    """Path below the model's volume, or `synthetic`."""

    timeout_seconds: int
    """When a run is stopped, its retries included."""

    slow_seconds: int
    """When a run takes longer than was expected, and somebody is told."""

    retries: int
    """How often a failed task is tried again: a training goes on from its latest checkpoint."""

    retry_pause_seconds: int
    schedule: Schedule | None
    run_as: str | None
    """Application id of a service principal; `None`: whoever deploys it."""

    registers: bool
    """Whether the result becomes a version of the registered model."""

    options: Mapping[str, str | int | float] = field(default_factory=dict)
    """What else the script is told: fields of `jobs.arguments.Training` or `Prediction`."""


@frozen
class ClusterPlan:
    """A GPU cluster, decided."""

    model: Model
    cloud: Cloud = "aws"
    workload: Workload
    node_type: str
    driver_node_type: str
    workers: Workers
    runtime: str
    """Spark version key such as `16.4.x-gpu-ml-scala2.12`."""

    spot: SpotPolicy
    ebs: EbsVolumes | None
    autotermination_minutes: int
    """Idle minutes before it stops; 0 of a job's cluster, which ends with the job."""

    libraries: tuple[str, ...]
    """Pinned PyPI requirements the runtime does not ship in the version needed."""

    spark_conf: Mapping[str, str] = field(default_factory=dict)
    environment_variables: Mapping[str, str] = field(default_factory=dict)
    """Such as `MODEL_STORAGE`, the path of the model's volume."""

    local_disks_encrypted: bool = True
    encrypted_in_transit: bool = False
    """Whether every node has to encrypt what it sends the others."""

    runtime_engine: Literal["STANDARD", "PHOTON"] = "STANDARD"
    is_single_node: bool = False
    """Whether the driver is the one machine that computes; `workers` then counts it."""

    memory: MemoryEstimate
    hours: tuple[float, float, float] | None = None
    """Least, expected and most hours that a job runs; `None` of a cluster that is no job's."""

    price: PriceBand | None
    """`None`: no price is known; never zero."""

    reasons: tuple[Reason, ...]
    job: FineTune | BatchInference | None = None
    """What the job does, as the node was sized for it; `None`: no job."""

    layout: Parallel | None = None
    """How the job is spread over the GPUs."""

    run: JobRun | None = None
    """How the job is run; `None`: no job."""


@frozen
class GpuWorkload:
    """Replicas with GPUs of their own."""

    workload_type: str
    """Size of a replica, such as `GPU_MEDIUM`."""

    workload_size: str
    """How many replicas: `Small`, `Medium` or `Large`."""

    scale_to_zero: bool
    memory: MemoryEstimate
    concurrency: int
    """Sequences of the default length that one replica holds at a time."""


@frozen
class ServedVersion:
    """A version behind an endpoint, and its share of the requests."""

    version: int
    traffic: int
    """Per cent, 0 to 100; all versions together 100."""


@frozen
class ServingPlan:
    """A serving endpoint, decided. A model that no endpoint serves has none: it is a batch job."""

    model: Model
    version: int
    """The champion's."""

    challenger: ServedVersion | None = None
    system_model: str | None = None
    """Full name of a model of `system.ai`; `None`: the family's registered model."""

    environment: Mapping[str, str] = field(default_factory=dict)
    gateway: Gateway = field(default_factory=Gateway)
    route_optimized: bool = False
    capacity: GpuWorkload | Throughput
    """GPUs of its own, or a band of tokens per second."""

    price: PriceBand | None
    reasons: tuple[Reason, ...]


@frozen
class ModelPlan:
    """Everything decided for one model; `notes` tell what was left out and why."""

    model: Model
    cloud: Cloud = "aws"
    interactive: ClusterPlan | None
    serve: ServingPlan | None
    fine_tune: ClusterPlan | None = None
    batch_inference: ClusterPlan | None = None
    allowed_node_types: tuple[str, ...]
    """GPU node types that hold the model: what its cluster policy admits."""

    allowed_driver_node_types: tuple[str, ...]
    max_workers: int
    """Upper bound of the tier: what its cluster policy admits."""

    local_disks_encrypted: bool = True
    unserved: str = ""
    """Why an endpoint that was asked for is left out, and what to do. Empty: none is."""

    notes: tuple[Reason, ...] = ()


@frozen
class FamilyPlan:
    """One family in one environment, decided."""

    family: Family
    environment: Environment
    models: tuple[ModelPlan, ...]
