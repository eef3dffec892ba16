"""A library as clusters, policies and job tasks name it."""

from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Message


class PythonPackage(Message):
    """A package of a Python or R repository."""

    package: str
    repo: str | None = None


class MavenPackage(Message):
    """A package of a Maven repository."""

    coordinates: str
    repo: str | None = None
    exclusions: list[str] | None = None


class Library(Message):
    """Exactly one of its fields is set."""

    pypi: PythonPackage | None = None
    cran: PythonPackage | None = None
    maven: MavenPackage | None = None
    whl: str | None = None
    jar: str | None = None
    egg: str | None = None
    requirements: str | None = None


def check_library(library: Library) -> None:
    """Refuse a library that names nothing, or two things."""
    count = len(library.as_sent())
    if count != 1:
        raise invalid(f"A library must name exactly one source, got {count}")
