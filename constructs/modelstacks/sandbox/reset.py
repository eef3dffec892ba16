"""Starting over: workspace, AWS and the Terraform state that describes them go together."""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from modelstacks.sandbox import process
from modelstacks.sandbox.home import SandboxHome


@dataclass(frozen=True, kw_only=True)
class Reset:
    """What was done."""

    was_running: bool
    stacks: tuple[str, ...]
    """Stacks whose Terraform state held resources."""

    aside: Path | None
    """Where everything was put. None: it was deleted."""

    was_damaged: bool


def deployed_stacks(home: SandboxHome) -> tuple[str, ...]:
    """Return the stacks whose local Terraform state holds resources."""
    return tuple(
        sorted(file.stem for file in home.terraform.glob("*.tfstate") if _holds_resources(file))
    )


def reset(home: SandboxHome, *, keep: bool) -> Reset:
    """Stop the sandbox and empty it; token, port and choice of providers stay.

    With `keep` the state is set aside in the folder. A damaged one always is.
    """
    stacks = deployed_stacks(home)
    was_running = process.stop(home)
    damaged = _is_damaged(home)
    state = [path for path in sorted(home.root.glob("state.db*")) if path.is_file()]
    state += [path for path in (home.aws_journal,) if path.exists()]
    aside: Path | None = None
    if damaged or (keep and (state or stacks)):
        aside = home.root / f"aside-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        aside.mkdir(mode=0o700)
        for path in (*state, home.terraform):
            if path.exists():
                path.rename(aside / path.name)
    for path in state:
        path.unlink(missing_ok=True)
    shutil.rmtree(home.terraform, ignore_errors=True)
    home.make()
    return Reset(was_running=was_running, stacks=stacks, aside=aside, was_damaged=damaged)


def _is_damaged(home: SandboxHome) -> bool:
    from modelstacks.sandbox.aws.journal import JournalError, check
    from modelstacks.sandbox.store import Store, StoreError

    try:
        check(home.aws_journal)
    except JournalError:
        return True
    if not home.state_db.exists():
        return False
    try:
        Store(home.state_db).close()
    except StoreError:
        return True
    return False


def _holds_resources(file: Path) -> bool:
    with suppress(OSError, ValueError, AttributeError):
        return bool(json.loads(file.read_text()).get("resources"))
    return True
