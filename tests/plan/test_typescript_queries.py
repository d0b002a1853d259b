"""Queries and requests in planned TypeScript: what counts as pasted, what as asked once a turn, and what doesn't."""

from __future__ import annotations

import pytest

from planproof.plan.syntax import language_parser
from planproof.plan.typescript_queries import (
    pasted_typescript_queries,
    typescript_may_ask,
    typescript_queries_in_loops,
)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("db.query(`SELECT a FROM t WHERE b = ${b}`)", 1),
        ("db.query('SELECT a FROM t WHERE b = ' + b)", 1),
        ("prisma.$queryRawUnsafe(`DELETE FROM t WHERE b = ${request.body.b}`)", 1),
        ("db.query(`SELECT a FROM ${TABLE}`)", 0),
        ("sql`SELECT a FROM t WHERE b = ${b}`", 0),
        ("db.query('SELECT a FROM t WHERE b = $1', [b])", 0),
        ("cache.get(`links:${code}`)", 0),
        ("const q = `SELECT a FROM t WHERE b = ${b}`;\npool.query(q, [])", 1),
        ("const q = 'SELECT a FROM t WHERE b = $1';\npool.query(q, [b])", 0),
        ("client.query({ text: 'DELETE FROM t WHERE b = ' + b })", 1),
        ("client.query({ text: 'DELETE FROM t WHERE b = $1', values: [b] })", 0),
        ("pool.query<Row>(`SELECT a FROM t LIMIT ${query.limit}`)", 1),
        ("db.query(`SELECT a FROM t WHERE b IN (${bs.map(() => '?').join(',')})`, bs)", 0),
        ("db.query(`SELECT a FROM ${tableName}`)", 0),
        ("db.query('SELECT a ' + 'FROM t')", 0),
    ],
)
def test_pasted_typescript_queries__one_call__then_found_or_silent(source: str, count: int) -> None:
    root = language_parser("typescript").parse(source.encode()).root_node
    assert len(list(pasted_typescript_queries(root))) == count


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("for (const a of rows) { await pool.query(q, [a]); }", ["query"]),
        ("for (const a of rows) { for (const b of a.all) { await this.db.query(q, [b]); } }", ["query"]),
        ("for (let i = 0; i < rows.length; i++) { await prisma.user.findUnique({ where: rows[i] }); }", ["query"]),
        ("rows.map(async (a) => await userRepository.findOne({ id: a.id }))", ["query"]),
        ("rows.forEach(async function (a) { await axios.get(a.url); })", ["request"]),
        ("for (const a of rows) { const answer = await fetch(a.url); await client.query(q); }", ["request", "query"]),
        ("for (const batch of batches) { await pool.query(q, [batch]); }", []),
        ("for (const batch of inChunks(rows, 100)) { await pool.query(q, [batch]); }", []),
        ("for (let attempt = 0; attempt < 3; attempt++) { await fetch(url); }", []),
        ("for (const name of ['a', 'b']) { await pool.query(name); }", []),
        ("for (const a of await pool.query(q)) { use(a); }", []),
        ("for (const a of rows) { app.get(a.path, async () => pool.query(q)); }", []),
        ("for (const a of rows) { seen.get(a); names.find((each) => each === a); }", []),
        ("await pool.query(q);", []),
    ],
)
def test_typescript_queries_in_loops__one_loop__then_found_or_silent(source: str, asked: list[str]) -> None:
    root = language_parser("typescript").parse(source.encode()).root_node
    assert [what for _, what in typescript_queries_in_loops(root)] == asked
    assert typescript_may_ask(source) or not asked
