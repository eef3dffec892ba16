"""The linear layers of a model, by shape: what LoRA adapts and NF4 packs."""

from collections.abc import Iterable
from typing import Literal

from modelstacks.frozen import frozen

Stack = Literal["encoder", "decoder", "cross", "vision", "projector"]
Targets = Literal["all-linear", "attention", "q-v", "mlp"]

TARGETS: tuple[Targets, ...] = ("all-linear", "attention", "q-v", "mlp")


@frozen
class Linear:
    """One shape of linear layer and how often the model has it."""

    name: str
    """`q`, `k`, `v`, `o`; `cross_q` … in a T5 decoder; `gate`, `up`, `down` of the MLP."""

    stack: Stack
    group: Literal["attention", "mlp", "projector"]
    inputs: int
    outputs: int
    copies: int

    @property
    def parameters(self) -> int:
        """Weights of all copies, biases apart."""
        return self.inputs * self.outputs * self.copies

    def lora_parameters(self, rank: int) -> int:
        """Parameters of adapters: A is rank x in, B is out x rank (arXiv:2106.09685)."""
        return rank * (self.inputs + self.outputs) * self.copies

    def is_target(self, targets: Targets) -> bool:
        """Whether LoRA with these targets adapts it; only language layers are adapted."""
        if self.stack in ("vision", "projector"):
            return False
        if targets == "q-v":
            return self.name.removeprefix("cross_") in ("q", "v")
        return targets in ("all-linear", self.group)


def attention(
    *, hidden: int, inner: int, kv_inner: int, stack: Stack, copies: int, prefix: str = ""
) -> tuple[Linear, ...]:
    """Return the four projections of an attention block."""
    shapes = {"q": (hidden, inner), "k": (hidden, kv_inner), "v": (hidden, kv_inner)}
    shapes["o"] = (inner, hidden)
    return tuple(
        Linear(
            name=prefix + name,
            stack=stack,
            group="attention",
            inputs=inputs,
            outputs=outputs,
            copies=copies,
        )
        for name, (inputs, outputs) in shapes.items()
    )


def mlp(
    *, hidden: int, feed_forward: int, gated: bool, stack: Stack, copies: int
) -> tuple[Linear, ...]:
    """Return the two projections of a feed-forward block, or the three of a gated one."""
    shapes = {"gate": (hidden, feed_forward)} if gated else {}
    shapes |= {"up": (hidden, feed_forward), "down": (feed_forward, hidden)}
    return tuple(
        Linear(
            name=name,
            stack=stack,
            group="mlp",
            inputs=inputs,
            outputs=outputs,
            copies=copies,
        )
        for name, (inputs, outputs) in shapes.items()
    )


def total(linears: Iterable[Linear]) -> int:
    """Return the weights of all of them."""
    return sum(linear.parameters for linear in linears)
