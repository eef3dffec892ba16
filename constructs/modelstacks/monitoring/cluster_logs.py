"""Where the clusters and jobs of a family write their logs: a volume, or the family's bucket."""

from cdktf import TerraformResource
from constructs import Construct

from modelstacks.access.permission import grant
from modelstacks.access.roles import LOG_VOLUME
from modelstacks.bindings.databricks import (
    ClusterClusterLogConf,
    ClusterClusterLogConfS3,
    ClusterClusterLogConfVolumes,
)
from modelstacks.encryption.kms_key import KmsKey
from modelstacks.settings.access import Access
from modelstacks.storage.cloud_storage import CloudStorage
from modelstacks.storage.external_storage import ExternalStorage
from modelstacks.storage.external_volume import ExternalVolume
from modelstacks.storage.family_schema import FamilySchema
from modelstacks.storage.model_bucket import ModelBucket
from modelstacks.storage.model_volume import ModelVolume
from modelstacks.surroundings.watch_plans import LogsPlan

COMMENT = "Logs of clusters and jobs."


class ClusterLogs(Construct):
    """The place of the logs, with a folder for each model; Databricks adds the cluster's id."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: LogsPlan,
        schema: FamilySchema,
        access: Access,
        storage: ExternalStorage | CloudStorage | None = None,
        bucket: ModelBucket | None = None,
        key: KmsKey | None = None,
        region: str,
    ) -> None:
        """Draw the volume; in the bucket there is nothing to draw.

        `storage`: the volume lies in the family's bucket. ValueError: logs are to lie in a bucket,
        and there is none.
        """
        super().__init__(scope, id_)
        self.needed: list[TerraformResource] = []
        """What has to be there before a cluster writes."""

        self._s3: dict[str, object] = {}
        if plan.kind == "bucket":
            if bucket is None:
                raise ValueError("logs in a bucket, of a family without one")
            self._root = f"s3://{bucket.resource.bucket}/{plan.folder}"
            self._s3 = {
                "region": region,
                "enable_encryption": True,
                "encryption_type": "sse-kms" if key else "sse-s3",
                "kms_key": key.arn if key else None,
            }
            return
        volume: ModelVolume
        if storage is None:
            volume = ModelVolume(self, "volume", schema=schema, name=plan.folder, comment=COMMENT)
        else:
            volume = ExternalVolume(
                self,
                "volume",
                schema=schema,
                storage=storage,
                model=plan.folder,
                name=plan.folder,
                comment=COMMENT,
            )
        self._root = volume.path
        grants = grant(
            volume,
            securable="volume",
            full_name=volume.resource.id,
            access=access,
            privileges=LOG_VOLUME,
        )
        if grants:
            self.needed.append(grants)

    def destination(self, model: str) -> str:
        """Return the folder of one model's logs."""
        return f"{self._root}/{model}"

    @property
    def s3_options(self) -> dict[str, object]:
        """Region and encryption of a destination in S3; empty for a volume."""
        return dict(self._s3)

    def of_cluster(self, model: str) -> ClusterClusterLogConf:
        """Return the setting of a cluster."""
        destination = self.destination(model)
        if self._s3:
            s3 = ClusterClusterLogConfS3(destination=destination, **self._s3)  # type: ignore[arg-type]
            return ClusterClusterLogConf(s3=s3)
        return ClusterClusterLogConf(volumes=ClusterClusterLogConfVolumes(destination=destination))
