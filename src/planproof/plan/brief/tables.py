"""The real tables that a task's Database field names: their columns as migrations, SQL files and models leave them.

Reading all facts of a large repository takes longer than a brief may, and what a cache holds may be out of date. So `git grep` says
which files both declare a table and mention one of the names, and only these are read.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from planproof.config import Config
from planproof.plan.brief.key_files import source_of
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.read import read_facts
from planproof.plan.facts.readers import facts_of
from planproof.plan.facts.settle import settled
from planproof.plan.facts.source import is_source, read_source

__all__ = ["TableSearch"]

_KINDS = (FactKind.TABLE, FactKind.COLUMN, FactKind.MIGRATION)
_DECLARES = r"(create|alter)[ _]+table|__tablename__|createmodel|addfield|models\.model|add_column|^model |Table\("
_FILES_MAX = 200
_TIMEOUT_S = 20


class TableSearch:
    """A search for tables, begun at once so that git works while other things are read.

    Args:
        root: absolute path of the project.
        names: of tables, as the plan writes them.
        config: its `planproof.toml`; the plans folder is left out, since what a plan says of a table is no fact.
    """

    def __init__(self, root: Path, names: Iterable[str], config: Config) -> None:
        self._root = root
        self._config = config
        self._names = sorted(set(names))
        self._process = self._begun() if self._names else None

    def lines(self) -> list[str]:
        """A line a table that was found: `links(code text, hits integer), made in migrations/1.sql:3`."""
        facts = self._facts()
        columns: dict[str, list[str]] = {}
        for fact in facts:
            if fact.kind is FactKind.COLUMN and fact.get("status") != "dropped":
                table, _, column = fact.name.rpartition(".")
                columns.setdefault(table, []).append(f"{column} {fact.value}".strip())
        tables = [fact for fact in facts if fact.kind is FactKind.TABLE and self._is_meant(fact.name)]
        return list(dict.fromkeys(_line(table, columns.get(table.name, ())) for table in tables))

    def _begun(self) -> subprocess.Popen[bytes] | None:
        # A model of Django's has its table's name without that of the application.
        named = "|".join(sorted({part for name in self._names for part in (name, name.rpartition("_")[2]) if part}))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-C", os.fspath(self._root), "-c", "core.fsmonitor=false", "grep", "-l", "-z", "-I", "-i"]
        command += ["--untracked", "--all-match", "-E", "-e", _DECLARES, "-e", named]
        command += ["--", ".", f":(exclude){self._config.plans.folder}"]
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError:
            return None

    def _facts(self) -> list[Fact]:
        paths = self._paths()
        if paths is None:
            facts = read_facts(self._root, self._config)
            return [fact for kind in _KINDS for fact in facts.all(kind)]
        found: list[Fact] = []
        for path in paths[:_FILES_MAX]:
            source = source_of(self._root, path)
            if source is not None:
                digest = hashlib.sha256(source).hexdigest()
                found += facts_of(path, source, digest)[0]
                found += read_source(path, source, digest)[0] if is_source(path) else []
        return settled(fact for fact in found if fact.kind in _KINDS)

    def _paths(self) -> list[str] | None:
        """Files that may declare what is looked for, in order; None where git can't say."""
        if self._process is None:
            return None if self._names else []
        try:
            output, _ = self._process.communicate(timeout=_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return None
        if self._process.returncode > 1:
            return None
        return sorted(os.fsdecode(name) for name in output.split(b"\0") if name)

    def _is_meant(self, table: str) -> bool:
        return any(table.lower() in (name.lower(), f"{name.lower()}s") for name in self._names)


def _line(table: Fact, columns: Sequence[str]) -> str:
    dropped = ", dropped" if table.get("status") == "dropped" else ""
    return f"- `{table.name}`({', '.join(columns)}){dropped}, in {table.place.path}:{table.place.line}"
