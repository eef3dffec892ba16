"""The sandbox folder: where everything that outlives the process is kept.

.sandbox/
    token               what requests must carry
    databrickscfg       the profile that takes host and token to Terraform
    providers.json      which Terraform providers run
    providers/          the official one, when it came from a mirror
    state.db            the workspace
    aws-journal.jsonl   what was changed in AWS
    awsconfig           the profile that takes AWS tools to the sandbox
    awscredentials      its keys, which open nothing
    terraform/          Terraform state of the stacks, one file each
    server.json         the last start: port, version, settings
    server.log
    lock                held by the running server, with its process id inside
    start.lock          held while somebody starts or stops the server
    environments/<name> the same for a sandbox beside `local`
"""

import hashlib
import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelstacks.errors import ModelStacksError

FOLDER = ".sandbox"
LOCAL = "local"
"""Environment whose sandbox is the folder itself."""

_OTHERS = "environments"
_IS_SANDBOX = re.compile(r"^sandbox:", re.MULTILINE)
PROFILE = "modelstacks-sandbox"
_PROJECT_MARKS = ("cdktf.json", "config/environments")


class SandboxHomeError(ModelStacksError):
    """The sandbox folder cannot be used."""


@dataclass(frozen=True)
class SandboxHome:
    """The paths in one sandbox folder, and the small files that are written whole."""

    root: Path

    @classmethod
    def of_project(cls, start: Path | None = None) -> "SandboxHome":
        """Find the folder of the project that `start` (default: here) lies in.

        $ENVIRONMENT chooses between the sandboxes of a project, where it names one of them.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if any((folder / mark).exists() for mark in _PROJECT_MARKS):
                return cls.of_environment(folder, _chosen_sandbox(folder))
        return cls(here / FOLDER)

    @classmethod
    def of_environment(cls, project: Path, environment: str) -> "SandboxHome":
        """Return the folder of one sandbox of a project.

        A workspace is on one cloud, so each has its own: `.sandbox` is that of `local`, what it
        holds in `environments/<name>` that of another.
        """
        root = project / FOLDER
        return cls(root if environment == LOCAL else root / _OTHERS / environment)

    @property
    def project(self) -> Path:
        """The project's folder."""
        return self.root.parent if self.root.name == FOLDER else self.root.parents[2]

    @property
    def environment(self) -> str:
        """The environment whose sandbox this is."""
        return LOCAL if self.root.name == FOLDER else self.root.name

    @property
    def token(self) -> Path:
        """The bearer token, readable by its owner only."""
        return self.root / "token"

    @property
    def databrickscfg(self) -> Path:
        """Databricks configuration file with one profile, `modelstacks-sandbox`."""
        return self.root / "databrickscfg"

    @property
    def providers(self) -> Path:
        """Which Terraform providers were chosen."""
        return self.root / "providers.json"

    @property
    def mirrored(self) -> Path:
        """What was taken from a provider mirror."""
        return self.root / "providers"

    @property
    def state_db(self) -> Path:
        """The workspace's objects."""
        return self.root / "state.db"

    @property
    def aws_journal(self) -> Path:
        """What was changed in the AWS half, call by call."""
        return self.root / "aws-journal.jsonl"

    @property
    def awsconfig(self) -> Path:
        """AWS configuration file with one profile, `modelstacks-sandbox`."""
        return self.root / "awsconfig"

    @property
    def awscredentials(self) -> Path:
        """Keys of that profile, the same in every sandbox."""
        return self.root / "awscredentials"

    @property
    def terraform(self) -> Path:
        """Terraform state files, `<stack>.tfstate`."""
        return self.root / "terraform"

    @property
    def server_json(self) -> Path:
        """What the server said when it was last ready."""
        return self.root / "server.json"

    @property
    def server_log(self) -> Path:
        """What the server wrote."""
        return self.root / "server.log"

    @property
    def lock(self) -> Path:
        """Held for as long as the server lives."""
        return self.root / "lock"

    @property
    def start_lock(self) -> Path:
        """Held while the server is being started or stopped."""
        return self.root / "start.lock"

    def make(self) -> None:
        """Create the folder and the token; do nothing where they exist."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.root.stat().st_mode & 0o077:
                self.root.chmod(0o700)
            self.terraform.mkdir(exist_ok=True)
            if not (self.root / ".gitignore").exists():
                self._write(self.root / ".gitignore", "*\n")
            if not self.token.exists():
                self._write(self.token, secrets.token_hex(32))
            elif self.token.stat().st_mode & 0o077:
                self.token.chmod(0o600)
        except OSError as error:
            raise self._unusable(error) from error

    def read_token(self) -> str:
        """Return the token."""
        try:
            return self.token.read_text().strip()
        except OSError as error:
            raise self._unusable(error) from error

    def identity(self) -> str:
        """Return a name for this sandbox that tells it from any other; not a secret."""
        return hashlib.sha256(f"{PROFILE}:{self.read_token()}".encode()).hexdigest()[:16]

    def write_profile(self, url: str) -> None:
        """Write host and token where Terraform and the Databricks tools read them."""
        text = f"[{PROFILE}]\nhost = {url}\ntoken = {self.read_token()}\n"
        self.write(self.databrickscfg, text)

    def read_json(self, path: Path) -> dict[str, Any]:
        """Read one of the small files; empty when it is missing or not readable as JSON."""
        try:
            value = json.loads(path.read_text())
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def write_json(self, path: Path, value: Mapping[str, Any]) -> None:
        """Write one of the small files."""
        self.write(path, json.dumps(value, indent=2) + "\n")

    def write(self, path: Path, text: str) -> None:
        """Write a file whole or not at all, readable by its owner only."""
        try:
            self._write(path, text)
        except OSError as error:
            raise self._unusable(error) from error

    def _write(self, path: Path, text: str) -> None:
        descriptor, temporary = tempfile.mkstemp(dir=self.root, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _unusable(self, error: OSError) -> SandboxHomeError:
        blocking = next((p for p in (self.root, *self.root.parents) if p.exists()), self.root)
        if not blocking.is_dir():
            return SandboxHomeError(
                f"The sandbox keeps its state in {self.root}, but {blocking} is a file.\n"
                f"    fix: move that file away"
            )
        reason = error.strerror or str(error)
        return SandboxHomeError(
            f"The sandbox cannot write its state in {self.root}: {reason}.\n"
            f"    fix: make the folder writable for you, or put the project on another disk"
        )


def _chosen_sandbox(project: Path) -> str:
    """Return the environment that $ENVIRONMENT names if it is a sandbox, else `local`."""
    name = os.environ.get("ENVIRONMENT", LOCAL)
    file = project / "config" / "environments" / f"{name}.yaml"
    try:
        is_sandbox = bool(_IS_SANDBOX.search(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return LOCAL
    return name if is_sandbox else LOCAL
