"""Stage 2: key files, the build, signatures."""

from __future__ import annotations

from pathlib import Path

from planproof.proof.model import Stage, Verdict
from tests.proof.conftest import commit_all, git
from tests.proof.small_project import SmallProject


def test_prepare__skeletons__then_three_checks_are_proved(prepared: SmallProject) -> None:
    report = prepared.prove(Stage.PREPARE)
    assert [state.verdict for state in report.ran] == [Verdict.PROVED] * 3
    assert report.proved


def test_files__one_is_missing__then_refuted_by_name(planned: SmallProject) -> None:
    state = planned.check("prepare.files")
    assert state.verdict is Verdict.REFUTED
    assert "src/greet/words.py" in state.reason


def test_files__no_task_names_one__then_vacuous(planned: SmallProject) -> None:
    planned.edit_plan("src/greet/words.py (new) - the greeting\nsrc/greet/__main__.py (new) - the command line\n", "")
    planned.edit_plan("README.md - how to be greeted\n", "")
    assert planned.check("prepare.files").verdict is Verdict.VACUOUS


def test_files__link_that_leads_out_of_the_project__then_refuted(prepared: SmallProject, tmp_path: Path) -> None:
    outside = tmp_path / "words.py"
    (prepared.root / "src/greet/words.py").rename(outside)
    (prepared.root / "src/greet/words.py").symlink_to(outside)
    state = prepared.check("prepare.files")
    assert state.verdict is Verdict.REFUTED
    assert "lies outside this repository" in state.reason


def test_files__in_a_repository_of_its_own__then_refuted(prepared: SmallProject) -> None:
    git(prepared.root / "src/greet", "init", "--quiet")
    commit_all(prepared.root / "src/greet")
    assert prepared.check("prepare.files").verdict is Verdict.REFUTED


def test_files__deleted_after_proof__then_stale(prepared: SmallProject) -> None:
    (prepared.root / "src/greet/words.py").unlink()
    assert prepared.stands("prepare.files").verdict is Verdict.STALE


def test_build__fails__then_refuted_with_the_exit_code(prepared: SmallProject) -> None:
    prepared.settings("python -c 'import greet'", "python -c 'import nothing_of_that_name'")
    state = prepared.check("prepare.build")
    assert state.verdict is Verdict.REFUTED
    assert "exit 1" in state.reason


def test_build__program_is_not_installed__then_unproved_by_name(prepared: SmallProject) -> None:
    prepared.settings("python -c 'import greet'", "no-such-builder all")
    state = prepared.check("prepare.build")
    assert state.verdict is Verdict.UNPROVED
    assert "no-such-builder is not installed" in state.reason


def test_build__not_trusted__then_unproved_and_nothing_ran(prepared: SmallProject) -> None:
    prepared.settings("python -c 'import greet'", "touch ran")
    state = prepared.check("prepare.build", trusted=False)
    assert state.verdict is Verdict.UNPROVED
    assert "not trusted" in state.reason
    assert not (prepared.root / "ran").exists()


def test_signatures__another_in_code__then_refuted_with_both(prepared: SmallProject) -> None:
    prepared.edit("src/greet/words.py", "name: str) -> str", "name: str, loud: bool) -> str")
    state = prepared.check("prepare.signatures")
    assert state.verdict is Verdict.REFUTED
    assert "planned" in state.reason
    assert "loud" in state.reason


def test_signatures__function_is_gone__then_refuted(prepared: SmallProject) -> None:
    prepared.edit("src/greet/words.py", "def greeting", "def other")
    assert "`greeting` is not declared" in prepared.check("prepare.signatures").reason


def test_signatures__file_is_missing__then_refuted(planned: SmallProject) -> None:
    assert "the file does not exist" in planned.check("prepare.signatures").reason


def test_signatures__interface_without_a_symbol__then_vacuous(prepared: SmallProject) -> None:
    prepared.edit_plan("def greeting(name: str) -> str: ...", "LIMIT = 3")
    assert prepared.check("prepare.signatures").verdict is Verdict.VACUOUS
