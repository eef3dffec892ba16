"""Secret scopes, the one place that touches their values."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.errors import missing


def require_scope(tx: Transaction, scope: str) -> Document:
    """Return a scope; refuse a name that does not exist."""
    found = tx.get("secret_scope", scope)
    if found is None:
        raise missing(f"Scope {scope} does not exist!")
    return found


def keys_of(tx: Transaction, kind: str, scope: str) -> list[tuple[str, Document]]:
    """Return what belongs to a scope: `secret` by key, or `secret_acl` by principal."""
    prefix = f"{scope}/"
    return [(key[len(prefix) :], body) for key, body in tx.items(kind) if key.startswith(prefix)]
