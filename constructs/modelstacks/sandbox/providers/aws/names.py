"""Names that the provider makes up, as the official one does: a prefix and 26 digits."""

import itertools
import re
import time

from modelstacks.sandbox.providers.plugin.table import Call

_COUNTER = itertools.count(1)
_MADE_UP = re.compile(r"^(.*?)\d{18}[0-9a-f]{8}$")
_DEFAULT_PREFIX = "terraform-"


def unique_suffix() -> str:
    """Return 26 digits: the time, and a number that counts within the process."""
    now = time.time_ns()
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now // 10**9))
    return f"{stamp}{now // 10**5 % 10**4:04d}{next(_COUNTER):08x}"


def chosen(
    call: Call, *, name: str = "name", prefix: str = "name_prefix", default: str = _DEFAULT_PREFIX
) -> str:
    """Return the configured name, or one made up from the prefix."""
    if call.values.get(name):
        return str(call.values[name])
    return f"{call.values.get(prefix) or default}{unique_suffix()}"


def prefix_of(name: str) -> str | None:
    """Return the prefix of a name that was made up; nothing for any other."""
    found = _MADE_UP.match(name)
    return found[1] if found else None
