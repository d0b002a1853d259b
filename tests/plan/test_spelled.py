"""Functions as plans spell them: what is found without a parser, and what a parser then says of it."""

from __future__ import annotations

import pytest

from planproof.plan.document import CodeBlock, Place
from planproof.plan.spelled import signature_of, spelled_functions


def block(language: str, content: str) -> CodeBlock:
    return CodeBlock(language, language, content, Place("p.md", 4), 5, 1, True)


@pytest.mark.parametrize(
    ("language", "content", "names"),
    [
        ("python", "def a(x: int) -> int: ...\n\nasync def b(): ...\n", ["a", "b"]),
        (
            "python",
            "class C(Protocol):\n    def a(self) -> None: ...\n\n    def b(\n        self,\n    ) -> None: ...\n",
            ["C.a", "C.b"],
        ),
        ("python", "def a():\n    def inner(): ...\n    return inner\n", ["a"]),
        (
            "c",
            "int a(void);\nstatic int b(void);\nstruct x *c(int (*f)(int), char d[])\n{\n    run(1);\n}\n",
            ["a", "c"],
        ),
        ("c", "typedef int (*handler)(int);\n#define A(x) (x)\nif (a) {\n", []),
        (
            "rust",
            'pub fn a(x: u8) -> u8 {\n}\n#[no_mangle]\npub extern "C" fn b() -> i32;\nimpl X {\n    fn c() {}\n}\n',
            ["a", "b"],
        ),
        ("go", "func a() {}\n", []),
    ],
)
def test_spelled_functions__each_language__then_those_that_others_may_call(
    language: str, content: str, names: list[str]
) -> None:
    assert [function.name for function in spelled_functions(block(language, content))] == names


def test_spelled_functions__method__then_its_head_and_place() -> None:
    (function,) = spelled_functions(
        block("python", "class C:\n    def a(\n        self, d: dict[str, int]\n    ) -> None:\n        ...\n"), "c.py"
    )
    assert (function.head, function.path) == ("def a( self, d: dict[str, int] ) -> None:", "c.py")
    assert (function.place.line, function.place.column) == (6, 5)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("python", "def a(x: int) -> int: ...", "def a(\n    x: int,\n) -> int:\n    return x"),
        ("c", "void *a(struct r *from, uint64_t size_bytes);", "void *a(struct r *r, uint64_t size)\n{\n}"),
        ("rust", "pub fn a(x: u8) -> u8;", "fn a(x: u8) -> u8 {\n    x\n}"),
    ],
)
def test_signature_of__the_same_function_laid_out_otherwise__then_equal(language: str, one: str, other: str) -> None:
    first, second = (next(spelled_functions(block(language, text))) for text in (one, other))
    assert signature_of(first)
    assert signature_of(first) == signature_of(second)


def test_signature_of__another_parameter__then_another() -> None:
    first, second = (
        next(spelled_functions(block("python", f"class C:\n    def a(self{more}) -> int: ...")))
        for more in ("", ", b: int")
    )
    assert signature_of(first) != signature_of(second)


@pytest.mark.parametrize("language", ["python", "c", "rust"])
@pytest.mark.parametrize("piece", [" ", "a ", "int *", "def a(", "int f(", "fn a"], ids=repr)
def test_spelled_functions__one_endless_line__then_one_function_at_most(language: str, piece: str) -> None:
    text = piece * (90_000 // len(piece))
    assert len(list(spelled_functions(block(language, text)))) <= 1
