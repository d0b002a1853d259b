"""What a command must print: the expectation written in a plan, and whether an output meets it.

    text, mode ── parse_expectation ── Expectation ── match(output) ── None, or a Mismatch that shows where
                                  └─── Undecidable: prose, empty, or fits everything; proves nothing

`docs/formats/expectation.md` is the form for people. Everything here fails closed: what can't be decided is said to be so
before anything runs, and a comparison that can't be made is a mismatch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from planproof.plan.json_subset import NO_JSON, json_documents, json_mismatch, parse_json
from planproof.plan.line_pattern import LinePattern, TextLine, compile_regex, only_gaps, parse_line
from planproof.plan.pairing import first_unpaired
from planproof.plan.prose import why_prose
from planproof.plan.stretch import STRETCH

__all__ = ["MODES", "Expectation", "Mismatch", "Undecidable", "parse_expectation"]

MODES = ("auto", "exact", "json", "regex", "any order", "exit code")


class Undecidable(msgspec.Struct, frozen=True):
    """An expectation that nothing can compare with an output.

    Attributes:
        reason: one line for the finding or verdict.
        line: line of the expectation that gave it away, from 1.
    """

    reason: str
    line: int = 1


class Mismatch(msgspec.Struct, frozen=True):
    """Where an output differs from what was expected.

    Attributes:
        reason: one line.
        expected_line: line of the expectation, from 1; 0 when it is about the whole.
        output_line: line of the output, from 1; 0 when it is about the whole, or the output ended before.
        expected, got: those lines (for JSON: the path and values are in the reason).
        hint: what the plan's writer may want; empty when there is nothing to say.
    """

    reason: str
    expected_line: int = 0
    output_line: int = 0
    expected: str = ""
    got: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = f"output line {self.output_line}: " if self.output_line else ""
        return f"{where}{self.reason}"

    def diff(self) -> str:
        """The mismatch over several lines, expected above got, as a diff reads."""
        lines = [str(self), f"- expected: {self.expected}", f"+ got:      {self.got}"]
        return "\n".join([*lines, f"  hint: {self.hint}"] if self.hint else lines)


class Expectation(msgspec.Struct, frozen=True):
    """An expectation that can be decided.

    Attributes:
        kind: `lines`, `json`, `regex`, `any order` or `exit code`.
        source: as written.
        exit_code: what the command must end with, whatever it prints.
    """

    kind: str
    source: str
    exit_code: int
    _compare: Callable[[str], Mismatch | None]

    def match(self, output: str) -> Mismatch | None:
        """Compares an output; None when it meets the expectation.

        Line ends are taken as `\\n`; spaces at the ends of lines and empty lines around the whole don't count.
        """
        return self._compare(output.replace("\r\n", "\n"))


def parse_expectation(text: str, mode: str = "auto") -> Expectation | Undecidable:
    """Reads an expectation.

    Args:
        text: its lines as written.
        mode: one of `MODES`, as the plan names it.

    Returns:
        the expectation, or why it can't be decided. Never raises for what a plan holds.
    """
    if mode not in MODES:
        return Undecidable(f"the mode {mode!r} isn't known; there are {', '.join(MODES)}")
    if not text.strip():
        return Undecidable("the expectation is empty")
    text = text.replace("\r\n", "\n")
    readers = {"exact": _exact, "json": _json, "regex": _regex, "any order": _any_order, "exit code": _exit_code}
    return readers.get(mode, _auto)(text)


def _auto(text: str) -> Expectation | Undecidable:
    """JSON when the whole is an object or array, otherwise lines. A single line in code ticks is what stands between them."""
    ticked = re.fullmatch(r"\s*`([^`\n]+)`\.?\s*", text) if "`" in text else None
    text = ticked.group(1) if ticked else text
    if text.strip()[0] in "{[" and (value := parse_json(text)) is not NO_JSON:
        return _of_json(text, value)
    patterns = _patterns(text)
    if isinstance(patterns, Undecidable):
        return patterns
    return Expectation("lines", text, 0, lambda output: _compare_lines(patterns, output))


def _exact(text: str) -> Expectation:
    patterns = [TextLine(line, exact=True) for line in _lines(text)]
    return Expectation("lines", text, 0, lambda output: _compare_lines(patterns, output))


def _json(text: str) -> Expectation | Undecidable:
    value = parse_json(text)
    if value is NO_JSON:
        return Undecidable("the expectation is no JSON, although its mode says so")
    return _of_json(text, value)


def _of_json(text: str, value: Any) -> Expectation | Undecidable:
    if value == STRETCH:
        return Undecidable("the expectation fits any output")
    return Expectation("json", text, 0, lambda output: _compare_json(value, output, ordered=True))


def _regex(text: str) -> Expectation | Undecidable:
    """One expression over the whole output, in which `^` and `$` stand at each line."""
    source = text.strip()
    if len(source) > 2 and source[0] == source[-1] == "/":
        source = source[1:-1]
    pattern = compile_regex(f"(?m){source}")
    if isinstance(pattern, str):
        return Undecidable(pattern.replace("/(?m)", "/", 1))

    def compare(output: str) -> Mismatch | None:
        if pattern.search(output):
            return None
        return Mismatch("the regular expression isn't found", expected=source, got=_start_of(output))

    return Expectation("regex", text, 0, compare)


def _any_order(text: str) -> Expectation | Undecidable:
    value = parse_json(text)
    if isinstance(value, (dict, list)):
        return Expectation("any order", text, 0, lambda output: _compare_json(value, output, ordered=False))
    patterns = _patterns(text)
    if isinstance(patterns, Undecidable):
        return patterns
    return Expectation("any order", text, 0, lambda output: _compare_any_order(patterns, output))


def _exit_code(text: str) -> Expectation | Undecidable:
    number = re.fullmatch(r"\s*(\d{1,3})\s*", text)
    if not number or int(number.group(1)) > 255:
        return Undecidable(f"{text.strip()!r} is no exit code from 0 to 255")
    return Expectation("exit code", text, int(number.group(1)), lambda output: None)


def _patterns(text: str) -> list[LinePattern | None] | Undecidable:
    """A pattern a line, None for a bare `...`; or why it can't be decided."""
    lines = _lines(text)
    if only_gaps(lines):
        return Undecidable("the expectation fits any output")
    offset = len(text[: len(text) - len(text.lstrip())].split("\n"))
    patterns: list[LinePattern | None] = []
    for number, line in enumerate(lines, offset):
        pattern = None if line.strip() == STRETCH else parse_line(line)
        if isinstance(pattern, str):
            return Undecidable(pattern, number)
        reason = why_prose(line) if isinstance(pattern, TextLine) else ""
        if reason:
            return Undecidable(f"{line.strip()!r} reads as prose: {reason}", number)
        patterns.append(pattern)
    return patterns


