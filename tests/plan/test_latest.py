"""What is kept of the latest plan: one answer a plan object, whatever the plans say."""

from __future__ import annotations

from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Plan
from planproof.plan.read.plan import read_plan


def _plan() -> Plan:
    return read_plan("plans/M1_E1_I1_LINKS", "M1_E1_I1_LINKS", ())


def test_of_latest_plan__asked_twice_of_one_plan__then_answered_once() -> None:
    asked: list[Plan] = []

    @of_latest_plan
    def answer(plan: Plan) -> list[str]:
        asked.append(plan)
        return [plan.id]

    plan = _plan()
    assert answer(plan) is answer(plan)
    assert asked == [plan]


def test_of_latest_plan__equal_plan_that_is_another_object__then_answered_anew() -> None:
    asked: list[int] = []

    @of_latest_plan
    def answer(plan: Plan) -> int:
        asked.append(id(plan))
        return id(plan)

    first, second = _plan(), _plan()
    assert first == second
    assert (answer(first), answer(second), answer(first)) == (id(first), id(second), id(first))
    assert asked == [id(first), id(second), id(first)]


def test_of_latest_plan__two_functions__then_neither_answers_for_the_other() -> None:
    name = of_latest_plan(lambda plan: plan.name)
    folder = of_latest_plan(lambda plan: plan.folder)
    plan = _plan()
    assert (name(plan), folder(plan), name(plan)) == (plan.name, plan.folder, plan.name)
