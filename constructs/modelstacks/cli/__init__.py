"""The command line: thin commands over the library, each loaded when it is called.

Exit status: 0 good, 1 found something, 2 wrong use.
"""

import os
import sys
from collections.abc import Sequence

import click

from modelstacks.cli.lazy import LazyGroup
from modelstacks.errors import ModelStacksError

WRONG_USE = 2
INTERRUPTED = 130

COMMANDS = {
    "models": ("modelstacks.cli.models:models", "Models of the catalog, with exact sizes."),
    "nodes": ("modelstacks.cli.nodes:nodes", "Node types of the catalog, with GPU memory."),
    "size": (
        "modelstacks.cli.size:size",
        "Which nodes hold a model, and at what price.",
    ),
    "model": ("modelstacks.cli.model:model", "Add a model from its Hugging Face config.json."),
    "validate": ("modelstacks.cli.validate:validate", "Check the configuration, nothing else."),
    "explain": ("modelstacks.cli.explain:explain", "Every decision of a stack, with its reason."),
    "plan": ("modelstacks.cli.plan:plan", "Plan stacks with Terraform, and review them."),
    "review": ("modelstacks.cli.review:review", "What a Terraform plan would do, for a person."),
    "sandbox": ("modelstacks.cli.sandbox:sandbox", "The local workspace: up, down, status, reset."),
}


@click.group(cls=LazyGroup, commands_at=COMMANDS)
@click.version_option(package_name="modelstacks")
def cli() -> None:
    """Model families on Databricks: sized with numbers, tried before anything is created."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; the console script `modelstacks`."""
    try:
        status = cli.main(arguments, prog_name="modelstacks", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return WRONG_USE
    except ModelStacksError as error:
        click.echo(str(error), err=True)
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; keep Python from complaining when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status if isinstance(status, int) else 0
