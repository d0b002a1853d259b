"""A C, C++, Rust or TypeScript test file in units, by tree-sitter: the stream of tokens without comments and white space.

    C, C++       TEST(Suite, Name), TEST_F, TEST_P      test `Suite.Name`
                 void test_x(void)                      test `test_x`
                 int main(…)                            test named after the file: the program is the test
    Rust         #[test] fn x(), #[tokio::test]         test `x`
    TypeScript   it("x", …), test("x", …)               test `x`, also inside describe(…)

Functions, types, variables, macros and imports are units by the names they declare. What tree-sitter couldn't parse and loose
statements reach every test of the file, as do `#include "…"` of the project's own headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePath

from tree_sitter import Language, Node, Parser

from planproof.proof.fingerprint.unit import Unit

__all__ = ["tree_units"]

_GTEST = frozenset({"TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P"})
_CONTAINERS = frozenset(
    {"namespace_definition", "linkage_specification", "declaration_list", "mod_item", "export_statement"}
    | {"preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", "preproc_elifdef"}
)
# Nodes that hold a name someone may mention elsewhere; the rest of what stands at the outermost level is loose.
_DECLARING = frozenset(
    {"function_definition", "declaration", "type_definition", "struct_specifier", "class_specifier", "union_specifier"}
    | {"enum_specifier", "alias_declaration", "template_declaration", "preproc_def", "preproc_function_def"}
    | {"function_item", "const_item", "static_item", "struct_item", "enum_item", "impl_item", "trait_item", "type_item"}
    | {"macro_definition", "use_declaration", "function_declaration", "lexical_declaration", "variable_declaration"}
    | {"class_declaration", "interface_declaration", "type_alias_declaration", "enum_declaration", "import_statement"}
)
_DECLARED_BY_ALL_NAMES = frozenset({"use_declaration", "import_statement", "impl_item"})
_WILDCARDS = frozenset({"use_wildcard"})
_DEEPEST = 50
_RUST_TEST = re.compile(r"#\s*\[\s*(?:\w+\s*::\s*)*(?:test|rstest|test_case)\b")
_WORD = re.compile(r"[A-Za-z_]\w*")


def tree_units(source: bytes, language: str, path: str) -> tuple[tuple[Unit, ...], bool]:
    """The units of a file.

    Args:
        source: the file.
        language: `c`, `cpp`, `rust`, `typescript` or `tsx`.
        path: for the name of a program's `main`.

    Returns:
        the units, and whether the whole file could be parsed.
    """
    root = _parser(language).parse(source).root_node
    return tuple(_Walk(PurePath(path).stem).units(root, 0)), not root.has_error


class _Walk:
    """Goes through the outermost level of a file and into what merely holds other pieces."""

    def __init__(self, program: str) -> None:
        self.program = program

    def units(self, parent: Node, depth: int, condition: str = "") -> Iterator[Unit]:
        """The units below a node; `condition` is the `#if` or namespace around them, which is part of what they are."""
        attributes = ""
        for node in parent.named_children:
            if "comment" in node.type:
                continue
            if node.type == "attribute_item":
                attributes += _text(node)
                continue
            yield from self._unit(node, depth, condition + attributes, attributes)
            attributes = ""

    def _unit(self, node: Node, depth: int, prefix: str, attributes: str) -> Iterator[Unit]:
        call = _call(node)
        test = _call_test(call) if call else _gtest_name(node)
        if node.type in _CONTAINERS and depth < _DEEPEST:
            yield from self.units(node, depth + 1, prefix + _head(node))
        elif call and _callee(call) == "describe" and depth < _DEEPEST:
            for block in _blocks(call):
                yield from self.units(block, depth + 1, prefix)
        elif test:
            yield _make(node, prefix, frozenset(), test=test)
        elif node.type in _DECLARING:
            names = frozenset(_declared(node))
            wild = any(inner.type in _WILDCARDS for inner in _walk(node))
            yield _make(node, prefix, names, test=self._function_test(node, names, attributes), always=wild)
        elif call and (suite := _instantiated(call)):
            yield _make(node, prefix, frozenset(), suite=suite)
        elif not _is_harmless(node):
            taken_from = _text(node).partition(" ")[2] if node.type == "preproc_include" else ""
            yield replace(
                _make(node, prefix, frozenset(), always=True), taken_from=taken_from, taken_whole=bool(taken_from)
            )

    def _function_test(self, node: Node, names: frozenset[str], attributes: str) -> str:
        """The test that a function is, by its name in C and C++, by its attribute in Rust; empty for any other."""
        name = next(iter(names), "")
        if node.type == "function_item":
            return name if _RUST_TEST.search(attributes) else ""
        if node.type != "function_definition":
            return ""
        return self.program if name == "main" else name if re.match(r"test(_|$)", name) else ""


def _make(
    node: Node, prefix: str, names: frozenset[str], *, test: str = "", always: bool = False, suite: str = ""
) -> Unit:
    mentions = frozenset(_mentions(node)) | frozenset(_WORD.findall(prefix))
    return Unit(f"{prefix}\x02{_text(node)}", names, mentions, test=test, always=always, suite=suite)


def _leaves(node: Node) -> Iterator[Node]:
    return (inner for inner in _walk(node) if inner.child_count == 0)


def _walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in order, comments left out; without recursion, since nesting is not ours to limit."""
    stack = [node]
    while stack:
        current = stack.pop()
        if "comment" in current.type:
            continue
        yield current
        stack += reversed(current.children)


