"""The store: transactions, damage, and a process that is killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import modelstacks
from modelstacks.sandbox.store import Store, StoreCorruptError, StoreError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def test_documents_are_kept_in_the_order_of_creation(path: Path) -> None:
    # given documents, one of them changed later
    store = Store(path)
    with store.transaction() as tx:
        tx.put("cluster", "b", {"n": 1})
        tx.put("cluster", "a", {"n": 2})
        tx.put("job", "b", {"n": 3})
        tx.put("cluster", "b", {"n": 4})
    store.close()

    # when the store is opened again
    again = Store(path)

    # then they are as they were
    with again.transaction() as tx:
        assert tx.items("cluster") == [("b", {"n": 4}), ("a", {"n": 2})]
        assert tx.all("job") == [{"n": 3}]
        assert tx.get("cluster", "c") is None
        assert tx.delete("cluster", "a")
        assert not tx.delete("cluster", "a")
    again.close()


def test_an_exception_undoes_everything(path: Path) -> None:
    store = Store(path)

    def fail() -> None:
        with store.transaction() as tx:
            tx.put("cluster", "a", {})
            tx.next_number("id")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.transaction() as tx:
        assert tx.all("cluster") == []
        assert tx.next_number("id") == 1
    store.close()


def test_numbers_are_never_given_twice(path: Path) -> None:
    store = Store(path)
    with store.transaction() as tx:
        assert [tx.next_number("id", start=7) for _ in range(3)] == [7, 8, 9]
        assert tx.next_number("other") == 1
    store.close()


def test_transactions_wait_for_each_other(path: Path) -> None:
    # given eight threads that count up
    store = Store(path)
    with store.transaction() as tx:
        tx.put("counter", "c", {"n": 0})

    def count() -> None:
        for _ in range(25):
            with store.transaction() as tx:
                before = tx.get("counter", "c") or {}
                tx.put("counter", "c", {"n": before["n"] + 1})

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then no count is lost
    with store.transaction() as tx:
        assert tx.get("counter", "c") == {"n": 200}
    store.close()


def test_the_file_is_private(path: Path) -> None:
    Store(path).close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_an_empty_file_is_a_new_store(path: Path) -> None:
    path.touch()

    Store(path).close()
    Store(path).close()


def refuse(path: Path) -> str:
    """Return what opening the file is refused with; it must not have changed."""
    before = path.read_bytes()
    with pytest.raises(StoreCorruptError) as caught:
        Store(path)
    assert path.read_bytes() == before
    return str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_kept(path: Path) -> None:
    path.write_text("this was never a database " * 500)

    message = refuse(path)
    assert str(path) in message
    assert "modelstacks sandbox reset" in message
    assert "left exactly as it is" in message


def filled(path: Path) -> None:
    store = Store(path)
    with store.transaction() as tx:
        for number in range(200):
            tx.put("cluster", str(number), {"text": "x" * 200})
    store.close()


def test_damage_inside_is_found(path: Path) -> None:
    filled(path)
    raw = bytearray(path.read_bytes())
    raw[8192:12288] = os.urandom(4096)
    path.write_bytes(raw)

    refuse(path)


def test_a_shortened_file_is_found(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:20_000])

    refuse(path)


def test_a_database_of_something_else_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()

    assert "something else" in refuse(path)


def test_another_layout_is_refused(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    assert "version 99" in refuse(path)


def test_a_document_that_is_no_json_is_found(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE document SET body = '{' WHERE key = '7'")
    connection.close()

    refuse(path)


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        Store(tmp_path / "none" / "state.db")
    assert not isinstance(caught.value, StoreCorruptError)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        Store(tmp_path)


WRITER = """
import sys
from pathlib import Path
from modelstacks.sandbox.store import Store
store = Store(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    with store.transaction() as tx:
        tx.put("cluster", str(number), {"n": number})
    print(number, flush=True)
"""


def test_a_killed_process_loses_nothing_it_acknowledged(path: Path) -> None:
    # given a process that acknowledges every write, and is killed amid them
    source = str(Path(modelstacks.__file__).parents[1])
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert writer.stdout is not None
    acknowledged = 0
    while acknowledged < 100:
        acknowledged = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().split(b"\n")
    writer.stdout.close()
    writer.wait()
    complete = [int(line) for line in rest[:-1]]
    acknowledged = complete[-1] if complete else acknowledged

    # when the store is opened again
    store = Store(path)

    # then every acknowledged document is there
    with store.transaction() as tx:
        kept = {int(key) for key, _ in tx.items("cluster")}
    store.close()
    assert kept >= set(range(1, acknowledged + 1))
    assert json.dumps(sorted(kept)) == json.dumps(list(range(1, max(kept) + 1)))
