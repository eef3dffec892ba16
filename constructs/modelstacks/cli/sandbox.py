"""`modelstacks sandbox …`: the local workspace, from start to reset."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from modelstacks.cli.sandbox_job import job
from modelstacks.errors import ModelStacksError
from modelstacks.sandbox import port as ports
from modelstacks.sandbox import process, provider_choice
from modelstacks.sandbox.address import SandboxAddress
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.credentials import sandbox_environment
from modelstacks.sandbox.duration import seconds
from modelstacks.sandbox.fault_text import tell
from modelstacks.sandbox.home import SandboxHome

if TYPE_CHECKING:
    from modelstacks.settings.project import Environment


@click.group()
def sandbox() -> None:
    """A Databricks workspace and AWS on this machine; no account needed."""


sandbox.add_command(job)


@sandbox.command()
@click.option(
    "--providers",
    type=click.Choice(["builtin", "official"]),
    help="Terraform providers: the built-in ones, or Databricks' own from the registry.",
)
@click.option(
    "--provider-mirror",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Databricks' own providers, from a filesystem mirror.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port on 127.0.0.1.")
def up(providers: str | None, provider_mirror: Path | None, port: int | None) -> None:
    """Start the sandbox, or find it running, and say where it is.

    A deploy to the local environment starts it too. The choice of providers is kept.
    """
    if providers and provider_mirror:
        raise click.UsageError("--providers and --provider-mirror exclude each other.")
    home = SandboxHome.of_project()
    if provider_mirror:
        provider_choice.save(home, provider_choice.from_mirror(provider_mirror))
    elif providers == "official":
        provider_choice.save(home, provider_choice.ProviderChoice(mode="official"))
    elif providers == "builtin":
        provider_choice.save(home, provider_choice.ProviderChoice())
    address = _ensure_up(home, port)
    state = "started" if address.is_new else f"already running since {address.started}"
    click.echo(f"Sandbox at {address.url} ({state})")
    click.echo(f"  aws        {address.aws_url}")
    click.echo(f"  folder     {home.root}")
    click.echo(f"  providers  {provider_choice.load(home)}")
    click.echo("  next       cdktf deploy t5-stack")
    click.echo("             modelstacks sandbox status")
    click.echo("             modelstacks sandbox run -- COMMAND   (sees only the sandbox)")


@sandbox.command()
def down() -> None:
    """Stop the sandbox. What it holds is kept for the next start."""
    home = SandboxHome.of_project()
    if process.stop(home):
        click.echo(f"Sandbox stopped. Its state is kept in {home.root}")
    else:
        click.echo("The sandbox was not running.")


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status(as_json: bool) -> None:
    """List what exists in the sandbox. Exits with 1 when it does not run."""
    from modelstacks.sandbox.status import look, show

    found = look(SandboxHome.of_project())
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2))
    else:
        from rich.console import Console

        # A pipe has no width of its own; the tables shall not be squeezed for it.
        width = None if sys.stdout.isatty() else 160
        show(found, Console(highlight=False, width=width))
    if found.address is None:
        sys.exit(1)


@sandbox.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep", is_flag=True, help="Set the state aside instead of deleting it.")
def reset(yes: bool, keep: bool) -> None:
    """Stop the sandbox and empty it.

    Its workspace, its AWS and the Terraform state of the stacks go together: one without the others
    is of no use.

    A damaged state is always set aside, never deleted. Token, port and providers stay.
    """
    from modelstacks.sandbox.reset import deployed_stacks
    from modelstacks.sandbox.reset import reset as reset_home

    home = SandboxHome.of_project()
    if not home.root.exists():
        click.echo("There is no sandbox here; nothing to reset.")
        return
    stacks = deployed_stacks(home)
    if not yes:
        what = f" and the Terraform state of {', '.join(stacks)}" if stacks else ""
        if not sys.stdin.isatty():
            raise click.UsageError("Not a terminal, so nobody can be asked: pass --yes.")
        click.confirm(f"Drop everything in the sandbox{what}?", abort=True)
    done = reset_home(home, keep=keep)
    if done.was_running:
        click.echo("Sandbox stopped.")
    also = f", and so is the Terraform state of {', '.join(done.stacks)}" if done.stacks else ""
    click.echo(f"Workspace and AWS are empty{also}.")
    if done.was_damaged:
        click.echo("Its state was damaged, so it was not deleted.")
    if done.aside:
        click.echo(f"What was there is in {done.aside}")
    click.echo("Start again: modelstacks sandbox up")


@sandbox.command(context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def run(command: tuple[str, ...]) -> None:
    """Run COMMAND against the sandbox and nothing else.

    It gets the sandbox's Databricks and AWS profiles; credentials of real accounts (DATABRICKS_*,
    AWS_*, ARM_*, AZURE_*, GOOGLE_*) are taken out of its environment. Exit code and signals are
    its own.
    """
    home = SandboxHome.of_project()
    address = _ensure_up(home, None)
    choice = provider_choice.load(home)
    click.echo(f"sandbox {address.url}, providers: {choice}", err=True)
    environment = sandbox_environment(os.environ, home)
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606  its exit code and signals are ours
    except OSError as error:
        raise ModelStacksError(f"{command[0]}: cannot be run: {error.strerror}.") from error


@sandbox.command()
@click.option("-n", "--lines", default=30, show_default=True, help="How many.")
def logs(lines: int) -> None:
    """Show the latest calls, and where the server writes its own log."""
    home = SandboxHome.of_project()
    for call in _client(home).calls()[-lines:]:
        answer = call["status"] or "dropped"
        click.echo(
            f"{answer:<8}{call['method']:<7}{call['path']}  {call['resource'] or ''}".rstrip()
        )
    click.echo(f"\nServer log: {home.server_log}")


@sandbox.group()
def fault() -> None:
    """Make something go wrong, to see what happens then."""


@fault.command("add")
@click.argument("kind")
@click.option(
    "--match",
    metavar="GLOB",
    help="Name of the object, `[METHOD ]/path`, or `SERVICE:Operation[ NAME]` for AWS. Default:"
    " any call to the workspace, or to AWS where the fault is one of AWS.",
)
@click.option("--times", type=int, help="How often it strikes. Default: once.")
@click.option(
    "--for", "span", metavar="TIME", help="How long it strikes instead, such as 10s or 2m."
)
@click.option("--delay", metavar="TIME", help="How long a slow answer waits, such as 2s.")
@click.option("--code", metavar="CODE", help="Error code of an aws-error, such as AccessDenied.")
@click.option("--status", type=int, help="HTTP status of an aws-error. Default: 400.")
def add(
    *,
    kind: str,
    match: str | None,
    times: int | None,
    span: str | None,
    delay: str | None,
    code: str | None,
    status: int | None,
) -> None:
    """Set a fault of KIND.

    \b
    cluster-no-capacity    a cluster, warehouse or job of that name gets no machines
    endpoint-update-fails  an endpoint of that name fails to update
    job-run-fails          a run of a job of that name fails
    throttle               calls are answered with 429
    unavailable            calls are answered with 503
    slow                   answers come late (--delay)
    drop                   the connection is closed without an answer
    aws-error              a call to AWS is answered with --code and --status
    role-not-propagated    AWS has not heard yet of a role of that name
    """
    wish = {
        "kind": kind,
        "match": match,
        "times": times,
        "for_seconds": seconds(span, "--for") if span else None,
        "seconds": seconds(delay, "--delay") if delay else None,
        "code": code,
        "status": status,
    }
    client = _client(SandboxHome.of_project())
    fault = client.add_fault({key: value for key, value in wish.items() if value is not None})
    click.echo(f"Fault set: {tell(fault)}")


@fault.command("list")
def list_() -> None:
    """List the faults that can still strike."""
    found = _client(SandboxHome.of_project()).faults()
    for one in found:
        click.echo(tell(one))
    if not found:
        click.echo("No fault is set.")


@fault.command()
def clear() -> None:
    """Remove every fault."""
    count = _client(SandboxHome.of_project()).clear_faults()
    click.echo(f"{count} fault{'' if count == 1 else 's'} removed.")


def _client(home: SandboxHome) -> SandboxClient:
    address = process.running(home)
    if address is None:
        raise ModelStacksError("The sandbox is not running.\n    fix: `modelstacks sandbox up`")
    return SandboxClient(port=address.port, token=home.read_token())


def _ensure_up(home: SandboxHome, port: int | None) -> SandboxAddress:
    from modelstacks.settings.project import SandboxSettings

    environment = _local_environment(home)
    settings = (environment and environment.sandbox) or SandboxSettings()
    if port is not None:
        settings = replace(settings, port=port)
        found = process.running(home)
        if found and found.port != port:
            ports.require_free(port, home.root)
            process.stop(home)
    if environment is None:
        return process.ensure_running(home, settings)
    return process.ensure_running(
        home, settings, cloud=environment.cloud, region=environment.region
    )


def _local_environment(home: SandboxHome) -> "Environment | None":
    config = home.project / "config"
    if not (config / "environments").is_dir():
        return None
    from modelstacks.settings import load_project

    return load_project(config, home.environment).environment
