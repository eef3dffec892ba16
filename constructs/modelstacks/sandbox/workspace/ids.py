"""Identifiers in the shapes that Databricks uses."""

import time
import uuid

from modelstacks.sandbox.store import Transaction

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_id(tx: Transaction) -> str:
    """Return a number for a principal, as text."""
    return str(tx.next_number("principal", start=1001))


def new_object_id(tx: Transaction) -> int:
    """Return a number for a workspace object or a job."""
    return tx.next_number("object", start=4_000_000_001)


def new_cluster_id(tx: Transaction) -> str:
    """Return an id like `1125-101530-sbx00001`; no two are equal, even within a second."""
    return f"{time.strftime('%m%d-%H%M%S', time.gmtime())}-{_tail(tx)}"


def new_pool_id(tx: Transaction) -> str:
    """Return an id like `1125-101530-sbx00001-pool-sbx00001`."""
    cluster_id = new_cluster_id(tx)
    return f"{cluster_id}-pool-{cluster_id.rpartition('-')[2]}"


def new_policy_id() -> str:
    """Return an id of sixteen hexadecimal digits."""
    return uuid.uuid4().hex[:16].upper()


def new_uuid() -> str:
    """Return an id with dashes."""
    return str(uuid.uuid4())


def new_hex() -> str:
    """Return an id of 32 hexadecimal digits."""
    return uuid.uuid4().hex


def _tail(tx: Transaction) -> str:
    number = tx.next_number("cluster")
    digits = ""
    for _ in range(5):
        number, rest = divmod(number, len(_LETTERS))
        digits = _LETTERS[rest] + digits
    return f"sbx{digits}"
