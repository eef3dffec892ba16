"""The table of docs/guides/access.md says what `access/roles.py` does."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelstacks.access import roles
from modelstacks.settings.access import ROLES

HOLDERS = (*ROLES, "job")

COLUMNS: tuple[Mapping[Any, str | tuple[str, ...]], ...] = (
    roles.CLUSTER,
    roles.CLUSTER_POLICY,
    roles.JOB,
    roles.JOB_FOLDER,
    roles.EXPERIMENT,
    roles.SERVING_ENDPOINT,
    roles.SCHEMA,
    roles.VOLUME,
    roles.MODEL,
    roles.SECRETS,
)


def test_the_table_is_what_roles_get(root: Path) -> None:
    lines = (root / "docs" / "guides" / "access.md").read_text().splitlines()
    cells = {
        row[0]: row[1:]
        for line in lines
        if (row := [cell.strip() for cell in line.strip("|").split("|")])[0] in HOLDERS
    }

    assert cells == {role: [_told(column.get(role, "")) for column in COLUMNS] for role in HOLDERS}


def _told(level: str | tuple[str, ...]) -> str:
    return level if isinstance(level, str) else ", ".join(level)
