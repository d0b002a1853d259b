"""Two iterations side by side in a real repository, merged both ways: each answers for its own changes and not for the other's."""

from __future__ import annotations

import pytest

from planproof.plan.digest import text_digest
from planproof.proof.iteration import base_commit, open_iteration
from planproof.proof.model import Stage, Verdict
from planproof.proof.own_changes import declared_paths, is_declared
from planproof.proof.prove import ProveRequest, prove, start_iteration
from planproof.proof.status import State
from tests.proof.conftest import commit_all, git
from tests.proof.small_plan import FOLDER, ID, PLAN
from tests.proof.small_project import Silent, SmallProject, found

pytestmark = pytest.mark.xdist_group("small project")

SECOND = "M1_E1_I2"
SECOND_FOLDER = FOLDER.replace("M1_E1_I1_GREETING", "M1_E1_I2_PARTING")
PART = "src/greet/part.py"
UNTESTED = {PART: "def part(name: str) -> str:\n    return name.lower()\n"}


def second_plan() -> dict[str, str]:
    text = PLAN.replace("words.py", "part.py").replace("test_words", "test_part").replace("__main__", "__again__")
    return {f"{SECOND_FOLDER}/ITERATION.md": text}


def begin_second(project: SmallProject) -> None:
    """The second iteration is planned, started, and its start committed."""
    project.write(second_plan())
    start_iteration(open_iteration(project.root, SECOND), allow_findings=True)
    commit_all(project.root, "second started")


def branch_at_the_base(project: SmallProject) -> None:
    git(project.root, "checkout", "--quiet", "-b", "other", base_commit(project.rows()))


def merge(project: SmallProject, branch: str, into: str) -> None:
    git(project.root, "checkout", "--quiet", into)
    git(project.root, "merge", "--quiet", "--no-ff", "--no-edit", branch)


def scope(project: SmallProject, identifier: str) -> State:
    request = ProveRequest(stages=(Stage.CLOSE,), checks=("close.scope",))
    return found(prove(open_iteration(project.root, identifier), request, Silent()).states, "close.scope")


@pytest.fixture
def side_by_side(closed: SmallProject) -> SmallProject:
    """Main with the first iteration finished; beside it, from the same base, `other` with the second under way."""
    branch_at_the_base(closed)
    begin_second(closed)
    closed.write(UNTESTED)
    git(closed.root, "checkout", "--quiet", "main")
    return closed


def test_own_changes__other_iteration_merged_here__then_named_and_not_counted(side_by_side: SmallProject) -> None:
    merge(side_by_side, "other", into="main")
    state = side_by_side.check("close.scope")
    assert state.verdict is Verdict.PROVED
    assert f"not counted, since changed elsewhere: {SECOND_FOLDER}/ITERATION.md ({SECOND}) and 1 more" in state.reason
    assert state.row
    assert state.row.details["elsewhere"][PART] == SECOND
    assert state.row.counts["elsewhere"] == 2
    covered = side_by_side.check("close.coverage")
    assert (covered.verdict, "not counted" in covered.reason) == (Verdict.PROVED, True)


def test_own_changes__merged_the_other_way__then_each_answers_for_its_own(side_by_side: SmallProject) -> None:
    merge(side_by_side, "main", into="other")
    first, second = scope(side_by_side, ID), scope(side_by_side, SECOND)
    assert (first.verdict, second.verdict) == (Verdict.PROVED, Verdict.PROVED)
    assert first.row
    assert second.row
    assert first.row.details["elsewhere"][PART] == SECOND
    assert second.row.details["elsewhere"]["src/greet/words.py"] == ID
    assert "README.md" not in second.row.details["elsewhere"]  # both plan to change it


def test_own_changes__undeclared_file_of_its_own_commits__then_still_a_finding(side_by_side: SmallProject) -> None:
    merge(side_by_side, "other", into="main")
    side_by_side.write({"notes.py": "X = 1\n"})
    state = side_by_side.check("close.scope")
    assert state.verdict is Verdict.REFUTED
    assert "changed but not declared by any task: notes.py" in state.reason
    assert state.row
    assert state.row.details["undeclared"] == ["notes.py"]


