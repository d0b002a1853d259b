"""Python interfaces as modules that can be imported: stubs raise NotImplementedError, a Protocol gets a class that has its methods.

    class LinksProtocol(Protocol):              class LinksProtocol(Protocol):        as it stands
        def add(self, url: str) -> str: ...         def add(self, url: str) -> str: ...

                                        ──>     class Links:
                                                    def add(self, url: str) -> str:
                                                        raise NotImplementedError("M1_E1_I1: Links.add")

What is written is the plan's own text, comments included; only the bodies of stubs change, and blank lines stand as formatters
put them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import msgspec

__all__ = ["Skeleton", "implemented_name", "is_protocol", "skeleton"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DECORATED_AS_STUBS = ("abstractmethod", "overload")
_INDENT = "    "


class Skeleton(msgspec.Struct, frozen=True):
    """One block as code.

    Attributes:
        imports: its import statements.
        body: all else, formatted; no line end at its end.
        tree: the block with the classes that were made for its Protocols.
    """

    imports: tuple[ast.Import | ast.ImportFrom, ...]
    body: str
    tree: ast.Module


def skeleton(source: str, identifier: str, taken: frozenset[str] = frozenset()) -> Skeleton:
    """One interface block as code.

    Args:
        source: Python that parses.
        identifier: of the iteration, for the message of what isn't implemented.
        taken: names that other blocks define, for which no class is made.

    Raises:
        SyntaxError: the source doesn't parse.
    """
    tree = ast.parse(source)
    writer = _Writer(source, identifier)
    imports = tuple(node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    rest = [node for node in tree.body if node not in imports]
    pieces = [(node, writer.text(node)) for node in rest if not _is_docstring(node)]
    made = list(_implementations(tree, source, taken))
    for text in made:
        node = ast.parse(text).body[0]
        pieces.append((node, _Writer(text, identifier).text(node)))
    whole = ast.parse("\n\n".join([source, *made])) if made else tree
    return Skeleton(imports, _joined(pieces, 2), whole)


def is_protocol(node: ast.ClassDef) -> bool:
    """Whether a class is a Protocol, which has no bodies and no instances."""
    return any(_last_name(base) == "Protocol" for base in node.bases)


def implemented_name(protocol: str) -> str:
    """The class that a Protocol is for, by its name: `LinksProtocol` gives `Links`; empty when the name doesn't say."""
    return protocol.removesuffix("Protocol") if protocol.endswith("Protocol") else ""


def _implementations(tree: ast.Module, source: str, taken: frozenset[str]) -> Iterator[str]:
    """The source of a class for each Protocol that is named after one."""
    defined = {node.name for node in tree.body if isinstance(node, _Definition)} | taken
    lines = source.split("\n")
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and is_protocol(node):
            name = implemented_name(node.name)
            if not name or name in defined:
                continue
            methods = [each for each in node.body if not _is_docstring(each) and not _is_empty(each)]
            body = [line for each in methods for line in [*lines[_start(each) - 1 : each.end_lineno], ""]]
            own = node.body[0].lineno != node.lineno
            if not own or not methods:
                body = []
            yield "\n".join([f"class {name}:", f'{_INDENT}"""Implements {node.name}."""', "", *body]).rstrip() + "\n"


class _Writer:
    """Writes the nodes of one source, each with the comments in front of it."""

    def __init__(self, source: str, identifier: str) -> None:
        self.lines = source.split("\n")
        self.identifier = identifier

    def text(self, node: ast.stmt, owner: str = "", *, stubs: bool = False) -> str:
        """One statement; `stubs` where the bodies of functions are to stay as they are."""
        if isinstance(node, ast.ClassDef):
            return self._class(node, owner, stubs=stubs)
        if isinstance(node, _Function) and not stubs and _is_stub(node):
            return self._stub(node, owner)
        return "\n".join([*self._comments(node), *self.lines[_start(node) - 1 : node.end_lineno]]).rstrip()

    def _class(self, node: ast.ClassDef, owner: str, *, stubs: bool) -> str:
        first = node.body[0]
        if first.lineno == node.lineno or (len(node.body) == 1 and _is_empty(first)):
            return "\n".join([*self._comments(node), *self.lines[_start(node) - 1 : node.end_lineno]]).rstrip()
        keeps = stubs or is_protocol(node)
        head = [*self._comments(node), *self.lines[_start(node) - 1 : first.lineno - 1]]
        if isinstance(first, _Definition):
            head = head[: len(head) - (first.lineno - _start(first)) - len(self._comments(first))]
        members = [(each, self.text(each, f"{owner}{node.name}.", stubs=keeps)) for each in node.body]
        return "\n".join([*_without_blanks(head), _joined(members, 1)])

    def _stub(self, node: _Function, owner: str) -> str:
        """The header, the docstring, and a `raise` for what isn't there yet."""
        first = node.body[0]
        raised = f'raise NotImplementedError("{self.identifier}: {owner}{node.name}")'
        indent = " " * node.col_offset
        head = [*self._comments(node), *self.lines[_start(node) - 1 : first.lineno - 1]]
        before = self.lines[first.lineno - 1].encode()[: first.col_offset].decode("utf-8", "replace").rstrip()
        head += [before] if before else []
        documented = _is_docstring(first)
        docstring: list[str] = []
        if documented:
            docstring = self.lines[first.lineno - 1 : first.end_lineno]
            if before:
                docstring = [f"{indent}{_INDENT}{ast.get_source_segment(chr(10).join(self.lines), first)}"]
        return "\n".join([*_without_blanks(head), *docstring, f"{indent}{_INDENT}{raised}"])

    def _comments(self, node: ast.stmt) -> list[str]:
        """The comment lines directly above a statement."""
        end = start = _start(node) - 1
        while start and self.lines[start - 1].strip().startswith("#"):
            start -= 1
        return self.lines[start:end]


def _joined(pieces: list[tuple[ast.stmt, str]], blanks: int) -> str:
    """Statements with as many blank lines between them as formatters want around definitions, at most one elsewhere."""
    text, previous, end = "", None, 0
    for node, piece in pieces:
        if previous is not None:
            defines = isinstance(node, _Definition) or isinstance(previous, _Definition)
            apart = _start(node) > end + 1
            spaced = blanks if defines else 1 if apart or (_is_docstring(previous) and blanks == 1) else 0
            text += "\n" * (spaced + 1)
        text += piece
        previous, end = node, node.end_lineno or node.lineno
    return text


def _is_stub(node: _Function) -> bool:
    if any(_last_name(decorator) in _DECORATED_AS_STUBS for decorator in node.decorator_list):
        return False
    body = node.body[1:] if _is_docstring(node.body[0]) else node.body
    return all(_is_empty(each) for each in body)


def _is_empty(node: ast.stmt) -> bool:
    """`...`, `pass` or a bare `raise NotImplementedError`."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        return _last_name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc) == "NotImplementedError"
    dots = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...
    return isinstance(node, ast.Pass) or dots


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _last_name(node: ast.expr) -> str:
    """`Protocol` of `typing.Protocol[T]`."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _start(node: ast.stmt) -> int:
    """First line of a statement, its decorators included."""
    decorators = node.decorator_list if isinstance(node, _Definition) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def _without_blanks(lines: list[str]) -> list[str]:
    """The lines without blank ones at the end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]
