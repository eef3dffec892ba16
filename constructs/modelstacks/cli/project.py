"""The options that say which project and which environment a command is about."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from modelstacks.errors import ModelStacksError

Command = TypeVar("Command", bound=Callable[..., Any])

CONFIG = "config"
DEFAULT_ENVIRONMENT = "local"


def environment_option(command: Command) -> Command:
    """Add `-e/--environment`, which falls back to $ENVIRONMENT and then to `local`."""
    return click.option(
        "-e",
        "--environment",
        envvar="ENVIRONMENT",
        default=DEFAULT_ENVIRONMENT,
        show_default=True,
        metavar="NAME",
        help="Environment; $ENVIRONMENT says it as well.",
    )(command)


def config_option(command: Command) -> Command:
    """Add `--config`, which falls back to the project that the current folder is in."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Configuration folder.  [default: `config` here or in a folder above]",
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="For a machine to read.")(command)


def find_config(given: Path | None) -> Path:
    """Return the configuration folder: the one given, or the nearest above the current folder."""
    if given:
        if not (given / "environments").is_dir():
            raise ModelStacksError(f"{given}: not a configuration folder: no `environments` in it")
        return given
    found = _above()
    if found:
        return found
    raise ModelStacksError(
        f"no `{CONFIG}/environments` in {Path.cwd()} or a folder above\n"
        "    fix: change into a project, or say --config DIR"
    )


def find_config_or_none(given: Path | None) -> Path | None:
    """Return the configuration folder as `find_config`, or `None` outside of a project."""
    return find_config(given) if given else _above()


def _above() -> Path | None:
    here = Path.cwd()
    folders = (folder / CONFIG for folder in (here, *here.parents))
    return next((folder for folder in folders if (folder / "environments").is_dir()), None)
