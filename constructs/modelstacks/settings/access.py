"""Who may do what, by role: settings of `access`."""

from collections.abc import Mapping
from typing import Literal, get_args

from modelstacks.frozen import frozen

Role = Literal["reader", "user", "engineer", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most; each may do what the ones before it may."""


@frozen
class Access:
    """Groups by role. A group in several roles has the highest: two levels drift for ever."""

    readers: tuple[str, ...] = ()
    """See what exists and read the data."""

    users: tuple[str, ...] = ("users",)
    """Also attach to clusters, query endpoints, execute models."""

    engineers: tuple[str, ...] = ()
    """Also write data, register model versions, run jobs, restart clusters."""

    operators: tuple[str, ...] = ()
    """Manage all of it, and its secrets."""

    run_as: str | None = None
    """Application id of the service principal that jobs run as. `None`: whoever deploys them."""

    @property
    def roles(self) -> Mapping[str, Role]:
        """The one role of every group, sorted by group."""
        named = zip(ROLES, (self.readers, self.users, self.engineers, self.operators), strict=True)
        highest = {group: role for role, groups in named for group in groups}
        return dict(sorted(highest.items()))

    @property
    def workers(self) -> str | None:
        """The group that a dedicated cluster is for: the first that may attach to one."""
        return next(iter((*self.users, *self.engineers, *self.operators)), None)
