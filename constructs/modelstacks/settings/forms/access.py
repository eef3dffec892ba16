"""How `access` is written."""

from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.shapes import Key, ListOf, Section, Text

_ADMINS = "admins"


class Group(Text):
    """The name of a group. Admins are left out: they may do everything, whatever is granted."""

    def __init__(self) -> None:
        super().__init__("the name of a group", r"\S(.*\S)?")

    def _holds(self, value: Any) -> bool:
        return super()._holds(value) and value != _ADMINS

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if value == _ADMINS:
            fix = "leave it out: admins may do everything, and Databricks refuses to lower them"
        return super()._problem(document, path, value, fix)


APPLICATION_ID = Text(
    "the application id of a service principal, such as 1f2e3d4c-0000-4000-8000-123456789abc",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
)
GROUPS = ListOf(Group(), once=True)

ACCESS = Section(
    {
        "readers": Key("Groups that see what exists and read the data. Default: none.", GROUPS),
        "users": Key(
            "Groups that also attach to clusters, query endpoints, execute models. Default: users.",
            GROUPS,
        ),
        "engineers": Key(
            "Groups that also write data, register versions, run jobs. Default: none.", GROUPS
        ),
        "operators": Key("Groups that manage all of it. Default: none.", GROUPS),
        "run_as": Key(
            "Application id of the service principal that jobs run as. Default: who deploys them.",
            APPLICATION_ID,
        ),
    }
)
