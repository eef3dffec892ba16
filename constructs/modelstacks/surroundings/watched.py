"""What of a family there is to look at."""

from collections.abc import Mapping

from modelstacks.frozen import frozen
from modelstacks.naming import Naming
from modelstacks.settings.watch import Watch


@frozen
class Watched:
    """What of a family there is to look at."""

    settings: Watch
    naming: Naming
    endpoints: tuple[str, ...]
    """Those that count their requests in system tables."""

    has_uncounted: bool
    """Whether an endpoint does not."""

    inference_tables: Mapping[str, str]
    """Full name of the table by endpoint, for those that have one."""

    has_jobs: bool
    usd_per_hour: Mapping[str, float]
    """Of a GPU node that clusters or jobs run on, by node type."""

    @property
    def tags(self) -> Mapping[str, str]:
        """What picks the family's rows."""
        return {
            "environment": self.naming.environment.name,
            "family": self.naming.family.name,
        }
