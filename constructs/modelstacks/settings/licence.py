"""Who accepted a licence, and where the token for gated weights is kept."""

from typing import Literal

from modelstacks.frozen import frozen


@frozen
class Acceptance:
    """A licence that somebody accepted."""

    accepted_by: str
    """A person or a team."""

    on: str
    """Day, ISO 8601."""

    outside_european_union: bool = False
    """Whether the licensee was found not to be at home in the European Union."""


Licences = dict[str, Acceptance | Literal["simulated"]]
"""By name of the licence. `simulated`: in the sandbox, which holds no weights."""


@frozen
class SecretReference:
    """Where a secret is kept; its value is never here."""

    scope: str
    key: str

    def __str__(self) -> str:
        return f"{{{{secrets/{self.scope}/{self.key}}}}}"


@frozen
class Weights:
    """How a cluster gets weights that are not given to everybody."""

    secret: SecretReference
    """The Hugging Face token."""
