"""Finds the files of a configuration directory."""

from pathlib import Path

from modelstacks.errors import Problem, listing, nearest


def environment_file(config: Path, name: str, problems: list[Problem]) -> Path | None:
    """Return the file of an environment; a missing one is a problem that lists those there are."""
    folder = config / "environments"
    names = [file.stem for file in _yaml_files(config, "environments", problems)]
    if name in names:
        return folder / f"{name}.yaml"
    if not name:
        problems.append(Problem(where="ENVIRONMENT", found="is empty", allowed=listing(names)))
    elif names:
        problems.append(
            Problem(
                where=f"{shown(config, folder)}/{name}.yaml",
                found=f"there is no environment `{name}`",
                nearest=nearest(name, names),
                allowed=listing(names),
                fix="set ENVIRONMENT to one of them, or add the file",
            )
        )
    return None


def family_files(config: Path, problems: list[Problem]) -> list[Path]:
    """Return the family files in the order of their names."""
    return _yaml_files(config, "families", problems)


def shown(config: Path, file: Path) -> str:
    """Return a file name as messages use it: from the project root, `config/families/t5.yaml`."""
    return (Path(config.name) / file.relative_to(config)).as_posix()


def _yaml_files(config: Path, kind: str, problems: list[Problem]) -> list[Path]:
    folder = config / kind
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        found = f"cannot be read: {error.strerror}"
        fix = f"each project has a `{kind}` folder with YAML files in its configuration"
        problems.append(Problem(where=str(folder), found=found, fix=fix))
        return []
    for file in files:
        if file.suffix in {".yml", ".json"}:
            found = "only files that end in `.yaml` are read"
            problems.append(Problem(where=shown(config, file), found=found, fix="rename it"))
    yaml_files = [
        file for file in files if file.suffix == ".yaml" and not file.name.startswith(".")
    ]
    if not yaml_files:
        problems.append(Problem(where=str(folder), found="no YAML file in this folder"))
    return yaml_files
