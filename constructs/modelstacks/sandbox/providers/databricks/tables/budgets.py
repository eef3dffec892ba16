"""Budgets and budget policies: of the account, which the sandbox's workspace does not have."""

from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError
from modelstacks.sandbox.providers.plugin.table import Call, ResourceTable
from modelstacks.sandbox.providers.plugin.values import Object


def _refuse(_: Call) -> None:
    raise ProviderError(
        "invalid Databricks Account configuration",
        detail=(
            "Budgets and budget policies belong to the Databricks account: they need a provider"
            " whose host is that of the account, and the sandbox is a workspace without one."
            " Leave them out of the local environment."
        ),
    )


def _read(call: Call) -> Object | None:
    _refuse(call)
    return None


TABLES = tuple(
    ResourceTable(
        type_name=f"databricks_{name}", create=_refuse, read=_read, update=_refuse, delete=_refuse
    )
    for name in ("budget", "budget_policy")
)
