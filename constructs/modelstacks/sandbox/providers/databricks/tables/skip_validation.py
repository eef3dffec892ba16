"""`skip_validation`, which matters once: to turn it on later changes nothing."""

from modelstacks.sandbox.providers.plugin.table import Call


def kept_silent(call: Call) -> None:
    """Plan no change where only `skip_validation` was turned on."""
    if call.prior.get("skip_validation") is False and call.values.get("skip_validation") is True:
        call.values["skip_validation"] = False
