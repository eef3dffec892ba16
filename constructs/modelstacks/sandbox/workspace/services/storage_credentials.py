"""Unity Catalog: storage credentials."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import ApiError, invalid
from modelstacks.sandbox.workspace.external_locations import locations_of
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json
from modelstacks.sandbox.workspace.principals import require_account_principal
from modelstacks.sandbox.workspace.privileges import STORAGE_CREDENTIAL
from modelstacks.sandbox.workspace.service import Securable, Service
from modelstacks.sandbox.workspace.storage_credential_message import (
    KINDS,
    CredentialChanges,
    CredentialFields,
    NewCredential,
    identity,
    kind_of,
)
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

SERVICE = Service("storage_credentials")
KIND = "storage_credential"


@SERVICE.post(f"{ROOT}/storage-credentials")
def create(call: Call) -> Json:
    """Create a credential. Its role need not exist: its trust policy needs the external id."""
    fields = call.read(NewCredential)
    name = checked_name(fields.name)
    require_absent(call.tx, KIND, name)
    if len(fields.kinds()) != 1:
        raise invalid(f"Exactly one of {', '.join(KINDS)} must be specified")
    plain = {"name": name, "full_name": name, "id": new_uuid(), "read_only": False}
    mode = {"isolation_mode": "ISOLATION_MODE_OPEN"}
    made = {**plain, **mode, **_kept(fields, {}), "name": name}
    credential = stamped(made, owner=call.options.user_name, now=call.now)
    call.tx.put(KIND, name, credential)
    return answer(call, credential)


@SERVICE.get(f"{ROOT}/storage-credentials")
def find(call: Call) -> Json:
    """List credentials."""
    return {"storage_credentials": [answer(call, one) for one in call.tx.all(KIND)]}


@SERVICE.get(f"{ROOT}/storage-credentials/{{name}}")
def get(call: Call) -> Json:
    """Answer one credential."""
    return answer(call, require(call.tx, KIND, call.path["name"]))


@SERVICE.patch(f"{ROOT}/storage-credentials/{{name}}")
def update(call: Call) -> Json:
    """Change a credential; one that locations use only by force."""
    credential = require(call.tx, KIND, call.path["name"])
    fields = call.read(CredentialChanges)
    if call.body.get("new_name"):
        raise invalid("The sandbox does not rename storage credentials")
    if fields.owner:
        require_account_principal(call.tx, fields.owner)
    kinds = fields.kinds()
    if len(kinds) > 1 or (kinds and kinds[0] != kind_of(credential)):
        raise invalid(f"A credential stays what it is: {kind_of(credential)}")
    if kinds and not fields.force:
        _refuse_in_use(call.tx, credential, "use force option to update anyway.", separator="; ")
    changed = touched(call, credential, _kept(fields, credential))
    call.tx.put(KIND, credential["name"], changed)
    return answer(call, changed)


@SERVICE.delete(f"{ROOT}/storage-credentials/{{name}}")
def delete(call: Call) -> Json:
    """Delete a credential; one that locations use only by force."""
    credential = require(call.tx, KIND, call.path["name"])
    if not call.flag("force"):
        _refuse_in_use(
            call.tx,
            credential,
            "You may use force option to delete it but the managed storage data using this storage"
            " credential cannot be purged by Unity Catalog anymore.",
        )
    remove_leaf(call.tx, KIND, credential["name"])
    return {}


@SERVICE.lists("storage_credentials")
def _list(tx: Transaction) -> list[Json]:
    return [
        {
            "name": one["name"],
            "kind": kind_of(one),
            "role": one.get("aws_iam_role", {}).get("role_arn"),
            "external_id": one.get("aws_iam_role", {}).get("external_id"),
            "used_by": locations_of(tx, one["name"]),
        }
        for one in tx.all(KIND)
    ]


def _kept(fields: CredentialFields, known: Document) -> Json:
    sent = fields.as_sent()
    for field in ("skip_validation", "force"):
        sent.pop(field, None)
    for kind in fields.kinds():
        sent[kind] = identity(kind, sent[kind], known.get(kind))
    return sent


def _refuse_in_use(
    tx: Transaction, credential: Document, advice: str, *, separator: str = ". "
) -> None:
    used = locations_of(tx, credential["name"])
    if used:
        raise ApiError(
            400,
            "INVALID_STATE",
            f"Storage credential '{credential['name']}' has 0 directly dependent external table(s)"
            f" and {len(used)} dependent storage location(s){separator}{advice}",
        )


SERVICE.securables.append(
    Securable(kind=KIND, privileges=STORAGE_CREDENTIAL, find=lambda tx, name: tx.get(KIND, name))
)
