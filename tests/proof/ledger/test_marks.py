"""What this machine wrote is remembered, one mark a row, and forgotten only when somebody says so."""

from __future__ import annotations

from pathlib import Path

from planproof.proof.ledger.marks import forget_marks, marked_rows
from planproof.proof.ledger.text import Ledger

from .conftest import add_iteration, draft


def test_marks__rows_of_two_iterations__then_each_once_with_its_ledger(project: Path, ledger: Ledger) -> None:
    second = Ledger(project, add_iteration(project, 2))
    rows = [ledger.append(draft(1)), ledger.append(draft(2)), second.append(draft(1))]
    marks = marked_rows(project)
    assert [mark.hash for mark in marks] == [row.hash for row in rows]
    assert [mark.path for mark in marks] == [ledger.place, ledger.place, second.place]
    assert [mark.iteration for mark in marks] == ["M1_E1_I1", "M1_E1_I1", "M1_E1_I2"]
    assert marks[1].label == "specify.red2 of M1_E1_I1"


def test_marks__merge_row__then_marked_too(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    base = ledger.path.read_bytes()
    ledger.append(draft(2))
    left = ledger.path.read_bytes()
    ledger.path.write_bytes(base)
    ledger.append(draft(3))
    ledger.path.write_bytes(left + ledger.path.read_bytes()[len(base) :])
    ledger.append(draft(4))
    assert {mark.hash for mark in marked_rows(project)} == {row.hash for row in ledger.rows()}


def test_marks__torn_line__then_the_others_stand(project: Path, ledger: Ledger) -> None:
    row = ledger.append(draft(1))
    with open(project / ".planproof" / "marks" / "M1_E1_I1.jsonl", "ab") as file:
        file.write(b'["abc')
    assert [mark.hash for mark in marked_rows(project)] == [row.hash]


def test_marks__forgotten__then_none(project: Path, ledger: Ledger) -> None:
    forget_marks(project)
    ledger.append(draft(1))
    forget_marks(project)
    assert marked_rows(project) == []
