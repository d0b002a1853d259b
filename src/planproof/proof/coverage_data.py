"""Which lines ran: in which tests, and of the lines that changed, which did not.

    lines_run_by            coverage contexts (coverage.py) or line counts (lcov, cobertura) -> lines of each file
    changed_line_coverage   a coverage report and the diff since the base, compared by diff-cover

diff-cover passes over files that its report does not name; a changed source file that nobody measured counts as missing here.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import coverage

from planproof.proof.frameworks import settings_path
from planproof.proof.own_changes import own_changes
from planproof.proof.process_coverage import IN_A_PROCESS
from planproof.proof.results import read_coverage
from planproof.proof.testing import TestRun
from planproof.proof.workbench import Workbench

__all__ = ["ChangedLines", "changed_line_coverage", "lines_run_by"]

_CODE = {".py", ".c", ".cc", ".cpp", ".cxx", ".rs", ".ts", ".tsx", ".js"}
_HUNK = re.compile(r"@@ -\S+ \+(\d+)")
_EXCLUDED = re.compile(r"\b(?:LCOV|GCOV|GCOVR)_EXCL")
_ONLY_A_REMARK = re.compile(r"^\s*(#|//|/\*|\*|$)")


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """How the changed lines are covered.

    Attributes:
        lines: changed lines that could be covered.
        missing: `path:line` of each that is not, or `path (never measured)`.
        problem: why there is no answer; empty when there is one.
        uncounted: changed source files that lie neither in a folder that counts nor among the tests.
    """

    lines: int
    missing: tuple[str, ...]
    problem: str = ""
    uncounted: tuple[str, ...] = ()


def lines_run_by(bench: Workbench, run: TestRun) -> tuple[dict[str, set[int]], str]:
    """The lines that ran inside tests, by path relative to the tree; or why that isn't known.

    With coverage.py a line counts when its context is a test, so lines that run at import time don't. A process that a
    test started imports under that test's name too, so of its lines only those inside functions count.
    """
    if bench.config.coverage.format == "coverage.py":
        if run.coverage is None:
            return {}, "the tests wrote no coverage data"
        data = coverage.CoverageData(basename=str(run.coverage))
        try:
            data.read()
        except coverage.CoverageException as error:
            return {}, f"the coverage data can't be read: {error}"
        found: dict[str, set[int]] = {}
        for name in data.measured_files():
            contexts = data.contexts_by_lineno(name)
            path = os.path.relpath(name, bench.folder) if os.path.isabs(name) else name
            inside = _lines_in_functions(bench.folder / path)
            found[path] = {line for line, names in contexts.items() if _by_a_test(names, inside=line in inside)}
        return found, ""
    report, problem = _report(bench, run)
    if report is None:
        return {}, problem
    measured = read_coverage(report, bench.config.coverage.format).relative_to(bench.folder)
    problems = "; ".join(measured.problems)
    return {path: set(file.covered) for path, file in measured.files.items()}, problems


def _by_a_test(contexts: list[str], *, inside: bool) -> bool:
    return any(name and (inside or not name.startswith(IN_A_PROCESS)) for name in contexts)


def _lines_in_functions(path: Path) -> set[int]:
    """The lines of all function bodies of a Python file; empty when it can't be read or parsed."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return set()
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {line for node in functions for line in range(node.body[0].lineno, (node.end_lineno or 0) + 1)}


def changed_line_coverage(bench: Workbench, run: TestRun) -> ChangedLines:
    """The coverage of every line that differs from the base commit, uncommitted and untracked lines included.

    Files that belong to the work of others (`proof.own_changes`) are left out.
    """
    report, problem = _report(bench, run)
    if report is None:
        return ChangedLines(0, (), problem)
    compared = bench.scratch_file("diff-cover.json")
    arguments = [
        str(report),
        f"--compare-branch={bench.base_commit}",
        "--diff-range-notation=..",
        "--include-untracked",
    ]
    settings = bench.scratch_file("diff-cover.toml")
    settings.write_text(
        "[tool.diff_cover]\nquiet = true\n", encoding="utf-8"
    )  # the project's own could exclude what it changed
    arguments += ["--format", f"json:{compared}", "--quiet", "--config-file", str(settings)]
    ended = _python(bench, "diff_cover.diff_cover_tool", *arguments)
    if not compared.exists():
        return ChangedLines(0, (), f"diff-cover: {_last_line(ended)}")
    return _summary(bench, json.loads(compared.read_text(encoding="utf-8"))["src_stats"])


