"""Which lines ran in the Python processes that tests start: a system test of a command runs its code in one of them.

    settings for them, named by COVERAGE_PROCESS_START -> a data file each -> joined with that of the tests

coverage.py 7.13 and newer starts itself in every Python process that sees the variable.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import coverage

__all__ = ["IN_A_PROCESS", "join_processes", "process_settings_path", "write_process_settings"]

IN_A_PROCESS = "process of "
"""Begins the coverage context of a process that a test started; the test's id follows."""


def process_settings_path(coverage_to: Path) -> Path:
    """Where the settings of processes lie, for the data file of the tests."""
    return coverage_to.with_suffix(".processes.rc")


def write_process_settings(folder: Path, coverage_to: Path, sources: Sequence[str], more: Sequence[str]) -> None:
    """Writes the settings; a process may run in any folder, so its paths are absolute.

    Args:
        folder: the tree.
        coverage_to: the data file of the tests; each process writes one beside it.
        sources: folders that count, relative to `folder`.
        more: further lines of `[run]`.
    """
    lines = ["[run]", f"data_file = {coverage_to}", "parallel = True", f"context = {IN_A_PROCESS}${{PLANPROOF_TEST}}"]
    lines += ["source =", *(f"    {(folder / source).resolve()}" for source in sources), *more]
    process_settings_path(coverage_to).write_text("\n".join(lines) + "\n", encoding="utf-8")


def join_processes(coverage_to: Path, folder: Path) -> None:
    """Adds what the processes measured to the data of the tests; paths become relative to the tree.

    A process that was killed leaves an empty or broken file, which is passed over: it has nothing to add.
    """
    files = sorted(coverage_to.parent.glob(f"{coverage_to.name}.*"))
    if not files or not coverage_to.exists():
        return
    root = f"{folder.resolve()}{os.sep}"
    joined = coverage.CoverageData(basename=str(coverage_to))
    joined.read()
    for file in files:
        measured = coverage.CoverageData(basename=str(file))
        with contextlib.suppress(coverage.CoverageException):
            measured.read()
            joined.update(measured, map_path=lambda path: path.removeprefix(root))
    joined.write()
    joined.close()
