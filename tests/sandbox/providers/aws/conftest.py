"""One local AWS for all tests of a module's run, emptied before each."""

from collections.abc import Iterator

import pytest
from sandbox.providers.aws.cloud import Cloud, serve


@pytest.fixture(scope="session")
def running_cloud() -> Iterator[Cloud]:
    with serve() as cloud:
        yield cloud


@pytest.fixture
def cloud(running_cloud: Cloud) -> Cloud:
    running_cloud.reset()
    return running_cloud
