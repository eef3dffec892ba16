"""What is asked: a model, a task, where, and under which rules."""

from functools import cached_property
from typing import Literal

from modelstacks.catalog import Cloud, Model
from modelstacks.frozen import frozen
from modelstacks.settings.project import Throughput
from modelstacks.sizing.architecture import Architecture
from modelstacks.sizing.dimensions import architecture_of
from modelstacks.sizing.memory import BatchInference, FineTune, Serve
from modelstacks.sizing.memory.choices import Offload, Sharding

Task = Literal["fine_tune", "batch_inference", "serve"]
Policy = Literal["spec", "right_size"]


@frozen
class Asked:
    """One choice to judge, instead of ranking the catalogue."""

    node_type: str | None = None
    """Node type, or serving workload type."""

    workers: int = 1
    gpu: str | None = None
    """GPU kind, wherever it stands: nothing but its memory and speed is judged."""

    gpus: int = 1


@frozen
class Request:
    """One question. `None` stands for a default that the answer tells."""

    model: Model
    job: FineTune | BatchInference | Serve
    cloud: Cloud = "aws"
    region: str | None = None
    """Region of the cloud; `None`: not told, so what it offers is not looked up."""

    policy: Policy = "spec"
    accelerators: tuple[str, ...] = ()
    """GPU kinds allowed. Empty: all."""

    precision_is_set: bool = False
    """Whether the precision was asked for; else each card takes what it can."""

    sharding: Sharding | None = None
    """Default: copies of the model while it fits one GPU, else ZeRO-3."""

    offload: Offload = "none"
    tensor_parallel: int | None = None
    """GPUs per replica at inference. Default: the fewest that hold the model."""

    tokens: int | None = None
    """Tokens that the job goes through, all epochs; of a T5 source and target together."""

    deadline_hours: float | None = None
    spot: bool = False
    """Whether the nodes may be spot: batch inference that is not critical."""

    allow_unlisted: bool = False
    encrypted: bool = False
    """Whether traffic between the nodes must be encrypted."""

    asked: Asked | None = None
    throughput: Throughput | None = None
    """Band of tokens per second to serve with; what is asked about goes before it."""

    @property
    def task(self) -> Task:
        """What the model is to do."""
        if isinstance(self.job, FineTune):
            return "fine_tune"
        return "batch_inference" if isinstance(self.job, BatchInference) else "serve"

    @cached_property
    def shape(self) -> Architecture:
        """The model's dimensions."""
        return architecture_of(self.model)
