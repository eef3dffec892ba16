"""Cloud names and tags: the same rule for everything a family deploys."""

from collections.abc import Mapping

from modelstacks.frozen import frozen
from modelstacks.settings.project import Environment, Family


@frozen
class Naming:
    """Names and tags of one family in one environment."""

    environment: Environment
    family: Family

    def family_name(self, thing: str) -> str:
        """`<environment>-<family>-<thing>`, for what the whole family shares."""
        return f"{self.environment.name}-{self.family.name}-{thing}"

    def model_name(self, model: str, thing: str) -> str:
        """`<environment>-<family>-<model>-<thing>`, for what belongs to one model.

        The name of an endpoint has no dots: `llama-3.2-1b` is `llama-3-2-1b`.
        """
        return f"{self.environment.name}-{self.family.name}-{model.replace('.', '-')}-{thing}"

    def catalog_object(self, model: str) -> str:
        """Unity Catalog name of a model's volume or registered model: `t5-base` is `t5_base`."""
        return unity_catalog_name(model)

    def tags(self, model: str | None = None) -> Mapping[str, str]:
        """The one tag set, sorted by key; `Model` only on what belongs to one model."""
        tags = {
            **self.environment.tags,
            "Environment": self.environment.name,
            "Family": self.family.name,
            "ManagedBy": "modelstacks",
        }
        if model is not None:
            tags["Model"] = model
        return dict(sorted(tags.items()))


def unity_catalog_name(name: str) -> str:
    """Write a name the way Unity Catalog can address it without quoting."""
    return name.replace("-", "_").replace(".", "_")
