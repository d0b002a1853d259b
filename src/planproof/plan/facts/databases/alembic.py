"""Alembic migrations: the revision, and what its `upgrade()` does to tables and columns.

Source: Alembic documentation, "Operation Reference". Names that are calculated are passed over; SQL in `op.execute` is read as SQL.
"""

from __future__ import annotations

import ast

from planproof.plan.facts.databases.python_code import call_name, constant, keyword, parsed, written
from planproof.plan.facts.databases.schema import Schema
from planproof.plan.facts.databases.sql import read_statements
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet

__all__ = ["column_of", "read_alembic"]


def read_alembic(path: str, source: bytes, digest: str) -> list[Fact]:
    """Tables and columns that an Alembic migration changes; nothing of any other file.

    Raises:
        PlanproofError: it is no Python.
    """
    if b"down_revision" not in source or b"revision" not in source:
        return []
    tree = parsed(path, source)
    names = {
        target.id: (node.value, node.lineno)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    revision, line = names.get("revision", (None, 1))
    step = constant(revision)
    sheet = Sheet(path, digest)
    if not step:
        return []
    message = (ast.get_docstring(tree) or "").split("\n")[0]
    down = _revisions(names.get("down_revision", (None, 1))[0])
    sheet.add(FactKind.MIGRATION, step, "alembic", line, message=message, down=down)
    schema = Schema(sheet, "alembic", step)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade":
            _upgrade(schema, node)
    return sheet.facts


def column_of(call: ast.Call) -> tuple[str, str]:
    """Name and type of a `Column("name", Type, …)`; the name is empty where the attribute gives it."""
    name = constant(keyword(call, "name", 0))
    kinds = [argument for argument in call.args[1 if name else 0 :] if not call_name(argument).endswith("ForeignKey")]
    kind = keyword(call, "type_") or (kinds[0] if kinds else None)
    return name, written(kind)


def _revisions(node: ast.expr | None) -> str:
    """The revision before, or several of them joined by `, ` where branches are merged."""
    if isinstance(node, ast.Tuple | ast.List):
        return ", ".join(constant(each) for each in node.elts)
    return constant(node)


def _upgrade(schema: Schema, function: ast.FunctionDef) -> None:
    batches: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.With):
            for item in node.items:
                call, name = item.context_expr, item.optional_vars
                if (
                    isinstance(call, ast.Call)
                    and call_name(call) == "op.batch_alter_table"
                    and isinstance(name, ast.Name)
                ):
                    batches[name.id] = constant(keyword(call, "table_name", 0))
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        holder, _, operation = call_name(call).partition(".")
        if holder == "op":
            _operation(schema, call, operation)
        elif holder in batches:
            _on_table(schema, call, operation, batches[holder], 0)


def _operation(schema: Schema, call: ast.Call, operation: str) -> None:
    table = constant(keyword(call, "table_name", 0))
    if operation == "execute":
        statement = call.args[0] if call.args else None
        inner = statement.args[0] if isinstance(statement, ast.Call) and statement.args else statement
        read_statements(schema, constant(inner), call.lineno)
    elif not table:
        return
    elif operation == "create_table":
        columns = [argument for argument in call.args[1:] if call_name(argument).endswith("Column")]
        schema.make(table, "op.create_table", call.lineno, [_with_line(column) for column in columns])
    elif operation == "drop_table":
        schema.drop(table, "op.drop_table", call.lineno)
    elif operation == "rename_table":
        schema.rename(table, constant(keyword(call, "new_table_name", 1)), "op.rename_table", call.lineno)
    else:
        _on_table(schema, call, operation, table, 1)


def _on_table(schema: Schema, call: ast.Call, operation: str, table: str, position: int) -> None:
    """An operation on a column; in a batch the table is known and the arguments begin with the column."""
    if operation == "add_column":
        column = keyword(call, "column", position)
        if isinstance(column, ast.Call):
            name, kind, line = _with_line(column)
            schema.column(table, name, kind, line)
    elif operation == "drop_column":
        if name := constant(keyword(call, "column_name", position)):
            schema.drop_column(table, name, call.lineno)
    elif operation == "alter_column":
        name = constant(keyword(call, "column_name", position))
        new = constant(keyword(call, "new_column_name"))
        if name and new:
            schema.rename_column(table, name, new, call.lineno)
        if (changed := keyword(call, "type_")) and name:
            schema.column(table, new or name, written(changed), call.lineno)


def _with_line(column: ast.AST) -> tuple[str, str, int]:
    assert isinstance(column, ast.Call)
    return (*column_of(column), column.lineno)
