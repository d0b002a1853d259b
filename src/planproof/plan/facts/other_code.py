"""Routes and commands that other languages declare: Express, commander, cobra, clap.

Each is a call, a literal or an attribute that the framework's documentation writes in one way, so that the tree is walked only in
files that mention the framework.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.routes import ANY_ROUTER, mount_fact, route_fact

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["other_facts"]

_EXPRESS = re.compile(rb"\bexpress\b|\bRouter\(")
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "all", "head", "options"})
_NODES_MAX = 200_000
_COBRA = re.compile(rb"cobra\.Command\s*\{([^{}]*)\}?")
_COBRA_FIELD = re.compile(rb"\b(Use|Short):\s*(?:\"([^\"\n]*)\"|`([^`]*)`)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def other_facts(path: str, language: str, tree: Node, source: bytes, digest: str) -> list[Fact]:
    """ROUTE and VERB facts of one file in any language but Python.

    Args:
        tree: the root of its syntax tree.
    """
    if language in ("javascript", "typescript", "tsx"):
        express, commander = bool(_EXPRESS.search(source)), b"commander" in source
        if express or commander:
            return list(_Script(path, tree, digest).facts(express, commander))
    elif language == "go" and b"cobra.Command" in source:
        return list(_cobra(path, source, digest))
    elif language == "rust" and b"Subcommand" in source:
        return list(_clap(path, tree, digest))
    return []


def _walk(root: Node) -> Iterator[Node]:
    """Every named node in order of the source, within reason."""
    pending = [root]
    for _ in range(_NODES_MAX):
        if not pending:
            return
        node = pending.pop()
        yield node
        pending += reversed(node.named_children)


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _string(node: Node | None) -> str | None:
    """The value of a string without escapes or placeholders."""
    if (
        node is None
        or node.type not in ("string", "template_string")
        or any("subst" in child.type for child in node.children)
    ):
        return None
    return _text(node)[1:-1]


class _Script:
    """One JavaScript or TypeScript file being read."""

    def __init__(self, path: str, tree: Node, digest: str) -> None:
        self._path = path
        self._digest = digest
        self._nodes = list(_walk(tree))
        self._imports = dict(self._imported())

    def facts(self, express: bool, commander: bool) -> Iterator[Fact]:
        """Routes and mounts of Express, commands of commander."""
        for node in self._nodes:
            function = node.child_by_field_name("function") if node.type == "call_expression" else None
            if function is None or function.type != "member_expression":
                continue
            on, verb = function.child_by_field_name("object"), _text(function.child_by_field_name("property"))
            listed = node.child_by_field_name("arguments")
            arguments = [each for each in listed.named_children if each.type != "comment"] if listed is not None else []
            first = _string(arguments[0]) if arguments else None
            if express and verb in _METHODS and first is not None and first.startswith("/") and len(arguments) > 1:
                yield from self._route(node, on, verb.upper(), first, arguments[-1])
            elif express and verb == "use" and arguments:
                yield from self._mount(node, on, first, arguments)
            elif commander and verb == "command" and first:
                name = first.split()[0]
                yield self._verb(name, node)

    def _route(self, node: Node, on: Node | None, method: str, path: str, handler: Node) -> Iterator[Fact]:
        """`router.get("/links/:code", handler)`, and `router.route("/links").get(handler)` without its path here."""
        if on is None or on.type != "identifier":
            return
        name = "anonymous" if "function" in handler.type else _text(handler).split("\n")[0]
        yield route_fact(
            "express", method.replace("ALL", "ANY"), path, name, self._place(node), self._digest, _text(on)
        )

    def _mount(self, node: Node, on: Node | None, prefix: str | None, arguments: list[Node]) -> Iterator[Fact]:
        for argument in arguments[-1:]:
            router = _text(argument)
            required = _required(argument)
            if required is not None:
                target = f"{self._resolved(required)}:{ANY_ROUTER}"
            elif argument.type == "identifier":
                target = f"{self._imports[router]}:{ANY_ROUTER}" if router in self._imports else router
            else:
                continue
            yield mount_fact("express", prefix or "", target, self._place(node), self._digest, _text(on))

    def _imported(self) -> Iterator[tuple[str, str]]:
        """Local name -> path of the file it comes from, for files of this repository."""
        for node in self._nodes:
            if node.type == "import_statement":
                source = _string(node.child_by_field_name("source"))
                if source and source.startswith("."):
                    for child in _walk(node):
                        if child.type == "identifier":
                            yield _text(child), self._resolved(source)
            elif node.type == "variable_declarator":
                required = _required(node.child_by_field_name("value"))
                if required and required.startswith("."):
                    yield _text(node.child_by_field_name("name")), self._resolved(required)

    def _resolved(self, source: str) -> str:
        """`./routes/links` seen from this file, without suffix."""
        parts = self._path.split("/")[:-1]
        for part in re.sub(r"\.(?:[cm]?[jt]s|[jt]sx)$", "", source).split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part not in (".", ""):
                parts = [*parts, part]
        return "/".join(parts)

    def _verb(self, name: str, node: Node) -> Fact:
        """A command of commander, with the description that follows in the same chain."""
        does, above = "", node.parent
        for _ in range(12):
            if above is None or above.type not in ("member_expression", "call_expression"):
                break
            function = above.child_by_field_name("function") if above.type == "call_expression" else None
            listed = above.child_by_field_name("arguments") if function is not None else None
            if function is not None and listed is not None and _text(function).endswith(".description"):
                does = _string(listed.named_children[0]) or "" if listed.named_children else ""
                break
            above = above.parent
        return Fact(FactKind.VERB, name, does, self._place(node), self._digest, (("framework", "commander"),))

    def _place(self, node: Node) -> Place:
        return Place(self._path, node.start_point[0] + 1, node.start_point[1] + 1)


def _required(node: Node | None) -> str | None:
    """The module of `require("./links")`."""
    if node is None or node.type != "call_expression" or _text(node.child_by_field_name("function")) != "require":
        return None
    listed = node.child_by_field_name("arguments")
    return _string(listed.named_children[0]) if listed is not None and listed.named_children else None


def _cobra(path: str, source: bytes, digest: str) -> Iterator[Fact]:
    """`&cobra.Command{Use: "serve [flags]", Short: "…"}`."""
    for found in _COBRA.finditer(source):
        fields = {
            match[1]: (match[2] or match[3] or b"").decode("utf-8", "replace")
            for match in _COBRA_FIELD.finditer(found[1])
        }
        words = fields.get(b"Use", "").split()
        if words:
            place = Place(path, source.count(b"\n", 0, found.start()) + 1)
            yield Fact(FactKind.VERB, words[0], fields.get(b"Short", ""), place, digest, (("framework", "cobra"),))


def _clap(path: str, tree: Node, digest: str) -> Iterator[Fact]:
    """The variants of an enumeration that derives `Subcommand`, by their documentation comments."""
    for node in _walk(tree):
        before = node.prev_named_sibling
        derived = False
        while before is not None and before.type in ("attribute_item", "line_comment"):
            derived = derived or ("derive" in _text(before) and "Subcommand" in _text(before))
            before = before.prev_named_sibling
        body = node.child_by_field_name("body") if node.type == "enum_item" and derived else None
        does = ""
        for variant in body.named_children if body is not None else ():
            if variant.type == "line_comment":
                does = does or _text(variant).lstrip("/ ").strip()
            elif variant.type == "enum_variant":
                name = _CAMEL.sub("-", _text(variant.child_by_field_name("name"))).lower()
                place = Place(path, variant.start_point[0] + 1, variant.start_point[1] + 1)
                yield Fact(FactKind.VERB, name, does, place, digest, (("framework", "clap"),))
                does = ""
