"""The log of recent calls: who asked for what, and what came of it. Never a value."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any

_CALLER = re.compile(r"\bresource/([a-z0-9_]+)")


class CallLog:
    """The latest calls, and every route that nobody serves."""

    def __init__(self, *, keep: int = 5000) -> None:
        self._calls: deque[dict[str, Any]] = deque(maxlen=keep)
        self._unknown: Counter[str] = Counter()

    def record(
        self,
        *,
        method: str,
        path: str,
        query_keys: Iterable[str],
        body_keys: Iterable[str],
        status: int | None,
        user_agent: str,
    ) -> None:
        """Write down one call; `status` is `None` when the connection was dropped."""
        self._calls.append(
            {
                "method": method,
                "path": path,
                "query_keys": sorted(set(query_keys)),
                "body_keys": sorted(set(body_keys)),
                "status": status,
                "resource": _caller(user_agent),
            }
        )

    def record_aws(
        self,
        *,
        service: str,
        operation: str,
        account: str,
        region: str,
        status: int | None,
        code: str | None,
        user_agent: str,
    ) -> None:
        """Write down one call to AWS; `code` is the error's, where a fault or the door gave it."""
        self._calls.append(
            {
                "method": "AWS",
                "path": f"{service or '?'}:{operation}",
                "account": account,
                "region": region,
                "status": status,
                "code": code,
                "resource": _caller(user_agent),
            }
        )

    def count_unknown(self, method: str, path: str) -> None:
        """Count a call of a route that nobody serves."""
        self._unknown[f"{method} {path}"] += 1

    def recent(self) -> list[dict[str, Any]]:
        """Return the calls that are kept, oldest first."""
        return list(self._calls)

    def unknown(self) -> dict[str, Any]:
        """Return how many calls found no route, and which."""
        routes = [
            {"route": route, "count": count} for route, count in sorted(self._unknown.items())
        ]
        return {"count": self._unknown.total(), "routes": routes}


def _caller(user_agent: str) -> str | None:
    """Return who of a Terraform provider called; it marks data sources with `data/yes`."""
    found = _CALLER.search(user_agent)
    if found is None:
        return None
    return f"{'data' if 'data/yes' in user_agent else 'resource'}/{found.group(1)}"
