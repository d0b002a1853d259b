"""What takes minutes: spoiled event files read, processes that write and die under the sanitizers, a minute each."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.native.test_native import build, run, sanitized

MINUTE_S = 60

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler"),
    pytest.mark.xdist_group("native"),
]


def test_fuzz_events__a_minute__then_nothing_reported(tmp_path: Path) -> None:
    prefix = sanitized(tmp_path, "address,undefined")
    program = build(tmp_path / "core", "-Db_sanitize=address,undefined") / "native" / "fuzz_events"
    output = run(*prefix, str(program), str(MINUTE_S), str(time.time_ns()))
    assert "files=" in output
    assert "runtime error" not in output


@pytest.mark.parametrize("sanitizer", ["thread", "address,undefined"])
def test_session_stress__two_processes_a_minute__then_every_event_there(tmp_path: Path, sanitizer: str) -> None:
    prefix = sanitized(tmp_path, sanitizer)
    program = build(tmp_path / "core", f"-Db_sanitize={sanitizer}") / "native" / "session_stress"
    end = time.monotonic() + MINUTE_S
    for turn in range(1_000_000):
        if time.monotonic() > end:
            break
        lanes = tmp_path / f"lanes{turn}"
        lanes.mkdir()
        # By turns they end by themselves and are killed.
        arguments = ("2", "1000000") if turn % 2 == 0 else ("2", "1000000000", "300000")
        output = run(*prefix, str(program), str(lanes), *arguments)
        assert output.endswith("difference=0\n"), output
        shutil.rmtree(lanes)
