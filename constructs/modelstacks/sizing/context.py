"""What a decision is about, and what it goes by."""

from functools import cached_property

from modelstacks.catalog import Catalog, Model
from modelstacks.frozen import frozen
from modelstacks.naming import unity_catalog_name
from modelstacks.settings.effective import family_encryption
from modelstacks.settings.encryption import Encryption
from modelstacks.settings.project import Environment, Family
from modelstacks.sizing.rules import Rules


@frozen
class Context:
    """One model in one environment, with the facts and the rules."""

    model: Model
    environment: Environment
    catalog: Catalog
    rules: Rules
    family: Family

    @cached_property
    def encryption(self) -> Encryption:
        """How the family encrypts here."""
        return family_encryption(self.family, self.environment)

    @property
    def storage_path(self) -> str:
        """The model's volume: `/Volumes/<catalog>/<schema>/<volume>`, reached from every node."""
        volume = unity_catalog_name(self.model.name)
        return f"/Volumes/{self.environment.catalog}/{self.family.schema}/{volume}"

    def where(self, *path: str) -> str:
        """Return where a setting of the model is written, for messages."""
        return self.family.place(".".join(("models", self.model.name, *path)))
