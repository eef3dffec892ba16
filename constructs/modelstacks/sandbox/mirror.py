"""A filesystem mirror with official providers: what is taken from it.

Terraform knows two layouts, packed (as `terraform providers mirror` makes it) and unpacked. Out of
either, and of whatever else lies there, the packages that are needed are put into a folder of the
sandbox, unpacked. A mirror has to hold the Databricks provider; without the AWS one, which weighs
half a gigabyte, the built-in one runs beside it.
"""

import shutil
import zipfile
from pathlib import Path

from modelstacks.errors import ModelStacksError, nearest
from modelstacks.sandbox.providers.installation import BUILTIN, HOSTS, host, os_arch


class MirrorError(ModelStacksError):
    """The mirror does not hold what is needed."""


def select(mirror: Path, into: Path) -> None:
    """Put the needed packages of `mirror` into `into`, laid out as an unpacked mirror."""
    for module, package in find(mirror).items():
        source, version = BUILTIN[module]
        place = into / host() / source / version / os_arch()
        if package.is_dir():
            _remove(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(package, target_is_directory=True)
        else:
            _unpack(package, place)


def find(mirror: Path) -> dict[str, Path]:
    """Return the needed packages by name, `databricks` at least: each a folder, or a zip file.

    Both registries hand out the same providers, so a mirror of either will do.
    """
    if not mirror.is_dir():
        raise MirrorError(f"Provider mirror {mirror}: there is no such folder.")
    packages = {module: _package(mirror, module) for module in BUILTIN}
    if packages["databricks"] is None:
        unpacked, packed = _places(mirror, host(), "databricks")
        source, version = BUILTIN["databricks"]
        raise MirrorError(
            f"Provider mirror {mirror}: it does not hold {host()}/{source} {version} for "
            f"{os_arch()}.\n"
            f"    found: {_found(mirror, packed.parent)}\n"
            f"    allowed: {unpacked.relative_to(mirror)},\n"
            f"             or {packed.relative_to(mirror)}"
        )
    return {module: package for module, package in packages.items() if package}


def _package(mirror: Path, module: str) -> Path | None:
    for registry in sorted(HOSTS.values(), key=lambda name: name != host()):
        unpacked, packed = _places(mirror, registry, module)
        if any(unpacked.parent.glob(f"{unpacked.name.rpartition('_v')[0]}*")):
            return unpacked.parent.resolve()
        if packed.is_file():
            return packed.resolve()
    return None


def _places(mirror: Path, registry: str, module: str) -> tuple[Path, Path]:
    """Return where a provider's program lies in an unpacked mirror, and its zip in a packed."""
    source, version = BUILTIN[module]
    name = f"terraform-provider-{source.rpartition('/')[2]}"
    folder = mirror / registry / source
    unpacked = folder / version / os_arch() / f"{name}_v{version}"
    return unpacked, folder / f"{name}_{version}_{os_arch()}.zip"


def _found(mirror: Path, folder: Path) -> str:
    shown = folder if folder.is_dir() else mirror
    names = sorted(path.relative_to(mirror).as_posix() for path in shown.iterdir())
    if not names:
        return "nothing"
    close = nearest(str(folder.relative_to(mirror) / BUILTIN["databricks"][1]), names)
    few = list(dict.fromkeys([*filter(None, [close]), *names]))[:5]
    return ", ".join(few) + (f" and {len(names) - len(few)} more" if len(names) > len(few) else "")


def _unpack(package: Path, place: Path) -> None:
    stamp = place.parent / f".{place.name}.from"
    now = f"{package} {package.stat().st_mtime_ns} {package.stat().st_size}"
    if place.is_dir() and stamp.is_file() and stamp.read_text() == now:
        return
    _remove(place)
    place.mkdir(parents=True)
    try:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(place)
    except zipfile.BadZipFile as error:
        shutil.rmtree(place)
        raise MirrorError(f"{package} is not a zip file that can be read ({error}).") from error
    for program in place.glob("terraform-provider-*"):
        program.chmod(0o755)
    stamp.write_text(now)


def _remove(place: Path) -> None:
    if place.is_symlink():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)
