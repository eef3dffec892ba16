"""What `modelstacks sandbox status` tells: where the sandbox is, and what exists in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.sandbox import process, provider_choice
from modelstacks.sandbox.address import SandboxAddress
from modelstacks.sandbox.aws.inventory import is_empty
from modelstacks.sandbox.aws.sections import aws_sections
from modelstacks.sandbox.aws.seeds import ACCOUNT
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.fault_text import tell
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.provider_choice import ProviderChoice
from modelstacks.sandbox.sections import Section, sandbox_versions, sections

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, kw_only=True)
class Status:
    """A look at one sandbox. Everything but home and providers is missing when it does not run."""

    home: SandboxHome
    providers: ProviderChoice
    address: SandboxAddress | None
    inventory: Mapping[str, Any]
    """The workspace."""

    aws: Mapping[str, Any]
    """AWS; see `aws.inventory`."""

    unknown_routes: Mapping[str, Any]
    faults: tuple[Mapping[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines. The token is not part of it."""
        where = self.address and {
            "url": self.address.url,
            "aws_url": self.address.aws_url,
            "pid": self.address.pid,
            "version": self.address.version,
            "started": self.address.started,
        }
        return {
            "running": self.address is not None,
            "folder": str(self.home.root),
            "server": where,
            "providers": self.providers.as_json(),
            "inventory": self.inventory,
            "aws": self.aws,
            "unknown_routes": self.unknown_routes,
            "faults": list(self.faults),
        }


def look(home: SandboxHome) -> Status:
    """Look at the sandbox of `home` without starting it."""
    providers = provider_choice.load(home)
    address = process.running(home)
    if address is None:
        return Status(
            home=home,
            providers=providers,
            address=None,
            inventory={},
            aws={},
            unknown_routes={"count": 0, "routes": []},
            faults=(),
        )
    client = SandboxClient(port=address.port, token=home.read_token())
    return Status(
        home=home,
        providers=providers,
        address=address,
        inventory=client.inventory(),
        aws=client.aws_inventory(),
        unknown_routes=client.unknown_routes(),
        faults=tuple(client.faults()),
    )


def show(status: Status, console: "Console") -> None:
    """Print the status for a person."""
    _show_head(status, console)
    if status.address is None:
        return
    workspace, aws = sections(status.inventory), aws_sections(status.aws)
    if not workspace and is_empty(status.aws):
        console.print("\nNothing is deployed yet. Try: [bold]cdktf deploy t5-stack[/]")
    for title, found in (("Workspace", workspace), ("AWS", aws)):
        if aws and found:
            console.print(f"\n[bold underline]{title}[/]")
        for section in found:
            _show_section(section, console)
    _show_notes(status, console)


def _show_head(status: Status, console: "Console") -> None:
    if status.address is None:
        console.print("[bold]The sandbox is not running.[/] Start it: modelstacks sandbox up")
    else:
        workspace = status.inventory["workspace"]
        console.print(f"[bold]Sandbox[/] {status.address.url}, up since {status.address.started}")
        console.print(f"workspace  {workspace['cloud']}, as {workspace['user_name']}")
        console.print(f"aws        {status.address.aws_url}, account {ACCOUNT}")
    console.print(f"folder     {status.home.root}", soft_wrap=True)
    console.print(f"providers  {status.providers}", soft_wrap=True)


def _show_section(section: Section, console: "Console") -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console.print(f"\n[bold]{section.title}[/] ({len(section.rows)})")
    if len(section.columns) == 1:
        names = ", ".join(row[0] for row in section.rows)
        console.print(Padding(Text(names), (0, 0, 0, 2), expand=False))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for number, column in enumerate(section.columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in section.rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _show_notes(status: Status, console: "Console") -> None:
    if count := sandbox_versions(status.inventory):
        console.print(
            f"\n{count} model version{'s were' if count > 1 else ' was'} registered by the sandbox"
            " itself, in place of training: the first of a new model"
            " (sandbox.model_versions: auto), and one for each run of a job that registers one."
        )
    if changed := status.aws.get("not_repeated"):
        console.print(
            f"\n[yellow]{len(changed)} calls to AWS came out differently after the restart[/]"
            f" ({', '.join(sorted(set(changed)))}): what they made may be missing, or have another"
            " id. Start over: modelstacks sandbox reset"
        )
    for fault in status.faults:
        console.print(f"\n[yellow]A fault is set:[/] {tell(fault)}")
    if status.unknown_routes["count"]:
        console.print(
            f"\n[yellow]{status.unknown_routes['count']} calls found no route[/]"
            " (the sandbox does not serve all of Databricks and AWS):"
        )
        for route in status.unknown_routes["routes"]:
            console.print(f"  {route['count']} x {route['route']}", markup=False)
