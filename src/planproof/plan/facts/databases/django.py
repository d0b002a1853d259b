"""Django migrations: what their operations do to tables and columns.

Source: Django documentation, "Migration Operations". A table is named as Django names it, `app_model`, unless `db_table` says
otherwise; the app is the folder that holds `migrations/`.
"""

from __future__ import annotations

import ast

from planproof.plan.facts.databases.python_code import call_name, constant, keyword, parsed, written
from planproof.plan.facts.databases.schema import Schema
from planproof.plan.facts.databases.sql import read_statements
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet

__all__ = ["read_django_migration"]


def read_django_migration(path: str, source: bytes, digest: str) -> list[Fact]:
    """Tables and columns that a Django migration changes; nothing of any other file.

    Raises:
        PlanproofError: it is no Python.
    """
    if b"migrations.Migration" not in source or "migrations/" not in path:
        return []
    sheet = Sheet(path, digest)
    tree = parsed(path, source)
    folders = path.split("/")
    step = folders[-1].removesuffix(".py")
    app = folders[-3] if len(folders) > 2 else ""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            sheet.add(FactKind.MIGRATION, step, "django", node.lineno, app=app)
            schema = Schema(sheet, "django", f"{app}/{step}")
            for statement in node.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List | ast.Tuple):
                    for operation in statement.value.elts:
                        if isinstance(operation, ast.Call):
                            _operation(schema, app, operation)
    return sheet.facts


def _operation(schema: Schema, app: str, call: ast.Call) -> None:
    name = call_name(call).removeprefix("migrations.")
    first = constant(keyword(call, "name", 0))
    table = f"{app}_{constant(keyword(call, 'model_name', 0)).lower()}"
    field = constant(keyword(call, "name", 1))
    if name == "CreateModel":
        schema.make(_table(app, first, keyword(call, "options")), f"CreateModel {first}", call.lineno, _columns(call))
    elif name == "DeleteModel":
        schema.drop(f"{app}_{first.lower()}", f"DeleteModel {first}", call.lineno)
    elif name == "RenameModel":
        old, new = constant(keyword(call, "old_name", 0)), constant(keyword(call, "new_name", 1))
        schema.rename(f"{app}_{old.lower()}", f"{app}_{new.lower()}", f"RenameModel {old}", call.lineno)
    elif name == "AlterModelTable":
        new = constant(keyword(call, "table", 1))
        schema.rename(f"{app}_{first.lower()}", new, f"AlterModelTable {first}", call.lineno)
    elif name in ("AddField", "AlterField") and field:
        column, kind = _column(field, keyword(call, "field", 2))
        schema.column(table, column, kind, call.lineno)
    elif name == "RemoveField" and field:
        schema.drop_column(table, field, call.lineno)
    elif name == "RenameField":
        old, new = constant(keyword(call, "old_name", 1)), constant(keyword(call, "new_name", 2))
        schema.rename_column(table, old, new, call.lineno)
    elif name == "RunSQL":
        read_statements(schema, constant(keyword(call, "sql", 0)), call.lineno)


def _table(app: str, model: str, options: ast.expr | None) -> str:
    if isinstance(options, ast.Dict):
        for key, value in zip(options.keys, options.values, strict=True):
            if constant(key) == "db_table" and constant(value):
                return constant(value)
    return f"{app}_{model.lower()}"


def _columns(call: ast.Call) -> list[tuple[str, str, int]]:
    """Name, type and line of each field of a CreateModel; a many-to-many field is a table of its own and no column."""
    fields = keyword(call, "fields", 1)
    found = []
    for pair in fields.elts if isinstance(fields, ast.List | ast.Tuple) else []:
        if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 and "ManyToMany" not in call_name(pair.elts[1]):
            found.append((*_column(constant(pair.elts[0]), pair.elts[1]), pair.lineno))
    return found


def _column(field: str, kind: ast.expr | None) -> tuple[str, str]:
    """Column and type of a field: a foreign key's column ends in `_id`, `db_column` has the last word."""
    if not isinstance(kind, ast.Call):
        return field, written(kind)
    name = call_name(kind).rpartition(".")[2]
    column = constant(keyword(kind, "db_column")) or (
        f"{field}_id" if name in ("ForeignKey", "OneToOneField") else field
    )
    length = written(keyword(kind, "max_length"))
    return column, f"{name}({length})" if length else name
