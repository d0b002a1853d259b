"""Stage 9: changed lines covered, tools pass, the diff as declared, docs, assumptions, nothing stale."""

from __future__ import annotations

import shutil

import pytest

from planproof.proof.model import Verdict
from planproof.proof.prove import start_iteration
from tests.proof.conftest import commit_all
from tests.proof.small_plan import BASE
from tests.proof.small_project import SmallProject

WORDS = "src/greet/words.py"
EXTRA = "\n\ndef shout(name: str) -> str:{mark}\n    return name.upper()\n"


def extra(project: SmallProject, mark: str = "") -> None:
    path = project.root / WORDS
    project.write({WORDS: path.read_text(encoding="utf-8") + EXTRA.replace("{mark}", mark)})


def test_close__closed__then_every_check_is_proved(closed: SmallProject) -> None:
    for name in ("coverage", "lint", "scope", "docs", "assumptions", "fresh"):
        assert closed.stands(f"close.{name}").verdict is Verdict.PROVED


def test_coverage__line_that_no_test_runs__then_refuted_by_line(closed: SmallProject) -> None:
    extra(closed)
    state = closed.check("close.coverage")
    assert state.verdict is Verdict.REFUTED
    assert f"changed line not covered: {WORDS}:" in state.reason


def test_coverage__line_marked_no_cover__then_refuted_all_the_same(closed: SmallProject) -> None:
    extra(closed, "  # pragma: no cover")
    assert closed.check("close.coverage").verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    "settings",
    [
        {".coveragerc": "[report]\nexclude_also =\n    .*\n"},
        {".coveragerc": "[run]\nomit =\n    src/*\n"},
        {"setup.cfg": "[coverage:report]\nexclude_also =\n    .*\n"},
        {"pyproject.toml": BASE["pyproject.toml"] + '[tool.coverage.report]\nexclude_also = [".*"]\n'},
        {"pyproject.toml": BASE["pyproject.toml"] + '[tool.diff_cover]\nexclude = ["src/*"]\n'},
    ],
)
def test_coverage__settings_of_its_own_hide_the_line__then_not_proved(
    closed: SmallProject, settings: dict[str, str]
) -> None:
    extra(closed)
    closed.write(settings)
    assert closed.check("close.coverage").verdict is not Verdict.PROVED


def test_coverage__settings_that_can_not_be_read__then_unproved(closed: SmallProject) -> None:
    closed.write({".coveragerc": "[run\n"})
    state = closed.check("close.coverage")
    assert state.verdict is Verdict.UNPROVED
    assert "coverage.py can't read" in state.reason


def test_coverage__source_outside_the_folders_that_count__then_named(closed: SmallProject) -> None:
    closed.write({"lib/extra.py": "X = 1\n"})
    state = closed.check("close.coverage")
    assert "1 changed source file outside [coverage] sources: lib/extra.py" in state.reason
    assert closed.check("close.scope").verdict is Verdict.REFUTED


def test_coverage__sources_that_hold_nothing__then_not_proved(closed: SmallProject) -> None:
    closed.settings("[limits]", '[coverage]\nsources = ["docs"]\n\n[limits]')
    assert closed.check("close.coverage").verdict is not Verdict.PROVED


def test_coverage__tests_fail__then_refuted(closed: SmallProject) -> None:
    closed.edit(WORDS, "Hello", "Goodbye")
    assert "the tests don't pass" in closed.check("close.coverage").reason


def test_lint__fails__then_refuted(closed: SmallProject) -> None:
    closed.settings("python -m compileall -q src", "false")
    assert closed.check("close.lint").verdict is Verdict.REFUTED


def test_lint__taken_out_of_the_settings__then_the_rest_asks_for_trust_again(closed: SmallProject) -> None:
    closed.settings('lint = ["python -m compileall -q src"]\n', "")
    assert "not trusted" in closed.check("close.coverage", trusted=False).reason


def test_scope__file_that_nobody_declared__then_refuted_untracked_too(closed: SmallProject) -> None:
    closed.write({"notes.py": "X = 1\n"}, commit=False)
    state = closed.check("close.scope")
    assert state.verdict is Verdict.REFUTED
    assert "notes.py" in state.reason


def test_docs__only_deleted_or_no_document__then_refuted(closed: SmallProject) -> None:
    closed.write({"README.md": BASE["README.md"], "requirements.txt": "x\n"})
    assert closed.check("close.docs").verdict is Verdict.REFUTED
    (closed.root / "README.md").unlink()
    assert closed.check("close.docs").verdict is Verdict.REFUTED


def test_assumptions__one_without_outcome__then_refuted_with_its_place(built: SmallProject) -> None:
    state = built.check("close.assumptions")
    assert state.verdict is Verdict.REFUTED
    assert "ITERATION.md:" in state.reason


def test_assumptions__none__then_vacuous(closed: SmallProject) -> None:
    text = closed.plan.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("- **Assumption 1**"))
    closed.edit_plan(line, "Nothing.")
    assert closed.check("close.assumptions").verdict is Verdict.VACUOUS


def test_fresh__earlier_stage_is_stale__then_unproved_by_name(closed: SmallProject) -> None:
    closed.edit(WORDS, "Hello", "Hallo")
    state = closed.check("close.fresh")
    assert state.verdict is Verdict.UNPROVED
    assert "prepare.build stale" in state.reason


def test_fresh__uncommitted_change__then_unproved(closed: SmallProject) -> None:
    closed.write({"docs/more.md": "# More\n"}, commit=False)
    state = closed.check("close.fresh")
    assert state.verdict is Verdict.UNPROVED
    assert "commit first" in state.reason


def test_close__started_when_all_was_there__then_vacuous(closed: SmallProject) -> None:
    closed.evidence.unlink()
    shutil.rmtree(closed.root / ".planproof")
    commit_all(closed.root, "forget")
    start_iteration(closed.iteration())
    for name in ("scope", "coverage"):
        assert closed.check(f"close.{name}").verdict is Verdict.VACUOUS
