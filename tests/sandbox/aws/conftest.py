"""One sandbox with AWS for every test that leaves it running: moto takes a second to load."""

from collections.abc import Iterator
from functools import cache, partial

import pytest
from sandbox.aws.aws_sandbox import SETTINGS, Clients

from modelstacks.sandbox.aws.client import aws_client
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.process import ensure_running, stop


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxHome]:
    """The sandbox folder."""
    made = SandboxHome(tmp_path_factory.mktemp("aws") / ".sandbox")
    ensure_running(made, SETTINGS)
    yield made
    stop(made)


@pytest.fixture(scope="session")
def aws(home: SandboxHome) -> Clients:
    """Makes boto3 clients."""
    return cache(partial(aws_client, home=home))


@pytest.fixture
def admin(home: SandboxHome) -> Iterator[SandboxClient]:
    """The sandbox's own routes; faults end with the test."""
    address = ensure_running(home, SETTINGS)
    client = SandboxClient(port=address.port, token=home.read_token())
    yield client
    client.clear_faults()