def _summary(bench: Workbench, stats: dict[str, dict[str, list[int]]]) -> ChangedLines:
    lines, missing = 0, []
    own = own_changes(bench)
    for path, file in sorted(stats.items()):
        if path in own.elsewhere or not _counts(bench, path):
            continue
        lines += len(file["covered_lines"]) + len(file["violation_lines"])
        missing += [f"{path}:{line}" for line in file["violation_lines"]]
    missing += _excluded(bench)
    for changed in own.own:
        path = changed.path
        if path not in stats and _counts(bench, path) and _has_code(bench.folder / path):
            lines += 1
            missing.append(f"{path} (never measured)")
    return ChangedLines(lines, tuple(missing), uncounted=_uncounted(bench))


def _uncounted(bench: Workbench) -> tuple[str, ...]:
    known = (*bench.config.coverage.sources, *bench.config.tests.folders)
    changed = (file.path for file in own_changes(bench).own if file.status != "deleted")
    return tuple(path for path in changed if PurePosixPath(path).suffix in _CODE and not _inside(path, known))


def _inside(path: str, folders: Iterable[str]) -> bool:
    return any(PurePosixPath(path).is_relative_to(folder) for folder in folders)


def _excluded(bench: Workbench) -> list[str]:
    """Changed lines of compiled code that carry a mark by which gcov's tools leave them out."""
    found, path, number = [], "", 0
    elsewhere = own_changes(bench).elsewhere
    for line in bench.repository.diff(bench.base_commit).splitlines():
        if line.startswith("+++ "):
            path = line[6:].rstrip("\t").strip('"')
        elif place := _HUNK.match(line):
            number = int(place.group(1)) - 1
        elif line.startswith(("+", " ")):
            number += 1
            if line.startswith("+") and _EXCLUDED.search(line) and path not in elsewhere and _counts(bench, path):
                found.append(f"{path}:{number} (left out by a mark)")
    return found


def _counts(bench: Workbench, path: str) -> bool:
    """Whether a file's lines must be covered: source code below one of the folders that count."""
    return _inside(path, bench.config.coverage.sources) and PurePosixPath(path).suffix in _CODE


def _has_code(path: Path) -> bool:
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return any(not _ONLY_A_REMARK.match(line) for line in text.splitlines())


def _report(bench: Workbench, run: TestRun) -> tuple[Path | None, str]:
    """A report that diff-cover reads: XML from coverage.py's data, or what the project's own command wrote after the run."""
    if bench.config.coverage.format == "coverage.py":
        return _xml(bench, run)
    if run.coverage is None:
        return None, run.unmeasured or "the tests wrote no coverage"
    return run.coverage, ""


def _xml(bench: Workbench, run: TestRun) -> tuple[Path | None, str]:
    if run.coverage is None:
        return None, "the tests wrote no coverage data"
    path = bench.scratch_file("coverage.xml")
    settings = f"--rcfile={settings_path(run.coverage)}"
    ended = _python(bench, "coverage", "xml", settings, f"--data-file={run.coverage}", "-o", str(path))
    return (path, "") if path.exists() else (None, f"coverage.py: {_last_line(ended)}")


def _python(bench: Workbench, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs one of our own tools in the tree, since both resolve paths against the current folder."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=bench.folder, capture_output=True, text=True, check=False
    )


def _last_line(ended: subprocess.CompletedProcess[str]) -> str:
    lines = (ended.stdout + ended.stderr).strip().splitlines()
    return lines[-1] if lines else f"it ended with {ended.returncode} and said nothing"
