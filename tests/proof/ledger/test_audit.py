"""The audit with real git: what git does to evidence by right verifies, what somebody dropped from its end is found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from planproof.errors import LedgerError, UsageError
from planproof.proof.ledger.audit import audit
from planproof.proof.ledger.chain import ProblemKind
from planproof.proof.ledger.index import rebuild_index
from planproof.proof.ledger.marks import forget_marks
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import RowKind, Verdict

from .conftest import FOLDER, Git, add_iteration, draft


def commit(git: Git, message: str = "evidence") -> None:
    git("add", "-A")
    git("commit", "--quiet", "-m", message)


def kinds(root: Path, iteration: str = "") -> list[ProblemKind]:
    return [problem.kind for problem in audit(root, iteration).problems]


def test_audit__no_evidence_at_all__then_nothing_to_say(project: Path) -> None:
    assert audit(project).problems == ()


def test_audit__committed_chain__then_whole(project: Path, ledger: Ledger, git: Git) -> None:
    for number in range(3):
        ledger.append(draft(number))
        commit(git)
    result = audit(project)
    assert (result.problems, result.rows) == ((), 3)


@pytest.mark.parametrize("shared", [0, 1, 3])
def test_branches__united_by_git_itself__then_verifies_and_the_next_append_merges(
    project: Path, ledger: Ledger, git: Git, shared: int
) -> None:
    for number in range(shared):
        ledger.append(draft(number))
    commit(git, "base") if shared else None
    git("checkout", "-q", "-b", "left")
    left = [ledger.append(draft(10 + number)) for number in range(3)]
    commit(git)
    git("checkout", "-q", "main")
    right = [Ledger(project, ledger.path.parent).append(draft(20 + number)) for number in range(2)]
    commit(git)
    git("merge", "-q", "--no-edit", "left")
    result = audit(project)
    assert result.faults == ()
    assert [problem.kind for problem in result.problems] == [ProblemKind.NEEDS_MERGE]
    assert result.rows == shared + 5
    last = ledger.append(draft(30))
    rows = ledger.rows()
    assert rows[-2].kind == RowKind.MERGE
    assert set(rows[-2].previous) == {left[-1].hash, right[-1].hash}
    assert last.previous == (rows[-2].hash,)
    commit(git)
    assert audit(project).problems == ()


def test_branches__both_wrote_a_merge_row__then_verifies_again(project: Path, ledger: Ledger, git: Git) -> None:
    def add(number: int) -> None:
        Ledger(project, ledger.path.parent).append(draft(number))
        commit(git)

    add(1)
    for name in ("a", "b", "c"):
        git("checkout", "-q", "-b", name, "main")
        add(ord(name))
    for name, other in (("ab", "a"), ("cb", "c")):
        git("checkout", "-q", "-b", name, "b")
        git("merge", "-q", "--no-edit", other)
        add(ord(other) + 100)
    git("merge", "-q", "--no-edit", "ab")
    assert kinds(project) == [ProblemKind.NEEDS_MERGE]
    add(200)
    assert audit(project).problems == ()
    assert sum(row.kind == RowKind.MERGE for row in ledger.rows()) == 3


def test_branch__rebased_onto_another__then_verifies(project: Path, ledger: Ledger, git: Git) -> None:
    ledger.append(draft(1))
    commit(git)
    git("checkout", "-q", "-b", "topic")
    for number in (2, 3):
        ledger.append(draft(number))
        commit(git)
    git("checkout", "-q", "main")
    ledger.append(draft(4))
    commit(git)
    git("checkout", "-q", "topic")
    git("rebase", "-q", "main")
    assert kinds(project) == [ProblemKind.NEEDS_MERGE]
    ledger.append(draft(5))
    assert audit(project).problems == ()


def test_last_row__dropped_after_it_was_committed__then_named_with_its_commit(
    project: Path, ledger: Ledger, git: Git
) -> None:
    ledger.append(draft(1))
    refuted = ledger.append(draft(2, Verdict.REFUTED))
    commit(git)
    head = git("rev-parse", "HEAD")[:12]
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(lines[0])
    for committed in (False, True):
        if committed:
            commit(git, "evidence: tidied")
        (problem,) = audit(project).problems
        assert (problem.kind, problem.row) == (ProblemKind.DROPPED, refuted.hash)
        assert problem.place == f"{FOLDER}/M1_E1_I1_LINKS/EVIDENCE.jsonl:2"
        assert head in problem.message
        assert "specify.red2 of M1_E1_I1" in problem.message
    shown = re.search(r"git show (\S+) has it", problem.hint)
    assert shown
    assert git("show", shown[1]).encode() == b"".join(lines)


def test_rows__thrown_away_by_a_merge__then_found(project: Path, ledger: Ledger, git: Git) -> None:
    ledger.append(draft(1))
    commit(git)
    git("checkout", "-q", "-b", "topic")
    lost = ledger.append(draft(2, Verdict.REFUTED))
    commit(git)
    git("checkout", "-q", "main")
    ledger.append(draft(3))
    commit(git)
    git("merge", "-q", "--no-edit", "-s", "ours", "topic")
    assert [(problem.kind, problem.row) for problem in audit(project).problems] == [(ProblemKind.DROPPED, lost.hash)]


def test_last_row__dropped_before_it_was_committed__then_this_machine_remembers(
    project: Path, ledger: Ledger, git: Git
) -> None:
    ledger.append(draft(1))
    commit(git)
    before = ledger.path.read_bytes()
    refuted = ledger.append(draft(2, Verdict.REFUTED))
    ledger.path.write_bytes(before)
    (problem,) = audit(project).problems
    assert (problem.kind, problem.row) == (ProblemKind.DROPPED, refuted.hash)
    assert "--forget" in problem.hint
    rebuild_index(project)
    assert kinds(project) == [ProblemKind.DROPPED]
    forget_marks(project)
    assert kinds(project) == []


def test_rows__on_another_branch__then_not_missed(project: Path, ledger: Ledger, git: Git) -> None:
    ledger.append(draft(1))
    commit(git)
    git("checkout", "-q", "-b", "topic")
    ledger.append(draft(2))
    commit(git)
    git("checkout", "-q", "main")
    assert kinds(project) == []


def test_folder__renamed__then_no_row_is_missed(project: Path, ledger: Ledger, git: Git) -> None:
    ledger.append(draft(1))
    commit(git)
    ledger.path.parent.rename(ledger.path.parent.with_name("M1_E1_I1_SHORT_LINKS"))
    commit(git)
    assert audit(project).problems == ()
    assert audit(project, "M1_E1_I1").problems == ()


def test_ledger__whole_file_deleted_and_committed__then_its_rows_are_missed(
    project: Path, ledger: Ledger, git: Git
) -> None:
    other = Ledger(project, add_iteration(project, 2))
    other.append(draft(9))
    ledger.append(draft(1))
    ledger.append(draft(2))
    commit(git)
    shutil.rmtree(ledger.path.parent)
    commit(git)
    assert kinds(project) == [ProblemKind.DROPPED] * 2
    assert kinds(project, "M1_E1_I2") == []


def test_row__edited_after_commit__then_one_problem_only(project: Path, ledger: Ledger, git: Git) -> None:
    ledger.append(draft(1, Verdict.REFUTED))
    ledger.append(draft(2))
    commit(git)
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"refuted"', b'"proved"'))
    assert kinds(project) == [ProblemKind.EDITED]


def test_project__below_the_repository_root__then_history_is_compared(tmp_path: Path, git: Git, project: Path) -> None:
    below = project / "services" / "shop"
    ledger = Ledger(below, add_iteration(below))
    (below / ".gitattributes").write_text("EVIDENCE.jsonl merge=union\n")
    ledger.append(draft(1))
    commit(git)
    assert audit(below).problems == ()
    ledger.path.write_bytes(b"")
    (problem,) = audit(below).problems
    assert problem.kind == ProblemKind.DROPPED
    assert problem.place == f"{FOLDER}/M1_E1_I1_LINKS/EVIDENCE.jsonl:1"


def test_project__without_git__then_remarks_and_no_fault(project: Path, ledger: Ledger) -> None:
    ledger.append(draft(1))
    result = audit(project)
    assert {problem.kind for problem in result.problems} == {ProblemKind.NO_HISTORY, ProblemKind.NO_UNION}
    assert result.faults == ()


def test_clone__shallow__then_remark(project: Path, ledger: Ledger, git: Git, tmp_path: Path) -> None:
    for number in (1, 2):
        ledger.append(draft(number))
        commit(git)
    git("clone", "-q", "--depth=1", project.as_uri(), str(tmp_path / "clone"))
    assert kinds(tmp_path / "clone") == [ProblemKind.NO_HISTORY]


def test_iteration__unknown_or_without_evidence__then_clear_error(project: Path, ledger: Ledger) -> None:
    with pytest.raises(UsageError) as caught:
        audit(project, "M1_E1_I8")
    assert "M1_E1_I1" in caught.value.hint
    with pytest.raises(LedgerError, match="nothing was recorded") as missing:
        audit(project, "M1_E1_I1")
    assert "planproof start M1_E1_I1" in missing.value.hint


def test_fresh_clone__of_united_evidence__then_same_rows_in_same_order(
    project: Path, ledger: Ledger, git: Git, tmp_path: Path
) -> None:
    ledger.append(draft(1))
    commit(git)
    git("checkout", "-q", "-b", "left")
    ledger.append(draft(2))
    commit(git)
    git("checkout", "-q", "main")
    ledger.append(draft(3))
    commit(git)
    git("merge", "-q", "--no-edit", "left")
    git("checkout", "-q", "-b", "other-way", "left")
    git("merge", "-q", "--no-edit", "main~1")
    git("clone", "-q", "-b", "main", project.as_uri(), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    assert Ledger(clone, clone / FOLDER / "M1_E1_I1_LINKS").rows() == ledger.rows()
