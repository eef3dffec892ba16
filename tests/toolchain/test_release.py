"""The download of Terraform, against a server of our own."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from modelstacks.toolchain.problem import ToolchainError
from modelstacks.toolchain.release import Release, fetch, pinned_release

PROGRAM = "#!/bin/sh\necho Terraform v1.11.4\n"


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    return buffer.getvalue()


GOOD = archive(terraform=PROGRAM, other="not wanted")
EMPTY = archive(readme="nothing here")


class Handler(BaseHTTPRequestHandler):
    """Answers by path: good, cut short, empty, or not at all."""

    def do_GET(self) -> None:
        kind = self.path.rsplit("/", maxsplit=1)[-1]
        if kind == "missing":
            self.send_error(404)
            return
        body = EMPTY if kind == "empty" else GOOD
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if kind == "cut" else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def release(address: str, body: bytes = GOOD) -> Release:
    return Release(
        version="1.11.4", url=address, sha256={"linux_amd64": hashlib.sha256(body).hexdigest()}
    )


def leftovers(tools: Path) -> list[str]:
    return [str(path.relative_to(tools)) for path in tools.rglob("*")]


def test_a_right_archive_is_unpacked_once(server: str, tmp_path: Path) -> None:
    # given an archive with the pinned sum
    wanted = release(server + "/good")

    # when it is fetched
    path = fetch(wanted, platform="linux_amd64", tools=tmp_path)

    # then only the program is there, and a second fetch asks nobody
    assert path.read_text() == PROGRAM
    assert path.stat().st_mode & 0o111
    home = "terraform-1.11.4-linux_amd64"
    assert sorted(leftovers(tmp_path)) == [home, f"{home}/terraform"]
    assert fetch(release("http://127.0.0.1:1"), platform="linux_amd64", tools=tmp_path) == path


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        ("good", b"another", "was refused: its SHA-256 is .*, expected"),
        ("missing", GOOD, "answered 404"),
        ("cut", GOOD, "broke off"),
        ("empty", EMPTY, "could not be unpacked"),
    ],
)
def test_a_bad_download_leaves_nothing_behind(
    server: str, tmp_path: Path, kind: str, body: bytes, message: str
) -> None:
    wanted = release(f"{server}/{kind}", body)

    with pytest.raises(ToolchainError, match=message):
        fetch(wanted, platform="linux_amd64", tools=tmp_path)

    assert leftovers(tmp_path) == []


def test_a_server_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match=r"could not be downloaded .*refused"):
        fetch(release("http://127.0.0.1:1/x"), platform="linux_amd64", tools=tmp_path)

    assert leftovers(tmp_path) == []


def test_a_platform_without_a_checksum_downloads_nothing(server: str, tmp_path: Path) -> None:
    with pytest.raises(ToolchainError, match=r"no checksum of Terraform 1\.11\.4 for plan9_mips"):
        fetch(release(server + "/good"), platform="plan9_mips", tools=tmp_path)

    assert leftovers(tmp_path) == []


def test_the_pinned_release_covers_linux_and_macos() -> None:
    pinned = pinned_release()

    assert set(pinned.sha256) == {"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"}
    assert all(len(bytes.fromhex(value)) == 32 for value in pinned.sha256.values())
    assert len(set(pinned.sha256.values())) == 4
    assert pinned.url.startswith("https://")
