"""Memory layouts that nobody has to type: the structures that planned C and C++ define, and the compiler's own numbers for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from planproof.plan.compilers import probe_layout
from planproof.plan.document import Place
from planproof.plan.interview.answers import Answer
from planproof.plan.interview.question import Proposal, View
from planproof.plan.model import MemoryField, MemoryLayout
from planproof.plan.syntax import language_parser
from planproof.plan.write.design import interface_language
from planproof.plan.write.documents import draft

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["has_structures", "propose_layout", "structures"]

_DEEPEST = 50


def has_structures(view: View) -> bool:
    """Whether the planned C and C++ interfaces define any structure with fields."""
    return bool(_fields(view))


def structures(view: View) -> tuple[str, ...]:
    """Names of the structures with fields in the planned C and C++ interfaces, in order, those with a layout already left out."""
    answers = view.answers
    taken = {answers.text(f"layout.{n}.structure") for n in answers.numbers("layout", "structure") if n != view.number}
    return tuple(name for name in _fields(view) if name not in taken)


def _fields(view: View) -> dict[str, list[tuple[str, str]]]:
    """Structure -> its fields as (name, type)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for n in view.answers.numbers("interface", "path"):
        language = interface_language(view.answers.text(f"interface.{n}.path"))
        if language in ("c", "cpp"):
            source = view.answers.text(f"interface.{n}.code").encode("utf-8", "replace")
            for name, fields in _structures(language_parser(language).parse(source).root_node, 0):
                found.setdefault(name, fields)
    return found


def _structures(node: Node, depth: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for child in node.named_children if depth < _DEEPEST else ():
        body = child.child_by_field_name("body") if child.type in ("struct_specifier", "class_specifier") else None
        if body is not None:
            tag = child.child_by_field_name("name")
            alias = node.child_by_field_name("declarator") if node.type == "type_definition" else None
            name = _text(alias) if alias is not None else f"struct {_text(tag)}" if tag is not None else ""
            fields = [field for entry in body.named_children for field in _field(entry)]
            if name and fields:
                yield name, fields
        yield from _structures(child, depth + 1)


def _field(entry: Node) -> Iterator[tuple[str, str]]:
    """Name and type of the fields that one declaration makes; functions and bit-fields have none."""
    if entry.type != "field_declaration" or any(child.type == "bitfield_clause" for child in entry.children):
        return
    kind = _text(entry.child_by_field_name("type"))
    for declarator in entry.children_by_field_name("declarator"):
        name = re.search(r"[A-Za-z_]\w*", _text(declarator))
        if name and "(" not in _text(declarator):
            shape = _text(declarator).replace(name.group(), "", 1).strip()
            yield name.group(), f"{kind} {shape}".strip()


def _text(node: Node | None) -> str:
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def propose_layout(view: View) -> Proposal | None:
    """The compiler's offsets, sizes and alignments of the structure; None without a compiler."""
    question = f"layout.{view.number}.structure"
    structure = view.answers.text(question)
    fields = _fields(view).get(structure)
    if not fields:
        return None
    rest = view.answers.without(question).with_answer(Answer(question, "none"))
    plan = draft(rest, view.look, gaps=False).plan()
    place = Place(plan.folder, 1)
    planned = tuple(MemoryField(name, kind, None, None, None, place) for name, kind in fields)
    probe = probe_layout(MemoryLayout(structure, planned, None, None, place), replace(plan, memory_layouts=()))
    if probe.size_bytes is None or len(probe.fields) != len(fields):
        return None
    kinds = dict(fields)
    rows = [
        f"{field.name} | {kinds[field.name]} | {field.offset_bytes} | {field.size_bytes} | {field.alignment_bytes}"
        for field in probe.fields
    ]
    total = f"total | | | {probe.size_bytes} | {probe.alignment_bytes}"
    return Proposal("\n".join([*rows, total]), "the compiler's own numbers")
