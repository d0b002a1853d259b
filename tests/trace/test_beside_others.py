"""The recorder where it is not alone: beside coverage.py, and among many threads."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import coverage
import pytest

from tests.trace.recorded import PROGRAMS, Program

pytestmark = pytest.mark.xdist_group("recorder")

BESIDE = """
import sys, coverage
from planproof.trace import recording
made = coverage.Coverage(data_file=None, include=[sys.argv[1]])
made.start()
if sys.argv[2] == "beside":
    with recording(sys.argv[3], root=sys.argv[4], library=sys.argv[5]) as recorded:
        import covered
        covered.main()
    assert recorded.balance()["kinds"]["call"] == 4, recorded.balance()
else:
    import covered
    covered.main()
made.stop()
import json
print(json.dumps(sorted(made.get_data().lines(sys.argv[1]))))
"""


def covered_lines(recorded: Program, how: str) -> list[int]:
    """The lines that coverage.py saw; it is lent to interpreters that haven't got it."""
    lent = recorded.folder / "lent"
    if not lent.exists():
        shutil.copytree(Path(coverage.__file__).parent, lent / "coverage")
    path = os.pathsep.join([str(Path(__file__).resolve().parents[2] / "src"), str(lent), str(PROGRAMS)])
    core = "ctrace" if recorded.interpreter.version < (3, 12) else "sysmon"
    arguments = (str(PROGRAMS / "covered.py"), how, str(recorded.folder / "beside.atf"), str(PROGRAMS))
    output = recorded.python("-c", BESIDE, *arguments, str(recorded.library), PYTHONPATH=path, COVERAGE_CORE=core)
    lines = json.loads(output)
    assert isinstance(lines, list)
    return lines


def test_recording__beside_coverage__then_both_are_complete(recorded: Program) -> None:
    assert covered_lines(recorded, "beside") == covered_lines(recorded, "alone") != []


def test_recording__threads_of_one_call__then_ten_thousand_counted(recorded: Program) -> None:
    trace = recorded.run("short_threads")
    assert trace.of("only_call") == {"call": 10_000, "return": 10_000}
    assert len({event.thread for event in trace.events}) == 10_001
