"""A filesystem mirror with the official provider: what is taken from it.

Terraform knows two layouts, packed (as `terraform providers mirror` makes it) and unpacked. Out of
either, and of whatever else lies there, the one package that is needed is put into a folder of the
sandbox, unpacked.
"""

import shutil
import zipfile
from pathlib import Path

from modelstacks.errors import ModelStacksError, nearest
from modelstacks.sandbox.providers.installation import BUILTIN, HOSTS, host, os_arch


class MirrorError(ModelStacksError):
    """The mirror does not hold what is needed."""


def select(mirror: Path, into: Path) -> None:
    """Put the needed package of `mirror` into the folder `into`, laid out as an unpacked mirror."""
    source, version = BUILTIN["databricks"]
    place = into / host() / source / version / os_arch()
    package = find(mirror)
    if package.is_dir():
        _remove(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(package, target_is_directory=True)
    else:
        _unpack(package, place)


def find(mirror: Path) -> Path:
    """Return the needed package: a folder, or a zip file.

    Both registries hand out the same provider, so a mirror of either will do.
    """
    if not mirror.is_dir():
        raise MirrorError(f"Provider mirror {mirror}: there is no such folder.")
    for registry in sorted(HOSTS.values(), key=lambda name: name != host()):
        unpacked, packed = _places(mirror, registry)
        if any(unpacked.parent.glob(f"{unpacked.name.rpartition('_v')[0]}*")):
            return unpacked.parent.resolve()
        if packed.is_file():
            return packed.resolve()
    unpacked, packed = _places(mirror, host())
    source, version = BUILTIN["databricks"]
    raise MirrorError(
        f"Provider mirror {mirror}: it does not hold {host()}/{source} {version} for {os_arch()}.\n"
        f"    found: {_found(mirror, packed.parent)}\n"
        f"    allowed: {unpacked.relative_to(mirror)},\n"
        f"             or {packed.relative_to(mirror)}"
    )


def _places(mirror: Path, registry: str) -> tuple[Path, Path]:
    """Return where the provider's program lies in an unpacked mirror, and its zip in a packed."""
    source, version = BUILTIN["databricks"]
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