def test_own_changes__commits_of_a_branch_that_began_elsewhere__then_named_and_not_counted(
    closed: SmallProject,
) -> None:
    branch_at_the_base(closed)
    closed.write({"src/greet/hot.py": "def hot() -> int:\n    return 1\n", "docs/hot.md": "# Hot\n"})
    merge(closed, "other", into="main")
    for name in ("scope", "coverage"):
        state = closed.check(f"close.{name}")
        assert state.verdict is Verdict.PROVED
        assert "docs/hot.md (came in by a merge) and 1 more" in state.reason


def test_own_changes__merged_file_changed_here_too__then_counted(closed: SmallProject) -> None:
    branch_at_the_base(closed)
    closed.write({"src/greet/hot.py": "def hot() -> int:\n    return 1\n"})
    merge(closed, "other", into="main")
    closed.edit("src/greet/hot.py", "return 1", "return 2")
    assert "src/greet/hot.py" in closed.check("close.scope").reason
    assert closed.check("close.coverage").verdict is Verdict.REFUTED


def test_own_changes__slipped_into_the_merge_itself__then_counted(closed: SmallProject) -> None:
    branch_at_the_base(closed)
    closed.write({"docs/hot.md": "# Hot\n"})
    git(closed.root, "checkout", "--quiet", "main")
    git(closed.root, "merge", "--quiet", "--no-ff", "--no-commit", "other")
    closed.write({"sly.py": "X = 1\n"})
    state = closed.check("close.scope")
    assert state.verdict is Verdict.REFUTED
    assert state.row
    assert state.row.details["undeclared"] == ["sly.py"]


def test_own_changes__uncommitted_edit_of_a_merged_file__then_counted(closed: SmallProject) -> None:
    branch_at_the_base(closed)
    closed.write({"docs/hot.md": "# Hot\n"})
    merge(closed, "other", into="main")
    closed.edit("docs/hot.md", "Hot", "Cold", commit=False)
    assert closed.check("close.scope").verdict is Verdict.REFUTED


def test_own_changes__one_line_of_commits__then_only_what_another_plan_declares_is_left_out(
    closed: SmallProject,
) -> None:
    third = {"docs/progress_trackings/M2_MORE/M2_E1_SONGS/M2_E1_I1_TUNE/ITERATION.md": PLAN}
    closed.write({**second_plan(), **third, "docs/progress_trackings/M2_MORE/README.md": "# More\n"})
    assert closed.check("close.scope").verdict is Verdict.PROVED  # a plan that wasn't started: its documents alone
    closed.write(UNTESTED)
    assert PART in closed.check("close.scope").reason
    start_iteration(open_iteration(closed.root, SECOND), allow_findings=True)
    assert closed.check("close.scope").verdict is Verdict.PROVED
    closed.write({"src/greet/stray.py": "X = 1\n"})
    assert "src/greet/stray.py" in closed.check("close.scope").reason


def test_own_changes__file_of_an_iteration_that_had_closed_before__then_counted(closed: SmallProject) -> None:
    begin_second(closed)
    closed.edit("src/greet/words.py", "Hello", "Good day")
    state = scope(closed, SECOND)
    assert state.verdict is Verdict.REFUTED
    assert "changed but not declared by any task: src/greet/words.py" in state.reason


def test_own_changes__file_of_an_iteration_changed_after_it_closed__then_counted(side_by_side: SmallProject) -> None:
    merge(side_by_side, "main", into="other")
    side_by_side.edit("src/greet/words.py", "Hello", "Good day")
    state = scope(side_by_side, SECOND)
    assert state.verdict is Verdict.REFUTED
    assert state.row
    assert state.row.details["undeclared"] == ["src/greet/words.py"]


def test_docs__only_a_document_that_came_in_by_a_merge__then_refuted(built: SmallProject) -> None:
    branch_at_the_base(built)
    built.write({"docs/hot.md": "# Hot\n"})
    merge(built, "other", into="main")
    assert built.check("close.docs").verdict is Verdict.REFUTED


def test_declared_paths__same_plan__then_same_digest_as_evidence_has(closed: SmallProject) -> None:
    iteration = closed.iteration()
    declared = declared_paths(iteration.plan, iteration.config)
    row = next(row for row in reversed(closed.rows()) if row.check == "close.scope")
    assert row.plan_digest == text_digest(row.base_commit, *declared)
    assert is_declared("tests/deep/test_x.py", declared)
    assert not is_declared("testsuite.py", declared)
