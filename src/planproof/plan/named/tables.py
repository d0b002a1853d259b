"""Tables and columns that a plan works with, and those that it makes.

    Database: table `links`, INSERT into `links`, `links.code`         fields, between code ticks
    SELECT … FROM links, INSERT INTO links (code, url), UPDATE links   SQL in planned code, its words in capitals
    CREATE TABLE links, ADD COLUMN, __tablename__ = "links"            what the plan makes

What stands in lower case around a name is Python or prose as often as SQL, so only capitals count as SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.named.mentions import intentions, place_of, ticked_claims, ticked_intentions, ticks
from planproof.plan.outline import outline_of

__all__ = ["TableMention", "made_names", "table_mentions"]

_NAME = r"[a-z_][a-z0-9_]{1,62}"
_TABLE_TICKS = late_pattern(
    rf"\btables?\s+`(?P<after>{_NAME})`|`(?P<before>{_NAME})`\s+tables?\b|\b(?:FROM|INTO|into|JOIN|UPDATE)\s+`(?P<sql>{_NAME})`"
)
_BEFORE_TABLES = ("table", "FROM", "INTO", "into", "JOIN", "UPDATE")
_COLUMN_TICKS = late_pattern(rf"`(?P<table>{_NAME})\.(?P<column>{_NAME})`")
_IN_SQL = late_pattern(
    rf"\b(?<!DISTINCT )(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?[\"`]?(?P<name>{_NAME})[\"`]?(?![\w.(\"`])(?!\s+import\b)"
)
_INSERTED = late_pattern(rf"\bINSERT INTO\s+[\"`]?(?P<name>{_NAME})[\"`]?\s*\((?P<columns>[^()]{{1,2000}})\)")
_MADE = late_pattern(
    rf"\b(?:CREATE(?:\s+TEMP(?:ORARY)?|\s+UNLOGGED)?\s+(?:TABLE|(?:MATERIALIZED\s+)?VIEW)(?:\s+IF\s+NOT\s+EXISTS)?|RENAME\s+TO"
    rf"|WITH(?:\s+RECURSIVE)?)\s+[\"`]?({_NAME})|\b({_NAME})\s+AS\s+(?:MATERIALIZED\s+)?\(|__tablename__\s*=\s*[\"']({_NAME})"
    rf"|\bTable\(\s*[\"']({_NAME})|\bcreate_table\(\s*[\"']({_NAME})",
    re.IGNORECASE,
)
_MAKING = ("create", "rename", "with", "__tablename__", "table(")  # or a word `as`
_COLUMN_MADE = late_pattern(r"\bADD |add_column|mapped_column|Column\(|Field\(")
_SQL_WORDS = ("FROM", "JOIN", "INTO", "UPDATE")
_COLUMN_WORDS = ("ADD ", "olumn", "Field(")
_NEW = late_pattern(r"\b(?:new|creates?|created|adds?|added|introduces?|CREATE|ADD|ALTER|migration|drops?|DROP)\b")
_WORD = late_pattern(_NAME)
_LONGEST_CHARACTERS = 100_000


class TableMention(msgspec.Struct, frozen=True, gc=False):
    """A table that a plan works with, and a column of it; `column` is empty for the table itself."""

    table: str
    column: str
    place: Place


def table_mentions(plan: Plan) -> Iterator[TableMention]:
    """The tables and columns of a plan, each once; fields that speak of making something are left out."""
    seen = set()
    for each in (*_in_fields(plan), *_in_code(plan)):
        if (each.table, each.column) not in seen:
            seen.add((each.table, each.column))
            yield each


def _in_fields(plan: Plan) -> Iterator[TableMention]:
    fields = [ticked.text for ticked in ticked_claims(plan)]
    fields += [task.database for task in plan.tasks if task.database and "`" in task.database.value]
    fields = [text for text in fields if not _NEW.search(text.value)]
    for text in fields:
        for found in _TABLE_TICKS.finditer(text.value) if any(word in text.value for word in _BEFORE_TABLES) else ():
            name = str(found[found.lastgroup or 0])
            yield TableMention(name, "", place_of(plan, text, f"`{name}`"))
    for text in fields:
        for found in _COLUMN_TICKS.finditer(text.value) if "." in text.value else ():
            yield TableMention(found["table"], found["column"], place_of(plan, text, found[0]))


def _in_code(plan: Plan) -> Iterator[TableMention]:
    code = "\n".join([block.content for block in _blocks(plan)])
    if not any(word in code for word in _SQL_WORDS):
        return
    for block in _blocks(plan):
        if not any(word in block.content for word in _SQL_WORDS):
            continue
        for found in _IN_SQL.finditer(block.content):
            yield TableMention(found["name"], "", _place(block, found.start("name")))
        for found in _INSERTED.finditer(block.content):
            for column in found["columns"].split(","):
                written = column.strip().strip('"`')
                if _WORD.fullmatch(written):
                    yield TableMention(found["name"], written, _place(block, found.start("name")))


def made_names(plan: Plan) -> frozenset[str]:
    """The tables that a plan makes, and every name that its intentions and its fields about making something hold."""
    found: set[str] = set()
    code = "\n".join([block.content for block in _blocks(plan)])
    making = _may_make(code) or any(word in code for word in _COLUMN_WORDS)  # mostly no block does, which is one look
    for block in _blocks(plan) if making else ():
        made = _made_in(block.content)
        found |= made
        if made or _COLUMN_MADE.search(block.content):
            found.update(_WORD.findall(block.content))  # its columns
    changes = [task.database.value for task in plan.tasks if task.database and _NEW.search(task.database.value)]
    ticked = [written for ticked in ticked_intentions(plan) for written in ticked.written]
    ticked += [written for text in changes for written in ticks(text)]
    found.update(_WORD.findall("\n".join(ticked)))
    texts = [*(text.value for text in intentions(plan)), *changes]
    for text in texts if _may_make("\n".join(texts)) else ():
        found |= _made_in(text)
    return frozenset(found)


def _made_in(text: str) -> set[str]:
    """The tables that a text makes, in lower case."""
    return {name.lower() for groups in _MADE.findall(text) for name in groups if name} if _may_make(text) else set()


def _may_make(text: str) -> bool:
    """Whether a text holds one of the words that making a table takes; few do."""
    lowered = text.lower()
    return any(word in lowered for word in _MAKING) or ("(" in text and "as" in lowered.split())


@of_latest_plan
def _blocks(plan: Plan) -> tuple[CodeBlock, ...]:
    blocks = [interface.code for interface in plan.interfaces]
    blocks += [block for task in plan.tasks for block in (*task.core, *task.data)]
    for document in plan.documents:
        blocks += [block for block, _ in outline_of(document).code_blocks if block.language == "sql"]
    return tuple([block for block in blocks if len(block.content) <= _LONGEST_CHARACTERS])


def _place(block: CodeBlock, at: int) -> Place:
    line = block.content.count("\n", 0, at)
    column = at - (block.content.rfind("\n", 0, at) + 1)
    return Place(block.place.path, block.content_line + line, block.content_column + column)