def _compare_lines(patterns: Sequence[LinePattern | None], output: str) -> Mismatch | None:
    """Line by line. Between two gaps (`...`) a run of lines is looked for from the left, which is always the best place."""
    lines = _lines(output)
    runs = _runs(patterns)
    at = 0
    for position, (start, run) in enumerate(runs):
        first, last = position == 0, position == len(runs) - 1
        if last and not first:
            # What follows the last gap must be the end of the output.
            ending = max(at, len(lines) - len(run))
            return _run_mismatch(run, start, lines, ending, to_end=True)
        if first:
            mismatch = _run_mismatch(run, start, lines, 0, to_end=last)
            if mismatch:
                return mismatch
            at = len(run)
            continue
        found = next((where for where in range(at, len(lines) - len(run) + 1) if _fits_at(run, lines, where)), None)
        if found is None:
            return _not_found(run, start, lines, at)
        at = found + len(run)
    return None


def _runs(patterns: Sequence[LinePattern | None]) -> list[tuple[int, list[LinePattern]]]:
    """The patterns cut at the gaps, each run with the index of its first line; n gaps give n + 1 runs, empty ones too."""
    runs: list[tuple[int, list[LinePattern]]] = [(0, [])]
    for index, pattern in enumerate(patterns):
        if pattern is None:
            runs.append((index + 1, []))
        else:
            runs[-1][1].append(pattern)
    return runs


def _fits_at(run: Sequence[LinePattern], lines: Sequence[str], at: int) -> bool:
    return all(not pattern.mismatch(lines[at + offset]) for offset, pattern in enumerate(run))


