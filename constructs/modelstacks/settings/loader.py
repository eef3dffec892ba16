"""Reads `config/` for one environment: every problem is gathered, then raised once."""

import re
from pathlib import Path

from modelstacks.catalog import Catalog, load_project_catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.build import build_environment, build_family
from modelstacks.settings.checks import environment_problems, family_problems, secret_problems
from modelstacks.settings.document import Document
from modelstacks.settings.files import environment_file, family_files, shown
from modelstacks.settings.joint_checks import joint_problems
from modelstacks.settings.overlay import overlaid, switched_environment, switched_family
from modelstacks.settings.project import Project
from modelstacks.settings.reader import read_document
from modelstacks.settings.schema import ENVIRONMENT, FAMILY
from modelstacks.settings.shapes import Section
from modelstacks.settings.stacks import FOUNDATION

NOTHING = Document(value={}, origins={})


def load_project(config_dir: Path, environment: str) -> Project:
    """Return the environment and the families it deploys.

    Raises `ConfigError` with every problem in the environment's file and in all family files.
    """
    return _Loading(config_dir, load_project_catalog(config_dir)).project(environment)


class _Loading:
    def __init__(self, config: Path, catalog: Catalog) -> None:
        self.config = config
        self.catalog = catalog
        self.problems: list[Problem] = []

    def project(self, name: str) -> Project:
        environment = self._environment(name)
        families = self._families()
        rules = environment or NOTHING
        if environment:
            families = overlaid(families, environment, self.problems)
        documents = [self._checked(switched_family(family), FAMILY) for family in families.values()]
        for document in documents:
            self.problems += family_problems(document, rules.value, self.catalog)
        if environment:
            deployed = [row for row in documents if row.value.get("enabled", True)]
            self.problems += joint_problems(environment, deployed, self.catalog)
        if self.problems or environment is None:
            raise ConfigError(sorted(dict.fromkeys(self.problems), key=_position))
        built = build_environment(environment)
        return Project(
            environment=built,
            families=tuple(
                build_family(document, self.catalog, built)
                for document in documents
                if document.value.get("enabled", True)
            ),
            catalog=self.catalog,
        )

    def _environment(self, name: str) -> Document | None:
        file = environment_file(self.config, name, self.problems)
        document = self._read(file) if file else None
        if document is None or file is None:
            return None
        document = self._checked(switched_environment(document), ENVIRONMENT)
        self.problems += environment_problems(document, file.stem, self.catalog)
        return document

    def _families(self) -> dict[str, Document]:
        families: dict[str, Document] = {}
        for file in family_files(self.config, self.problems):
            document = self._read(file)
            if document is None:
                continue
            # A family without a usable name is kept under its file's, to be checked with the rest.
            name = document.value.get("family")
            name = name if isinstance(name, str) else file.stem
            if name in families:
                found = f"family `{name}` is already declared in {families[name].origin(()).file}"
                where = document.where(("family",))
                self.problems.append(Problem(where=where, found=found, fix="rename one of them"))
            elif f"{name}-stack" == FOUNDATION:
                found = f"`{FOUNDATION}` is the stack of what an environment declares for all"
                where = document.where(("family",))
                self.problems.append(Problem(where=where, found=found, fix="rename the family"))
            else:
                families[name] = document
        return families

    def _read(self, file: Path) -> Document | None:
        document = read_document(file, shown(self.config, file), self.problems)
        if document:
            self.problems += secret_problems(document)
        return document

    def _checked(self, document: Document, shape: Section) -> Document:
        """Return the document with what its shape allows; the rest is now a problem."""
        self.problems += shape.check(document, (), document.value)
        return Document(value=shape.pruned(document.value), origins=document.origins)


def _position(problem: Problem) -> tuple[str, int]:
    """Return file and line to sort by, so that problems come in the order of the files."""
    file, _, rest = problem.where.partition(":")
    line = re.match("[0-9]+", rest)
    return file, int(line[0]) if line else 0
