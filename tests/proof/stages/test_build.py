"""Stage 4: the same tests pass, unchanged, under unchanged settings, and none passes against the stub."""

from __future__ import annotations

import pytest

from planproof.proof.model import Stage, Verdict
from planproof.proof.prove import ProveRequest, prove
from planproof.proof.status import State
from planproof.proof.trust import TRUST_VARIABLE
from tests.proof.conftest import git
from tests.proof.small_project import Silent, SmallProject, found, own_path

TESTS = "tests/test_words.py"


def test_build__code_is_there__then_three_checks_are_proved(built: SmallProject) -> None:
    assert [built.stands(f"build.{name}").verdict for name in ("bodies", "green", "stub")] == [Verdict.PROVED] * 3


@pytest.mark.parametrize(
    "change",
    [
        {"tests/conftest.py": "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef every():\n    pass\n"},
        {"conftest.py": "def pytest_runtest_makereport(item, call):\n    pass\n"},
        {"pytest.ini": "[pytest]\naddopts = -p tools.cheat\n", "tools/cheat.py": ""},
        {"pyproject.toml": '[project]\nname = "greet"\nversion = "0"\n[tool.pytest.ini_options]\naddopts = "-q"\n'},
        {"tox.ini": "[pytest]\naddopts = -q\n"},
        {"setup.cfg": "[tool:pytest]\naddopts = -q\n"},
        {".pytest.ini": "[pytest]\n"},
    ],
)
def test_bodies__what_steers_the_tests_changed_after_specify__then_refuted(
    specified: SmallProject, change: dict[str, str]
) -> None:
    specified.write(change)
    state = specified.check("build.bodies")
    assert state.verdict is Verdict.REFUTED
    assert "since Specify" in state.reason


def test_bodies__settings_of_other_tools_changed__then_proved(built: SmallProject) -> None:
    built.write({"pyproject.toml": '[project]\nname = "greet"\nversion = "1"\n', "setup.cfg": "[metadata]\nname = x\n"})
    assert built.check("build.bodies").verdict is Verdict.PROVED


def test_bodies__test_edited__then_refuted_by_name(built: SmallProject) -> None:
    built.edit(TESTS, '== "Hello, Ada!"', '!= ""')
    state = built.check("build.bodies")
    assert state.verdict is Verdict.REFUTED
    assert "test_greeting__a_name__then_greeted" in state.reason


def test_bodies__test_is_gone__then_refuted(built: SmallProject) -> None:
    built.edit(TESTS, "def test_greeting__no_name__then_refused", "def other")
    assert "specified test is gone" in built.check("build.bodies").reason


def test_bodies__nothing_specified__then_unproved(prepared: SmallProject) -> None:
    assert prepared.check("build.bodies").verdict is Verdict.UNPROVED


def test_green__still_a_stub__then_refuted_with_the_first_failure(specified: SmallProject) -> None:
    state = specified.check("build.green")
    assert state.verdict is Verdict.REFUTED
    assert "NotImplementedError" in state.reason


def test_green__planned_test_missing__then_refuted(built: SmallProject) -> None:
    built.edit(TESTS, "def test_greeting__no_name__then_refused", "def other")
    assert "planned test is missing" in built.check("build.green").reason


def test_green__no_unit_test_planned__then_vacuous(built: SmallProject) -> None:
    built.edit_plan("### Unit tests", "### Integration tests of words")
    assert built.check("build.green").verdict is Verdict.VACUOUS
    assert built.check("build.stub").verdict is Verdict.VACUOUS


@pytest.mark.parametrize("mark", ["skip", "xfail(run=False)"])
def test_green__test_that_is_passed_over__then_refuted(built: SmallProject, mark: str) -> None:
    built.edit(TESTS, "def test_greeting__a", f"@pytest.mark.{mark}\ndef test_greeting__a")
    state = built.check("build.green")
    assert state.verdict is Verdict.REFUTED
    assert "skipped" in state.reason


def test_green__deselected_by_addopts__then_not_proved(built: SmallProject) -> None:
    built.write({"pytest.ini": "[pytest]\naddopts = -k no_name\n"})
    assert built.check("build.green").verdict is not Verdict.PROVED


def test_green__code_that_ends_the_process_with_0__then_refuted_with_what_it_said(built: SmallProject) -> None:
    ending = '    import os\n    print("gone", flush=True)\n    os._exit(0)\n'
    built.edit("src/greet/words.py", "    if not name:", f"{ending}    if not name:")
    state = built.check("build.green")
    assert state.verdict is Verdict.REFUTED
    assert "did not run" in state.reason
    assert "exit 0" in state.reason


def test_green__tests_hang__then_unproved_with_the_deadline(built: SmallProject) -> None:
    built.settings("tests_s = 30.0", "tests_s = 2.0")
    built.edit("src/greet/words.py", "    if not name:", "    while True:\n        pass\n    if not name:")
    state = built.check("build.green")
    assert state.verdict is Verdict.UNPROVED
    assert "did not end within 2 s" in state.reason


