"""The workspace's configuration: switches and limits by name."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.bindings.databricks import WorkspaceConf


class WorkspaceConfiguration(Construct):
    """All keys in one resource: of two, each would set back what the other has set.

    A destroy sets switches to `false` and leaves what cannot be unset, such as a token lifetime.
    """

    def __init__(self, scope: Construct, id_: str, *, keys: Mapping[str, str]) -> None:
        super().__init__(scope, id_)
        self.resource = WorkspaceConf(self, "Resource", custom_config=dict(keys))
