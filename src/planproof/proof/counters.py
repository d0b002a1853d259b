"""Coverage of compiled programs: counters that every run adds to, and the report that the project's own command makes of them.

    forget_counters    removes what earlier runs counted        before the tests
    write_report       runs `[coverage] command`                directly after them

gcov (`*.gcda`) and LLVM (`*.profraw`) add up over runs. A test that is gone would still cover its lines, and a unit test
would stand for a system test, if the counters weren't taken away before a run that is measured.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from planproof.proof.commands import disqualified
from planproof.proof.frameworks import fill
from planproof.proof.workbench import Workbench

__all__ = ["forget_counters", "write_report"]

_COUNTERS = (".gcda", ".profraw")
_NOT_ENTERED = frozenset({".git", ".planproof", ".venv", "node_modules"})


def forget_counters(folder: Path) -> int:
    """Removes the counters of earlier runs below a folder; returns how many files that were."""
    removed = 0
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_ENTERED]
        for name in files:
            if name.endswith(_COUNTERS):
                Path(here, name).unlink(missing_ok=True)
                removed += 1
    return removed


def write_report(bench: Workbench, folder: Path) -> tuple[Path | None, str]:
    """Has the project write its coverage report, in lcov or cobertura form.

    Returns:
        the report and an empty text; or None and why there is none.
    """
    config = bench.config
    path = bench.scratch_file("coverage.xml" if config.coverage.format == "cobertura" else "coverage.info")
    if not config.coverage.command:
        return None, "no [coverage] command says how coverage is written"
    script = fill(config.coverage.command, coverage=shlex.quote(str(path)))
    ran = bench.command(script, folder=folder, deadline_s=config.limits.tests_s)
    unfit = disqualified(ran) or ("" if ran.exit_code == 0 else ran.reason)
    if unfit:
        return None, f"the coverage command: {unfit}"
    return (path, "") if path.exists() else (None, "the coverage command wrote no report")
