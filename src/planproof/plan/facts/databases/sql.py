"""SQL files and statements: CREATE TABLE, ALTER TABLE and DROP TABLE of PostgreSQL, MySQL and SQLite.

A scanner of words, strings and brackets, not a grammar: what isn't one of these statements is passed over, in whatever dialect.
Data between `COPY … FROM stdin` and `\\.` and the half of a migration that takes it back (`*.down.sql`, `-- migrate:down`,
`-- +goose Down`) are left out.
Source: PostgreSQL 16 and MySQL 8 manuals, CREATE TABLE and ALTER TABLE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.facts.databases.schema import Schema
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.sheet import Sheet, text_of

__all__ = ["read_sql", "read_statements"]

_TOKEN = re.compile(
    r"""(?P<skip>\s+|--[^\n]*|/\*.*?(?:\*/|\Z)|\#[^\n]*)
    |(?P<string>[EeNn]?'(?:[^'\\]|''|\\.)*(?:'|\Z)|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z))
    |(?P<word>(?:[\w$]+|"[^"]*"|`[^`]*`|\[[A-Za-z_][^\]\n]*\])(?:\.(?:[\w$]+|"[^"]*"|`[^`]*`|\[[A-Za-z_][^\]\n]*\]))*)
    |(?P<mark>.)""",
    re.DOTALL | re.VERBOSE,
)
_DOWN = re.compile(
    r"^--\s*(?:migrate:down|\+goose Down|\+migrate Down|@down|rollback)\b.*", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_COPY = re.compile(r"^COPY\b[^\n]*FROM stdin;\n.*?^\\\.$", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_NO_COLUMN = frozenset("PRIMARY FOREIGN UNIQUE CONSTRAINT CHECK KEY INDEX EXCLUDE LIKE PERIOD FULLTEXT SPATIAL".split())
_AFTER_TYPE = frozenset(
    "NOT NULL DEFAULT PRIMARY UNIQUE REFERENCES CHECK COLLATE GENERATED AUTO_INCREMENT AUTOINCREMENT COMMENT ON CONSTRAINT KEY"
    " IDENTITY USING AFTER FIRST AS STORED VIRTUAL CHARACTER".split()
)


class _Token(msgspec.Struct):
    """A word, string or mark, and its line."""

    text: str
    line: int

    @property
    def word(self) -> str:
        """The word in upper case, as keywords are compared."""
        return self.text.upper()


def read_sql(path: str, source: bytes, digest: str) -> list[Fact]:
    """Tables and columns that are made, changed and dropped; a migration, where it lies in a folder of them."""
    if not re.search(rb"(?i)\btable\b", source) or path.endswith((".down.sql", "/down.sql")):
        return []
    sheet = Sheet(path, digest)
    text = text_of(path, source)
    if re.search(r"(?:^|/)(?:migrations?|migrate|versions|changelog)/", path):
        name = path.rpartition("/")[2]
        folder = path.rpartition("/")[0].rpartition("/")[2]
        # Prisma, Diesel and sqlx put the name on the folder.
        sheet.add(
            FactKind.MIGRATION, folder if name in ("migration.sql", "up.sql") else name.removesuffix(".sql"), "sql", 1
        )
    read_statements(Schema(sheet, "sql", path), text, 1)
    return sheet.facts


def read_statements(schema: Schema, text: str, line: int) -> None:
    """Writes down what the statements of a text do to tables; `line` is that of its first character."""
    if "table" not in text.lower():
        return
    text = _COPY.sub(lambda match: "\n" * match[0].count("\n"), _DOWN.sub("", text))
    for statement in _statements(text, line):
        words = [token.word for token in statement[:8]]
        if words[0] == "CREATE" and "TABLE" in words[:5]:
            _create(schema, statement[words.index("TABLE") + 1 :])
        elif words[:2] == ["ALTER", "TABLE"]:
            _alter(schema, _without_options(statement[2:]))
        elif words[:2] == ["DROP", "TABLE"]:
            for token in _without_options(statement[2:]):
                if token.text not in (",",) and token.word not in ("CASCADE", "RESTRICT"):
                    schema.drop(token.text, "DROP TABLE", token.line)


def _statements(text: str, line: int) -> Iterator[list[_Token]]:
    statement: list[_Token] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match.lastgroup == "mark" and token == ";":
            if statement:
                yield statement
            statement = []
        elif match.lastgroup != "skip":
            statement.append(_Token(token, line))
        line += token.count("\n")
    if statement:
        yield statement


def _without_options(tokens: list[_Token]) -> list[_Token]:
    """The tokens after `IF EXISTS`, `IF NOT EXISTS` and `ONLY`."""
    start = 0
    while start < len(tokens) and tokens[start].word in ("IF", "NOT", "EXISTS", "ONLY"):
        start += 1
    return tokens[start:]


def _create(schema: Schema, tokens: list[_Token]) -> None:
    tokens = _without_options(tokens)
    if not tokens or not _is_name(tokens[0]):
        return
    table = tokens[0]
    columns = []
    if len(tokens) > 1 and tokens[1].text == "(":
        for part in _parts(tokens[2:]):
            if _is_name(part[0]) and part[0].word not in _NO_COLUMN:
                columns.append((_plain(part[0].text), _type(part[1:]), part[0].line))
    schema.make(table.text, "CREATE TABLE", table.line, columns)


def _alter(schema: Schema, tokens: list[_Token]) -> None:
    if not tokens or not _is_name(tokens[0]):
        return
    table = tokens[0].text
    for action in _parts(tokens[1:]):
        words = [token.word for token in action]
        rest = _without_options(action[2:] if len(words) > 1 and words[1] == "COLUMN" else action[1:])
        if not rest:
            continue
        name = _plain(rest[0].text)
        if words[0] == "ADD" and rest[0].word not in _NO_COLUMN and _is_name(rest[0]):
            schema.column(table, name, _type(rest[1:]), rest[0].line)
        elif words[0] == "DROP" and rest[0].word not in _NO_COLUMN:
            schema.drop_column(table, name, rest[0].line)
        elif words[0] == "RENAME":
            _rename(schema, table, rest)
        elif words[0] in ("ALTER", "MODIFY"):
            _change(schema, table, name, rest, words[0] == "MODIFY")
        elif words[0] == "CHANGE" and len(rest) > 2:
            schema.rename_column(table, name, _plain(rest[1].text), rest[0].line)
            schema.column(table, _plain(rest[1].text), _type(rest[2:]), rest[0].line)


def _rename(schema: Schema, table: str, rest: list[_Token]) -> None:
    """`RENAME TO new` of a table, `RENAME [COLUMN] old TO new` of a column."""
    words = [token.word for token in rest]
    if words[0] in ("TO", "AS") and len(rest) > 1:
        schema.rename(table, rest[1].text, "ALTER TABLE", rest[1].line)
    elif "TO" in words[1:2] and len(rest) > 2:
        schema.rename_column(table, _plain(rest[0].text), _plain(rest[2].text), rest[0].line)


def _change(schema: Schema, table: str, name: str, rest: list[_Token], modify: bool) -> None:
    """`ALTER [COLUMN] c [SET DATA] TYPE t` of PostgreSQL, `MODIFY [COLUMN] c t` of MySQL."""
    words = [token.word for token in rest]
    if modify:
        schema.column(table, name, _type(rest[1:]), rest[0].line)
    elif "TYPE" in words[1:4]:
        schema.column(table, name, _type(rest[words.index("TYPE") + 1 :]), rest[0].line)


def _parts(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """What stands between the commas, up to the bracket that closes what holds them."""
    depth = 0
    part: list[_Token] = []
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth < 0:
            break
        if token.text == "," and depth == 0:
            if part:
                yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _type(tokens: list[_Token]) -> str:
    """A column's type as written: everything up to its first constraint, brackets kept."""
    depth = 0
    words: list[str] = []
    for token in tokens:
        varying = token.word == "CHARACTER" and not words
        if depth == 0 and token.word in _AFTER_TYPE and not varying:
            break
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        words.append(token.text)
    return (
        re.sub(r"\s*([(),\[\]])\s*", r"\1", " ".join(words))
        .replace(")", ") ")
        .replace(") [", ")[")
        .strip()
        .replace(",", ", ")
    )


def _is_name(token: _Token) -> bool:
    return bool(re.match(r"[\w\"`\[]", token.text)) and not token.text[0].isdigit()


def _plain(name: str) -> str:
    return name.strip('"`[]')
