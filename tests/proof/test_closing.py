"""A closed iteration is judged by the commit at which it closed: later work leaves it closed, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planproof.errors import LedgerError
from planproof.proof.closing import Standing, closings
from planproof.proof.ledger.row import Draft
from planproof.proof.model import Origin, RowKind, Stage, Verdict
from planproof.proof.prove import standing_of
from tests.proof.conftest import commit_all, git
from tests.proof.small_plan import ID
from tests.proof.small_project import SmallProject

pytestmark = pytest.mark.xdist_group("small project")

WORDS = "src/greet/words.py"


def stands(project: SmallProject) -> Standing:
    return standing_of(project.iteration())


def go_on(project: SmallProject) -> None:
    """Another iteration's work: it changes a file that the closed one covered, and adds one."""
    project.edit(WORDS, "Hello", "Good day")
    project.write({"src/greet/more.py": "MORE = 1\n"})


def clone(project: SmallProject, target: Path, *options: str) -> SmallProject:
    git(project.root, "clone", "--quiet", *options, project.root.as_uri(), str(target))
    return SmallProject(target)


def verdicts(standing: Standing) -> set[Verdict]:
    return {state.verdict for state in standing.states}


def reason_of_closing(standing: Standing) -> tuple[Verdict, str]:
    return next((state.verdict, state.reason) for state in standing.states if state.check.id == "close.fresh")


def test_standing__later_work__then_still_closed_and_it_is_named(closed: SmallProject) -> None:
    at = closings(closed.rows())[0].proof_commit
    go_on(closed)
    now = stands(closed)
    assert now.closed
    assert verdicts(now) == {Verdict.PROVED}
    assert now.closing
    assert (now.closing.commit, now.closing.judged_at) == (at, at)
    assert now.closing.changed == ("src/greet/more.py", WORDS)
    assert now.closing.covered > 2


def test_standing__uncommitted_work__then_still_closed(closed: SmallProject) -> None:
    closed.edit(WORDS, "Hello", "Good day", commit=False)
    now = stands(closed)
    assert now.closed
    assert now.closing
    assert now.closing.changed == (WORDS,)


def test_standing__fresh_clone__then_says_the_same(closed: SmallProject, tmp_path: Path) -> None:
    go_on(closed)
    here, there = stands(closed), stands(clone(closed, tmp_path / "clone"))
    assert there.closing == here.closing
    assert [state.verdict for state in there.states] == [state.verdict for state in here.states]


def test_standing__settings_ask_for_more_now__then_those_of_then_count(closed: SmallProject) -> None:
    closed.settings('lint = ["python -m compileall -q src"]', 'lint = ["python -m compileall -q src", "true"]')
    assert stands(closed).closed


def test_standing__never_closed__then_nothing_to_hold(built: SmallProject) -> None:
    now = stands(built)
    assert now.closing is None
    assert not now.closed


def test_standing__plan_edited_after_close__then_stale(closed: SmallProject) -> None:
    go_on(closed)
    closed.edit_plan("Users can have", "Writers can have")
    now = stands(closed)
    assert not now.closed
    assert now.closing
    assert now.closing.problem == "its plan was edited since"
    assert Verdict.STALE in verdicts(now)
    assert closed.stands("plan.findings").verdict is Verdict.STALE


def test_standing__status_region_written_after_close__then_still_closed(closed: SmallProject) -> None:
    closed.edit_plan(
        "# Iteration 1: Greeting\n",
        "# Iteration 1: Greeting\n\n<!-- planproof:status -->\n<!-- /planproof:status -->\n",
    )
    assert stands(closed).closed


def test_standing__row_edited__then_evidence_is_refused(closed: SmallProject) -> None:
    text = closed.evidence.read_text(encoding="utf-8")
    closed.evidence.write_text(text.replace('"verdict":"refuted"', '"verdict":"proved"', 1).replace("a greeting", "b"))
    with pytest.raises(LedgerError):
        stands(closed)


def test_standing__closing_commit_rebased_onto_other_work__then_unproved_with_a_clear_line(
    closed: SmallProject,
) -> None:
    at = closings(closed.rows())[0].proof_commit
    base = git(closed.root, "rev-list", "--max-parents=0", "HEAD")
    git(closed.root, "checkout", "--quiet", "-b", "other", base)
    closed.write({"src/greet/other.py": "OTHER = 1\n", "notes.md": "# Notes\n"})
    git(closed.root, "checkout", "--quiet", "main")
    git(closed.root, "rebase", "--quiet", "other")
    now = stands(closed)
    assert not now.closed
    verdict, reason = reason_of_closing(now)
    assert verdict is Verdict.UNPROVED
    assert reason.startswith(f"was closed at {at[:10]}, but this commit is not in this history")
    assert closed.planproof("status", ID).returncode == 1


