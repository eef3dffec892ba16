"""The rows of the catalog: models, node types, runtimes and serving workload types."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["supported", "deprecated", "unlisted"]


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
    source: str
    as_of: str


@dataclass(frozen=True, kw_only=True)
class NodeType:
    """A node type of one cloud; `gpus` is 0 for a CPU node."""

    name: str
    cloud: Literal["aws", "azure", "gcp"]
    gpu: str | None
    """GPU kind, such as `A10G`; the A100s are `A100-40` and `A100-80`."""

    gpus: int
    gpu_memory_mib: int
    """Usable memory of one card, in MiB."""

    vcpus: int
    ram_gib: float
    nvme_gb: int
    """Local NVMe in GB; 0 needs an EBS volume on AWS."""

    encrypted_in_transit: bool
    usd_per_hour: float | None
    dbu_per_hour: float | None
    status: Status
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
    end_of_support: str | None
    """ISO date; `None` when it is not known."""

    source: str
    as_of: str


@dataclass(frozen=True, kw_only=True)
class WorkloadType:
    """A GPU or CPU size of model serving in one cloud."""

    name: str
    """API name, such as `GPU_MEDIUM`."""

    cloud: Literal["aws", "azure", "gcp"]
    gpu: str | None
    gpus: int
    gpu_memory_mib: int
    dbu_per_hour: float | None
    note: str = ""
    source: str
    as_of: str
