"""The rows of the catalog: models, GPUs, node types, runtimes and serving workload types."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from modelstacks.frozen import frozen

Cloud = Literal["aws", "azure", "gcp"]
Status = Literal["supported", "deprecated", "unlisted"]
Service = Literal["gpu", "provisioned_throughput"]
"""How a model is served: on GPUs of its own, or in bands of tokens per second."""

BF16_COMPUTE_CAPABILITY = (8, 0)


@frozen
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
    """Other names: of the same checkpoint, or of one tuned from it with the same dimensions."""

    dimensions: Mapping[str, Any] | None = None
    """Dimensions of a model that the project added; those of ours are in `sizing/architecture`."""

    provisioned_throughput: bool = False
    """Whether Databricks serves it in bands of tokens per second, without a GPU of its own."""

    excludes_european_union: bool = False
    """Whether its licence grants nothing to those at home in the European Union."""

    licence: str | None = None
    """Name of a licence of the catalog; `None` where none is recorded: nothing is asked then."""

    note: str = ""
    source: str
    as_of: str


@frozen
class Licence:
    """The terms that a model's weights come under."""

    name: str
    """As Hugging Face tags it, such as `llama3.2`."""

    title: str
    url: str
    needs_acknowledgement: bool
    """Whether somebody has to accept it before a model is deployed."""

    is_gated: bool
    """Whether the weights are given out only to those who accepted it, by a token."""

    outside_european_union: str = ""
    """What it says of licensees in the European Union, for models that exclude them."""

    is_confirmed: bool = True
    """Whether that was read at the source."""

    source: str
    as_of: str


@frozen
class Gpu:
    """A kind of GPU, whichever cloud it stands in."""

    name: str
    """Kind with its memory where the name alone is ambiguous: `A100-40`, `A100-80`."""

    compute_capability: tuple[int, int]
    memory_mib: int
    usable_gib: float
    """GiB that a process can allocate, as torch reports it; less than the box says."""

    bf16_tflops: float | None
    """Dense matrix TFLOPS in bf16; `None` without bf16."""

    fp16_tflops: float
    fp32_tflops: float
    bandwidth_tbps: float
    """Memory bandwidth in TB/s."""

    note: str = ""
    source: str
    as_of: str

    @property
    def has_bf16(self) -> bool:
        """Whether the card computes in bfloat16: compute capability 8.0 or newer."""
        return self.compute_capability >= BF16_COMPUTE_CAPABILITY


@frozen
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

    network_gbps: float | None
    """Network bandwidth of a node; `None` when it is not recorded."""

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


@frozen
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


@frozen
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


@frozen
class ServingRegion:
    """Whether a region offers one way to serve. A region without a row is not known."""

    cloud: Cloud
    region: str
    service: Service
    is_offered: bool
    models: tuple[str, ...] = ()
    """Models that the row is about. Empty: all."""

    note: str = ""
    source: str
    as_of: str
