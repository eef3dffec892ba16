"""Where a running sandbox is and how it came up: what the server tells whoever started it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from modelstacks.sandbox.aws.seeds import VpcSeed
from modelstacks.sandbox.port import HOST

if TYPE_CHECKING:
    # Not for the server: reading settings takes longer than everything else that it loads.
    from modelstacks.settings.project import Cloud, SandboxSettings


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What a server was told when it started; another one needs another start."""

    model_versions: Literal["auto", "manual"]
    catalogs: tuple[str, ...]
    groups: tuple[str, ...]
    polls: int
    cloud: "Cloud"
    region: str
    vpcs: tuple[VpcSeed, ...] = ()
    warehouses: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, settings: "SandboxSettings", *, cloud: "Cloud" = "aws", region: str = "us-east-1"
    ) -> "Behaviour":
        """Take from the settings what is more than a matter of the start, as the port is."""
        return cls(
            model_versions=settings.model_versions,
            catalogs=settings.catalogs,
            groups=settings.groups,
            polls=settings.polls,
            cloud=cloud,
            region=region,
            vpcs=tuple(VpcSeed.of(vpc, region=region) for vpc in settings.vpcs),
            warehouses=settings.warehouses,
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self) | {
            "catalogs": list(self.catalogs),
            "groups": list(self.groups),
            "warehouses": list(self.warehouses),
            "vpcs": [vpc.as_json() for vpc in self.vpcs],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Behaviour":
        """Read what `as_json` wrote."""
        tuples = {
            "catalogs": tuple(value["catalogs"]),
            "groups": tuple(value["groups"]),
            "warehouses": tuple(value.get("warehouses", ())),
            "vpcs": tuple(map(VpcSeed.from_json, value["vpcs"])),
        }
        return cls(**{**value, **tuples})


@dataclass(frozen=True, kw_only=True)
class SandboxAddress:
    """A running sandbox."""

    port: int
    pid: int
    version: str
    """Version of modelstacks that serves it."""

    started: str
    """When it came up, ISO 8601 in UTC."""

    aws_port: int
    """Port of the AWS half."""

    is_new: bool = False
    """Whether this call started it."""

    @property
    def url(self) -> str:
        """The workspace's address."""
        return f"http://{HOST}:{self.port}"

    @property
    def aws_url(self) -> str:
        """The endpoint of every AWS service."""
        return f"http://{HOST}:{self.aws_port}"