def test_standing__squashed_away_with_the_same_files__then_judged_where_it_came_in(closed: SmallProject) -> None:
    git(closed.root, "checkout", "--quiet", "--orphan", "squashed")
    squashed = commit_all(closed.root, "all of it")
    git(closed.root, "branch", "--quiet", "-D", "main")
    go_on(closed)
    now = stands(closed)
    assert now.closed
    assert now.closing
    assert now.closing.judged_at == squashed


def test_standing__closing_commit_amended_to_other_code__then_not_closed(closed: SmallProject) -> None:
    git(closed.root, "checkout", "--quiet", "--orphan", "squashed")
    go_on(closed)
    git(closed.root, "branch", "--quiet", "-D", "main")
    now = stands(closed)
    assert not now.closed
    assert Verdict.STALE in verdicts(now)


def test_standing__shallow_clone__then_told_how_to_get_the_commit(closed: SmallProject, tmp_path: Path) -> None:
    go_on(closed)
    verdict, reason = reason_of_closing(stands(clone(closed, tmp_path / "clone", "--depth", "1")))
    assert verdict is Verdict.UNPROVED
    assert "git fetch --unshallow" in reason


def test_standing__refuted_by_a_later_run__then_reopened(closed: SmallProject) -> None:
    go_on(closed)
    assert closed.check("build.green").verdict is Verdict.REFUTED
    now = stands(closed)
    assert not now.closed
    assert now.closing
    assert now.closing.problem.startswith("build.green was refuted since")
    assert Verdict.REFUTED in verdicts(now)
    assert closed.prove(Stage.BUILD, replay=True).proved
    assert stands(closed).closed


@pytest.mark.parametrize(
    ("verdict", "holds"), [(Verdict.REFUTED, False), (Verdict.UNPROVED, True), (Verdict.PROVED, True)]
)
def test_standing__replayed_at_its_commit__then_a_refutation_reopens(
    closed: SmallProject, verdict: Verdict, holds: bool
) -> None:
    row = next(row for row in reversed(closed.rows()) if row.check == "close.coverage")
    kept = {
        name: getattr(row, name) for name in ("stage", "check", "subject", "plan_digest", "code_digest", "base_commit")
    }
    replayed = Draft(verdict=verdict, origin=Origin.REPLAYED, proof_commit=row.proof_commit, **kept)
    closed.iteration().ledger.append(replayed)
    assert stands(closed).closed == holds


def test_standing__later_proof_of_one_check__then_still_closed(closed: SmallProject) -> None:
    closed.write({"src/greet/more.py": "MORE = 1\n"})
    assert closed.check("prepare.build").verdict is Verdict.PROVED
    assert stands(closed).closed


def test_standing__close_proved_on_a_dirty_tree__then_no_closing(closed: SmallProject) -> None:
    (row,) = closings(closed.rows())[:1]
    dirty = Draft(
        kind=RowKind.CHECK,
        stage=int(Stage.CLOSE),
        check=row.check,
        verdict=Verdict.PROVED,
        plan_digest=row.plan_digest,
        code_digest=row.code_digest,
        base_commit=row.base_commit,
        proof_commit=row.proof_commit,
        dirty_digest="d" * 64,
    )
    closed.iteration().ledger.append(dirty)
    assert [each.hash for each in closings(closed.rows())] == [row.hash]


def test_prove__closed_and_code_changed__then_nothing_due_and_replay_runs_it_again(closed: SmallProject) -> None:
    go_on(closed)
    before = len(closed.rows())
    report = closed.prove()
    assert report.proved
    assert report.ran == ()
    assert report.closing
    assert len(closed.rows()) == before
    again = closed.prove(Stage.BUILD, replay=True)
    assert again.proved
    assert {state.verdict for state in again.states} == {Verdict.PROVED}
    assert stands(closed).closed


def test_status__closed_and_work_went_on__then_said_and_exit_0(closed: SmallProject) -> None:
    go_on(closed)
    commit = closings(closed.rows())[0].proof_commit
    shown = closed.planproof("status", ID)
    assert shown.returncode == 0, shown.stdout
    assert f"closed at {commit[:10]} on " in shown.stdout
    assert "2 files that its checks cover have changed since" in shown.stdout
    (found,) = json.loads(closed.planproof("status", "M1", "--json").stdout)["milestones"][0]["epics"][0]["iterations"]
    assert found["stale"] == 0
    assert (found["closed"]["holds"], found["closed"]["filesChangedSince"]) == (True, 2)
    closed.edit("tests/test_words.py", "Hello, Ada!", "Good day, Ada!")
    assert json.loads(closed.planproof("amend", ID, "--json").stdout)["tests"] == []


def test_status__origin_asked_for__then_other_rows_do_not_count(closed: SmallProject) -> None:
    go_on(closed)
    now = standing_of(closed.iteration(), (Origin.CI,))
    assert verdicts(now) == {Verdict.UNPROVED}
