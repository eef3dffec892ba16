"""How `storage` is written, in an environment and in a family."""

from typing import Any

from modelstacks.errors import Problem, listing
from modelstacks.settings.document import Document, Path
from modelstacks.settings.forms.bucket_name import ANY_BUCKET, OUR_BUCKET
from modelstacks.settings.forms.words import EMAIL, UUID
from modelstacks.settings.shapes import (
    WRONG,
    Choice,
    Key,
    MappingOf,
    Section,
    Switch,
    Text,
    Whole,
)

FOLDER = Text("a folder: no slash at either end, no empty part", r"[^/\s]+(/[^/\s]+)*")

ACCESS_LOG = Section(
    {
        "bucket": Key(
            "Bucket that takes the log. It exists already and permits it.",
            ANY_BUCKET,
            required=True,
        ),
        "prefix": Key(
            "What names of log files begin with. Default: the logged bucket and a slash.", Text()
        ),
    }
)

BUCKET = Section(
    {
        "name": Key(
            "Name, unique in the world, so it stands in an environment's `families`. "
            "Default: prefix, environment, family, account id.",
            OUR_BUCKET,
        ),
        "noncurrent_days": Key(
            "Days that an overwritten or deleted version stays. Default: 30.", Whole(1, 3650)
        ),
        "multipart_days": Key(
            "Days after which an unfinished upload is dropped. Default: 7.", Whole(1, 365)
        ),
        "access_log": Key("Where S3 logs who reads it. Default: the environment's.", ACCESS_LOG),
    }
)

S3_MOUNT = Section(
    {
        "bucket": Key("Bucket. Default: the family's own.", ANY_BUCKET),
        "prefix": Key(
            "Folder in it. Default: `mounts/<name>` in the family's own, else all of it.", FOLDER
        ),
    }
)

AZURE_ACCOUNT = Text("3 to 24 lower-case letters and digits", "[a-z0-9]{3,24}")
AZURE_CONTAINER = Text(
    "3 to 63 lower-case letters, digits and single dashes between them",
    "(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
)
GOOGLE_BUCKET = Text(
    "3 to 222 lower-case letters, digits, dots, dashes and underscores",
    "[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]",
)

SECRET = Section(
    {
        "scope": Key("Secret scope.", Text(), required=True),
        "key": Key("Key in it.", Text(), required=True),
    }
)

ADLS_MOUNT = Section(
    {
        "account": Key("Storage account.", AZURE_ACCOUNT, required=True),
        "container": Key("Container.", AZURE_CONTAINER, required=True),
        "directory": Key("Folder in it. Default: all of it.", FOLDER),
        "client_id": Key("Application id of the service principal.", UUID, required=True),
        "tenant_id": Key("Its tenant.", UUID, required=True),
        "secret": Key("Where its client secret is kept.", SECRET, required=True),
    }
)

GCS_MOUNT = Section(
    {
        "bucket": Key("Bucket.", GOOGLE_BUCKET, required=True),
        "service_account": Key("E-mail address of the service account.", EMAIL, required=True),
    }
)


class MountSource(Section):
    """Exactly one place that is mounted; `false` leaves out one that a family file names."""

    def _inside(self, document: Document, path: Path, value: Any) -> list[Problem]:
        problems = super()._inside(document, path, value)
        if isinstance(value, dict) and not problems and len(named := _named(value)) != 1:
            where, allowed = document.where(path), f"one of {listing(self.keys)}"
            found = f"names {' and '.join(named)}" if named else "names no source"
            fix = "set the other to `false`" if named else "add one"
            problems.append(Problem(where=where, found=found, allowed=allowed, fix=fix))
        return problems

    def pruned(self, value: Any) -> Any:  # noqa: D102
        kept = super().pruned(value)
        return kept if kept is not WRONG and len(_named(kept)) == 1 else WRONG


MOUNT = MountSource(
    {
        "s3": Key("An S3 bucket, by the family's instance profile.", Switch(S3_MOUNT)),
        "abfss": Key("An Azure container, by a service principal.", Switch(ADLS_MOUNT)),
        "gcs": Key("A Google bucket, by a service account.", Switch(GCS_MOUNT)),
    }
)

STORAGE = Section(
    {
        "bucket": Key("An S3 bucket of the family's own. Default: none.", Switch(BUCKET)),
        "volume": Key(
            "Kind of the models' volumes. Default: external where there is a bucket or container.",
            Choice("external", "managed"),
        ),
        "mounts": Key(
            "Legacy DBFS mounts by name: `/mnt/<name>`. Default: none.",
            MappingOf(
                Switch(MOUNT),
                Text("letters, digits, dots, dashes, underscores", r"[A-Za-z0-9][A-Za-z0-9._-]*"),
            ),
        ),
    }
)

STORAGE_DEFAULTS = Section(
    {
        "bucket_prefix": Key(
            "First word of bucket names: they are unique in the world. Default: modelstacks.",
            Text("lower-case letters, digits and dashes", "[a-z0-9]+(-[a-z0-9]+)*"),
        ),
        "access_log": Key("For every bucket that names none. Default: none.", ACCESS_LOG),
    }
)


def _named(value: dict[str, Any]) -> list[str]:
    return [name for name, item in value.items() if item is not None]
