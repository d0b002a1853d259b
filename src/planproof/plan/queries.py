"""Database queries in planned Python: where values are pasted into SQL, and where a loop asks once a turn.

execute(f"SELECT … {name}")            pasted: an f-string, `%`, `+` or `.format` with something that isn't constant
query = "…" % name; execute(query)     likewise, through a variable of the same function
for row in rows: session.scalar(…)     a query a turn
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from planproof.plan.late_pattern import late_pattern
from planproof.plan.planned_code import call_name
from planproof.plan.sql_words import is_sql

__all__ = ["may_ask", "pasted_python_queries", "queries_in_loops"]

_RUNS = {"execute", "executemany", "executescript", "fetch", "fetchrow", "fetchval", "fetch_one", "fetch_all", "scalar"}
_RUNS |= {"scalars", "raw", "text", "query", "exec_driver_sql", "read_sql", "read_sql_query"}
_ASKS = {"execute", "scalar", "scalars", "scalar_one", "fetchrow", "fetchval", "fetch_one", "fetch_all", "fetch"}
_HANDLE = late_pattern(r"(?:^|_)(?:session|conn|connection|cursor|cur|db|database|pool|tx|transaction)$", re.IGNORECASE)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def may_ask(text: str) -> bool:
    """A quick look: False means that no session, connection or cursor is asked here."""
    return any(f".{name}(" in text for name in _ASKS)


def pasted_python_queries(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that run a query with values pasted into it, in order of their lines."""
    scopes: list[ast.Module | _Function] = [tree, *(node for node in ast.walk(tree) if isinstance(node, _Function))]
    found = {}
    for scope in scopes:
        pasted = _pasted_variables(scope)
        for node in _own(scope):
            if isinstance(node, ast.Call) and call_name(node) in _RUNS and node.args:
                query = node.args[0]
                if _is_pasted(query) or (isinstance(query, ast.Name) and query.id in pasted):
                    found[node.lineno, node.col_offset] = node
    yield from (found[place] for place in sorted(found))


def _own(scope: ast.Module | _Function) -> Iterator[ast.AST]:
    """The nodes of a scope, those of functions inside it left out."""
    waiting: list[ast.AST] = list(scope.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, _Function):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def _pasted_variables(scope: ast.Module | _Function) -> set[str]:
    """Variables that are only ever set to a query with values pasted into it."""
    assigned: dict[str, bool] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            assigned[name] = assigned.get(name, True) and _is_pasted(node.value)
    return {name for name, pasted in assigned.items() if pasted}


def _is_pasted(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        parts = "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return is_sql(parts) and any(map(_varies, values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return is_sql(_constant(node.left)) and _varies(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms = _terms(node)
        return is_sql("?".join(map(_constant, terms))) and any(map(_varies, terms))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return is_sql(_constant(node.func.value)) and any(map(_varies, given))
    return False


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _terms(node: ast.expr) -> list[ast.expr]:
    """The terms of a sum, from left to right; no recursion, since a sum may be long."""
    terms: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms.append(node.right)
        node = node.left
    return [node, *reversed(terms)]


def _varies(node: ast.expr) -> bool:
    """Whether a value may come from outside: not a constant, a name in capitals, or a list of marks (`", ".join("?" …)`)."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return isinstance(node, ast.JoinedStr)
    if isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        return not name.isupper() and not re.search(
            r"placeholder|marks|columns?$|table(?:_name|name)?$|schema$|_sql$", name
        )
    return not (
        isinstance(node, ast.Call) and call_name(node) in ("join", "quote_ident", "quote_identifier", "len", "int")
    )


def queries_in_loops(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that ask a session, connection or cursor inside a `for`; loops over `range(…)` and constants are retries or batches."""
    found = {}
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For | ast.AsyncFor) and not _counts(loop.iter):
            for statement in loop.body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.Call) and _asks(node):
                        found[node.lineno, node.col_offset] = node
    yield from (found[place] for place in sorted(found))


def _counts(iterated: ast.expr) -> bool:
    plain = isinstance(iterated, ast.Tuple | ast.List | ast.Constant)
    batches = isinstance(iterated, ast.Call) and call_name(iterated) in (
        "range",
        "batched",
        "chunks",
        "chunked",
        "batches",
    )
    return plain or batches


def _asks(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _ASKS:
        return False
    owner = call.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return bool(_HANDLE.search(name))
