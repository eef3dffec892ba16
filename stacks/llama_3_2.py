"""Llama 3.2: text models of 1B and 3B, models that also see of 11B and 90B; base and instruct."""

from stacks.model_family import ModelFamilyStack


class Llama32Stack(ModelFamilyStack):
    """Everything Llama 3.2 needs is what every family needs; what only it needs goes here."""
