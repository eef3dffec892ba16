"""T5: encoder-decoder models from 60 M to 11 B parameters, and their FLAN variants."""

from stacks.model_family import ModelFamilyStack


class T5Stack(ModelFamilyStack):
    """Everything T5 needs is what every family needs; what only T5 needs goes here."""
