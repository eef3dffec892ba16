"""The scripts that jobs run, as files of the workspace, under a path that names their content."""

from pathlib import Path, PurePosixPath

from cdktf import AssetType, TerraformAsset, TerraformResource, TerraformResourceLifecycle
from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import JOB_FOLDER
from modelstacks.bindings.databricks import Directory, WorkspaceFile
from modelstacks.jobs.bundle import SCRIPTS, Script, job_bundle
from modelstacks.settings.access import Access

_WORKSPACE = "/Workspace"
"""What jobs write before a path of the workspace; resources write the path without it."""


class JobScripts(Construct):
    """A folder of the workspace with the scripts of a family's jobs.

    It lies at the root of the workspace, where only admins may create one and nobody inherits a
    right: what lies in `/Shared` everybody may change, and whoever may change a script acts as the
    one that its job runs as. A home folder would move with whoever deploys.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, folder: Path = SCRIPTS) -> None:
        """Draw the folder `/<name>` and the files of `folder` below `/<name>/<hash>`.

        New files are there before jobs are told of them, and old ones go after: no run looks for a
        script in between.
        """
        super().__init__(scope, id_)
        self.bundle = job_bundle(folder)
        self._source = folder
        self.folder = Directory(self, "folder", path=f"/{name}", delete_recursive=True)
        root = self.bundle.folder(f"/{name}")
        self._directories = {".": self._directory(root, ".", self.folder)}
        for parent in sorted({str(PurePosixPath(file).parent) for file in self.bundle.files}):
            if parent not in self._directories:
                above = self._directories["."]
                self._directories[parent] = self._directory(root, parent, above)
        self._files = {file: self._file(root, file) for file in self.bundle.files}
        self._path = f"{_WORKSPACE}{root}"

    @property
    def code_path(self) -> str:
        """The folder of the scripts, as a job sees it."""
        return self._path

    def script(self, script: Script) -> str:
        """Return where the script of a task is, as a job sees it."""
        return f"{self._path}/{script}.py"

    @property
    def files(self) -> list[TerraformResource]:
        """What has to be there before a job is."""
        return list(self._files.values())

    def permit(self, access: Access) -> None:
        """Let everybody of the family read the scripts, and operators change the folder."""
        permit(
            self,
            target="directory_id",
            object_id=self.folder.get_string_attribute("object_id"),
            access=access,
            levels=JOB_FOLDER,
        )

    def _directory(self, root: str, name: str, above: Directory) -> Directory:
        return Directory(
            self,
            f"directory-{name}",
            path=str(PurePosixPath(root) / name),
            delete_recursive=True,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            depends_on=[above],
        )

    def _file(self, root: str, file: str) -> WorkspaceFile:
        # An asset lies beside the stack's JSON: a path that is the same on every machine, and a
        # plan that shows names and not contents.
        asset = TerraformAsset(
            self,
            f"asset-{file}",
            path=str(self._source / file),
            type=AssetType.FILE,
            asset_hash=self.bundle.hash,
        )
        return WorkspaceFile(
            self,
            f"file-{file}",
            path=f"{root}/{file}",
            source=asset.path,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            depends_on=[self._directories[str(PurePosixPath(file).parent)]],
        )
