"""Applies the fixes that findings carry: in memory first, in rounds until nothing more can be mended, then file by file.

    report ── edits ── bytes of each document, bottom up ── check again ── … ── write what changed

A document keeps every byte that no edit touches: its encoding, byte order mark and line ends too. An edit whose old text
doesn't stand at its place is left out with its whole finding, and so is one that meets another edit; the next round takes it.
A file that isn't what was read is not written.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path

import msgspec

from planproof.errors import EnvironmentFault
from planproof.plan.check import CheckReport
from planproof.plan.decode import decode
from planproof.plan.rule import Edit, Finding

__all__ = ["Fixes", "apply_edits", "edited", "find_fixes", "fixes_diff", "write_fixes"]

_ROUNDS_MAX = 8
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Fixes(msgspec.Struct, frozen=True):
    """What can be mended.

    Attributes:
        fixed: the findings that were mended, in the order of the rounds; places are those of their round.
        before: bytes of each document that changes, as read, by path.
        after: the same documents mended.
    """

    fixed: tuple[Finding, ...]
    before: dict[str, bytes]
    after: dict[str, bytes]


def find_fixes(root: Path, check: Callable[[Mapping[str, bytes]], CheckReport], *, rounds: int = _ROUNDS_MAX) -> Fixes:
    """Mends in memory what can be mended; nothing is written.

    Args:
        root: of the project.
        check: gives the report of the project with these documents in place of those on disk.
        rounds: how often it may check again.

    Returns:
        the fixes; empty when no finding has one that applies.

    Raises:
        EnvironmentFault: a document can't be read any more, or is no longer what was checked.
    """
    fixed: list[Finding] = []
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for _ in range(rounds):
        report = check(after)
        mended = False
        for path, findings in _by_document(report.findings).items():
            if path not in before:
                before[path] = _bytes_as_checked(root, path, report)
            data, taken = apply_edits(after.get(path, before[path]), findings)
            if taken:
                after[path] = data
                fixed += taken
                mended = True
        if not mended:
            break
    return Fixes(tuple(fixed), {path: before[path] for path in after}, after)


def _by_document(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings with edits by the one document that they edit."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        paths = {edit.place.path for edit in finding.edits}
        if len(paths) == 1:
            found.setdefault(paths.pop(), []).append(finding)
    return found


def _bytes_as_checked(root: Path, path: str, report: CheckReport) -> bytes:
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        raise EnvironmentFault(f"can't be read: {error.strerror}", place=path) from error
    if decode(path, data).text != report.texts.get(path):
        raise _changed(path)
    return data


def _changed(path: str) -> EnvironmentFault:
    return EnvironmentFault("changed while it was checked; it was not written", place=path, hint="run again")


def apply_edits(data: bytes, findings: Iterable[Finding]) -> tuple[bytes, list[Finding]]:
    """A document's bytes with the edits of findings applied, and the findings whose edits all were.

    Args:
        data: the document as it lies on disk.
        findings: places count in its text as `plan.decode` gives it.
    """
    source = _Source.of(data)
    if source is None:
        return data, []
    taken: list[Finding] = []
    replacements: list[tuple[int, int, str]] = []
    for finding in findings:
        located = [source.locate(edit) for edit in finding.edits]
        found = [place for place in located if place is not None]
        if len(found) == len(located) and not _meet(found, replacements):
            replacements += found
            taken.append(finding)
    return source.replaced(replacements), taken


def edited(data: bytes, edit: Edit) -> bytes | None:
    """A document's bytes with one edit made; None when its old text doesn't stand at its place.

    Args:
        data: the document as it lies on disk.
        edit: its place counts in the text as `plan.decode` gives it.
    """
    source = _Source.of(data)
    found = source.locate(edit) if source else None
    return source.replaced([found]) if source and found else None


def _meet(new: list[tuple[int, int, str]], accepted: list[tuple[int, int, str]]) -> bool:
    """Whether two edits share a character or go in at one place, so that their order would matter."""
    spans = sorted((start, end) for start, end, _ in (*new, *accepted))
    return any(end > next_start or start == next_start for (start, end), (next_start, _) in pairwise(spans))


class _Source(msgspec.Struct, frozen=True):
    """A document's text with its own line ends, and how it becomes bytes again."""

    mark: bytes
    encoding: str
    errors: str
    text: str
    line_starts: tuple[int, ...]

    @classmethod
    def of(cls, data: bytes) -> _Source | None:
        """None when the bytes can't be given back as they are."""
        mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
        errors = "surrogateescape" if encoding == "utf-8" else "strict"
        try:
            text = data[len(mark) :].decode(encoding, errors)
            if mark + text.encode(encoding, errors) != data:
                return None
        except UnicodeError:
            return None
        return cls(mark, encoding, errors, text, (0, *(match.end() for match in _LINE_BREAK.finditer(text))))

    def locate(self, edit: Edit) -> tuple[int, int, str] | None:
        """Start, end and new text of an edit in this text; None when its old text isn't there."""
        line = edit.place.line
        if not 1 <= line <= len(self.line_starts):
            return None
        start = self.line_starts[line - 1] + edit.place.column - 1
        line_end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        pattern = "(?:\r\n|\r|\n)".join(map(re.escape, edit.old.split("\n")))
        match = re.compile(pattern).match(self.text, start) if start <= line_end else None
        return None if match is None else (start, match.end(), edit.new.replace("\n", self._line_break(line)))

    def _line_break(self, line: int) -> str:
        """How the line ends, or the one before it where it is the last."""
        for number in (line, line - 1):
            if 0 < number < len(self.line_starts):
                end = self.line_starts[number]
                return "\r\n" if self.text[end - 2 : end] == "\r\n" else self.text[end - 1]
        return "\n"

    def replaced(self, replacements: list[tuple[int, int, str]]) -> bytes:
        """The bytes with the replacements made, from the last to the first."""
        text = self.text
        for start, end, new in sorted(replacements, reverse=True):
            text = text[:start] + new + text[end:]
        return self.mark + text.encode(self.encoding, self.errors)


def fixes_diff(fixes: Fixes) -> list[str]:
    """The fixes as a unified diff, line by line."""
    lines: list[str] = []
    for path in sorted(fixes.after):
        old, new = (decode(path, data).text.splitlines() for data in (fixes.before[path], fixes.after[path]))
        lines += unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
    return lines


def write_fixes(root: Path, fixes: Fixes) -> None:
    """Writes the mended documents, each in one step; one behind a link is written where it lies.

    Raises:
        EnvironmentFault: a document changed since it was read, or can't be written; those before it are written.
    """
    for path, data in sorted(fixes.after.items()):
        target = (root / path).resolve()
        try:
            _replace(target, path, fixes.before[path], data)
        except OSError as error:
            raise EnvironmentFault(f"can't be written: {error.strerror}", place=path) from error


def _replace(target: Path, path: str, before: bytes, after: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
        shutil.copymode(target, name)
        if target.read_bytes() != before:
            raise _changed(path)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
