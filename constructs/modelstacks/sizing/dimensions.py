"""The dimensions of a catalog model: ours by name, a project's own from its record."""

from modelstacks.catalog import Model
from modelstacks.errors import ConfigError, Problem
from modelstacks.sizing.architecture import Architecture, architecture
from modelstacks.sizing.architecture.library import from_dimensions


def architecture_of(model: Model) -> Architecture:
    """Return the architecture of a model; `ConfigError` when a project's record is broken."""
    if model.dimensions is None:
        return architecture(model.name)
    try:
        shape = from_dimensions(model.name, model.architecture, model.dimensions)
    except (TypeError, KeyError, AttributeError) as error:
        raise _broken(model, f"dimensions of no {model.architecture} model: {error}") from error
    if shape.parameters != model.parameters:
        found = f"{model.parameters:,} parameters, but the dimensions give {shape.parameters:,}"
        raise _broken(model, found)
    return shape


def _broken(model: Model, found: str) -> ConfigError:
    fix = "`modelstacks model add FILE --replace` writes it again"
    where = f"config/models/{model.name}.json"
    return ConfigError([Problem(where=where, found=found[:200], fix=fix)])
