"""Assertions on synthesized stacks that say what they saw when they fail."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import cdktf
from constructs import Construct

Block = dict[str, Any]


class Template:
    """The JSON of one stack, as Terraform will read it."""

    def __init__(self, synthesized: str) -> None:
        self.json: Block = json.loads(synthesized)

    @classmethod
    def of_stack(cls, stack: cdktf.TerraformStack) -> "Template":
        """Synthesize a finished stack."""
        return cls(cdktf.Testing.synth(stack))

    @classmethod
    def of(cls, draw: Callable[[Construct], object]) -> "Template":
        """Synthesize whatever `draw` adds to an empty stack."""
        stack = cdktf.TerraformStack(cdktf.Testing.app(), "stack")
        draw(stack)
        return cls.of_stack(stack)

    def resources(self, kind: str) -> dict[str, Block]:
        """All resources of one type, by logical id."""
        found: dict[str, Block] = self.json.get("resource", {}).get(kind, {})
        return found

    def one(self, kind: str, **expected: object) -> Block:
        """Return the only resource of a type whose arguments contain `expected`."""
        found = [block for block in self.resources(kind).values() if _contains(block, expected)]
        assert len(found) == 1, (
            f"{len(found)} {kind} match {expected}; there are:\n"
            f"{json.dumps(self.resources(kind), indent=1)}"
        )
        return found[0]

    def output(self, name: str) -> Any:
        """Value of one output."""
        outputs = self.json.get("output", {})
        assert name in outputs, f"no output {name}; there are {sorted(outputs)}"
        return outputs[name]["value"]


def _contains(actual: object, expected: object) -> bool:
    """Whether every key of `expected` stands in `actual` with the same value, at any depth."""
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and all(
            key in actual and _contains(actual[key], value) for key, value in expected.items()
        )
    return actual == expected
