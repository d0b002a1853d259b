"""SQLAlchemy and SQLModel classes, `Table(…)`, and SQL in texts: tables as Python code declares them, by syntax tree.

Source: SQLAlchemy 2.0 documentation, "Declarative Table" and "Describing Databases with MetaData". Columns that a base class of the
same file declares belong to each table below it.
"""

from __future__ import annotations

import ast
import re

from planproof.plan.facts.databases.alembic import column_of
from planproof.plan.facts.databases.python_code import call_name, constant, parsed, written
from planproof.plan.facts.databases.schema import Schema
from planproof.plan.facts.databases.sql import read_statements
from planproof.plan.facts.model import Fact
from planproof.plan.facts.sheet import Sheet

__all__ = ["read_embedded_sql", "read_models"]

_Column = tuple[str, str, int]
_CREATE = re.compile(rb"(?i)\bcreate\s+(?:\w+\s+){0,3}table\b")
_BEGINS_WITH_CREATE = re.compile(r"(?i)\s*(?:--[^\n]*\s+)*create\s+(?:\w+\s+){0,3}table\b")
_COLUMN_CALLS = ("Column", "mapped_column", "Field")


def read_models(path: str, source: bytes, digest: str) -> list[Fact]:
    """Tables and columns of SQLAlchemy's and SQLModel's classes and of `Table(…)`.

    Raises:
        PlanproofError: it is no Python.
    """
    if not _may_hold_tables(source):
        return []
    sheet = Sheet(path, digest)
    schema = Schema(sheet, "sqlalchemy")
    tree = parsed(path, source)
    classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for model in classes.values():
        table, line = _table_name(model)
        if table:
            schema.make(table, f"class {model.name}", line, _columns_with_bases(model, classes))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and call_name(node).rpartition(".")[2] == "Table" and len(node.args) > 1:
            columns = [argument for argument in node.args[2:] if call_name(argument).rpartition(".")[2] == "Column"]
            found = [(*column_of(column), column.lineno) for column in columns if isinstance(column, ast.Call)]
            schema.make(constant(node.args[0]), "Table", node.lineno, found)
    return sheet.facts


def read_embedded_sql(path: str, source: bytes, digest: str) -> list[Fact]:
    """Tables and columns of `CREATE TABLE` in the texts of a program, as those on sqlite3 make their tables.

    Raises:
        PlanproofError: it is no Python.
    """
    # Migrations are played through in their order elsewhere; a test's tables are none of the project's.
    if not _CREATE.search(source) or b"down_revision" in source or re.search(r"(?:^|/)(?:tests?|migrations)/", path):
        return []
    sheet = Sheet(path, digest)
    schema = Schema(sheet, "sql")
    for node in ast.walk(parsed(path, source)):
        if isinstance(node, ast.Constant) and _BEGINS_WITH_CREATE.match(constant(node)):
            read_statements(schema, constant(node), node.lineno)
    return sheet.facts


def _may_hold_tables(source: bytes) -> bool:
    """A quick look; Rich and others have a Table as well."""
    return (
        b"__tablename__" in source
        or (b"Table(" in source and b"sqlalchemy" in source.lower())
        or (b"SQLModel" in source and b"table=True" in source)
    )


def _table_name(node: ast.ClassDef) -> tuple[str, int]:
    """The table of a class and its line; an empty name for a class that has none."""
    for name, value, line in _members(node):
        if name == "__tablename__" and constant(value):
            return constant(value), line
    return (node.name.lower() if _is_sqlmodel_table(node) else ""), node.lineno


def _is_sqlmodel_table(node: ast.ClassDef) -> bool:
    """Whether a class is one of SQLModel's tables, whose columns are all its annotated members."""
    return any(each.arg == "table" and written(each.value) == "True" for each in node.keywords)


def _columns_with_bases(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> list[_Column]:
    """The class's columns and before them those of its bases in this file that are no tables themselves."""
    found: dict[str, _Column] = {}
    waiting = [node]
    chain: list[ast.ClassDef] = []
    while waiting and len(chain) < 50:
        each = waiting.pop()
        chain.append(each)
        names = [base.id for base in each.bases if isinstance(base, ast.Name)]
        waiting += [classes[name] for name in names if name in classes and classes[name] not in chain]
    for each in reversed(chain):
        if each is node or not _table_name(each)[0]:
            found.update((column[0], column) for column in _columns(each, _is_sqlmodel_table(node)))
    return list(found.values())


def _columns(node: ast.ClassDef, model: bool) -> list[_Column]:
    found = []
    for member in node.body:
        if not isinstance(member, ast.Assign | ast.AnnAssign):
            continue
        target = member.targets[0] if isinstance(member, ast.Assign) else member.target
        annotation = written(member.annotation) if isinstance(member, ast.AnnAssign) else ""
        if isinstance(target, ast.Name) and (column := _column(target.id, annotation, member.value, model)):
            found.append((*column, member.lineno))
    return found


def _column(name: str, annotation: str, value: ast.expr | None, model: bool) -> tuple[str, str] | None:
    """Name and type of a member that is a column; None for one that isn't."""
    called = call_name(value).rpartition(".")[2] if value is not None else ""
    mapped = re.fullmatch(r"(?:\w+\.)*Mapped\[(.*)\]", annotation)
    if (
        called in ("relationship", "Relationship", "association_proxy")
        or name.startswith("__")
        or "ClassVar" in annotation
    ):
        return None
    if called in _COLUMN_CALLS and isinstance(value, ast.Call):
        if called == "Field":
            return (name, annotation) if annotation else None
        own, kind = column_of(value)
        return own or name, kind or (mapped[1] if mapped else annotation)
    if mapped and value is None:
        return name, mapped[1]
    return (name, annotation) if model and annotation else None


def _members(node: ast.ClassDef) -> list[tuple[str, ast.expr | None, int]]:
    found = []
    for member in node.body:
        target = member.targets[0] if isinstance(member, ast.Assign) else getattr(member, "target", None)
        if isinstance(member, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name):
            found.append((target.id, member.value, member.lineno))
    return found
