"""Unity Catalog: external locations."""

from typing import Any, Literal

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.arns import check_key
from modelstacks.sandbox.workspace.aws_account import check_bucket, check_storage_role
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cloud_url import CloudUrl, parse_url
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.external_locations import dependents, refuse_overlap
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.privileges import EXTERNAL_LOCATION
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.storage_credential_message import KINDS, kind_of
from modelstacks.sandbox.workspace.unity import (
    ROOT,
    answer,
    checked_name,
    remove_leaf,
    require,
    require_absent,
    stamped,
    touched,
)

SERVICE = Service("external_locations")
KIND = "external_location"


class SseDetails(Message):
    """How S3 encrypts what is written."""

    algorithm: Literal["AWS_SSE_S3", "AWS_SSE_KMS"] | None = None
    aws_kms_key_arn: str | None = None


class EncryptionDetails(Message):
    """Encryption by the storage itself."""

    sse_encryption_details: SseDetails | None = None


class LocationFields(Message):
    """What a location can be given at any time."""

    comment: str | None = None
    read_only: bool | None = None
    fallback: bool | None = None
    enable_file_events: bool | None = None
    file_event_queue: dict[str, Any] | None = None
    encryption_details: EncryptionDetails | None = None
    skip_validation: bool = False
    """Whether the storage is not asked if the credential opens it."""


class NewLocation(LocationFields):
    """What a location is made from."""

    name: str
    url: str
    credential_name: str


class LocationChanges(LocationFields):
    """What of a location changes."""

    url: str | None = None
    credential_name: str | None = None
    owner: str | None = None
    isolation_mode: Literal["ISOLATION_MODE_OPEN", "ISOLATION_MODE_ISOLATED"] | None = None
    force: bool = False


@SERVICE.post(f"{ROOT}/external-locations")
def create(call: Call) -> Json:
    """Create a location with a credential that opens it."""
    fields = call.read(NewLocation)
    name = checked_name(fields.name)
    require_absent(call.tx, KIND, name)
    url = parse_url(fields.url)
    refuse_overlap(call.tx, url)
    credential = _check(call, fields, url, fields.credential_name)
    made = {
        "full_name": name,
        "id": new_uuid(),
        "read_only": False,
        "isolation_mode": "ISOLATION_MODE_OPEN",
        **_kept(fields),
        "name": name,
        "credential_name": credential["name"],
        "credential_id": credential["id"],
    }
    location = stamped(made, owner=call.options.user_name, now=call.now)
    call.tx.put(KIND, name, location)
    return answer(call, location)


@SERVICE.get(f"{ROOT}/external-locations")
def find(call: Call) -> Json:
    """List locations."""
    return {"external_locations": [answer(call, one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/external-locations/{{name}}")
def get(call: Call) -> Json:
    """Answer one location."""
    return answer(call, require(call.tx, KIND, call.path["name"]))


@SERVICE.patch(f"{ROOT}/external-locations/{{name}}")
def update(call: Call) -> Json:
    """Change a location; the place of one that something lies in only by force."""
    location = require(call.tx, KIND, call.path["name"])
    fields = call.read(LocationChanges)
    if call.body.get("new_name"):
        raise invalid("The sandbox does not rename external locations")
    if fields.owner:
        require_account_principal(call.tx, fields.owner)
    url = parse_url(fields.url or location["url"])
    moved = not url.is_same(parse_url(location["url"]))
    if moved:
        refuse_overlap(call.tx, url, name=location["name"])
        if not fields.force and any(dependents(call.tx, location).values()):
            raise ApiError(
                400,
                "INVALID_STATE",
                "External Location has dependent catalogs, schemas, managed or external"
                " tables/volumes; use force option to update url anyway",
            )
    changes = _kept(fields)
    if moved or fields.credential_name or fields.encryption_details:
        wanted = fields.credential_name or location["credential_name"]
        credential = _check(call, fields, url, wanted)
        changes |= {"credential_name": credential["name"], "credential_id": credential["id"]}
    changed = touched(call, location, changes)
    call.tx.put(KIND, location["name"], changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/external-locations/{{name}}")
def delete(call: Call) -> Json:
    """Delete a location; one that something lies in only by force."""
    location = require(call.tx, KIND, call.path["name"])
    counts = dependents(call.tx, location)
    if any(counts.values()) and not call.flag("force"):
        told = ", ".join(f"{count} dependent {kind}" for kind, count in counts.items())
        raise ApiError(
            400,
            "INVALID_STATE",
            f"Cannot delete external location (name = {location['name']}) because the location has"
            f" {told}. You may use force option to delete it but the managed storage data under"
            " this location cannot be purged by Unity Catalog anymore.",
        )
    remove_leaf(call.tx, KIND, location["name"])
    return {}


@SERVICE.lists("external_locations")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["name"],
            "url": one["url"],
            "credential": one["credential_name"],
            "encryption": _encryption(one),
            "read_only": one["read_only"],
        }
        for one in tx.all(KIND)
    ]


def _encryption(location: Document) -> str | None:
    details: Json = location.get("encryption_details", {}).get("sse_encryption_details", {})
    return details.get("aws_kms_key_arn") or details.get("algorithm")


def _check(call: Call, fields: LocationFields, url: CloudUrl, credential_name: str) -> Document:
    """Return the credential of a location; refuse one that does not open it."""
    credential = require(call.tx, "storage_credential", credential_name)
    kind = kind_of(credential)
    if KINDS[kind] != url.cloud:
        raise invalid(
            f"The storage credential '{credential['name']}' ({kind}) does not open {url.text}"
        )
    _check_encryption(fields, url)
    if call.aws is not None and url.cloud == "aws" and not fields.skip_validation:
        check_storage_role(call.aws, credential["name"], credential["aws_iam_role"])
        check_bucket(call.aws, url.text, url.bucket)
    return credential


def _check_encryption(fields: LocationFields, url: CloudUrl) -> None:
    details = fields.encryption_details and fields.encryption_details.sse_encryption_details
    if not details:
        return
    if url.cloud != "aws":
        raise invalid(f"encryption_details are for S3, not for {url.text}")
    if (details.algorithm == "AWS_SSE_KMS") != bool(details.aws_kms_key_arn):
        raise invalid("aws_kms_key_arn is required for AWS_SSE_KMS, and only for it")
    if details.aws_kms_key_arn:
        check_key(details.aws_kms_key_arn, field="aws_kms_key_arn")


def _kept(fields: LocationFields) -> Json:
    sent = fields.as_sent()
    for field in ("skip_validation", "force"):
        sent.pop(field, None)
    return sent


SERVICE.securables.append(
    Securable(kind=KIND, privileges=EXTERNAL_LOCATION, find=lambda tx, name: tx.get(KIND, name))
)
