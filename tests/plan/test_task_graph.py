"""The graph of tasks: order, circles, critical path, what can begin and what can be done side by side."""

from __future__ import annotations

from itertools import pairwise

from planproof.plan.task_graph import Apart, GraphTask, Need, TaskGraph

ONE, TWO = "M1_E1_I1", "M1_E1_I2"


def task(
    name: str, *needs: str, hours: float | None = 1.0, files: str = "", new: str = "", proved: bool = False
) -> GraphTask:
    return GraphTask(name, needs, hours, (*files.split(), *new.split()), tuple(new.split()), proved)


def graph(*tasks: GraphTask, there: str = "") -> TaskGraph:
    return TaskGraph(tasks, lambda path: path in there.split())


def test_order__planned_backwards__then_needs_come_first() -> None:
    found = graph(task("T1", "T3"), task("T2"), task("T3", "T2"))
    assert found.order == ("T2", "T3", "T1")
    assert found.starts_after_h("T1") == 2.0


def test_order__nothing_waits__then_as_planned() -> None:
    assert graph(task("T3"), task("T1"), task("T2")).order == ("T3", "T1", "T2")


def test_circles__two_wait_for_each_other__then_named_and_not_ready() -> None:
    found = graph(task("T1", "T2"), task("T2", "T1"), task("T3", "T1"), task("T4"))
    assert found.circles() == [("T1", "T2")]
    assert found.order == ("T4",)
    assert found.ready(found.tasks) == ["T4"]


def test_critical_path__two_ways__then_the_longer_by_estimates() -> None:
    found = graph(
        task("T1", hours=1), task("T2", "T1", hours=4), task("T3", "T1", hours=1), task("T4", "T2", "T3", hours=2)
    )
    assert found.critical_path(found.tasks) == ("T1", "T2", "T4")
    assert sum(map(found.hours, ("T1", "T2", "T4"))) == 7.0


def test_critical_path__beginning_is_proved__then_only_what_is_left() -> None:
    found = graph(task("T1", hours=8, proved=True), task("T2", "T1", hours=1), task("T3", hours=2))
    assert found.critical_path(found.tasks) == ("T3",)


def test_critical_path__all_proved__then_empty() -> None:
    found = graph(task("T1", proved=True))
    assert found.critical_path(found.tasks) == ()


def test_needs__whole_iteration_is_named__then_each_of_its_tasks() -> None:
    found = graph(task(f"{ONE}_T1", proved=True), task(f"{ONE}_T2"), task(f"{TWO}_T1", ONE))
    assert found.open_needs(f"{TWO}_T1") == (Need(f"{ONE}_T2"),)
    assert found.order[-1] == f"{TWO}_T1"


def test_needs__nothing_has_that_id__then_unknown_and_never_ready() -> None:
    found = graph(task("T1", "M9_E9_I9_T9"))
    assert found.open_needs("T1") == (Need("M9_E9_I9_T9", known=False),)
    assert found.ready(found.tasks) == []


def test_needs__file_that_an_earlier_iteration_creates__then_waits_for_it() -> None:
    found = graph(task(f"{ONE}_T1", new="src/a.py"), task(f"{TWO}_T1", files="./src/a.py"))
    assert found.open_needs(f"{TWO}_T1") == (Need(f"{ONE}_T1", file="./src/a.py"),)
    assert found.ready(found.tasks) == [f"{ONE}_T1"]


def test_needs__that_file_is_there__then_nothing_is_waited_for() -> None:
    found = graph(task(f"{ONE}_T1", new="a.py"), task(f"{TWO}_T1", files="a.py"), there="a.py")
    assert found.ready(found.tasks) == [f"{ONE}_T1", f"{TWO}_T1"]


def test_needs__file_that_a_later_task_creates__then_no_circle() -> None:
    found = graph(task("T1", files="a.py"), task("T2", "T1", new="a.py"))
    assert found.order == ("T1", "T2")


def test_ready__two_can_begin__then_the_one_with_more_behind_it_first() -> None:
    found = graph(task("T1", hours=3), task("T2", hours=1), task("T3", "T2", hours=4))
    assert found.ready(found.tasks) == ["T2", "T1"]


def test_together__two_share_a_file__then_one_of_them_and_the_file_named() -> None:
    found = graph(task("T1", files="a.py b.py"), task("T2", files="./b.py"), task("T3", files="c.py"))
    assert found.together(["T1", "T2", "T3"]) == (["T1", "T3"], [Apart("T2", "T1", ("b.py",))])


def test_together__busy_task_has_the_file__then_apart_from_it() -> None:
    found = graph(task("T1", files="a.py"), task("T2", files="a.py"))
    assert found.together(["T2"], ["T1"]) == ([], [Apart("T2", "T1", ("a.py",))])


def test_graph__chain_of_ten_thousand__then_ordered() -> None:
    names = [f"T{number}" for number in range(10_000)]
    found = graph(task(names[0]), *(task(name, before) for before, name in pairwise(names)))
    assert len(found.critical_path(found.tasks)) == 10_000
    assert found.circles() == []
