"""Functions of planned TypeScript: which parameter or return lacks a type, and what needs none."""

from __future__ import annotations

import pytest

from planproof.plan.syntax import language_parser
from planproof.plan.untyped_typescript import untyped_typescript


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("function add(name) {}", ["parameter name of add has no type", "add has no return type"]),
        ("export default function add(name: string): void {}", []),
        ("export const add = async (name) => name;", ["parameter name of add has no type", "add has no return type"]),
        ("export const add = name => name;", ["parameter name of add has no type", "add has no return type"]),
        ("const add: Adder = (name) => name;", []),
        ("const add = (name = 'x', ...rest: string[]): string => name;", []),
        ("function add({ name, url }): void {}", ["parameter { name, url } of add has no type"]),
        ("class A { constructor(path) {} }", ["parameter path of constructor has no type"]),
        ("class A { async get(key: string) { return key; } set size(value: number) {} }", ["get has no return type"]),
        ("class A { find = async (key) => 1; }", ["parameter key of find has no type", "find has no return type"]),
        (
            "interface A { get(key): void; on: (name) => void; }",
            [
                "parameter key of get has no type",
                "parameter name of on has no type",
            ],
        ),
        ("declare function add(name: string);", ["add has no return type"]),
        ("namespace n { export function add(): void {} export function drop() {} }", ["drop has no return type"]),
        ("rows.map((row) => row.id).filter(function (id) { return id; });", []),
        ("function outer(): void { const inner = (name) => name; function more(name) {} }", []),
        (
            "export const api = { async get(id) { return id; } };",
            [
                "parameter id of get has no type",
                "get has no return type",
            ],
        ),
        ("export function Board(props: Props) { return null; }", []),
        ("abstract class A { abstract add(name: string); }", ["add has no return type"]),
    ],
)
def test_untyped_typescript__one_declaration__then_what_is_missing(source: str, missing: list[str]) -> None:
    root = language_parser("typescript").parse(source.encode()).root_node
    assert [message for _, message in untyped_typescript(root)] == missing


def test_untyped_typescript__deeply_nested__then_ends_without_recursion() -> None:
    source = "export const a = " + "{ b: " * 3000 + "1" + " }" * 3000 + ";"
    root = language_parser("typescript").parse(source.encode()).root_node
    assert list(untyped_typescript(root)) == []
