"""Stage 3: planned tests exist and fail for the right reason; what was seen red can't be edited silently."""

from __future__ import annotations

import pytest

from planproof.errors import UsageError
from planproof.proof.model import RowKind, Stage, Verdict
from tests.proof.small_plan import SPECIFIED
from tests.proof.small_project import SmallProject, found

TESTS = "tests/test_words.py"


def test_specify__red_tests__then_proved_with_their_fingerprints(specified: SmallProject) -> None:
    state = specified.stands("specify.red")
    assert state.verdict is Verdict.PROVED
    assert state.row
    assert len(state.row.details["fingerprints"]) == 4
    assert set(state.row.details["kinds"].values()) == {"not_implemented"}


def test_names__planned_test_is_missing__then_refuted_with_a_guess(specified: SmallProject) -> None:
    specified.edit(TESTS, "test_greeting__no_name__then_refused", "test_greeting__no_name__then_refusal")
    state = specified.check("specify.names")
    assert state.verdict is Verdict.REFUTED
    assert "perhaps renamed to" in state.reason


def test_names__test_that_does_not_import__then_unproved(specified: SmallProject) -> None:
    specified.edit(TESTS, "import pytest", "import nothing_of_that_name")
    state = specified.check("specify.names")
    assert state.verdict is Verdict.UNPROVED
    assert state.reason == "listing the tests failed: ModuleNotFoundError: No module named 'nothing_of_that_name'"


def test_names__own_package_that_nobody_finds__then_says_where_it_lies(specified: SmallProject) -> None:
    specified.settings('PYTHONPATH = "src"', 'NOTHING = "src"')
    specified.settings("import greet'", "print()'")
    state = specified.check("specify.names")
    assert "No module named 'greet', which lies in this project: set pytest's pythonpath = [\"src\"]" in state.reason


def test_names__no_unit_test_planned__then_vacuous(specified: SmallProject) -> None:
    specified.edit_plan("### Unit tests", "### Integration tests of words")
    assert specified.check("specify.names").verdict is Verdict.VACUOUS


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("def test_greeting__a", "@pytest.mark.skip\ndef test_greeting__a", "skipped"),
        ("def test_greeting__a", "@pytest.mark.xfail\ndef test_greeting__a", "skipped"),
        ('assert greeting("Ada") == "Hello, Ada!"', "assert True", "1 test passes before the work"),
        ('assert greeting("Ada") == "Hello, Ada!"', "import nothing_of_that_name", "wrong reason: import"),
        ('assert greeting("Ada") == "Hello, Ada!"', "{}['x']", "wrong reason: other (KeyError)"),
        (
            "def test_greeting__a_name__then_greeted():",
            "@pytest.mark.parametrize('name', [])\ndef test_greeting__a_name__then_greeted(name):",
            "skipped",
        ),
    ],
)
def test_red__test_that_shows_nothing__then_refuted(prepared: SmallProject, old: str, new: str, word: str) -> None:
    prepared.write(SPECIFIED)
    prepared.edit(TESTS, old, new)
    state = prepared.check("specify.red")
    assert state.verdict is Verdict.REFUTED
    assert word in state.reason


def test_red__uncommitted_tests__then_unproved(prepared: SmallProject) -> None:
    prepared.write(SPECIFIED, commit=False)
    assert "commit first" in prepared.check("specify.red").reason


def test_red__no_planned_test_exists__then_vacuous(prepared: SmallProject) -> None:
    prepared.write({"tests/test_other.py": "def test_other():\n    assert True\n"})
    assert prepared.check("specify.red").verdict is Verdict.VACUOUS


@pytest.mark.parametrize("ending", ["import os\nos._exit(0)\n", "import sys\nsys.exit(0)\n"])
def test_red__module_that_ends_the_run__then_not_proved(specified: SmallProject, ending: str) -> None:
    specified.write({"tests/test_end.py": ending})
    assert specified.check("specify.red").verdict is not Verdict.PROVED


def test_red__planned_test_is_new_in_the_plan__then_stale(specified: SmallProject) -> None:
    specified.edit_plan("| a name is greeted |", "| any name is greeted |")
    assert specified.stands("specify.red").verdict is Verdict.STALE


def test_red__test_edited_and_proved_again_twice__then_refuted_twice(specified: SmallProject) -> None:
    specified.edit(TESTS, '"Hello, Ada!"', '"Hello, Eve!"')
    for _ in range(2):
        state = specified.check("specify.red")
        assert state.verdict is Verdict.REFUTED
        assert "edited since it was seen red" in state.reason


def test_red__run_again_on_built_code__then_refuted_and_the_bodies_still_known(built: SmallProject) -> None:
    assert "pass before the work" in built.check("specify.red").reason
    assert built.check("build.bodies").verdict is Verdict.PROVED
    assert built.check("build.stub").verdict is Verdict.PROVED


def test_amendment__test_had_to_change_on_built_code__then_red_over_the_stub_and_named(built: SmallProject) -> None:
    built.edit(TESTS, 'greeting("Ada") == "Hello, Ada!"', 'greeting("Eve") == "Hello, Eve!"')
    assert built.check("build.bodies").verdict is Verdict.REFUTED
    report = built.prove(Stage.SPECIFY, amendment="Ada has left")
    assert found(report.states, "specify.red").verdict is Verdict.PROVED
    assert [row.reason for row in report.amendments] == ["Ada has left"]
    assert built.check("build.bodies").verdict is Verdict.PROVED
    row = next(row for row in built.rows() if row.kind is RowKind.AMENDMENT)
    assert row.details["changed"] == [f"{TESTS}::test_greeting__a_name__then_greeted"]


def test_amendment__test_that_no_longer_fails__then_refuted_and_no_amendment(built: SmallProject) -> None:
    built.edit(TESTS, 'assert greeting("Ada") == "Hello, Ada!"', "assert greeting")
    report = built.prove(Stage.SPECIFY, amendment="easier")
    assert found(report.states, "specify.red").verdict is Verdict.REFUTED
    assert report.amendments == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"stages": (), "amendment": "why"},
        {"stages": (Stage.BUILD,), "amendment": "why"},
        {"stages": (Stage.SPECIFY, Stage.BUILD), "amendment": "why"},
        {"stages": (Stage.SPECIFY,), "amendment": "  "},
        {"stages": (Stage.SPECIFY,), "amendment": "why", "replay": True},
    ],
)
def test_amendment__beside_anything_but_specify_or_without_a_reason__then_usage_error(
    specified: SmallProject, asked: dict[str, object]
) -> None:
    stages = asked.pop("stages")
    with pytest.raises(UsageError, match="an amendment"):
        specified.prove(*stages, **asked)  # type: ignore[misc]
