"""Checks that what is said of a cloud is said of the workspace's own."""

from collections.abc import Iterator

from modelstacks.errors import Problem
from modelstacks.settings.document import Document

SECTIONS = ("azure", "gcp")


def cloud_problems(environment: Document) -> Iterator[Problem]:
    """Yield sections of a cloud that the workspace is not on."""
    cloud = environment.get("cloud")
    for section in SECTIONS:
        if cloud and section != cloud and environment.is_written(section):
            yield Problem(
                where=environment.where((section,)),
                found=f"belongs to a workspace on {section}; this one is on {cloud}",
                fix=f"leave it out, or write `cloud: {section}`",
            )
