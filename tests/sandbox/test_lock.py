"""The lock: who holds it, and that it ends with its holder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from modelstacks.sandbox import lock
from modelstacks.sandbox.lock import FileLock

HOLD = """
import sys, time
from pathlib import Path
from modelstacks.sandbox.lock import FileLock
taken = FileLock(Path(sys.argv[1]))
assert taken.acquire(1)
print("got", flush=True)
time.sleep(60)
"""


def test_only_one_gets_it(tmp_path: Path) -> None:
    # given a lock that is taken
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.acquire(0)

    # then another waits in vain, until it is let go
    assert not second.acquire(0.05)
    first.release()
    assert second.acquire(0)
    second.release()


def test_tells_who_holds_it(tmp_path: Path) -> None:
    # given nothing, then a lock that this process holds, then lets go
    path = tmp_path / "lock"
    taken = FileLock(path)
    assert lock.holder(path) is None
    taken.acquire(0)
    assert lock.holder(path) == os.getpid()
    taken.release()
    assert lock.holder(path) is None


def test_ends_with_a_holder_that_is_killed(tmp_path: Path) -> None:
    # given a process that holds the lock
    path = tmp_path / "lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "got\n"
        assert lock.holder(path) == process.pid

        # when it is killed, then nobody holds it, whatever its file still says
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert lock.holder(path) is None
        assert path.read_text() == f"{process.pid}\n"


def test_sees_that_its_file_is_gone(tmp_path: Path) -> None:
    # given a lock that is held
    path = tmp_path / "lock"
    taken = FileLock(path)
    taken.acquire(0)
    assert taken.is_in_place()

    # when its file is deleted, and made anew by somebody else, then the lock knows
    path.unlink()
    assert not taken.is_in_place()
    path.touch()
    assert not taken.is_in_place()
    taken.release()
