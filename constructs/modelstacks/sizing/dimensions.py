"""The dimensions of a catalog model: ours by name, a project's own from its record."""

from modelstacks.catalog import Model
from modelstacks.sizing.architecture import Architecture, architecture
from modelstacks.sizing.architecture.library import from_dimensions


def architecture_of(model: Model) -> Architecture:
    """Return the architecture of a model; `ConfigError` when a project's record is broken."""
    if model.dimensions is None:
        return architecture(model.name)
    return from_dimensions(model.name, model.architecture, model.dimensions)
