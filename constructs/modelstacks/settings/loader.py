"""Reads `config/` for one environment: every problem is gathered, then raised once."""

from pathlib import Path

from modelstacks.catalog import Catalog, load_catalog
from modelstacks.errors import ConfigError, Problem
from modelstacks.settings.build import build_environment, build_family
from modelstacks.settings.checks import environment_problems, family_problems
from modelstacks.settings.document import Document
from modelstacks.settings.files import environment_file, family_files, shown
from modelstacks.settings.overlay import overlaid, switched
from modelstacks.settings.project import Project
from modelstacks.settings.reader import read_document
from modelstacks.settings.redaction import secret_problems
from modelstacks.settings.validation import validate


def load_project(config_dir: Path, environment: str) -> Project:
    """Return the environment and the families it deploys.

    Raises `ConfigError` with every problem in the environment's file and in all family files.
    """
    return _Loading(config_dir, load_catalog()).project(environment)


class _Loading:
    def __init__(self, config: Path, catalog: Catalog) -> None:
        self.config = config
        self.catalog = catalog
        self.problems: list[Problem] = []

    def project(self, name: str) -> Project:
        environment, is_sound = self._environment(name)
        families = self._families()
        if environment:
            families = overlaid(families, environment, self.problems)
        documents = [switched(family) for family in families.values()]
        for document in documents:
            self._check_family(document, environment if is_sound else None)
        if self.problems or environment is None:
            raise ConfigError(dict.fromkeys(self.problems))
        return Project(
            environment=build_environment(environment),
            families=tuple(
                build_family(document, self.catalog)
                for document in documents
                if document.value.get("enabled", True)
            ),
        )

    def _environment(self, name: str) -> tuple[Document | None, bool]:
        """Return the environment, and whether its shape is right."""
        file = environment_file(self.config, name, self.problems)
        document = self._read(file) if file else None
        if document is None or file is None:
            return None, False
        shape = validate(document, "ENVIRONMENT")
        self.problems += shape
        if not shape:
            self.problems += environment_problems(document, file.stem, self.catalog)
        return document, not shape

    def _families(self) -> dict[str, Document]:
        families: dict[str, Document] = {}
        for file in family_files(self.config, self.problems):
            document = self._read(file)
            if document is None:
                continue
            # A family without a usable name is kept under its file, to be checked with the rest.
            name = document.value.get("family")
            name = name if isinstance(name, str) else file.stem
            if name in families:
                found = f"family `{name}` is already declared in {families[name].origin(()).file}"
                where = document.where(("family",))
                self.problems.append(Problem(where=where, found=found, fix="rename one of them"))
            else:
                families[name] = document
        return families

    def _read(self, file: Path) -> Document | None:
        document = read_document(file, shown(self.config, file), self.problems)
        if document:
            self.problems += secret_problems(document)
        return document

    def _check_family(self, document: Document, environment: Document | None) -> None:
        shape = validate(document, "FAMILY")
        self.problems += shape
        if not shape:
            rules = environment.value if environment else None
            self.problems += family_problems(document, rules, self.catalog)
