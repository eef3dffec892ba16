"""The workspace folder that holds a dashboard and its alerts."""

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import WATCH_FOLDER
from modelstacks.bindings.databricks import Directory
from modelstacks.settings.access import Access


class WatchFolder(Construct):
    """What lies in it inherits who may see and change it: one permission set for all."""

    def __init__(self, scope: Construct, id_: str, *, path: str) -> None:
        super().__init__(scope, id_)
        self.resource = Directory(self, "Resource", path=path)

    @property
    def path(self) -> str:
        """Path of the folder, known once it exists."""
        return self.resource.path

    def permit(self, access: Access) -> None:
        """Let everyone named look, operators change."""
        permit(
            self,
            target="directory_path",
            object_id=self.path,
            access=access,
            levels=WATCH_FOLDER,
        )
