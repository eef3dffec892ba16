"""The stacks of this project: yours to change.

A family in config/families/ that is not named here is deployed by `ModelFamilyStack` as it is.
"""

from stacks.foundation import FoundationStack
from stacks.llama_3_2 import Llama32Stack
from stacks.model_family import ModelFamilyStack
from stacks.t5 import T5Stack

STACKS: dict[str, type[ModelFamilyStack]] = {"llama-3-2": Llama32Stack, "t5": T5Stack}

__all__ = ["STACKS", "FoundationStack", "Llama32Stack", "ModelFamilyStack", "T5Stack"]
