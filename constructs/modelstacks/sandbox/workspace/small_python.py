"""Interprets the little Python that providers send to a cluster, without `exec`.

The Databricks provider makes mounts by sending Python source to a cluster. The sandbox has no
cluster and must not run what a caller sends. This walks the syntax tree instead: functions, `if`,
`for`, `try`, `raise`, assignments, comparisons, f-strings and calls. Names and attributes are those
of the `HostObject`s given, and nothing else: there is no import, no builtin but `print` and
`Exception`, no attribute of any other value. Whoever sends more is told so.
"""

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_MAX_STEPS = 10_000
_MAX_SOURCE = 64 * 1024


class ProgramError(Exception):
    """An exception of the program itself; it may catch it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class UnsupportedError(Exception):
    """The program needs more Python than there is here. It cannot catch this."""


class ProgramExit(Exception):  # noqa: N818  it is none of an error
    """The program ends with a value."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


@dataclass(frozen=True)
class HostObject:
    """An object that a program may use: its attributes are values, objects or functions."""

    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Function:
    definition: ast.FunctionDef
    parameters: tuple[str, ...]


class _Return(Exception):  # noqa: N818
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def run_program(source: str, names: Mapping[str, Any]) -> None:
    """Run a program over the names it may use.

    Raises `ProgramExit` where it exits, `ProgramError` for what it does not catch, and
    `UnsupportedError` for everything that is not interpreted here.
    """
    if len(source) > _MAX_SOURCE:
        raise UnsupportedError(f"a program of more than {_MAX_SOURCE} characters")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ProgramError("SyntaxError", str(error)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnsupportedError("source that cannot be parsed") from error
    given = {"print": _print, "Exception": _exception, **names}
    try:
        _Interpreter().block(tree.body, given)
    except _Return as error:
        raise ProgramError("SyntaxError", "'return' outside function") from error
    except RecursionError as error:
        raise UnsupportedError("so many nested calls") from error


def _print(*_: Any) -> None:
    """Print nothing: only the exit value of a program is read."""


def _exception(message: str = "") -> ProgramError:
    return ProgramError("Exception", str(message))


class _Interpreter:
    def __init__(self) -> None:
        self._steps = 0

    def block(self, statements: list[ast.stmt], names: dict[str, Any]) -> None:
        for statement in statements:
            self._count()
            run = getattr(self, f"_{type(statement).__name__.lower()}", None)
            if run is None:
                raise UnsupportedError(_named(statement))
            run(statement, names)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise UnsupportedError(f"more than {_MAX_STEPS} steps")

    # Statements: a method per kind, found by the name of its syntax node.

    def _functiondef(self, node: ast.FunctionDef, names: dict[str, Any]) -> None:
        arguments = node.args
        plain = [one.arg for one in arguments.args]
        if len(plain) != len(list(ast.iter_child_nodes(arguments))) or node.decorator_list:
            raise UnsupportedError("a function with more than plain parameters")
        names[node.name] = _Function(definition=node, parameters=tuple(plain))

    def _expr(self, node: ast.Expr, names: dict[str, Any]) -> None:
        self.value(node.value, names)

    def _assign(self, node: ast.Assign, names: dict[str, Any]) -> None:
        value = self.value(node.value, names)
        for target in node.targets:
            names[_target(target)] = value

    def _if(self, node: ast.If, names: dict[str, Any]) -> None:
        self.block(node.body if self.value(node.test, names) else node.orelse, names)

    def _for(self, node: ast.For, names: dict[str, Any]) -> None:
        items = self.value(node.iter, names)
        if not isinstance(items, list | tuple) or node.orelse:
            raise UnsupportedError("a loop over anything but a list")
        for item in items:
            names[_target(node.target)] = item
            self.block(node.body, names)

    def _return(self, node: ast.Return, names: dict[str, Any]) -> None:
        raise _Return(None if node.value is None else self.value(node.value, names))

    def _raise(self, node: ast.Raise, names: dict[str, Any]) -> None:
        raised = None if node.exc is None else self.value(node.exc, names)
        if not isinstance(raised, ProgramError):
            raise UnsupportedError("raise of anything but an exception")
        raise raised

    def _try(self, node: ast.Try, names: dict[str, Any]) -> None:
        handler = node.handlers[0] if len(node.handlers) == 1 else None
        if handler is None or node.orelse or node.finalbody:
            raise UnsupportedError("try with anything but one except")
        if not isinstance(handler.type, ast.Name) or handler.type.id != "Exception":
            raise UnsupportedError("except of anything but Exception")
        try:
            self.block(node.body, names)
        except ProgramError as error:
            if handler.name:
                names[handler.name] = error
            self.block(handler.body, names)

    def _pass(self, node: ast.Pass, names: dict[str, Any]) -> None:
        """Do nothing."""

    # Expressions.

    def value(self, node: ast.expr, names: dict[str, Any]) -> Any:  # noqa: PLR0911
        self._count()
        match node:
            case ast.Constant(value=str() | bool() | int() | float() | None as constant):
                return constant
            case ast.Name(id=name):
                if name not in names:
                    raise ProgramError("NameError", f"name '{name}' is not defined")
                return names[name]
            case ast.Attribute(value=inner, attr=name):
                return _attribute(self.value(inner, names), name)
            case ast.Call():
                return self._call(node, names)
            case ast.Dict():
                return self._dict(node, names)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return [self.value(one, names) for one in elements]
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return _compare(operator, self.value(left, names), self.value(right, names))
            case ast.BoolOp():
                return self._bool(node, names)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand, names)
            case ast.JoinedStr(values=values):
                return "".join(str(self.value(one, names)) for one in values)
            case ast.FormattedValue(value=inner, format_spec=None):
                return _text(self.value(inner, names))
        raise UnsupportedError(_named(node))

    def _bool(self, node: ast.BoolOp, names: dict[str, Any]) -> Any:
        stops_at = isinstance(node.op, ast.Or)
        result: Any = None
        for operand in node.values:
            result = self.value(operand, names)
            if bool(result) == stops_at:
                break
        return result

    def _dict(self, node: ast.Dict, names: dict[str, Any]) -> dict[Any, Any]:
        made = {}
        for key, item in zip(node.keys, node.values, strict=True):
            name = None if key is None else self.value(key, names)
            if not isinstance(name, str):
                raise UnsupportedError("a dictionary with keys that are not text")
            made[name] = self.value(item, names)
        return made

    def _call(self, node: ast.Call, names: dict[str, Any]) -> Any:
        called = self.value(node.func, names)
        positional = [self.value(one, names) for one in node.args]
        named = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise UnsupportedError("** in a call")
            named[keyword.arg] = self.value(keyword.value, names)
        if isinstance(called, _Function):
            return self._run(called, positional, named, names)
        if not inspect.isfunction(called) and not inspect.ismethod(called):
            raise ProgramError("TypeError", "object is not callable")
        return _host_call(called, positional, named)

    def _run(
        self,
        called: _Function,
        positional: list[Any],
        named: dict[str, Any],
        names: dict[str, Any],
    ) -> Any:
        given = {**dict(zip(called.parameters, positional, strict=False)), **named}
        if set(given) != set(called.parameters) or len(positional) + len(named) != len(given):
            raise ProgramError("TypeError", f"wrong arguments for {called.definition.name}()")
        try:
            # Names from around are seen, not changed: assignments stay inside.
            self.block(called.definition.body, {**names, **given})
        except _Return as returned:
            return returned.value
        return None