def _text(node: Node) -> str:
    """The tokens, one space between them; a macro's body is one token to the parser, so its white space is evened out here."""
    return " ".join(
        re.sub(r"\\?\s+", " ", _source(leaf)).strip() if leaf.type == "preproc_arg" else _source(leaf)
        for leaf in _leaves(node)
    )


def _source(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _mentions(node: Node) -> Iterator[str]:
    for leaf in _leaves(node):
        if leaf.type == "preproc_arg":
            yield from _WORD.findall(_source(leaf))
        elif leaf.type.endswith("identifier"):
            yield _source(leaf)


def _head(node: Node) -> str:
    """What a container says of what it holds: `#ifdef X`, `namespace a`, `mod tests`."""
    name = node.child_by_field_name("name") or node.child_by_field_name("condition")
    return f"{node.type}:{_text(name) if name else ''};"


def _declared(node: Node) -> Iterator[str]:
    """The names that a declaration gives, found along the fields `name` and `declarator`."""
    if node.type in _DECLARED_BY_ALL_NAMES:
        yield from _mentions(node)
        return
    if node.type.endswith("identifier"):
        yield _source(node)
        return
    fields = [*node.children_by_field_name("name"), *node.children_by_field_name("declarator")]
    for child in fields:
        yield from _declared(child)
    inner = [child for child in node.named_children if child.type in _DECLARING or child.type in _NAMED_INSIDE]
    for child in inner:
        yield from _declared(child)


_NAMED_INSIDE = frozenset(
    {"variable_declarator", "enumerator_list", "enumerator", "enum_body", "parenthesized_declarator"}
)


def _gtest_name(node: Node) -> str:
    """`Suite.Name` of `TEST(Suite, Name) { … }`, which parses as a function without a type; empty for anything else."""
    declarator = node.child_by_field_name("declarator")
    named = declarator.child_by_field_name("declarator") if declarator else None
    parameters = declarator.child_by_field_name("parameters") if declarator else None
    if not named or not parameters or _source(named) not in _GTEST or len(parameters.named_children) != 2:
        return ""
    return ".".join(_text(parameter) for parameter in parameters.named_children)


def _call(node: Node) -> Node | None:
    """The call that an expression statement consists of."""
    inner = node.named_children[0] if node.type == "expression_statement" and node.named_children else None
    return inner if inner and inner.type == "call_expression" else None


def _callee(call: Node) -> str:
    """First name of what is called: `it` of `it.each([…])("x", …)`."""
    function = call.child_by_field_name("function")
    first = next(_leaves(function), None) if function else None
    return _source(first) if first else ""


def _call_test(call: Node) -> str:
    """The name in `it("…", …)` or `test("…", …)`; empty for any other call."""
    return _first_string(call) if _callee(call) in ("it", "test") else ""


def _is_harmless(node: Node) -> bool:
    """What stands in a container beside the pieces (its own name), and headers of the system."""
    local = node.type == "preproc_include" and '"' in _text(node)
    return node.type in ("identifier", "string_literal") or (node.type == "preproc_include" and not local)


def _blocks(call: Node) -> Iterator[Node]:
    """The bodies of the functions among a call's arguments."""
    arguments = call.child_by_field_name("arguments")
    for argument in arguments.named_children if arguments else ():
        body = argument.child_by_field_name("body")
        if body:
            yield body


def _first_string(call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    first = arguments.named_children[0] if arguments and arguments.named_children else None
    return _source(first)[1:-1] if first and first.type in ("string", "template_string") else ""


def _instantiated(call: Node) -> str:
    """The suite of `INSTANTIATE_TEST_SUITE_P(Prefix, Suite, …)`, which says what values its tests get."""
    arguments = call.child_by_field_name("arguments")
    named = arguments.named_children if arguments else []
    return _text(named[1]) if _callee(call).startswith("INSTANTIATE_") and len(named) > 1 else ""


@lru_cache(maxsize=8)
def _parser(language: str) -> Parser:
    if language == "c":
        import tree_sitter_c as grammar

        return Parser(Language(grammar.language()))
    if language == "cpp":
        import tree_sitter_cpp as grammar_cpp

        return Parser(Language(grammar_cpp.language()))
    if language == "rust":
        import tree_sitter_rust as grammar_rust

        return Parser(Language(grammar_rust.language()))
    import tree_sitter_typescript as grammar_typescript

    tsx = language == "tsx"
    return Parser(Language(grammar_typescript.language_tsx() if tsx else grammar_typescript.language_typescript()))
