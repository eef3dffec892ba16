"""`modelstacks sandbox job …`: run a job that was deployed to the sandbox."""

import sys

import click

from modelstacks.cli.output import print_json, print_table
from modelstacks.errors import ModelStacksError
from modelstacks.sandbox import job_runs, process
from modelstacks.sandbox.client import SandboxClient
from modelstacks.sandbox.home import SandboxHome


@click.group()
def job() -> None:
    """Run jobs in the sandbox. A run is simulated: it computes nothing."""


@job.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def list_(as_json: bool) -> None:
    """List the jobs, and how their latest run ended."""
    found = job_runs.jobs(_client())
    if as_json:
        print_json({"jobs": found})
        return
    if not found:
        click.echo("There is no job in the sandbox.")
        return
    rows = [
        (one["name"], str(one["id"]), ", ".join(one["tasks"]), one["last_run"] or "-")
        for one in found
    ]
    print_table("Jobs", ("name", "id", "tasks", "last run"), rows)


@job.command()
@click.argument("name")
@click.option(
    "-p", "--parameter", "pairs", multiple=True, metavar="NAME=VALUE", help="May be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="For machines: the run as it ended.")
def run(name: str, pairs: tuple[str, ...], as_json: bool) -> None:
    """Run the job NAME and follow it to its end. Exits with 1 when it does not succeed.

    Nothing is computed. A job that registers a model leaves a new version of it, with the alias
    that it was told (challenger).
    """
    parameters = dict(_pair(one) for one in pairs)
    client = _client()
    run_id = job_runs.start(client, name, parameters)
    if not as_json:
        click.echo(f"Run {run_id} of {name}, simulated:")
    last = {}
    for last in job_runs.watch(client, run_id):
        if not as_json and not last["state"].get("result_state"):
            click.echo(f"  {last['state']['life_cycle_state']}")
    ended = job_runs.outcome(last)
    if as_json:
        print_json(last)
    else:
        click.echo(f"  {ended}  {last['state']['state_message']}")
        for task in last["tasks"]:
            told = job_runs.output(client, task)
            click.echo(f"    {task['task_key']}: {job_runs.outcome(task)}  {told}".rstrip())
    if ended != "SUCCESS":
        sys.exit(1)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--parameter")
    return name, value


def _client() -> SandboxClient:
    home = SandboxHome.of_project()
    address = process.running(home)
    if address is None:
        raise ModelStacksError("The sandbox is not running.\n    fix: `modelstacks sandbox up`")
    return SandboxClient(port=address.port, token=home.read_token())
