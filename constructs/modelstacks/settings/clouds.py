"""Where the files of families lie on Azure and Google Cloud: settings of `azure` and `gcp`."""

from modelstacks.frozen import frozen


@frozen
class Azure:
    """A container that exists, and the access connector that may read and write it."""

    access_connector_id: str
    """Resource id of the Databricks access connector."""

    storage_account: str
    container: str
    managed_identity_id: str | None = None
    """Resource id of a user-assigned identity. Default: the connector's own."""

    @property
    def url(self) -> str:
        """Root of the container."""
        return f"abfss://{self.container}@{self.storage_account}.dfs.core.windows.net"


@frozen
class Gcp:
    """A bucket that exists."""

    bucket: str

    @property
    def url(self) -> str:
        """Root of the bucket."""
        return f"gs://{self.bucket}"
