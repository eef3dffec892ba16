"""Frozen, keyword-only dataclasses that cost little to declare.

`dataclasses.dataclass` writes each method of each class as source text and compiles it at import:
1.3 ms per frozen class (Python 3.11), 0.13 s for the ninety that `modelstacks validate` loads, more
than a third of that command. The methods here are shared instead: less than 0.1 ms per class. What
reads dataclasses works as usual: `replace`, `asdict`, `fields`, `match` and type checkers.
"""

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(class_: type[Class]) -> type[Class]:
    """Make a class a frozen dataclass whose fields are given by name, as `@dataclass` would.

    Methods that the class writes itself are kept. Not meant for `InitVar`, `field(init=False)`
    and slots.
    """
    own = set(vars(class_))
    made = dataclass(init=False, repr=False, eq=False, kw_only=True)(class_)
    methods = {
        "__init__": _constructor(made),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__repr__": _repr,
    }
    if "__eq__" not in own:
        methods |= _comparison(made)
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _constructor(class_: type[Any]) -> Callable[..., None]:
    listed = fields(class_)
    written = {item.name: item.default for item in listed}
    factories = {
        item.name: item.default_factory for item in listed if item.default_factory is not MISSING
    }
    required = {name for name, value in written.items() if value is MISSING} - factories.keys()
    has_checks = hasattr(class_, "__post_init__")

    def construct(self: Any, /, **given: Any) -> None:
        values = vars(self)
        values |= written  # first of all, so that `vars` is in the order of the fields
        values |= given
        if len(values) != len(written) or not required <= given.keys():
            raise TypeError(_complaint(class_, given.keys() - written, required - given.keys()))
        for name, make in factories.items():
            if name not in given:
                values[name] = make()
        if has_checks:
            self.__post_init__()

    return construct


def _complaint(class_: type[Any], unknown: set[str], missing: set[str]) -> str:
    told = [f"unexpected {name!r}" for name in sorted(unknown)]
    told += [f"missing {name!r}" for name in sorted(missing)]
    return f"{class_.__qualname__}(): {', '.join(told)}"


def _comparison(class_: type[Any]) -> dict[str, Any]:
    names = [item.name for item in fields(class_) if item.compare]
    key: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return key(self) == key(other)

    def hashed(self: Any) -> int:
        return hash(key(self))

    return {"__eq__": equal, "__hash__": hashed}


def _repr(self: Any) -> str:
    told = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(told)})"


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot delete field {name!r}")
