"""Calls against declarations: arguments that don't fit, and everything that isn't certain."""

from __future__ import annotations

import ast

import pytest

from planproof.plan.calls import c_call_counts, c_parameter_counts, python_functions, python_misfits
from planproof.plan.syntax import language_parser

DECLARED = "def f(a: int, b: Callable[[int], str], c: int = 1, *, d: str, e: int = 2) -> None: ...\n"


def misfits(call: str, declared: str = DECLARED) -> list[str]:
    return [wrong for _, wrong in python_misfits(ast.parse(call), dict(python_functions(declared)))]


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("f(1, 2, 3, 4, d='')", "gets 4 arguments and takes 3"),
        ("f(1, d='')", "needs b"),
        ("f(1, 2)", "needs d"),
        ("f(1, 2, d='', g=1)", "has no parameter g"),
    ],
)
def test_python_misfits__arguments_do_not_fit__then_said_why(call: str, wrong: str) -> None:
    assert misfits(call) == [wrong]


@pytest.mark.parametrize(
    "call",
    [
        "f(1, 2, d='')",
        "f(1, b=2, c=3, d='', e=4)",
        "f(*values)",
        "f(1, **named)",
        "x.f(1)",
        "def test(f): f(1)",
        "f = other\nf(1)",
        "from x import g as f\nf(1)",
        "g(1)",
    ],
)
def test_python_misfits__fits_or_is_not_certain__then_silent(call: str) -> None:
    assert misfits(call) == []


def test_python_functions__plain_heads__then_as_the_parser_reads_them() -> None:
    plain = "def f(a: int, b: dict[str, int]) -> int:\n    return a\n\nasync def g() -> None: ...\n"
    parsed = "@x\ndef h(): ...\n" + plain
    assert dict(python_functions(plain)) == dict(python_functions(parsed))
    assert set(dict(python_functions(plain))) == {"f", "g"}


def test_python_functions__nested_brackets_and_variable_parameters__then_read_or_left_out() -> None:
    nested = dict(python_functions("def f(a: Callable[[int, str], int], b: int) -> int: ...\n"))
    assert nested["f"].positional == ("a", "b")
    assert dict(python_functions("def f(*a: int) -> int: ...\ndef g(**a: int) -> int: ...\n")) == {}


def c_root(source: str) -> object:
    return language_parser("c").parse(source.encode()).root_node


def test_c_parameter_counts__prototypes__then_counted_and_variable_ones_marked() -> None:
    source = "int a(void); int *b(int x, char *y); int c(const char *f, ...); int d(); typedef int (*e)(int);"
    assert c_parameter_counts(c_root(source)) == {"a": {0}, "b": {2}, "c": {-1}, "d": {-1}}  # type: ignore[arg-type]


def test_c_call_counts__calls_and_a_macro__then_plain_calls_alone() -> None:
    source = "#define m(x) x\nvoid t(void) { a(); b(1, /* two */ c(3)); m(1, 2); p->q(1); }"
    assert [(name, count) for _, name, count in c_call_counts(c_root(source))] == [("a", 0), ("b", 2), ("c", 1)]  # type: ignore[arg-type]
