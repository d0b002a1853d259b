"""The ledger's file under real processes: appended to at once, killed, torn, locked, read-only, from another time."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planproof.errors import LedgerError
from planproof.proof.ledger.chain import ProblemKind
from planproof.proof.ledger.row import Draft, row_hash, spelling
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import RowKind, Verdict

from .conftest import FOLDER, Git, draft

APPENDING = """
import sys
from pathlib import Path
from planproof.proof.ledger.row import Draft
from planproof.proof.ledger.text import Ledger
root, folder, name, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
ledger = Ledger(root, folder, lock_timeout_s=60)
for number in range(count):
    row = ledger.append(Draft(check=f"{name}.{number}", subject="M1_E1_I1", reason="x" * 3000))
    print(row.hash, flush=True)
"""


def appending(ledger: Ledger, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", APPENDING, str(ledger.root), str(ledger.path.parent), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_rows__nothing_recorded__then_none(ledger: Ledger) -> None:
    assert ledger.rows() == ()


def test_append__first_rows__then_chained_and_read_back(ledger: Ledger) -> None:
    rows = tuple(ledger.append(draft(number)) for number in range(3))
    assert ledger.rows() == rows
    assert [row.previous for row in rows] == [(), (rows[0].hash,), (rows[1].hash,)]
    assert {row.iteration for row in rows} == {"M1_E1_I1"}


def test_append__by_another_ledger_object_between__then_chain_goes_on(project: Path, ledger: Ledger) -> None:
    other = Ledger(project, ledger.path.parent)
    rows = [ledger.append(draft(1)), other.append(draft(2)), ledger.append(draft(3)), other.append(draft(4))]
    assert list(ledger.rows()) == rows


def test_append__file_replaced_between__then_read_anew(ledger: Ledger) -> None:
    first, _ = ledger.append(draft(1)), ledger.append(draft(2))
    first_line = ledger.path.read_bytes().splitlines(keepends=True)[0]
    ledger.path.unlink()
    ledger.path.write_bytes(first_line)
    assert ledger.append(draft(3)).previous == (first.hash,)


def test_append__four_processes_at_once__then_all_rows_in_one_whole_chain(ledger: Ledger) -> None:
    processes = [appending(ledger, name, 50) for name in "abcd"]
    printed = [process.communicate(timeout=120)[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    rows = ledger.rows()
    assert len(rows) == 200
    assert {row.hash for row in rows} == {name for names in printed for name in names}
    assert all(len(row.previous) == 1 for row in rows[1:])


def test_append__killed_at_random_moments__then_every_reported_row_stands(ledger: Ledger) -> None:
    chance = random.Random(7)
    reported: set[str] = set()
    for round_number in range(8):
        process = appending(ledger, f"r{round_number}", 100_000)
        assert process.stdout
        first = process.stdout.readline().strip()
        time.sleep(chance.uniform(0, 0.05))
        os.kill(process.pid, signal.SIGKILL)
        rest, _ = process.communicate(timeout=30)
        reported |= {first, *[name for name in rest.split("\n")[:-1] if name]}
    ledger.append(draft())
    hashes = {row.hash for row in ledger.rows()}
    assert reported <= hashes
    assert len(reported) >= 8


@pytest.mark.parametrize("kept", [1, 30, -1])
def test_torn_tail__cut_anywhere__then_reported_and_moved_aside_by_the_next_append(ledger: Ledger, kept: int) -> None:
    first = ledger.append(draft(1))
    whole = ledger.path.stat().st_size
    ledger.append(draft(2))
    data = ledger.path.read_bytes()
    piece = data[whole:][:kept] if kept > 0 else data[whole:-20]
    ledger.path.write_bytes(data[:whole] + piece)
    with pytest.raises(LedgerError, match="torn") as caught:
        ledger.rows()
    assert caught.value.place.endswith("EVIDENCE.jsonl:2")
    assert ledger.path.read_bytes() == data[:whole] + piece
    third = ledger.append(draft(3))
    assert ledger.rows() == (first, third)
    (aside,) = (ledger.root / ".planproof" / "torn").iterdir()
    assert aside.read_bytes() == piece


def test_torn_tail__zeros_after_power_cut__then_rows_before_stay(ledger: Ledger) -> None:
    first = ledger.append(draft(1))
    with open(ledger.path, "ab") as file:
        file.write(b"\0" * 4096)
    assert [problem.kind for problem in ledger.read().problems] == [ProblemKind.TORN]
    assert ledger.repair() is not None
    assert ledger.repair() is None
    assert ledger.rows() == (first,)


def test_last_line__only_its_end_missing__then_row_counts_and_chain_goes_on(project: Path, ledger: Ledger) -> None:
    rows = [ledger.append(draft(1)), ledger.append(draft(2))]
    ledger.path.write_bytes(ledger.path.read_bytes().rstrip(b"\n"))
    assert list(ledger.rows()) == rows
    other = Ledger(project, ledger.path.parent)
    rows += [other.append(draft(3)), other.append(draft(4)), ledger.append(draft(5))]
    assert list(ledger.rows()) == rows


def test_append__two_heads__then_merge_row_names_both_first(ledger: Ledger) -> None:
    root = ledger.append(draft(1))
    base = ledger.path.read_bytes()
    left = ledger.append(draft(2))
    left_text = ledger.path.read_bytes()
    ledger.path.write_bytes(base)
    right = ledger.append(draft(3))
    ledger.path.write_bytes(left_text + ledger.path.read_bytes()[len(base) :])
    assert [problem.kind for problem in ledger.read().problems] == [ProblemKind.NEEDS_MERGE]
    last = ledger.append(draft(4))
    rows = ledger.rows()
    assert [row.kind for row in rows] == [*[RowKind.CHECK] * 3, RowKind.MERGE, RowKind.CHECK]
    assert set(rows[3].previous) == {left.hash, right.hash}
    assert last.previous == (rows[3].hash,)
    assert rows[0] == root
    assert ledger.read().problems == ()


def test_append__locked__then_error_names_the_holder_and_nothing_is_written(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    before = ledger.path.read_bytes()
    lock = project / ".planproof" / "locks" / "M1_E1_I1.lock"
    with open(lock, "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(LedgerError, match=f"locked by process {os.getpid()} ") as caught:
            Ledger(project, ledger.path.parent, lock_timeout_s=0.05).append(draft(2))
    assert caught.value.exit_code == 3
    assert caught.value.hint
    assert ledger.path.read_bytes() == before


def test_append__holder_was_killed__then_lock_is_free(ledger: Ledger) -> None:
    ledger.append(draft(1))
    code = "import fcntl,sys\nf=open(sys.argv[1],'r+')\nfcntl.flock(f,fcntl.LOCK_EX)\nprint('held',flush=True)\nsys.stdin.read()"
    lock = ledger.root / ".planproof" / "locks" / "M1_E1_I1.lock"
    holder = subprocess.Popen([sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.communicate(timeout=10)
    assert ledger.append(draft(2)).previous


def test_append__read_only_file__then_error_and_nothing_is_written(ledger: Ledger) -> None:
    ledger.append(draft(1))
    before = ledger.path.read_bytes()
    ledger.path.chmod(0o444)
    with pytest.raises(LedgerError, match=r"read-only|Permission denied"):
        ledger.append(draft(2))
    assert ledger.path.read_bytes() == before


def test_append__newer_schema__then_error_and_nothing_is_written(ledger: Ledger) -> None:
    ledger.append(draft(1))
    newer = json.loads(ledger.path.read_bytes()) | {"schema": 2, "novelty": True}
    newer["hash"] = row_hash(newer)
    ledger.path.write_bytes(spelling(newer) + b"\n")
    before = ledger.path.read_bytes()
    with pytest.raises(LedgerError, match="newer planproof") as caught:
        Ledger(ledger.root, ledger.path.parent).append(draft(2))
    assert caught.value.place.endswith("EVIDENCE.jsonl:1")
    with pytest.raises(LedgerError, match="schema 2"):
        ledger.rows()
    assert ledger.path.read_bytes() == before


def test_append__line_is_no_row__then_error_with_its_line(ledger: Ledger) -> None:
    ledger.append(draft(1))
    with open(ledger.path, "ab") as file:
        file.write(b"<<<<<<< HEAD\n")
    with pytest.raises(LedgerError, match="conflict marker") as caught:
        Ledger(ledger.root, ledger.path.parent).append(draft(2))
    assert caught.value.place.endswith("EVIDENCE.jsonl:2")


def test_ledger__a_pipe_or_folder_in_its_place__then_error_and_no_hang(ledger: Ledger) -> None:
    os.mkfifo(ledger.path)
    with pytest.raises(LedgerError, match="no regular file"):
        ledger.append(draft(1))
    with pytest.raises(LedgerError, match="no regular file"):
        ledger.rows()
    ledger.path.unlink()
    ledger.path.mkdir()
    with pytest.raises(LedgerError):
        ledger.append(draft(1))


def test_ledger__link_to_somewhere_else__then_not_written_through(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"")
    ledger.path.symlink_to(target)
    with pytest.raises(LedgerError):
        ledger.append(draft(1))
    assert target.read_bytes() == b""


def test_ledger__link_to_nowhere__then_nothing_recorded_and_not_written_through(
    ledger: Ledger, tmp_path: Path, git: Git
) -> None:
    ledger.path.symlink_to(tmp_path / "nowhere")
    assert ledger.rows() == ()
    with pytest.raises(LedgerError):
        ledger.append(draft(1))
    assert not (tmp_path / "nowhere").exists()


def test_ledger__missing_though_committed__then_error_and_none_begun_anew(ledger: Ledger, git: Git) -> None:
    ledger.append(draft(1))
    git("add", "-A")
    git("commit", "-qm", "evidence")
    ledger.path.unlink()
    for act in (ledger.rows, lambda: ledger.append(draft(2))):
        with pytest.raises(LedgerError, match="missing") as caught:
            act()
        assert "git checkout HEAD" in caught.value.hint
    assert not ledger.path.exists()


def test_rows__one_edited__then_error_so_that_nothing_rests_on_it(ledger: Ledger) -> None:
    ledger.append(draft(1, Verdict.REFUTED))
    ledger.append(draft(2))
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"refuted"', b'"proved"'))
    with pytest.raises(LedgerError, match="edited") as caught:
        ledger.rows()
    assert caught.value.place == f"{FOLDER}/M1_E1_I1_LINKS/EVIDENCE.jsonl:1"


def test_append__local_folder__then_private_and_ignored(ledger: Ledger) -> None:
    ledger.append(draft(1))
    local = ledger.root / ".planproof"
    assert local.stat().st_mode & 0o777 == 0o700
    assert "*" in (local / ".gitignore").read_text().splitlines()


def test_folder__without_id__then_error(project: Path) -> None:
    with pytest.raises(LedgerError, match="no id"):
        Ledger(project, project / "docs")


def test_append__detail_not_writable__then_error_and_file_as_it_was(ledger: Ledger) -> None:
    ledger.append(draft(1))
    before = ledger.path.read_bytes()
    with pytest.raises(LedgerError, match="JSON type"):
        ledger.append(Draft(details={"x": object()}))
    assert ledger.path.read_bytes() == before


def test_append__full_disk__then_error_and_what_was_written_is_taken_back(ledger: Ledger) -> None:
    ledger.append(draft(1))
    before = ledger.path.read_bytes()
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from planproof.proof.ledger.row import Draft\nfrom planproof.proof.ledger.text import Ledger\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "Ledger(Path(sys.argv[1]), Path(sys.argv[2])).append(Draft(reason='x' * 5000))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(ledger.root), str(ledger.path.parent)], capture_output=True, text=True
    )
    assert "LedgerError" in run.stderr
    assert ledger.path.read_bytes() == before


def test_ledger__missing_after_another_commit__then_noticed_at_once(ledger: Ledger, git: Git) -> None:
    assert ledger.rows() == ()
    ledger.append(draft(1))
    git("add", "-A")
    git("commit", "-qm", "evidence")
    ledger.path.unlink()
    with pytest.raises(LedgerError, match="missing"):
        ledger.rows()
    git("commit", "-qam", "evidence: gone")
    assert ledger.rows() == ()


def test_ledger__missing_in_a_worktree__then_noticed(ledger: Ledger, git: Git, tmp_path: Path) -> None:
    ledger.append(draft(1))
    git("add", "-A")
    git("commit", "-qm", "evidence")
    git("worktree", "add", "-q", str(tmp_path / "beside"))
    there = Ledger(tmp_path / "beside", tmp_path / "beside" / FOLDER / "M1_E1_I1_LINKS")
    assert len(there.rows()) == 1
    there.path.unlink()
    with pytest.raises(LedgerError, match="missing"):
        there.rows()


def test_repair__read_only_and_whole__then_nothing_to_do(ledger: Ledger) -> None:
    ledger.append(draft(1))
    ledger.path.chmod(0o444)
    assert ledger.repair() is None
