"""The little Python of the sandbox: what it runs, and all that it does not."""

from typing import Any

import pytest

from modelstacks.sandbox.workspace.small_python import (
    HostObject,
    ProgramError,
    ProgramExit,
    UnsupportedError,
    run_program,
)


def run(source: str, **names: Any) -> Any:
    """Return the value that a program exits with."""

    def leave(value: Any) -> None:
        raise ProgramExit(value)

    with pytest.raises(ProgramExit) as finished:
        run_program(source, {"leave": leave, **names})
    return finished.value.value


FUNCTIONS = """
def inner(text, other):
    for one in [1, 2]:
        if one == 2 and not text == other:
            return f"{text}-{one}"

def outer(text):
    try:
        raise Exception("first")
    except Exception as e:
        try:
            raise Exception("second")
        except Exception as e2:
            print("seen", e2)
        text = f"{text} {e}"
    return inner(text, other="x")
text = "a"
result = outer(text)
"""


def test_functions_loops_and_exceptions_are_run() -> None:
    assert run(FUNCTIONS + "leave(result)") == "a first-2"
    assert run(FUNCTIONS + "leave(text)") == "a"


def test_what_is_not_caught_leaves_the_program() -> None:
    with pytest.raises(ProgramError, match="Exception: Mount not found"):
        run_program('raise Exception("Mount not found")', {})
    with pytest.raises(ProgramError, match="name 'x' is not defined"):
        run_program("x", {})
    with pytest.raises(ProgramError, match="SyntaxError"):
        run_program("for", {})
    with pytest.raises(ProgramError, match="wrong arguments for f"):
        run_program("def f(a):\n    pass\nf()", {})
    with pytest.raises(ProgramError, match="TypeError"):
        run_program("f(1, 2)", {"f": lambda one: one})


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import system",
        "while True:\n    pass",
        "x = [one for one in [1]]",
        "x = lambda: 1",
        "x = 'a' * 1000000000",
        "x = 2 ** 99",
        "x = [1][0]",
        "class A:\n    pass",
        "with thing:\n    pass",
        "del thing",
        "thing.a = 1",
        "raise thing",
        "try:\n    pass\nfinally:\n    pass",
        "def f(*a):\n    pass",
        "@thing\ndef f():\n    pass",
        "def f():\n    f()\nf()",
        "for a in 'text':\n    pass",
        "print(f'{thing!r:>10}')",
        "thing(**{})",
        "assert thing",
        "async def f():\n    pass",
        "x = " + "(" * 500 + ")" * 500,
        "x = '" + "a" * 70_000 + "'",
        "def f():\n" + "    print(1)\n" * 10 + "for a in [" + "1," * 2000 + "]:\n    f()",
    ],
)
def test_everything_else_is_told(source: str) -> None:
    with pytest.raises((UnsupportedError, ProgramError)) as told:
        run_program(source, {"thing": HostObject({"a": 1})})
    assert str(told.value)


@pytest.mark.parametrize(
    "source",
    [
        "print.__globals__",
        "''.__class__",
        "thing.__class__",
        "thing.attributes",
        "Exception.__subclasses__()",
        "thing.f.__code__",
        "open('/etc/passwd')",
        "__import__('os')",
        "eval('1')",
        "getattr(thing, 'a')",
    ],
)
def test_no_way_leads_out(source: str) -> None:
    with pytest.raises(ProgramError, match=r"has no attribute|is not defined"):
        run_program(source, {"thing": HostObject({"a": 1, "f": lambda: 1})})


def test_a_program_cannot_catch_what_is_not_supported() -> None:
    source = "try:\n    import os\nexcept Exception as e:\n    print(e)"
    with pytest.raises(UnsupportedError, match="Import"):
        run_program(source, {})
