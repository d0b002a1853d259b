"""Planned names held against collected ones: every spelling that is the same test, and nothing that only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planproof.plan.document import Place
from planproof.plan.model import TestCase
from planproof.proof.reconcile import CollectedTest, reconcile


def planned(*names: str, file: str = "") -> list[TestCase]:
    return [TestCase(name, "unit", "", file, "", Place("TEST_PLAN.md", 1)) for name in names]


def collected(identifier: str, skipped: bool = False) -> CollectedTest:
    file, _, rest = identifier.rpartition(".py::")
    name = (rest or identifier).split("[", 1)[0].rsplit("::", 1)[-1]
    name = name if file else name.rsplit(".", 1)[-1]
    return CollectedTest(identifier, name, f"{file}.py" if file else "", skipped)


@pytest.mark.parametrize(
    ("plan", "test"),
    [
        ("create__valid__then_made", "tests/a.py::test_create__valid__then_made"),
        ("test_create__valid__then_made", "tests/a.py::test_create__valid__then_made"),
        ("`create__valid__then_made()`", "tests/a.py::test_create__valid__then_made"),
        ("TestLinks::test_create__valid__then_made", "tests/a.py::TestLinks::test_create__valid__then_made"),
        ("TestLinks.create__valid__then_made", "tests/a.py::TestLinks::test_create__valid__then_made"),
        ("tests/a.py::test_create__valid__then_made", "tests/a.py::test_create__valid__then_made[1-b]"),
        ("create__valid__then_made[x]", "tests/a.py::test_create__valid__then_made[1]"),
        ("registry_claim__full__then_refused", "Registry.claim__full__then_refused"),
        ("registry_claim__full__then_refused", "RegistryClaim.full__then_refused"),
        ("registry_claim__full__then_refused", "Registry.registry_claim__full__then_refused"),
        ("registry_claim__full__then_refused", "RegistryTest.registry_claim__full__then_refused"),
        ("Registry.claim__full__then_refused", "Registry.claim__full__then_refused"),
        ("claim__each__then_less", "Sizes/RegistryParam.claim__each__then_less/1"),
        ("claim__full__then_refused", "2 - claim__full__then_refused"),
        ("registry_claim__full__then_refused", "test_registry_claim__full__then_refused"),
    ],
)
def test_reconcile__same_test_in_another_spelling__then_found(plan: str, test: str) -> None:
    result = reconcile(planned(plan), [collected(test)])
    assert [(case.name, found.id) for case, found in result.found] == [(plan, test)]
    assert (result.missing, result.extra, result.renamed) == ((), (), ())


@pytest.mark.parametrize(
    ("plan", "test"),
    [
        ("create__valid__then_made", "tests/a.py::test_create__valid__then_stored"),
        ("create__valid__then_made", "tests/a.py::test_create__valid__then_made_twice"),
        ("TestLinks.create__valid__then_made", "tests/a.py::TestUsers::test_create__valid__then_made"),
        ("claim__full__then_refused", "Registry.release__full__then_refused"),
        ("Create__valid__then_made", "tests/a.py::test_create__valid__then_made"),
    ],
)
def test_reconcile__only_similar__then_missing(plan: str, test: str) -> None:
    result = reconcile(planned(plan), [collected(test)])
    assert result.found == ()
    assert [case.name for case in result.missing] == [plan]
    assert [extra.id for extra in result.extra] == [test]


def test_reconcile__similar_names__then_best_guess_once_each() -> None:
    result = reconcile(
        planned("link_create__valid__then_made", "link_remove__gone__then_error"),
        [
            collected("tests/a.py::test_link_create__valid_url__then_made"),
            collected("tests/a.py::test_link_create__valid__then_is_made"),
            collected("tests/a.py::test_other__thing__then_done"),
        ],
    )
    guesses = [(case.name, test.name) for case, test, _ in result.renamed]
    assert len(guesses) == 1
    assert guesses[0][0] == "link_create__valid__then_made"
    assert 0.72 <= result.renamed[0][2] < 1
    assert len(result.missing) == 2
    assert len(result.extra) == 3


def test_reconcile__parameters__then_every_one_is_found() -> None:
    tests = [collected(f"tests/a.py::test_create__valid__then_made[{n}]") for n in range(3)]
    assert len(reconcile(planned("create__valid__then_made"), tests).found) == 3


def test_reconcile__same_name_in_two_files__then_the_planned_file_counts() -> None:
    tests = [collected("tests/a.py::test_x__y__then_z"), collected("tests/b.py::test_x__y__then_z")]
    result = reconcile(planned("x__y__then_z", file="b.py"), tests)
    assert [test.file for _, test in result.found] == ["tests/b.py"]
    assert [test.file for test in result.extra] == ["tests/a.py"]


def test_reconcile__skipped_or_disabled__then_told() -> None:
    tests = [
        collected("tests/a.py::test_x__y__then_z", skipped=True),
        collected("Registry.DISABLED_claim__full__then_refused"),
    ]
    result = reconcile(planned("x__y__then_z", "claim__full__then_refused"), tests)
    assert len(result.found) == 2
    assert list(result.skipped) == tests


@given(st.lists(st.text(max_size=20), max_size=5), st.lists(st.text(max_size=20), max_size=5))
def test_reconcile__any_names__then_every_test_is_accounted_for(plan: list[str], tests: list[str]) -> None:
    result = reconcile(planned(*plan), [CollectedTest(name, name) for name in tests])
    assert {case.name for case, _ in result.found} | {case.name for case in result.missing} == set(plan)
    assert {test.id for _, test in result.found} | {test.id for test in result.extra} == set(tests)
