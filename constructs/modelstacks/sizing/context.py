"""What a decision is about, and what it goes by."""

from dataclasses import dataclass

from modelstacks.catalog import Catalog, Model
from modelstacks.settings.project import Environment, Family
from modelstacks.sizing.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Context:
    """One model in one environment, with the facts and the rules."""

    model: Model
    environment: Environment
    catalog: Catalog
    rules: Rules
    family: Family

    def where(self, *path: str) -> str:
        """Return where a setting of the model is written, for messages."""
        return self.family.place(".".join(("models", self.model.name, *path)))
