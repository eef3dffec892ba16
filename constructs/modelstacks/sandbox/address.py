"""Where a running sandbox is and how it came up: what the server tells whoever started it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from modelstacks.sandbox.port import HOST
from modelstacks.settings.project import Cloud, SandboxSettings


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What a server was told when it started; another one needs another start."""

    settings: SandboxSettings
    cloud: Cloud = "aws"
    region: str = "us-east-1"

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it, without the port: that one only matters at the start."""
        settings = asdict(self.settings)
        del settings["port"]
        settings["catalogs"] = list(self.settings.catalogs)
        settings["groups"] = list(self.settings.groups)
        return {"settings": settings, "cloud": self.cloud, "region": self.region}

    @classmethod
    def from_json(cls, value: Mapping[str, Any], *, port: int | None) -> "Behaviour":
        """Read what `as_json` wrote."""
        settings = dict(value["settings"])
        settings["catalogs"] = tuple(settings["catalogs"])
        settings["groups"] = tuple(settings["groups"])
        return cls(
            settings=SandboxSettings(**settings, port=port),
            cloud=value["cloud"],
            region=value["region"],
        )


@dataclass(frozen=True, kw_only=True)
class SandboxAddress:
    """A running sandbox."""

    port: int
    pid: int
    version: str
    """Version of modelstacks that serves it."""

    started: str
    """When it came up, ISO 8601 in UTC."""

    is_new: bool = False
    """Whether this call started it."""

    @property
    def url(self) -> str:
        """The workspace's address."""
        return f"http://{HOST}:{self.port}"