def test_green__code_that_changes_the_tree__then_unproved_by_path(built: SmallProject) -> None:
    built.edit("src/greet/words.py", "    if not name:", '    open("left.txt", "w").close()\n    if not name:')
    state = built.check("build.green")
    assert state.verdict is Verdict.UNPROVED
    assert "left.txt" in state.reason


def test_green__code_that_leaves_a_process__then_unproved(built: SmallProject) -> None:
    child = '    import subprocess\n    subprocess.Popen(["sleep", "60"], start_new_session=True)\n'
    built.edit("src/greet/words.py", "    if not name:", f"{child}    if not name:")
    state = built.check("build.green")
    assert state.verdict is Verdict.UNPROVED
    assert "left" in state.reason


def test_green__framework_is_not_installed__then_unproved(built: SmallProject) -> None:
    built.settings("[commands]\n", '[commands]\ntest = "no-such-tests {tests} {results}"\n')
    assert "no-such-tests is not installed" in built.check("build.green").reason


def test_green__every_test_passed_yet_the_command_failed__then_refuted(built: SmallProject) -> None:
    test = "python -m pytest -q --junitxml={results} {tests}; exit 3"
    built.settings("[commands]\n", f'[commands]\ntest = "{test}"\n')
    assert "every test passed, yet exit 3" in built.check("build.green").reason


def test_green__collection_fails__then_unproved(built: SmallProject) -> None:
    built.write({"tests/test_broken.py": "import nothing_of_that_name\n"})
    assert built.check("build.green").verdict is Verdict.UNPROVED


def test_green__sources_edited_after_proof__then_stale(built: SmallProject) -> None:
    built.edit("src/greet/words.py", "Hello", "Goodbye")
    assert built.stands("build.green").verdict is Verdict.STALE
    assert built.stands("build.bodies").verdict is Verdict.PROVED


def test_green__file_covered_is_edited_while_it_runs__then_unproved(
    built: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tree stays as it is during each command, and is edited between two of them."""

    class Editing(Silent):
        def check(self, state: State) -> None:
            path = built.root / "src/greet/words.py"
            path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    monkeypatch.setenv(TRUST_VARIABLE, built.digest())
    monkeypatch.setenv("PATH", own_path())
    state = found(prove(built.iteration(), ProveRequest(stages=(Stage.BUILD,)), Editing()).states, "build.green")
    assert state.verdict is Verdict.UNPROVED
    assert "changed while this run went on" in state.reason


def test_stub__test_that_passes_without_the_work__then_refuted(built: SmallProject) -> None:
    built.edit(TESTS, 'assert greeting("Ada") == "Hello, Ada!"', "assert True")
    state = built.check("build.stub")
    assert state.verdict is Verdict.REFUTED
    assert "passes against the stub" in state.reason


def test_stub__nothing_specified__then_unproved(prepared: SmallProject) -> None:
    assert "there is no stub" in prepared.check("build.stub").reason


def test_stub__setup_fails_in_the_worktree__then_unproved_never_red(built: SmallProject) -> None:
    built.settings("[environment.variables]", '[environment]\nsetup = "exit 4"\n\n[environment.variables]')
    state = built.check("build.stub")
    assert state.verdict is Verdict.UNPROVED
    assert "setup failed" in state.reason


def test_stub__commit_is_gone__then_unproved(built: SmallProject) -> None:
    git(built.root, "checkout", "--quiet", "--orphan", "new")
    git(built.root, "commit", "--quiet", "--message", "rewritten")
    git(built.root, "branch", "--quiet", "-D", "main")
    git(built.root, "reflog", "expire", "--expire=now", "--all")
    git(built.root, "gc", "--quiet", "--prune=now")
    state = built.check("build.stub")
    assert state.verdict is Verdict.UNPROVED
    assert "is not in this repository" in state.reason


def test_stub__tests_folder_is_a_link_out_of_the_tree__then_nothing_outside_is_touched(built: SmallProject) -> None:
    outside = built.root.parent / "outside"
    (outside / "tests").mkdir(parents=True)
    (outside / "tests/precious.txt").write_text("kept")
    built.settings("[limits]", '[tests]\nfolders = ["linked/tests"]\n\n[limits]')
    (built.root / "linked").symlink_to(outside)
    state = built.check("build.stub")
    assert state.verdict is not Verdict.PROVED
    assert (outside / "tests/precious.txt").read_text() == "kept"


def test_green__parameter_with_a_colon__then_its_result_is_found(built: SmallProject) -> None:
    mark = '@pytest.mark.parametrize("name", ["sqlite:///x.db", "3 - b"])\n'
    built.edit(
        TESTS, "def test_greeting__a_name__then_greeted():", f"{mark}def test_greeting__a_name__then_greeted(name):"
    )
    assert built.check("build.green").verdict is Verdict.PROVED
