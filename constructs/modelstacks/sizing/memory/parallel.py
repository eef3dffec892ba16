"""How a job is spread over GPUs."""

from modelstacks.frozen import frozen
from modelstacks.sizing.memory import choices
from modelstacks.sizing.memory.checks import Checks


@frozen
class Parallel:
    """GPUs and what each of them holds. Inference uses `tensor_parallel` or `pipeline_parallel`
    GPUs per replica, and the others for more replicas; training shards over all of them.
    """

    gpus: int = 1
    gpus_per_node: int | None = None
    """GPUs of one node. Default: all of them."""

    sharding: choices.Sharding | None = None
    """Default for training on more than one GPU: ZeRO-3."""

    offload: choices.Offload = "none"
    """`optimizer` or `all` (the parameters too) to host memory; needs ZeRO-2 or 3."""

    overlap_comm: bool = False
    """Whether ZeRO-1 and 2 overlap communication, which takes more buckets."""

    bucket_elements: int | None = None
    """Elements of a communication bucket. Default: DeepSpeed's 5e8, reduce and gather each, with
    ZeRO-1 and 2; hidden x hidden, as the Hugging Face integration sets it, with ZeRO-3."""

    max_live_parameters: int | None = None
    """What ZeRO-3 may keep gathered (stage3_max_live_parameters). Default: two layers and the
    embeddings; DeepSpeed by itself takes 1e9."""

    zero_init: bool = True
    """Whether the model is built sharded (deepspeed.zero.Init), and not whole on every process."""

    tensor_parallel: int = 1
    """GPUs that share every layer at inference; must divide the attention heads."""

    pipeline_parallel: int = 1
    """GPUs that hold one layer after the other at inference (`device_map`): the way of a T5."""

    def __post_init__(self) -> None:
        checks = Checks("parallel")
        for field in (
            "gpus",
            "gpus_per_node",
            "tensor_parallel",
            "pipeline_parallel",
            "bucket_elements",
            "max_live_parameters",
        ):
            checks.count(field, getattr(self, field))
        checks.choice("sharding", self.sharding, choices.SHARDINGS)
        checks.choice("offload", self.offload, choices.OFFLOADS)
        if not checks.problems:
            self._check_shape(checks)
        checks.finish()

    def _check_shape(self, checks: Checks) -> None:
        per_replica = self.tensor_parallel * self.pipeline_parallel
        if self.gpus % per_replica:
            found = f"{per_replica} GPUs per replica do not divide {self.gpus} GPUs"
            checks.note("tensor_parallel", found, allowed=f"a divisor of {self.gpus}")
        if per_replica > self.per_node:
            found = f"{per_replica} GPUs per replica are more than a node's {self.per_node}"
            checks.note("tensor_parallel", found, allowed=f"up to {self.per_node}")
        if self.gpus % self.per_node:
            found = f"{self.per_node} GPUs per node do not divide {self.gpus} GPUs"
            checks.note("gpus_per_node", found, allowed=f"a divisor of {self.gpus}")
        if self.offload == "optimizer" and self.sharding not in ("zero2", "zero3"):
            checks.note("offload", f"{self.sharding or 'no'} sharding", allowed="zero2, zero3")
        if self.offload == "all" and self.sharding != "zero3":
            checks.note("offload", f"{self.sharding or 'no'} sharding", allowed="zero3")

    @property
    def per_node(self) -> int:
        """GPUs of one node."""
        return self.gpus if self.gpus_per_node is None else self.gpus_per_node

    @property
    def nodes(self) -> int:
        """Nodes in use."""
        return -(-self.gpus // self.per_node)

    @property
    def replica_gpus(self) -> int:
        """GPUs of one replica at inference."""
        return self.tensor_parallel * self.pipeline_parallel

    @property
    def replicas(self) -> int:
        """Replicas at inference."""
        return self.gpus // self.replica_gpus
