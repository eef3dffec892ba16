"""What a resource tells after it was created, as typed attributes: `bucket.arn` is a token."""

from collections.abc import Mapping
from typing import Any, Generic, Self, TypeVar, overload

from cdktf import Fn, IResolvable, TerraformDataSource, TerraformResource

Element = TerraformResource | TerraformDataSource
Value = TypeVar("Value")


class _Attribute(Generic[Value]):
    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, element: None, owner: type) -> Self: ...
    @overload
    def __get__(self, element: Element, owner: type) -> Value: ...
    def __get__(self, element: Element | None, owner: type) -> Self | Value:
        return self if element is None else self._token(element)

    def _token(self, element: Element) -> Value:
        raise NotImplementedError


class Text(_Attribute[str]):
    """A text."""

    def _token(self, element: Element) -> str:
        return element.get_string_attribute(self._name)


class Number(_Attribute[float]):
    """A number. Never format it into a text: number tokens break there."""

    def _token(self, element: Element) -> float:
        return element.get_number_attribute(self._name)


class Bool(_Attribute[IResolvable]):
    """True or false, known to Terraform only."""

    def _token(self, element: Element) -> IResolvable:
        return element.get_boolean_attribute(self._name)


class TextList(_Attribute[list[str]]):
    """A list of texts. Its length is not known: no index, no loop."""

    def _token(self, element: Element) -> list[str]:
        return element.get_list_attribute(self._name)


class TextSet(_Attribute[list[str]]):
    """A set of texts, turned into a list."""

    def _token(self, element: Element) -> list[str]:
        found: list[str] = Fn.tolist(element.get_list_attribute(self._name))
        return found


class TextMap(_Attribute[Mapping[str, str]]):
    """Texts by name."""

    def _token(self, element: Element) -> Mapping[str, str]:
        return element.get_string_map_attribute(self._name)


class Objects(_Attribute[Any]):
    """Objects, to be passed on as a whole."""

    def _token(self, element: Element) -> Any:
        return element.interpolation_for_attribute(self._name)
