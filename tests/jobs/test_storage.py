"""A job reads and writes its model's volume, and nothing else."""

from pathlib import Path

import pytest

from modelstacks.jobs.scripts.jobkit.storage import OutsideStorageError, Storage


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    root = tmp_path / "volume"
    (root / "data").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    return Storage(root)


def test_paths_inside(storage: Storage) -> None:
    assert storage.inside("data/train") == storage.root / "data/train"
    assert storage.inside(storage.root / "data") == storage.root / "data"
    assert storage.inside(".") == storage.root
    assert storage.run("42", "model") == storage.root / "runs/42/model"


@pytest.mark.parametrize(
    "path",
    [
        *("../other", "data/../../other", "/etc/passwd", "/", "..", "data/.."),
        *("dbfs:/data/../..", "data/\0x"),
    ],
)
def test_paths_outside(storage: Storage, path: str) -> None:
    with pytest.raises(OutsideStorageError):
        storage.inside(path)


def test_a_neighbour_whose_name_begins_alike_is_outside(storage: Storage) -> None:
    with pytest.raises(OutsideStorageError, match="is not in"):
        storage.inside(f"{storage.root}-2/data")


@pytest.mark.parametrize("target", ["../other", "data"])
def test_links_are_not_followed(storage: Storage, target: str) -> None:
    (storage.root / "link").symlink_to(storage.root / target)

    with pytest.raises(OutsideStorageError, match="is a link"):
        storage.inside("link/file")


def test_a_run_cannot_name_its_way_out(storage: Storage) -> None:
    with pytest.raises(OutsideStorageError):
        storage.run("../../other")


@pytest.mark.parametrize("root", ["volume", "/Volumes/../etc"])
def test_the_root_is_a_plain_absolute_path(root: str) -> None:
    with pytest.raises(OutsideStorageError):
        Storage(root)


def test_a_root_may_lie_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "mount").symlink_to(tmp_path / "real")

    assert Storage(tmp_path / "mount").inside("a/b") == tmp_path / "mount/a/b"


@pytest.mark.parametrize("model", ["google-t5/t5-base", "gpt2"])
def test_a_hugging_face_id_is_no_path(storage: Storage, model: str) -> None:
    assert storage.model_source(model) == model


def test_weights_in_the_volume_are_a_path(storage: Storage) -> None:
    (storage.root / "runs/42/model").mkdir(parents=True)

    assert storage.model_source("runs/42/model") == str(storage.root / "runs/42/model")


@pytest.mark.parametrize("model", ["a/b/c", "./x", "~/models"])
def test_what_looks_like_a_path_is_one_in_the_volume(storage: Storage, model: str) -> None:
    assert storage.model_source(model) == str(storage.root / model)


@pytest.mark.parametrize("model", ["/etc", "../x", "a/../../x"])
def test_weights_elsewhere_are_refused(storage: Storage, model: str) -> None:
    with pytest.raises(OutsideStorageError):
        storage.model_source(model)
