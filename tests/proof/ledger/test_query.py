"""Quick answers: the same from the index as from the text, and never from an index that is behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planproof.errors import LedgerError
from planproof.proof.ledger.index import refresh_index
from planproof.proof.ledger.places import index_path
from planproof.proof.ledger.query import latest, latest_of_all, standing
from planproof.proof.ledger.row import Draft
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import RowKind, Verdict

from .conftest import add_iteration, draft


def test_latest__a_check_run_twice__then_the_newer_row_from_text_and_index(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1, Verdict.PROVED))
    other = ledger.append(draft(2))
    newer = ledger.append(draft(1, Verdict.REFUTED))
    ledger.append(Draft(kind=RowKind.START, base_commit="e" * 40, subject="M1_E1_I1"))
    from_text = latest(project, "M1_E1_I1")
    assert {key: row.hash for key, row in from_text.items()} == {
        (3, "specify.red1", "M1_E1_I1"): newer.hash,
        (3, "specify.red2", "M1_E1_I1"): other.hash,
    }
    assert from_text[3, "specify.red1", "M1_E1_I1"].verdict == "refuted"
    starts_from_text = latest(project, "M1_E1_I1", kind=RowKind.START)
    assert [row.base_commit for row in starts_from_text.values()] == ["e" * 40]
    refresh_index(project)
    assert standing(project, "M1_E1_I1").indexed
    assert latest(project, "M1_E1_I1") == from_text
    assert latest(project, "M1_E1_I1", kind=RowKind.START) == starts_from_text


def test_latest__index_is_behind__then_the_text_is_read(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    refresh_index(project)
    newer = ledger.append(draft(1, Verdict.REFUTED))
    assert [row.hash for row in latest(project, "M1_E1_I1").values()] == [newer.hash]
    assert not standing(project, "M1_E1_I1").indexed


@pytest.mark.parametrize("damage", [b"", b"garbage" * 1000])
def test_latest__index_damaged__then_the_text_is_read_and_the_index_left(
    project: Path, ledger: Ledger, damage: bytes
) -> None:
    row = ledger.append(draft(1))
    index_path(project).write_bytes(damage)
    assert [one.hash for one in latest(project, "M1_E1_I1").values()] == [row.hash]
    assert index_path(project).read_bytes() == damage


def test_latest__index_damaged_in_the_middle__then_the_text_is_read(project: Path, ledger: Ledger) -> None:
    for number in range(300):
        ledger.append(draft(number % 7))
    expected = latest(project, "M1_E1_I1")
    refresh_index(project)
    data = index_path(project).read_bytes()
    for cut in range(8192, len(data), len(data) // 12):
        index_path(project).write_bytes(data[:4096] + data[4096:cut] + b"\xaa" * (len(data) - cut))
        assert latest(project, "M1_E1_I1") == expected
        assert latest_of_all(project) == {"M1_E1_I1": expected}
        standing(project, "M1_E1_I1")


def test_latest__no_iteration_or_no_evidence__then_nothing(project: Path) -> None:
    assert latest(project, "M9_E9_I9") == {}
    assert latest(project, "M1_E1_I1") == {}
    assert latest_of_all(project) == {}
    assert standing(project, "M1_E1_I1").rows == 0


def test_latest__ledger_has_a_fault__then_error_from_text_and_told_by_standing(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1, Verdict.REFUTED))
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"refuted"', b'"proved"'))
    with pytest.raises(LedgerError, match="edited"):
        latest(project, "M1_E1_I1")
    refresh_index(project)
    with pytest.raises(LedgerError, match="edited"):
        latest(project, "M1_E1_I1")
    told = standing(project, "M1_E1_I1")
    assert (told.faults, told.indexed) == (1, True)
    assert "edited" in told.first_fault


def test_latest_of_all__half_of_it_indexed__then_both_halves(project: Path, ledger: Ledger) -> None:
    second = Ledger(project, add_iteration(project, 2))
    ledger.append(draft(1))
    refresh_index(project)
    second.append(draft(2))
    everything = latest_of_all(project)
    assert everything == {"M1_E1_I1": latest(project, "M1_E1_I1"), "M1_E1_I2": latest(project, "M1_E1_I2")}


def test_import__query__then_nothing_heavy_comes_along() -> None:
    code = (
        "import sys, planproof.proof.ledger.query\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'rich', 'asyncio') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
