"""The sandbox: a Databricks workspace on this machine, for trying everything without an account.

One process on loopback; its state is in `.sandbox/` at the project root. The names below are
loaded when they are used: Terraform starts the built-in providers of this package, and they have
to start fast.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelstacks.sandbox.home import SandboxHome
    from modelstacks.sandbox.local import ensure_local

__all__ = ["SandboxHome", "ensure_local"]


def __getattr__(name: str) -> Any:
    if name == "SandboxHome":
        from modelstacks.sandbox.home import SandboxHome

        return SandboxHome
    if name == "ensure_local":
        from modelstacks.sandbox.local import ensure_local

        return ensure_local
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
