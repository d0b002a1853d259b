"""Python blocks: what doesn't compile, what has no types, what is implementation."""

from __future__ import annotations

import pytest

from planproof.plan.compilers.python import syntax_errors_of_python, unprotocol_parts, untyped_parts
from tests.plan.compilers.plans import block

PROTOCOL = "from typing import Protocol\n"


def test_syntax_errors_of_python__broken__then_place_in_the_document() -> None:
    (found,) = syntax_errors_of_python(block("python", "x = 'é世' +\n", column=5))
    assert (found.kind, found.line, found.column) == ("error", 11, 15)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "-" * 100_000 + "1",
        "[" * 5000 + "]" * 5000,
        "a." * 50_000 + "a",
        "x = 1\0",
        "x" * 1_000_000,
        "if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 200)),
    ],
    ids=["parentheses", "signs", "lists", "attributes", "NUL", "megabyte", "indentation"],
)
def test_syntax_errors_of_python__nested_or_strange__then_at_most_one_finding(text: str) -> None:
    interface = block("python", text)
    assert len(syntax_errors_of_python(interface)) <= 1
    untyped_parts(interface)
    unprotocol_parts(interface)


TYPED = {
    "protocol": PROTOCOL + "class A(Protocol):\n    def f(self, a: int, *, b: str = '') -> None: ...\n",
    "init": "class A(Exception):\n    def __init__(self, a: int): ...\n",
    "static": PROTOCOL
    + "class A(Protocol):\n    @staticmethod\n    def f(a: int) -> None: ...\n    @classmethod\n    def g(cls) -> None: ...\n",
    "nested function": "def f() -> None:\n    def g(x): ...\n",
}


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())
def test_untyped_parts__everything_has_a_type__then_none(text: str) -> None:
    assert untyped_parts(block("python", text)) == []


UNTYPED = {
    "parameter": ("def f(a) -> None: ...\n", ["parameter a of f has no type"]),
    "star": ("def f(*a, **b) -> None: ...\n", ["parameter a of f has no type", "parameter b of f has no type"]),
    "keyword": ("async def f(*, a) -> None: ...\n", ["parameter a of f has no type"]),
    "return": ("def f(): ...\n", ["f has no return type"]),
    "static": ("class A:\n    @staticmethod\n    def f(a) -> None: ...\n", ["parameter a of A.f has no type"]),
    "behind a test": ("if TYPE_CHECKING:\n    def f(): ...\n", ["f has no return type"]),
}


@pytest.mark.parametrize(("text", "messages"), UNTYPED.values(), ids=UNTYPED.keys())
def test_untyped_parts__something_without_type__then_named(text: str, messages: list[str]) -> None:
    assert [each.message for each in untyped_parts(block("python", text))] == messages


INTERFACES = {
    "protocol": PROTOCOL + "class A(Protocol[T]):\n    def f(self) -> None: ...\n",
    "protocol of a protocol": PROTOCOL
    + "class A(Protocol): ...\nclass B(A, Protocol):\n    def f(self) -> None: ...\n",
    "by a class in the block": PROTOCOL + "class A(Protocol): ...\nclass B(A):\n    def f(self) -> None: ...\n",
    "dataclass": "@dataclasses.dataclass(frozen=True)\nclass A:\n    x: int\n"
    "    @property\n    def y(self) -> int:\n        return self.x\n",
    "data": "class A(TypedDict):\n    x: int\nclass B(NamedTuple):\n    x: int\nclass C(enum.StrEnum):\n    X = 'x'\n",
    "exception": "class NotFound(LookupError):\n    def __init__(self, slug: str) -> None:\n        self.slug = slug\n",
    "record of a library": "class Link(Base):\n    slug: Mapped[str]\nclass Body(BaseModel):\n    url: str\n",
    "signature": 'def f(x: int) -> int:\n    """What it does."""\n    raise NotImplementedError\n',
    "alias": "Slug = NewType('Slug', str)\nLIMIT: int = 3\n",
}


@pytest.mark.parametrize("text", INTERFACES.values(), ids=INTERFACES.keys())
def test_unprotocol_parts__interface_or_its_data__then_none(text: str) -> None:
    assert unprotocol_parts(block("python", text)) == []


IMPLEMENTATIONS = {
    "class": ("class A:\n    def f(self) -> None: ...\n", "class A is no Protocol"),
    "abstract class": ("class A(ABC):\n    def f(self) -> None: ...\n", "class A is an abstract class, no Protocol"),
    "function": ("def f() -> int:\n    return 1\n", "function f has a body"),
    "library's record with work in it": (
        "class A(Base):\n    def f(self) -> int:\n        return 1\n",
        "class A implements f",
    ),
    "its own base": ("class A(A):\n    pass\n", "class A is no Protocol"),
}


@pytest.mark.parametrize(("text", "message"), IMPLEMENTATIONS.values(), ids=IMPLEMENTATIONS.keys())
def test_unprotocol_parts__implementation__then_named(text: str, message: str) -> None:
    (found,) = unprotocol_parts(block("python", text))
    assert message in found.message
