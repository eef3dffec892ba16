"""Keeps exceptions inside: what a handler raises becomes a diagnostic.

An exception that left a handler would reach the user as "Plugin error", without an address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from modelstacks.sandbox.providers.plugin import log
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.wire import diagnostic_messages

Handler = Callable[[Any, Any, Any], Any]


def caught(response: Callable[..., Any], **state: str) -> Callable[[Handler], Handler]:
    """Turn whatever a handler raises into a diagnostic.

    `state` names the request's field to give back in a field of the response: without it an error
    would lose the object.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def guarded(self: Any, request: Any, context: Any) -> Any:
            try:
                return handler(self, request, context)
            except Exception as error:  # noqa: BLE001
                name = getattr(request, "type_name", "") or "the provider"
                kept = {field: getattr(request, source) for field, source in state.items()}
                return response(diagnostics=diagnostic_messages([_unexpected(name, error)]), **kept)

        return guarded

    return decorate


def _unexpected(name: str, error: Exception) -> Diagnostic:
    if isinstance(error, ProviderError):
        return error.diagnostic()
    log.trouble(name, error)
    return Diagnostic(
        summary=f"{name}: {type(error).__name__} in the built-in provider",
        detail="This is a bug. TF_LOG=debug shows where it happened.",
    )
