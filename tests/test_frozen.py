"""`frozen` gives what `@dataclass(frozen=True, kw_only=True)` gives, at less cost."""

from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from modelstacks.frozen import frozen


@frozen
class Disk:
    """A disk, told by us."""

    gib: int
    kind: str = "gp3"
    tags: dict[str, str] = field(default_factory=dict)
    place: str = field(default="", repr=False, compare=False)


@frozen
class Mirrored(Disk):
    """A disk with copies."""

    copies: int = 2

    def __post_init__(self) -> None:
        if self.copies < 2:
            raise ValueError("copies")


@dataclass(frozen=True, kw_only=True)
class StandardDisk:
    """The same disk, told by the standard library."""

    gib: int
    kind: str = "gp3"
    tags: dict[str, str] = field(default_factory=dict)
    place: str = field(default="", repr=False, compare=False)


@frozen
class Point:
    """A value that can be a key."""

    x: int
    y: int = 0


GIVEN: dict[str, Any] = {"gib": 8, "place": "disks.yaml:3"}


def test_is_told_like_a_dataclass() -> None:
    ours, standard = Disk(**GIVEN), StandardDisk(**GIVEN)

    assert is_dataclass(ours)
    assert repr(ours) == repr(standard).removeprefix("Standard")
    assert asdict(ours) == asdict(standard)
    assert list(vars(ours)) == list(vars(standard)) == [item.name for item in fields(ours)]


def test_fields_are_given_by_name_and_none_is_forgotten() -> None:
    with pytest.raises(TypeError, match=r"Disk\(\): unexpected 'size', missing 'gib'"):
        Disk(size=8)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        Disk(8)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 'gib'"):
        Disk()  # type: ignore[call-arg]


def test_each_value_gets_a_default_of_its_own() -> None:
    one, other = Disk(gib=8), Disk(gib=8)

    one.tags["team"] = "x"

    assert other.tags == {}


def test_nothing_can_be_set_or_deleted() -> None:
    disk = Disk(gib=8)

    with pytest.raises(FrozenInstanceError, match="gib"):
        disk.gib = 9  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="gib"):
        del disk.gib
    assert replace(disk, gib=9) == Disk(gib=9)


def test_compares_the_fields_of_one_class() -> None:
    assert Disk(gib=8) == Disk(gib=8, place="elsewhere")
    assert Disk(gib=8) != Disk(gib=9)
    assert Disk(gib=8) != StandardDisk(gib=8)  # type: ignore[comparison-overlap]
    assert Disk(gib=8) != Mirrored(gib=8)
    assert {Point(x=1): "a"}[Point(x=1, y=0)] == "a"
    assert len({Point(x=1), Point(x=1), Point(x=2)}) == 2


def test_a_subclass_adds_fields_and_checks() -> None:
    assert repr(Mirrored(gib=8)) == "Mirrored(gib=8, kind='gp3', tags={}, copies=2)"
    with pytest.raises(ValueError, match="copies"):
        Mirrored(gib=8, copies=1)


def test_methods_of_the_class_are_kept() -> None:
    @frozen
    class Label:
        """Equal to labels of any case."""

        text: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Label) and self.text.lower() == other.text.lower()

        def __hash__(self) -> int:
            return hash(self.text.lower())

        def __repr__(self) -> str:
            return self.text

    assert Label(text="A") == Label(text="a")
    assert len({Label(text="A"), Label(text="a")}) == 1
    assert repr(Label(text="A")) == "A"
