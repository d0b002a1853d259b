"""Each reader gives the neutral form with the places of the file it read."""

from __future__ import annotations

from pathlib import Path

from planproof.plan.foreign.detect import known_places
from planproof.plan.foreign.model import ForeignPlan, ForeignTask, State
from planproof.plan.foreign.read import read_foreign
from tests.plan.foreign.writing import KIRO, MARKDOWN, OPENSPEC, SPEC_KIT, TASK_MASTER, write


def read(root: Path, *plans: dict[str, str]) -> list[ForeignPlan]:
    write(root, *plans)
    return list(read_foreign(root, known_places(root)))


def states(plan: ForeignPlan) -> dict[str, State]:
    return {task.id: task.state for task in plan.tasks}


def task(plan: ForeignPlan, identifier: str) -> ForeignTask:
    return next(task for task in plan.tasks if task.id == identifier)


def test_spec_kit__a_feature_folder__then_all_its_parts(tmp_path: Path) -> None:
    (plan,) = read(tmp_path, SPEC_KIT)
    assert plan.title == "Short links"
    assert [source.role for source in plan.sources] == ["spec", "plan", "tasks", "contract", "checklist"]
    assert states(plan) == {"T001": State.DONE, "T002": State.DONE, "T003": State.DONE, "T004": State.OPEN}
    assert [each.id for each in plan.requirements] == ["US1", "US2", "FR-001", "FR-002", "SC-001"]
    assert [len(each.scenarios) for each in plan.requirements[:2]] == [2, 1]
    assert plan.requirements[0].scenarios[0].commands[0].value == "curl -d url=https://a.example localhost:8000/links"
    first, last = task(plan, "T001"), task(plan, "T004")
    assert [(file.path, file.created) for file in first.files] == [("src/store.py", True)]
    assert (first.place.path, first.place.line) == ("specs/001-links/tasks.md", 5)
    assert [each.key for each in last.depends_on] == ["T001", "T002", "T003"]
    assert [each.value for each in last.commands] == ["curl -I localhost:8000/abc"]
    assert [each.value for each in task(plan, "T003").requirements] == ["US1", "FR-001"]
    assert task(plan, "T002").title == "Contract test in `tests/contract/test_links.py`"
    (claim,) = plan.claims
    assert (claim.state, claim.text, len(claim.covers), claim.place.line) == (State.DONE, "Complete", 4, 4)


def test_openspec__a_change_and_an_archived_one__then_the_archive_is_a_claim(tmp_path: Path) -> None:
    plan, old = read(tmp_path, OPENSPEC)
    assert plan.title == "Add links"
    assert states(plan) == {"1.1": State.DONE, "1.2": State.OPEN, "2.1": State.OPEN}
    assert [each.key for each in task(plan, "2.1").depends_on] == ["1.1", "1.2"]
    assert [(each.title, each.needs_scenario, len(each.scenarios)) for each in plan.requirements] == [
        ("Shorten", True, 1),
        ("Remember me", False, 0),
    ]
    assert plan.claims == ()
    assert [(claim.ledger, claim.state, claim.covers) for claim in old.claims] == [
        ("archive", State.DONE, ("1.1", "1.2"))
    ]


def test_kiro__a_specification__then_parts_optional_tasks_and_criteria(tmp_path: Path) -> None:
    (plan,) = read(tmp_path, KIRO)
    assert states(plan) == {"1": State.OPEN, "1.1": State.DONE, "1.2": State.DROPPED, "2": State.OPEN}
    assert task(plan, "1.1").parent == "1"
    assert not task(plan, "1.1").is_step
    assert [each.value for each in task(plan, "1.1").requirements] == ["1.1", "1.2"]
    assert [(each.id, len(each.scenarios)) for each in plan.requirements] == [("1", 2), ("2", 1)]


def test_task_master__tags_subtasks_and_a_task_file__then_keys_states_and_the_other_ledger(tmp_path: Path) -> None:
    (plan,) = read(tmp_path, TASK_MASTER)
    assert [each.key for each in plan.tasks] == [
        "master:1",
        "master:1.1",
        "master:1.2",
        "master:2",
        "master:3",
        "later:1",
    ]
    assert states(plan)["3"] is State.DROPPED
    first, board, later = plan.tasks[0], plan.tasks[3], plan.tasks[5]
    assert [each.value for each in first.commands] == ["pytest tests/test_store.py"]
    assert [(each.text, each.key) for each in board.depends_on] == [("1", "master:1"), ("1.2", "master:1.2")]
    assert [each.key for each in plan.tasks[2].depends_on] == ["master:1.1"]
    assert [each.key for each in later.depends_on] == [None]
    lines = TASK_MASTER[".taskmaster/tasks/tasks.json"].split("\n")
    assert '"title": "Store"' in "".join(lines[first.place.line - 1 : first.place.line + 3])
    assert lines[first.end_line - 1].strip() == "},"
    assert '"dependencies"' in lines[board.depends_on[0].place.line - 1]
    assert [(claim.covers, claim.state, claim.place.line) for claim in plan.claims] == [
        (("master:1",), State.OPEN, 3),
        (("master:1.2",), State.DONE, 5),
    ]


def test_task_master__the_older_file_without_tags__then_read(tmp_path: Path) -> None:
    (plan,) = read(tmp_path, {"tasks/tasks.json": '{"tasks": [{"id": "1", "title": "Store", "status": "completed"}]}'})
    assert [(each.key, each.state) for each in plan.tasks] == [("1", State.DONE)]


def test_markdown__headings_with_steps__then_tasks_with_what_stands_below(tmp_path: Path) -> None:
    (plan,) = read(tmp_path, MARKDOWN)
    store, board = (each for each in plan.tasks if not each.is_step)
    assert plan.title == "Short Links Implementation Plan"
    assert (store.id, store.state, board.state) == ("1", State.DONE, State.OPEN)
    assert [(file.path, file.created) for file in store.files] == [
        ("src/store.py", True),
        ("tests/test_store.py", False),
    ]
    assert [each.value for each in store.tests] == ["test_store_keeps_order"]
    assert [each.value for each in store.commands] == ["pytest tests/test_store.py"]
    assert [part.state for part in plan.parts_of(store.key)] == [State.DONE, State.OPEN]
    assert [each.key for each in board.depends_on] == [store.key]
    assert [(claim.ledger, claim.state) for claim in plan.claims] == [
        ("heading", State.DONE),
        ("progress list", State.DONE),
    ]


def test_markdown__words_that_only_look_like_ids__then_no_dependency(tmp_path: Path) -> None:
    text = "# Plan\n\n- [ ] B-1 Store; depends on S3 and HTTP2\n- [ ] B-2 Board (depends on B-1, B-7)\n"
    (plan,) = read(tmp_path, {"docs/superpowers/plans/a.md": text})
    assert [[each.text for each in task.depends_on] for task in plan.tasks] == [[], ["B-1", "B-7"]]


def test_markdown__headings_with_boxes__then_tasks_with_a_state_of_their_own(tmp_path: Path) -> None:
    text = "# Plan\n\n### [x] B01 — Store — **done**\n\n### [ ] B02 — Board\n\n- Depends on: B01\n- [x] a step\n"
    (plan,) = read(tmp_path, {"docs/superpowers/plans/a.md": text})
    store, board, step = plan.tasks
    assert [(each.id, each.state, each.status) for each in (store, board)] == [
        ("B01", State.DONE, "[x]"),
        ("B02", State.OPEN, "[ ]"),
    ]
    assert [each.key for each in board.depends_on] == [store.key]
    assert step.parent == board.key
