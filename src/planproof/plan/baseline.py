"""The baseline: old findings of a tree that are counted and not shown, so that new ones stand out.

    {"version": 1, "kind": "planproof-baseline", "entries": [
      {"code": "PP601", "path": "docs/…/ITERATION.md", "digest": "9f2c…", "count": 1, "message": "vague: 'quickly' …"}]}

A finding is known again by its rule, its document and a digest of the titles of its section, the text of its line and its message
without numbers: not by its line's number, so it may move. `message` is there for people and not compared. An entry that
no longer fires is stale and is reported, so that the file only gets shorter.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import msgspec
from msgspec.structs import replace

from planproof.errors import ConfigurationError, EnvironmentFault
from planproof.plan.check import CheckReport, Silenced
from planproof.plan.document import Document, Section
from planproof.plan.markdown import read_document
from planproof.plan.rule import Finding

__all__ = ["BASELINE_VERSION", "BaselineEntry", "apply_baseline", "read_baseline", "write_baseline"]

BASELINE_VERSION = 1
_KIND = "planproof-baseline"
_REASON = "an old finding, held in the baseline"
_NUMBER = re.compile(r"\d+")


class BaselineEntry(msgspec.Struct, frozen=True):
    """Findings of one rule that look alike.

    Attributes:
        code, path: rule and document.
        digest: SHA-256 (first 32 hex digits) as the head of this module says.
        count: how many of them are old.
        message: of the first one, for people.
    """

    code: str
    path: str
    digest: str
    count: int
    message: str = ""


class _File(msgspec.Struct, frozen=True):
    version: int
    kind: str
    entries: tuple[BaselineEntry, ...]


def read_baseline(path: Path) -> tuple[BaselineEntry, ...]:
    """The entries of a baseline file.

    Raises:
        ConfigurationError: it is missing, can't be read, or is no baseline of a version that we know.
    """
    hint = f"planproof check --write-baseline {path.name} writes it anew"
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise ConfigurationError(f"can't be read: {error.strerror}", place=str(path), hint=hint) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"is no baseline: {error}", place=str(path), hint=hint) from error
    if (file.version, file.kind) != (BASELINE_VERSION, _KIND):
        message = f"is {file.kind!r} of version {file.version}, not {_KIND!r} of version {BASELINE_VERSION}"
        raise ConfigurationError(message, place=str(path), hint=hint)
    return file.entries


def write_baseline(path: Path, report: CheckReport) -> int:
    """Writes the findings of a report as a baseline, sorted, and gives their number.

    Raises:
        EnvironmentFault: it can't be written.
    """
    known = _Keys(report)
    counts = Counter(map(known.key, report.findings))
    messages = {known.key(finding): finding.message for finding in reversed(report.findings)}
    entries = tuple(BaselineEntry(*key, counts[key], messages[key]) for key in sorted(counts))
    text = msgspec.json.format(msgspec.json.encode(_File(BASELINE_VERSION, _KIND, entries)), indent=1)
    try:
        path.write_bytes(text + b"\n")
    except OSError as error:
        raise EnvironmentFault(f"can't be written: {error.strerror}", place=str(path)) from error
    return len(report.findings)


def apply_baseline(
    report: CheckReport, entries: tuple[BaselineEntry, ...]
) -> tuple[CheckReport, tuple[BaselineEntry, ...]]:
    """The report with old findings silenced, and the stale entries with the count that no longer fires.

    Entries of rules that didn't run, and of documents that weren't looked at, are not stale; those of documents that are
    gone are, unless only a part of the project was checked (the caller knows).
    """
    left: Counter[tuple[str, str, str]] = Counter()
    for entry in entries:
        left[entry.code, entry.path, entry.digest] += entry.count
    known = _Keys(report)
    kept: list[Finding] = []
    silenced = list(report.silenced)
    for finding in report.findings:
        key = known.key(finding)
        if left[key] > 0:
            left[key] -= 1
            silenced.append(Silenced(finding, _REASON, inline=False, baseline=True))
        else:
            kept.append(finding)
    ran = {rule.code for rule in report.rules}
    stale = tuple(
        replace(entry, count=left[entry.code, entry.path, entry.digest])
        for entry in entries
        if entry.code in ran and left[entry.code, entry.path, entry.digest] > 0
    )
    silenced.sort(key=lambda item: (item.finding.place.path, item.finding.place.line, item.finding.place.column))
    return replace(report, findings=tuple(kept), silenced=tuple(silenced)), stale


class _Keys:
    """The keys by which findings of one report are known again."""

    def __init__(self, report: CheckReport) -> None:
        self._texts = report.texts
        self._documents: dict[str, Document] = {}
        self._split: dict[str, list[str]] = {}

    def key(self, finding: Finding) -> tuple[str, str, str]:
        """Rule, document, digest."""
        path, line = finding.place.path, finding.place.line
        document = self._document(path) if line > 1 else None
        lines = self._lines(path) if document else []
        text = lines[line - 1] if line <= len(lines) else ""
        titles = _titles(document.sections, line) if document else []
        parts = [*titles, " ".join(text.split()), _NUMBER.sub("0", finding.message)]
        return finding.code, path, hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]

    def _lines(self, path: str) -> list[str]:
        if path not in self._split:
            self._split[path] = self._texts[path].split("\n")
        return self._split[path]

    def _document(self, path: str) -> Document | None:
        if path in self._texts and path not in self._documents:
            self._documents[path] = read_document(path, self._texts[path].encode("utf-8", "replace"))
        return self._documents.get(path)


def _titles(sections: tuple[Section, ...], line: int) -> list[str]:
    """The titles of the sections around a line, outermost first."""
    for section in sections:
        if section.place.line <= line <= section.end_line:
            return [section.title, *_titles(section.subsections, line)]
    return []
