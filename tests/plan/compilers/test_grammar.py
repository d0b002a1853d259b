"""Rust and TypeScript are parsed by tree-sitter; errors come back at their place in the document."""

from __future__ import annotations

import pytest

from planproof.plan.compilers import diagnose
from planproof.plan.compilers.elision import elisions, without_elisions
from planproof.plan.compilers.grammar import syntax_errors
from tests.plan.compilers.plans import block, plan_of

GOOD = {
    "rust trait": ("rust", "pub trait Clock: Send {\n    fn now(&self) -> u64;\n}\n"),
    "rust signature": ("rs", '#[no_mangle]\npub extern "C" fn slot_claim(n: u32) -> i32;\n'),
    "typescript": (
        "ts",
        "export interface A<T> { readonly x?: T; f(a: string): Promise<void>; }\nexport function g(a: A<number>): void;\n",
    ),
    "tsx": ("tsx", "const a = <div>{1}</div>;\n"),
}


@pytest.mark.parametrize(("language", "text"), GOOD.values(), ids=GOOD.keys())
def test_syntax_errors__good_block__then_none(language: str, text: str) -> None:
    assert syntax_errors(block(language, text)) == []


def test_syntax_errors__wide_characters_before_it__then_column_in_characters() -> None:
    (found,) = syntax_errors(block("rust", 'const A: &str = "世界"; )\n', column=5))
    assert (found.kind, found.line, found.column) == ("error", 11, 27)


def test_syntax_errors__something_missing__then_says_what() -> None:
    (found,) = syntax_errors(block("typescript", "interface A {\n  x: number;\n"))
    assert "'}' is missing" in found.message


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "{" * 100_000, "<" * 100_000, "fn f() " + "{" * 50_000 + "}" * 50_000, "\0" * 1000, "é" * 10_000],
)
def test_syntax_errors__nested_or_strange__then_a_list_and_no_crash(text: str) -> None:
    for language in ("rust", "typescript"):
        assert len(syntax_errors(block(language, text))) <= 3


def test_syntax_errors__block_of_a_megabyte__then_limit() -> None:
    assert [each.kind for each in syntax_errors(block("rust", "x" * 1_000_000))] == ["limit"]


def test_elisions__every_form__then_found_at_their_places() -> None:
    text = "pub struct A { ... }\nfn b() -> u8 { /* ... */ }\nfn c() {\n    // ...\n    ...\n}\nstruct D { … }\nfn e() { }\n"
    assert elisions(block("rust", text, column=3)) == [(11, 16), (12, 16), (13, 10), (17, 12)]


def test_without_elisions__elided_bodies_and_an_error__then_only_the_error() -> None:
    found = without_elisions(syntax_errors)(block("rust", "pub struct A { ... }\nfn b( { ... }\n"))
    assert [each.line for each in found] == [12]


def test_diagnose__language_nobody_reads__then_nothing() -> None:
    zig = block("zig", "const x = ;")
    assert diagnose(zig, plan_of(zig)) == []
