"""Commands under `planproof record`, and their traces read back; whatever was recorded must add up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from planproof.trace.atf.manifest import Manifest, read_manifest
from planproof.trace.dump import Row, rows_of
from planproof.trace.leftovers import kept_events
from tests.trace.recorded import library_for

ROOT = Path(__file__).resolve().parents[2]
RECORDER = "python"  # which one the commands run under; `each_recorder` sets it
PROGRAMS = Path(__file__).parent / "programs"


class Recorded(NamedTuple):
    """A command that was recorded.

    Attributes:
        folder: the trace.
        status: the exit code of `planproof record`.
        stdout: of the command.
        stderr: of the command and of planproof.
    """

    folder: Path
    status: int
    stdout: str
    stderr: str

    @property
    def manifest(self) -> Manifest:
        return read_manifest(str(self.folder))

    def rows(self) -> list[Row]:
        """Every event; asserts that each lane's events are accounted for."""
        return rows_of_whole(self.folder)

    def calls(self, name: str = "work") -> dict[int, int]:
        """How often each process called a function."""
        return dict(Counter(row.pid for row in self.rows() if row.kind == "call" and row.name.endswith(f".{name}")))


def rows_of_whole(folder: Path) -> list[Row]:
    """The events of a closed trace that adds up."""
    checked(folder)
    return list(rows_of(folder))


def checked(folder: Path) -> None:
    """Asserts that a trace is closed, that emitted = persisted + dropped in every lane, and that what is persisted can be read."""
    manifest = read_manifest(str(folder))
    assert manifest.closed
    assert [balance for balance in manifest.conservation if balance.difference] == []
    there = kept_events(str(folder))
    said = {(row.pid, row.slot, row.generation): row.persisted for row in manifest.conservation if row.persisted}
    assert there.events == said
    if manifest.recorder == "python":  # in the core a lane's numbers go on when its slot has another thread
        assert there.behind == there.events | {key: there.behind[key] for key in lossy(manifest)}


def lossy(manifest: Manifest) -> list[tuple[int, int, int]]:
    """Lanes whose numbers have gaps, since something was dropped."""
    return [(row.pid, row.slot, row.generation) for row in manifest.conservation if row.dropped and row.persisted]


def environment(**more: str) -> dict[str, str]:
    """Ours, with the package of this tree and no session around."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLANPROOF_")}
    library = {"PLANPROOF_RECORDER_LIBRARY": str(library_for(""))} if RECORDER == "native" else {}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", **library, **more}


def record_command(folder: Path, command: list[str], *options: str) -> list[str]:
    """The command line that records another into `folder/t.atf`."""
    own = [sys.executable, "-m", "planproof", "record", "--recorder", RECORDER, "--project", str(PROGRAMS)]
    return [*own, "-o", str(folder / "t.atf"), *options, "--", *command]


def record(folder: Path, command: list[str], *options: str, **variables: str) -> Recorded:
    """Records a command to its end."""
    ran = subprocess.run(
        record_command(folder, command, *options),
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Recorded(folder / "t.atf", ran.returncode, ran.stdout, ran.stderr)


def planproof(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Any verb, run in a folder."""
    command = [sys.executable, "-m", "planproof", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
