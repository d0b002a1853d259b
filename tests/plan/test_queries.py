"""Queries in planned Python: what counts as pasted, what doesn't, and loops that ask once a turn."""

from __future__ import annotations

import ast

import pytest

from planproof.plan.queries import pasted_python_queries, queries_in_loops


def pasted(source: str) -> int:
    return len(list(pasted_python_queries(ast.parse(source))))


@pytest.mark.parametrize(
    "source",
    [
        'cursor.execute(f"SELECT a FROM t WHERE b = {b}")',
        "cursor.execute(\"SELECT a FROM t WHERE b = '%s'\" % b)",
        'cursor.execute("SELECT a FROM t WHERE b = " + b)',
        'cursor.execute("SELECT a FROM t WHERE b = {}".format(b))',
        'session.execute(text(f"UPDATE t SET a = {value}"))',
        'def f(c, b):\n    q = f"DELETE FROM t WHERE b = {b}"\n    c.execute(q)',
        'cursor.execute("SELECT a " "FROM t WHERE b = " + b + " AND c = 1")',
    ],
)
def test_pasted_python_queries__values_in_the_text__then_found(source: str) -> None:
    assert pasted(source) == 1


@pytest.mark.parametrize(
    "source",
    [
        'cursor.execute("SELECT a FROM t WHERE b = ?", (b,))',
        'cursor.execute(f"SELECT a FROM {TABLE}")',
        'cursor.execute(f"SELECT a FROM t WHERE b IN ({marks})", values)',
        'cursor.execute("SELECT a FROM t WHERE b = " + "1")',
        'log.info(f"select a row from {place}")',
        'print("SELECT a FROM t WHERE b = %s" % b)',
        'execute(f"run {job}")',
        'q = "SELECT a FROM t"\nq = f"SELECT a FROM t WHERE b = {b}"\ncursor.execute(q)',
    ],
)
def test_pasted_python_queries__parameters_constants_or_no_query__then_silent(source: str) -> None:
    assert pasted(source) == 0


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("for a in rows:\n    session.execute(q)", 1),
        ("for a in rows:\n    for b in a:\n        self.db.fetchrow(q, b)", 1),
        ("for attempt in range(3):\n    session.execute(q)", 0),
        ("for a in session.scalars(q):\n    use(a)", 0),
        ("for a in batched(rows, 100):\n    session.execute(q, a)", 0),
        ("for a in rows:\n    executor.execute(a)", 0),
    ],
)
def test_queries_in_loops__one_loop__then_found_or_silent(source: str, count: int) -> None:
    assert len(list(queries_in_loops(ast.parse(source)))) == count
