"""Notification destinations. Secrets go in; what comes back is that they are set."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.errors import invalid, missing
from modelstacks.sandbox.workspace.ids import new_uuid
from modelstacks.sandbox.workspace.message import Json, Message
from modelstacks.sandbox.workspace.service import Service

SERVICE = Service("notification_destinations")
ROOT = "/api/2.0/notification-destinations"


class Slack(Message):
    """A Slack channel."""

    url: str | None = None
    channel_id: str | None = None
    oauth_token: str | None = None


class Pagerduty(Message):
    """A PagerDuty service."""

    integration_key: str


class MicrosoftTeams(Message):
    """A Teams channel."""

    url: str | None = None
    channel_url: str | None = None
    auth_secret: str | None = None
    tenant_id: str | None = None
    app_id: str | None = None


class Webhook(Message):
    """Any address that takes a POST."""

    url: str
    username: str | None = None
    password: str | None = None


class Email(Message):
    """Addresses."""

    addresses: list[str]


class Config(Message):
    """One of them."""

    slack: Slack | None = None
    pagerduty: Pagerduty | None = None
    microsoft_teams: MicrosoftTeams | None = None
    generic_webhook: Webhook | None = None
    email: Email | None = None


class NewDestination(Message):
    """A destination as its maker describes it."""

    display_name: str
    config: Config


class Change(Message):
    """What shall be different about a destination."""

    display_name: str | None = None
    config: Config | None = None


_TYPES = {"generic_webhook": "WEBHOOK"}


@SERVICE.post(ROOT)
def create(call: Call) -> Json:
    """Create a destination."""
    fields = call.read(NewDestination)
    document = {"id": new_uuid(), "display_name": fields.display_name, **_shown(fields.config)}
    return _write(call, document)


@SERVICE.get(ROOT)
def find(call: Call) -> Json:
    """List the destinations."""
    shown = ("id", "display_name", "destination_type")
    return {
        "results": [
            {name: one[name] for name in shown} for one in call.tx.all("notification_destination")
        ]
    }


@SERVICE.get(f"{ROOT}/{{id}}")
def get(call: Call) -> Json:
    """Answer one destination."""
    return _require(call)


@SERVICE.patch(f"{ROOT}/{{id}}")
def update(call: Call) -> Json:
    """Change a destination; its type stays."""
    old, fields = _require(call), call.read(Change)
    changes = {} if fields.display_name is None else {"display_name": fields.display_name}
    if fields.config is not None:
        changes |= _shown(fields.config)
        if changes["destination_type"] != old["destination_type"]:
            raise invalid("The type of a notification destination cannot be changed")
    return _write(call, {**old, **changes})


@SERVICE.delete(f"{ROOT}/{{id}}")
def delete(call: Call) -> Json:
    """Delete a destination."""
    call.tx.delete("notification_destination", _require(call)["id"])
    return {}


@SERVICE.lists("notification_destinations")
def _list(tx: Transaction) -> list[Json]:
    return [
        {"name": one["display_name"], "type": one["destination_type"]}
        for one in tx.all("notification_destination")
    ]


def _require(call: Call) -> Document:
    found = call.tx.get("notification_destination", call.path["id"])
    if found is None:
        raise missing(f"Notification destination {call.path['id']} does not exist")
    return found


def _write(call: Call, document: Document) -> Json:
    if not document["display_name"]:
        raise invalid("display_name cannot be empty")
    call.tx.put("notification_destination", document["id"], document)
    return document


def _shown(config: Config) -> Json:
    """Return type and configuration as they are kept: flags in place of the secrets."""
    sent = config.as_sent()
    if len(sent) != 1:
        raise invalid(f"config needs one of {', '.join(Config.model_fields)}, got {len(sent)}")
    [(name, fields)] = sent.items()
    if name == "email":
        if not fields["addresses"] or any("@" not in one for one in fields["addresses"]):
            raise invalid(f"Invalid e-mail addresses: {', '.join(fields['addresses']) or 'none'}")
        told = fields
    elif not fields:
        raise invalid(f"config.{name} is empty")
    else:
        told = {f"{field}_set": True for field in fields}
    return {"destination_type": _TYPES.get(name, name.upper()), "config": {name: told}}