def _run_mismatch(
    run: Sequence[LinePattern], start: int, lines: Sequence[str], at: int, *, to_end: bool
) -> Mismatch | None:
    """How the run differs from the lines at that place; with `to_end` the output must end with it."""
    for offset, pattern in enumerate(run):
        if at + offset >= len(lines):
            return Mismatch("the output ends before it", start + offset + 1, 0, pattern.source, "")
        got = lines[at + offset]
        reason = pattern.mismatch(got)
        if reason:
            hint = _hint(pattern, lines)
            return Mismatch(reason, start + offset + 1, at + offset + 1, pattern.source, got, hint)
    end = at + len(run)
    if to_end and end < len(lines):
        hint = "`...` on a line of its own stands for any lines"
        return Mismatch("there is more output than expected", 0, end + 1, "(end)", lines[end], hint)
    return None


def _not_found(run: Sequence[LinePattern], start: int, lines: Sequence[str], at: int) -> Mismatch:
    """A run between gaps that stands nowhere: names the first of its lines that no line fits, else the first."""
    for offset, pattern in enumerate(run):
        if all(pattern.mismatch(line) for line in lines[at:]):
            reason = "no line of the output fits it" if not at else f"no line after output line {at} fits it"
            return Mismatch(reason, start + offset + 1, 0, pattern.source, _start_of("\n".join(lines[at:])))
    return Mismatch("its lines don't follow one another in the output", start + 1, 0, run[0].source, "")


def _compare_any_order(patterns: Sequence[LinePattern | None], output: str) -> Mismatch | None:
    """Each pattern needs a line of its own; lines left over are allowed only where the expectation holds a `...`."""
    lines = _lines(output)
    wanted = [(index, pattern) for index, pattern in enumerate(patterns) if pattern]
    left = list(lines)
    hard: list[tuple[int, LinePattern]] = []
    for index, pattern in wanted:
        # Plain text is settled first: it can only ever take an equal line.
        plain = isinstance(pattern, TextLine) and STRETCH not in pattern.source
        if not plain:
            hard.append((index, pattern))
        elif pattern.source.rstrip() in left:
            left.remove(pattern.source.rstrip())
        else:
            return Mismatch("no line of the output fits it", index + 1, 0, pattern.source, _start_of(output))
    if len(wanted) == len(patterns) and len(lines) > len(wanted):
        return Mismatch(f"{len(lines)} lines where {len(wanted)} are expected", got=_start_of("\n".join(left)))
    lonely = first_unpaired(len(hard), len(left), lambda a, b: not hard[a][1].mismatch(left[b]))
    if lonely is not None:
        index, pattern = hard[lonely]
        return Mismatch("no line of the output is left for it", index + 1, 0, pattern.source, _start_of(output))
    return None


def _compare_json(value: Any, output: str, *, ordered: bool) -> Mismatch | None:
    """The first JSON in the output that fits is enough; else the first one's difference is told."""
    expected = _one_line(value)
    first = ""
    for document in json_documents(output):
        reason = json_mismatch(value, document, ordered=ordered)
        if not reason:
            return None
        first = first or reason
    return Mismatch(first or "there is no JSON in the output", expected=expected, got=_start_of(output))


def _one_line(value: Any) -> str:
    """A JSON value on one line, as a mismatch shows it."""
    return json.dumps(value, ensure_ascii=False)


def _hint(pattern: LinePattern, lines: Sequence[str]) -> str:
    """What the writer probably meant, when the expected text does stand somewhere in the output."""
    wanted = pattern.source.strip()
    inside = next((number for number, line in enumerate(lines, 1) if wanted and wanted in line), 0)
    if not inside or not isinstance(pattern, TextLine):
        return ""
    return f"it stands in output line {inside}: `...` before and after allows for what is around it"


def _start_of(output: str) -> str:
    line = next((line for line in output.split("\n") if line.strip()), "")
    return line[:200] if line else "(nothing)"


def _lines(text: str) -> list[str]:
    """The lines without spaces at their ends and without empty lines around the whole."""
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    first = next((index for index, line in enumerate(lines) if line), 0)
    return lines[first:]
