"""The rows of the catalog: models, GPUs, node types, runtimes and serving workload types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Cloud = Literal["aws", "azure", "gcp"]
Status = Literal["supported", "deprecated", "unlisted"]

BF16_COMPUTE_CAPABILITY = (8, 0)


@dataclass(frozen=True, kw_only=True)
class Dimensions:
    """Shape of a T5: what its parameter count follows from."""

    hidden: int
    feed_forward: int
    layers: int
    """Layers of the encoder, and as many of the decoder."""

    heads: int
    head_dim: int
    vocabulary: int
    gated: bool
    """Whether the feed-forward block has a third, gating matrix (v1.1, FLAN)."""

    tied: bool
    """Whether the output head shares the embedding."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model as a record of dimensions."""

    name: str
    """Catalog name, such as `t5-base`."""

    family: str
    hugging_face_id: str
    architecture: Literal["encoder-decoder", "decoder-only", "vision"]
    parameters: int
    """Exact count, shared tensors counted once."""

    nominal_billions: float
    """Size its name claims; the tier table goes by it."""

    minimum_transformers: str
    aliases: tuple[str, ...] = ()
    """Other names of the very same checkpoint."""

    dimensions: Dimensions | None = None
    source: str
    as_of: str


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """A kind of GPU, whichever cloud it stands in."""

    name: str
    """Kind with its memory where the name alone is ambiguous: `A100-40`, `A100-80`."""

    compute_capability: tuple[int, int]
    memory_mib: int
    usable_gib: float
    """GiB that a process can allocate, as torch reports it; less than the box says."""

    note: str = ""
    source: str
    as_of: str

    @property
    def has_bf16(self) -> bool:
        """Whether the card computes in bfloat16: compute capability 8.0 or newer."""
        return self.compute_capability >= BF16_COMPUTE_CAPABILITY


@dataclass(frozen=True, kw_only=True)
class NodeType:
    """A node type of one cloud; `gpus` is 0 for a CPU node."""

    name: str
    cloud: Cloud
    gpu: str | None
    """GPU kind, such as `A10G`; the A100s are `A100-40` and `A100-80`."""

    gpus: int
    gpu_memory_mib: int
    """MiB of one card as the cloud states it; `Gpu.usable_gib` is what a process gets."""

    vcpus: int
    ram_gib: float
    nvme_gb: int
    """Local NVMe in GB; 0 needs an EBS volume on AWS."""

    encrypted_in_transit: bool
    usd_per_hour: float | None
    """On-demand list price in the cloud's first US region; `None` when it is not known."""

    dbu_per_hour: float | None
    """Databricks units per hour; `None` when the rate is not known."""

    status: Status
    """`deprecated` cannot be launched; `unlisted` is not on the Databricks list."""

    note: str = ""
    source: str
    as_of: str


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """A Databricks runtime version, GPU ML or plain."""

    key: str
    """Spark version key, such as `16.4.x-gpu-ml-scala2.12`."""

    name: str
    version: tuple[int, int]
    gpu: bool
    ml: bool
    lts: bool
    python: str | None
    torch: str | None
    cuda: str | None
    transformers: str | None
    libraries: Mapping[str, str] = field(default_factory=dict)
    """PyPI packages the image ships, name to version; empty when they are not recorded."""

    end_of_support: str | None
    """ISO date; `None` when it is not known."""

    source: str
    as_of: str


@dataclass(frozen=True, kw_only=True)
class WorkloadType:
    """A GPU or CPU size of model serving in one cloud."""

    name: str
    """API name, such as `GPU_MEDIUM`."""

    cloud: Cloud
    gpu: str | None
    gpus: int
    gpu_memory_mib: int
    dbu_per_hour: float | None
    status: Status = "supported"
    """`unlisted` needs an enrolled account: taken when named, never chosen."""

    note: str = ""
    source: str
    as_of: str
