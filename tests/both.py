"""Runs tests of the C core and of the recorder's Python part alike, for `planproof prove`: names in, TAP out.

python -m tests.both --list          the names of all tests
python -m tests.both NAME ...        runs these; a test with parameters is one test, and passes when all of its cases do

The C tests come from build/core-coverage, which `[commands] build` in planproof.toml makes.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
NATIVE_TESTS = ROOT / "build" / "core-coverage" / "native" / "native_tests"
PYTHON_TESTS = "tests/trace"
_QUIET = ["-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly", PYTHON_TESTS]


class _Watcher:
    """Keeps the names that pytest collects, and what became of each."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []
        self.results: dict[str, list[pytest.TestReport]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = session.items

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = _function_of(report.nodeid)
        self.results.setdefault(name, [])
        if report.when == "call" or report.outcome != "passed":
            self.results[name].append(report)

    @property
    def names(self) -> list[str]:
        """Functions in the order in which they stand, each once."""
        return list(dict.fromkeys(_function_of(item.nodeid) for item in self.items))


def _function_of(node_id: str) -> str:
    return node_id.rsplit("::", 1)[1].split("[")[0]


def _pytest(*arguments: str) -> _Watcher:
    watcher = _Watcher()
    with contextlib.redirect_stdout(sys.stderr):
        pytest.main([*_QUIET, *arguments], plugins=[watcher])
    return watcher


def _native(*arguments: str) -> list[str]:
    """The lines that the C tests print; none before they are built."""
    if not NATIVE_TESTS.exists():
        return []
    ran = subprocess.run([NATIVE_TESTS, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return ran.stdout.splitlines()


def _python_tap(names: list[str], first: int) -> list[str]:
    """The lines of the Python tests that are named, numbered from first."""
    results = _pytest("-k", " or ".join(names)).results
    lines = []
    for number, name in enumerate((name for name in names if name in results), first):
        reports = results[name]
        failed = [report for report in reports if report.failed]
        skipped = bool(reports) and all(report.skipped for report in reports)
        lines.append(
            f"{'not ok' if failed else 'ok'} {number} - {name}{' # SKIP ' + _why(reports[0]) if skipped else ''}"
        )
        lines += [f"# {line}" for report in failed[:1] for line in report.longreprtext.splitlines()]
    return lines


def _why(report: pytest.TestReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""


def main(arguments: list[str]) -> int:
    """Lists or runs; 1 when a test failed or none ran, as the C tests do."""
    os.chdir(ROOT)
    if arguments == ["--list"]:
        print(*_native("--list"), *_pytest("--collect-only").names, sep="\n")
        return 0
    in_c = set(_native("--list"))
    mine = [name for name in arguments if name not in in_c]
    chosen = [name for name in arguments if name in in_c]
    native = [line for line in (_native(*chosen) if chosen else []) if not line.startswith(("TAP version", "1.."))]
    ran = sum(line.startswith(("ok ", "not ok ")) for line in native)
    lines = native + (_python_tap(mine, ran + 1) if mine else [])
    tests = [line for line in lines if line.startswith(("ok ", "not ok "))]
    print("TAP version 13", *lines, f"1..{len(tests)}", sep="\n")
    return int(not tests or any(line.startswith("not ok") for line in tests))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
