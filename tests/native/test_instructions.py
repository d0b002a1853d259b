"""The way of an event, counted in instructions: they don't vary with the machine's other work, so that this can be a gate."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.native.test_native import build

FEW, MANY = 100_000, 300_000

pytestmark = [
    pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler"),
    pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind isn't installed"),
    pytest.mark.xdist_group("native"),
]


@pytest.fixture(scope="module")
def hook_count(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("count")) / "native" / "hook_count"


def instructions(program: Path, events: int, mode: str) -> int:
    """How many instructions that many events take, the loop around them included."""
    command = ["valgrind", "--tool=callgrind", "--toggle-collect=counted", "--callgrind-out-file=/dev/null"]
    ran = subprocess.run([*command, program, str(events), *mode.split()], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    collected = re.search(r"Collected : (\d+)", ran.stderr)
    assert collected, ran.stderr
    return int(collected[1])


def an_event(program: Path, mode: str) -> float:
    """Instructions of one event on average, changes of chunks included and the loop left out."""
    with_events = instructions(program, MANY, mode) - instructions(program, FEW, mode)
    without = instructions(program, MANY, "nothing") - instructions(program, FEW, "nothing")
    return (with_events - without) / (MANY - FEW)


# 14 in a row, and 0.07 for each event's share of the next chunk.
@pytest.mark.parametrize(("mode", "most"), [("", 14.1), ("exact", 50.5)])
def test_planproof_hook_write__counted__then_no_more_instructions(hook_count: Path, mode: str, most: float) -> None:
    assert 5 < an_event(hook_count, mode) <= most