def _host_call(called: Callable[..., Any], positional: list[Any], named: dict[str, Any]) -> Any:
    try:
        inspect.signature(called).bind(*positional, **named)
    except TypeError as error:
        raise ProgramError("TypeError", str(error)) from error
    return called(*positional, **named)


def _attribute(value: Any, name: str) -> Any:
    if not isinstance(value, HostObject) or name not in value.attributes:
        kind = "object" if isinstance(value, HostObject) else type(value).__name__
        raise ProgramError("AttributeError", f"'{kind}' has no attribute '{name}'")
    return value.attributes[name]


def _compare(operator: ast.cmpop, left: Any, right: Any) -> bool:
    match operator:
        case ast.Eq():
            return bool(left == right)
        case ast.NotEq():
            return bool(left != right)
        case ast.Is():
            return left is right
        case ast.IsNot():
            return left is not right
    raise UnsupportedError(f"the comparison {type(operator).__name__}")


def _target(node: ast.expr) -> str:
    if not isinstance(node, ast.Name):
        raise UnsupportedError("an assignment to anything but a name")
    return node.id


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float | ProgramError | None):
        raise UnsupportedError("this value in an f-string")
    return str(value.message if isinstance(value, ProgramError) else value)


def _named(node: ast.AST) -> str:
    return f"{type(node).__name__} (line {getattr(node, 'lineno', '?')})"
