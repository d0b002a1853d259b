"""The symbols that code declares: what a plan's interfaces promise, and what the project's files really hold.

    source ── ast (Python) or tree-sitter (C, C++, Rust, TypeScript) ── Symbol(name, kind, signature, line)

Signatures are normalised (white space, comments, parameter names in C and C++, default values, bodies), so that a signature in a
plan equals the one in the code when a caller couldn't tell them apart. Each block is parsed once in a process.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from planproof.errors import PlanproofError
from planproof.plan.model import Interface
from planproof.plan.syntax import SyntaxProblem, language_name, language_parser, parse_python

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["SYMBOL_LANGUAGES", "Symbol", "declared_symbols", "symbols_in_source"]

SYMBOL_LANGUAGES = ("c", "cpp", "python", "rust", "typescript")
_DEEPEST = 200
_LONGEST_CHARACTERS = 200_000


class Symbol(msgspec.Struct, frozen=True):
    """One declared thing.

    Attributes:
        name: `registry_claim`; a member is `Class.method`, in C++ and Rust too.
        kind: `function`, `method` or `type` (class, structure, protocol, interface, trait, enumeration).
        signature: normalised; empty for a type.
        line: from 1 in the source that was read.
    """

    name: str
    kind: str
    signature: str
    line: int

    @property
    def callable(self) -> bool:
        """True for functions and methods, the things that a test can call."""
        return self.kind != "type"


def declared_symbols(interface: Interface) -> tuple[Symbol, ...]:
    """The symbols of one interface block, in order; lines count in the block.

    A block that doesn't parse, or in a language none of `SYMBOL_LANGUAGES`, gives none (rules PP2 report the former), and so does
    one of more than 200,000 characters.
    """
    if len(interface.code.content) > _LONGEST_CHARACTERS:
        return ()
    try:
        return symbols_in_source(interface.language, interface.code.content.encode("utf-8", "replace"))
    except PlanproofError:
        return ()


@lru_cache(maxsize=2048)
def symbols_in_source(language: str, source: bytes) -> tuple[Symbol, ...]:
    """The symbols that a source file declares or defines.

    Args:
        language: one of `SYMBOL_LANGUAGES` or a usual short name (`py`, `rs`, `ts`, `h`, `c++`); others give no symbols.
        source: UTF-8; wrong bytes are replaced.

    Returns:
        functions, methods and types in order of their lines.

    Raises:
        PlanproofError: Python that doesn't parse. The other languages are read as far as they can be.
    """
    language = language_name(language)
    if language not in SYMBOL_LANGUAGES:
        return ()
    if language == "python":
        symbols = _python(source)
    else:
        read: dict[str, Callable[[Node, str, int], Iterator[Symbol]]] = {"rust": _rust, "typescript": _typescript}
        symbols = read.get(language, _c)(language_parser(language).parse(source).root_node, "", 0)
    # `typedef struct slot {…} slot;` declares one thing, and so does a prototype that is repeated.
    return tuple({(symbol.name, symbol.kind, symbol.signature): symbol for symbol in symbols}.values())


def _python(source: bytes) -> Iterator[Symbol]:
    tree = parse_python(source.decode("utf-8", "replace"))
    if isinstance(tree, SyntaxProblem):
        raise PlanproofError(f"Python doesn't parse: {tree.message}", place=f"line {tree.line}")
    yield from _python_body(tree.body, "")


def _python_body(body: list[ast.stmt], owner: str) -> Iterator[Symbol]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            try:
                signature = _python_signature(node)
            except RecursionError:
                signature = ""  # an annotation nested deeper than Python's stack has no signature to compare
            yield Symbol(owner + node.name, "method" if owner else "function", signature, node.lineno)
        elif isinstance(node, ast.ClassDef):
            yield Symbol(owner + node.name, "type", "", node.lineno)
            yield from _python_body(node.body, f"{owner}{node.name}.")


def _python_signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """`async def name(a: int, b: str=...) -> None`, every default written as `...` and annotations without quotes."""
    arguments = node.args
    parts = ast.unparse(
        ast.arguments(
            posonlyargs=arguments.posonlyargs,
            args=arguments.args,
            vararg=arguments.vararg,
            kwonlyargs=arguments.kwonlyargs,
            kw_defaults=[default and ast.Constant(...) for default in arguments.kw_defaults],
            kwarg=arguments.kwarg,
            defaults=[ast.Constant(...) for _ in arguments.defaults],
        )
    )
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    prefix = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    return f"{prefix} {node.name}({parts}){returns}".replace("'", "").replace('"', "")


_C_CONTAINERS = {
    "translation_unit",
    "preproc_ifdef",
    "preproc_if",
    "preproc_else",
    "preproc_elif",
    "linkage_specification",
    "declaration_list",
    "namespace_definition",
    "template_declaration",
    "field_declaration_list",
    "ERROR",
}
_C_TYPES = {"struct_specifier", "union_specifier", "enum_specifier", "class_specifier"}
_C_DECLARATIONS = {"declaration", "function_definition", "field_declaration"}
_C_DROPPED = {
    "comment",
    "storage_class_specifier",
    "attribute_specifier",
    "attribute_declaration",
    "field_initializer_list",
}
_C_WITHOUT_BODY = {"compound_statement", "default_method_clause", "delete_method_clause", ";", "="}


def _c(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    """Symbols of C and C++ below a node: declarations, definitions, members of classes and structures."""
    if depth > _DEEPEST:
        return
    for child in node.named_children:
        if child.type in _C_CONTAINERS:
            yield from _c(child, owner, depth + 1)
        elif child.type in _C_DECLARATIONS:
            declarator = _function_declarator(child)
            if declarator is not None:
                yield _c_function(child, declarator, owner)
            yield from _c_type(child.child_by_field_name("type"), owner, depth)
        elif child.type == "type_definition":
            yield from _c_typedef(child, owner, depth)
        elif child.type in _C_TYPES:
            yield from _c_type(child, owner, depth)


def _c_typedef(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    name = node.child_by_field_name("declarator")
    if name is not None and name.type == "type_identifier":
        yield Symbol(owner + _text(name), "type", "", node.start_point[0] + 1)
    yield from _c_type(node.child_by_field_name("type"), owner, depth)


def _c_type(node: Node | None, owner: str, depth: int) -> Iterator[Symbol]:
    """A structure, union, enumeration or class with a body, and its members."""
    body = node.child_by_field_name("body") if node is not None and node.type in _C_TYPES else None
    if node is None or body is None:
        return
    name = node.child_by_field_name("name")
    if name is not None:
        yield Symbol(owner + _text(name), "type", "", node.start_point[0] + 1)
        yield from _c(body, f"{owner}{_text(name)}.", depth + 1)


def _function_declarator(declaration: Node) -> Node | None:
    """The function declarator of a declaration, below pointers and references; None when it declares no function."""
    node = declaration.child_by_field_name("declarator")
    for _ in range(10):
        if node is None or node.type == "function_declarator":
            break
        node = node.child_by_field_name("declarator") or next(
            (child for child in node.named_children if child.type == "function_declarator"), None
        )
    name = node.child_by_field_name("declarator") if node is not None else None
    return None if name is None or name.type == "parenthesized_declarator" else node


def _c_function(declaration: Node, declarator: Node, owner: str) -> Symbol:
    name = declarator.child_by_field_name("declarator")
    assert name is not None
    tokens = [token for child in declaration.children for token in _c_tokens(child, in_parameter=False, depth=0)]
    kind = "method" if owner else "function"
    return Symbol(owner + _text(name).replace("::", "."), kind, " ".join(tokens), declaration.start_point[0] + 1)


def _c_tokens(node: Node, *, in_parameter: bool, depth: int) -> Iterator[str]:
    """The tokens of a declaration without body, comments, storage class and parameter names."""
    if node.type in _C_DROPPED or node.type in _C_WITHOUT_BODY or depth > _DEEPEST:
        return
    if node.child_count == 0:
        if not (in_parameter and node.type == "identifier"):
            yield _text(node)
        return
    in_parameter = in_parameter or node.type in ("parameter_declaration", "optional_parameter_declaration")
    default = node.child_by_field_name("default_value") if in_parameter else None
    for child in node.children:
        if default is None or child != default:
            yield from _c_tokens(child, in_parameter=in_parameter, depth=depth + 1)


_RUST_TYPES = {"struct_item", "enum_item", "union_item", "trait_item", "type_item"}


def _rust(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    """Functions, types, and methods of traits and implementations, public or `extern`, below a node."""
    for child in node.named_children if depth <= _DEEPEST else ():
        if child.type in ("function_item", "function_signature_item"):
            name = child.child_by_field_name("name")
            if name is not None:
                kind = "method" if owner else "function"
                yield Symbol(owner + _text(name), kind, _without_body(child), child.start_point[0] + 1)
        elif child.type == "impl_item":
            yield from _rust(child, f"{_text(child.child_by_field_name('type'))}.", depth + 1)
        elif child.type in _RUST_TYPES:
            of_type = _text(child.child_by_field_name("name"))
            yield Symbol(owner + of_type, "type", "", child.start_point[0] + 1)
            yield from _rust(child, f"{of_type}.", depth + 1)
        elif child.type in ("mod_item", "foreign_mod_item", "declaration_list", "ERROR"):
            yield from _rust(child, owner, depth + 1)


_TS_FUNCTIONS = {"function_declaration", "function_signature", "generator_function_declaration"}
_TS_METHODS = {"method_signature", "method_definition", "abstract_method_signature"}
_TS_TYPES = {
    "interface_declaration",
    "class_declaration",
    "abstract_class_declaration",
    "type_alias_declaration",
    "enum_declaration",
}
_TS_CONTAINERS = {
    "export_statement",
    "ambient_declaration",
    "class_body",
    "interface_body",
    "statement_block",
    "module",
    "ERROR",
}


def _typescript(node: Node, owner: str, depth: int) -> Iterator[Symbol]:
    """Functions, interfaces, classes and their methods below a node."""
    for child in node.named_children if depth <= _DEEPEST else ():
        line = child.start_point[0] + 1
        if child.type in _TS_FUNCTIONS or child.type in _TS_METHODS:
            kind = "method" if child.type in _TS_METHODS else "function"
            yield Symbol(owner + _text(child.child_by_field_name("name")), kind, _without_body(child), line)
        elif child.type in _TS_TYPES:
            name = _text(child.child_by_field_name("name"))
            yield Symbol(owner + name, "type", "", line)
            yield from _typescript(child, f"{owner}{name}.", depth + 1)
        elif child.type == "lexical_declaration":
            yield from _typescript_constants(child, owner, line)
        elif child.type in _TS_CONTAINERS:
            yield from _typescript(child, owner, depth + 1)


def _typescript_constants(node: Node, owner: str, line: int) -> Iterator[Symbol]:
    """`const name = (…) => …` declares a function too."""
    for declarator in node.named_children:
        value = declarator.child_by_field_name("value") if declarator.type == "variable_declarator" else None
        if value is not None and value.type in ("arrow_function", "function_expression"):
            name = _text(declarator.child_by_field_name("name"))
            yield Symbol(owner + name, "function", f"{name} {_without_body(value)}", line)


def _without_body(node: Node) -> str:
    """The node's source up to its body, white space folded, `export`, `pub` and a closing semicolon left out."""
    body = node.child_by_field_name("body")
    source = node.text or b""
    text = source[: body.start_byte - node.start_byte] if body is not None else source
    folded = " ".join(text.decode("utf-8", "replace").split()).rstrip("; ").removesuffix("=>").rstrip()
    return folded.removeprefix("pub ")


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
