"""The real tables that a task's Database field names: their columns as migrations, SQL files and models leave them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from planproof.config import Config
from planproof.plan.brief.key_files import source_of
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.read import read_facts
from planproof.plan.facts.readers import facts_of
from planproof.plan.facts.settle import settled
from planproof.plan.facts.source import is_source, read_source
from planproof.plan.table_files import TableFiles

__all__ = ["table_lines"]

_KINDS = (FactKind.TABLE, FactKind.COLUMN, FactKind.MIGRATION)
_FILES_MAX = 300


def table_lines(root: Path, config: Config, names: Iterable[str], files: TableFiles) -> list[str]:
    """A line a table that was found: `links(code text, hits integer), in migrations/1.sql:3`.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`; the plans folder is left out, since what a plan says of a table is no fact.
        names: of tables, as the plan writes them.
        files: a search of this project.
    """
    wanted = {name.lower() for name in names}
    if not wanted:
        return []
    facts = _facts(root, config, wanted, files)
    columns: dict[str, list[str]] = {}
    for fact in facts:
        if fact.kind is FactKind.COLUMN and fact.get("status") != "dropped":
            table, _, column = fact.name.rpartition(".")
            columns.setdefault(table, []).append(f"{column} {fact.value}".strip())
    tables = [fact for fact in facts if fact.kind is FactKind.TABLE and fact.name.lower() in wanted]
    return list(dict.fromkeys(_line(table, columns.get(table.name, ())) for table in tables))


def _facts(root: Path, config: Config, wanted: set[str], files: TableFiles) -> list[Fact]:
    paths = files.paths()
    if paths is None:
        every = read_facts(root, config)
        return [fact for kind in _KINDS for fact in every.all(kind)]
    # A model of Django's is named without its application, and in the singular.
    parts = {part for name in wanted for part in (name, name.rpartition("_")[2]) if len(part) > 2}
    named = re.compile("|".join(re.escape(part) for part in sorted(parts)).encode(), re.IGNORECASE)
    own = [path for path in paths if not path.startswith(f"{config.plans.folder}/")]
    found = (fact for path, source in _naming(root, own, named) for fact in _facts_of_file(path, source))
    return settled(fact for fact in found if fact.kind in _KINDS)


def _naming(root: Path, paths: Iterable[str], named: re.Pattern[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files that mention a name, at most some hundred, with their bytes."""
    count = 0
    for path in paths:
        source = source_of(root, path)
        if source is not None and named.search(source) and count < _FILES_MAX:
            count += 1
            yield path, source


def _facts_of_file(path: str, source: bytes) -> list[Fact]:
    digest = hashlib.sha256(source).hexdigest()
    return facts_of(path, source, digest)[0] + (read_source(path, source, digest)[0] if is_source(path) else [])


def _line(table: Fact, columns: Sequence[str]) -> str:
    dropped = ", dropped" if table.get("status") == "dropped" else ""
    return f"- `{table.name}`({', '.join(columns)}){dropped}, in {table.place.path}:{table.place.line}"
