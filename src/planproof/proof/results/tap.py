"""TAP 12 to 14, the Test Anything Protocol (testanything.org).

    TAP version 14              optional
    1..3                        the plan, first or last; `1..0 # SKIP why` for nothing at all
    ok 1 - claim                passed
    not ok 2 - release          failed; `# …` lines and a `---` … `...` block after it are its text
    ok 3 - lane # SKIP no tty   skipped; so is `# TODO`: what is still to do shows nothing
    # Subtest: slots            the lines indented by four below belong to it
        1..1
        ok 1 - inner
    Bail out! no memory         the rest did not run

A plan that isn't kept (fewer, more, none, a number twice) is a problem, because the missing tests may be the failing ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from planproof.proof.results.guard import UnreadableResult
from planproof.proof.results.model import ResultProblem, TestCaseResult, TestStatus

__all__ = ["parse_tap"]

_TEST = re.compile(r"(not )?ok\b(?:[ \t]+(\d{1,9}))?(?:[ \t]+-)?[ \t]*([^#\\]*(?:\\.[^#\\]*)*)(?:#[ \t]*(.*))?")
_PLAN = re.compile(r"1\.\.(\d{1,9})[ \t]*(?:#[ \t]*(.*))?")
_SUBTEST = re.compile(r"#[ \t]*Subtest:?[ \t]*(.*)")
_INDENT = 4


@dataclass
class _Level:
    """What was read at one depth of indentation."""

    name: str = ""
    planned: int | None = None
    numbers: list[int] = field(default_factory=list)
    failed: bool = False


class _Reader:
    """Goes through the lines once, keeping one `_Level` a depth."""

    def __init__(self) -> None:
        self.cases: list[TestCaseResult] = []
        self.problems: list[ResultProblem] = []
        self.levels = [_Level()]
        self.seen_tap = False
        self.bailed_out = False
        self.names: dict[int, str] = {}
        self._notes: list[str] = []
        self._in_block = False

    def line(self, raw: str) -> bool:
        """Reads one line; False when nothing after it counts (bail out)."""
        stripped = raw.strip()
        depth = (len(raw) - len(raw.lstrip(" "))) // _INDENT
        if self._in_block:
            self._in_block = stripped != "..."
            self._notes += [stripped] if self._in_block else []
            return True
        if stripped.startswith("Bail out!"):
            self.bailed_out = True
            self.problems.append(ResultProblem("bail-out", f"the tests stopped: {stripped[9:].strip() or 'no reason'}"))
            self.seen_tap = True
            return False
        plan, test, subtest = _PLAN.fullmatch(stripped), _TEST.fullmatch(stripped), _SUBTEST.fullmatch(stripped)
        if plan:
            self._enter(depth)
            self.levels[-1].planned = int(plan.group(1))
            self.seen_tap = True
        elif test:
            self._test(depth, test)
        elif subtest:
            self.names[depth + 1] = subtest.group(1).strip()
        elif stripped == "---":
            self._in_block = True
        elif stripped.startswith("#"):
            self._notes.append(stripped.lstrip("# "))
        return True

    def close(self) -> None:
        """Ends the document: gives the last test its notes and checks the plans that are still open."""
        self._flush()
        while self.levels and not self.bailed_out:
            self._check_plan(self.levels.pop())

    def _enter(self, depth: int) -> None:
        """Opens or closes levels so that the current one has that depth."""
        self._flush()
        while len(self.levels) > depth + 1:
            self._check_plan(self.levels.pop())
        while len(self.levels) < depth + 1 and len(self.levels) < 20:
            self.levels.append(_Level(name=self.names.pop(len(self.levels), "")))

    def _test(self, depth: int, match: re.Match[str]) -> None:
        failed, number, description, directive = match.groups()
        inner = self.levels[depth + 1] if len(self.levels) > depth + 1 else None
        self._enter(depth)
        level = self.levels[-1]
        name = re.sub(r"\\(.)", r"\1", description).strip() or f"test {number or len(level.numbers) + 1}"
        level.numbers.append(int(number) if number else len(level.numbers) + 1)
        self.seen_tap = True
        skipped = bool(directive) and directive.lower().startswith(("skip", "todo"))
        status = TestStatus.SKIPPED if skipped else TestStatus.FAILED if failed else TestStatus.PASSED
        level.failed |= status is TestStatus.FAILED
        if inner and (status is TestStatus.PASSED or (status is TestStatus.FAILED and inner.failed)):
            return  # The sum of its subtests, which are there themselves.
        kind = "not ok" if status is TestStatus.FAILED else ""
        message = directive.strip() if skipped else ""
        self.cases.append(TestCaseResult(name, level.name, "", status, message=message, kind=kind))

    def _flush(self) -> None:
        """Gives the notes since the last test to it, when it failed."""
        if self._notes and self.cases and self.cases[-1].status is TestStatus.FAILED and not self.cases[-1].text:
            last = self.cases[-1]
            text = "\n".join(self._notes)
            self.cases[-1] = replace(last, message=text, text=text)
        self._notes = []

    def _check_plan(self, level: _Level) -> None:
        where = f" of {level.name!r}" if level.name else ""
        if level.planned is None:
            self.problems.append(
                ResultProblem("plan-mismatch", f"the plan{where} (`1..N`) is missing: tests may be cut off")
            )
        elif level.planned != len(level.numbers):
            message = f"the plan{where} names {level.planned} tests, {len(level.numbers)} were reported"
            self.problems.append(ResultProblem("plan-mismatch", message))
        elif sorted(level.numbers) != list(range(1, len(level.numbers) + 1)):
            self.problems.append(
                ResultProblem("plan-mismatch", f"the numbers{where} don't run from 1 to {level.planned}")
            )


def parse_tap(data: bytes) -> tuple[list[TestCaseResult], list[ResultProblem]]:
    """The tests of a TAP stream, in its order, and what is wrong with it.

    Raises:
        UnreadableResult: empty, or no line of TAP in it.
    """
    if not data.strip():
        raise UnreadableResult("empty", "the output is empty")
    reader = _Reader()
    for line in data.decode("utf-8", "replace").splitlines():
        if not reader.line(line):
            break
    if not reader.seen_tap:
        raise UnreadableResult("wrong-format", "the output holds no line of TAP")
    reader.close()
    return reader.cases, reader.problems
