"""An import drops nothing in silence, and believes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planproof.config import Config, Plans
from planproof.errors import UsageError
from planproof.plan.foreign.account import Fate
from planproof.plan.foreign.detect import Found, found_at
from planproof.plan.foreign.importing import NOTES, REPORT, Import, epic_for, plan_import
from planproof.plan.foreign.model import ForeignFormat
from planproof.plan.foreign.read import read_foreign
from planproof.plan.model import Plan
from planproof.plan.new import plan_new, write_new
from planproof.plan.tree import read_project
from tests.plan.foreign.writing import KIRO, MARKDOWN, OPENSPEC, SPEC_KIT, TASK_MASTER, write

ALL = {
    "specs/001-links": SPEC_KIT,
    "openspec/changes/add-links": OPENSPEC,
    ".kiro/specs/links": KIRO,
    ".taskmaster": TASK_MASTER,
    "docs/superpowers/plans/2026-01-10-links.md": MARKDOWN,
}


def with_epic(root: Path, config: Config) -> None:
    write_new(root, plan_new(root, config, "milestone", None, "Links"))
    write_new(root, plan_new(root, config, "epic", "M1", "Short"))


def bring_in(root: Path, name: str, config: Config) -> tuple[Import, Plan]:
    with_epic(root, config)
    (plan,) = read_foreign(root, found_at(root / name))
    done = plan_import(root, config, plan, "M1_E1")
    write_new(root, done.new)
    (ours,) = read_project(root, config).plans
    return done, ours


def words(done: Import) -> str:
    return "\n".join(file.text for file in done.new.files if not file.path.endswith(REPORT))


def assert_every_line_has_a_place(done: Import) -> None:
    """Every line that isn't blank is in exactly one entry, and unless that says it was left out, in the new documents."""
    written = words(done)
    for source in done.plan.sources:
        if source.path.endswith(".json"):
            continue
        own = [entry for entry in done.entries if entry.source == source.path]
        for number, line in enumerate(source.document.text.split("\n"), 1):
            if line.strip():
                covering = [entry for entry in own if entry.first_line <= number <= entry.last_line]
                assert len(covering) == 1, (source.path, number, line, covering)
                assert covering[0].fate is not Fate.LEFT_OUT
                assert line in written, (source.path, number, line)


def leaves(data: object) -> Iterator[str]:
    """Every text and number in decoded JSON."""
    if isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from leaves(inner)
    else:
        yield str(data)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kinds", [("TECH_DESIGN", "TEST_PLAN", "BACKLOGS"), ("ITERATION",)], ids=["three", "one"])
def test_import__each_format__then_every_line_has_a_place_and_nothing_is_done(
    name: str, kinds: tuple[str, ...], tmp_path: Path
) -> None:
    config = Config(plans=Plans(documents=kinds))  # type: ignore[arg-type]
    done, ours = bring_in(write(tmp_path, ALL[name]), name, config)
    assert_every_line_has_a_place(done)
    assert len(ours.tasks) == done.tasks_count > 0
    assert {task.status.value for task in ours.tasks if task.status} == {"Planned"}
    assert len(ours.user_stories) == len({entry.target for entry in done.entries if ": S" in entry.target} or {""})
    assert done.claims or "kiro" in name or "openspec" in name
    assert (tmp_path / done.new.folder / REPORT).is_file()


def test_import__spec_kit__then_tasks_with_what_they_name(tmp_path: Path) -> None:
    done, ours = bring_in(write(tmp_path, SPEC_KIT), "specs/001-links", Config())
    assert [task.name for task in ours.tasks][:2] == [
        "Create `src/store.py` with the table",
        "Contract test in `tests/contract/test_links.py`",
    ]
    assert [task.depends_on for task in ours.tasks] == [(), (), (1, 2), (1, 2, 3)]
    assert [(file.path, file.new) for file in ours.tasks[0].key_files] == [("src/store.py", True)]
    assert [command.script for command in ours.tasks[3].verification] == ["curl -I localhost:8000/abc"]
    assert [(story.name, story.text.split("\n")[0]) for story in ours.user_stories] == [
        ("S1", "Shorten a URL"),
        ("S2", "Follow a link"),
    ]
    assert ours.user_stories[0].commands[0].script == "curl -d url=https://a.example localhost:8000/links"
    assert "tasks.md:5 task T001: [x]" in done.claims[0]
    assert any("status: Complete" in claim for claim in done.claims)


def test_import__task_master__then_every_value_stands_somewhere_and_cancelled_tasks_in_the_notes(
    tmp_path: Path,
) -> None:
    done, ours = bring_in(write(tmp_path, TASK_MASTER), ".taskmaster", Config())
    assert [task.name for task in ours.tasks] == ["Store", "Board", "Statistics"]
    assert ours.tasks[1].depends_on == (1,)
    written = words(done)
    for value in leaves(json.loads(TASK_MASTER[".taskmaster/tasks/tasks.json"])):
        assert value in written
    notes = next(file.text for file in done.new.files if file.path.endswith(NOTES))
    assert "Confetti" in notes
    assert '"description": "Links"' in notes


def test_import__minified_json__then_each_task_has_its_own_values(tmp_path: Path) -> None:
    text = json.dumps({"tasks": [{"id": 1, "title": "a", "own": {"x": [1]}}, {"id": 2, "title": "b"}, "no task"]})
    done, ours = bring_in(write(tmp_path, {"tasks/tasks.json": text}), "tasks/tasks.json", Config())
    assert [task.name for task in ours.tasks] == ["a", "b"]
    assert '"x": [' in words(done)
    assert "no task" in words(done)
    assert [problem.message for problem in done.problems] == ["tasks.2 is text; an object is expected"]


def test_import__words_that_would_be_read_as_ours__then_quoted(tmp_path: Path) -> None:
    text = (
        "# Plan\n\n- [x] T1 Do **Type**: Wiring Task **Depends on**: Task 9\n\n  ```bash\n  rm -rf /\n  ````\n"
        "## Tasks\n\n### 7. Sneaky ✅ Complete\n\n<!-- planproof: allow PP108 no -->\n<!-- planproof:status -->\n"
    )
    done, ours = bring_in(write(tmp_path, {"docs/a.md": text}), "docs/a.md", Config())
    assert [task.number for task in ours.tasks] == [1]
    assert ours.tasks[0].dependencies is not None
    assert ours.tasks[0].dependencies.value == "None"
    assert_every_line_has_a_place(done)


@pytest.mark.parametrize("inside", ["", "\n", "graph TD\n", "graph TD\n\n"])
def test_import__a_diagram__then_the_line_after_it_stays_where_it_was(inside: str, tmp_path: Path) -> None:
    text = f"# Plan\n\n```mermaid\n{inside}```\n# Next\n\n- [ ] one\n  ```bash\n  make\n  ```\n- [ ] two\n"
    done, ours = bring_in(write(tmp_path, {"docs/a.md": text}), "docs/a.md", Config())
    assert_every_line_has_a_place(done)
    assert [task.name for task in ours.tasks] == ["one", "two"]


def test_import__twice__then_a_second_iteration_and_the_first_untouched(tmp_path: Path) -> None:
    done, _ = bring_in(write(tmp_path, MARKDOWN), "docs/superpowers/plans/2026-01-10-links.md", Config())
    before = {path: path.read_bytes() for path in (tmp_path / done.new.folder).iterdir()}
    again = plan_import(tmp_path, Config(), done.plan, "M1_E1")
    write_new(tmp_path, again.new)
    assert again.new.id == "M1_E1_I2"
    assert before == {path: path.read_bytes() for path in (tmp_path / done.new.folder).iterdir()}


def test_import__a_file_that_can_not_be_read__then_an_error_with_its_place(tmp_path: Path) -> None:
    with_epic(tmp_path, Config())
    write(tmp_path, {"tasks.json": '{"tasks": [\n{]}'})
    (plan,) = read_foreign(tmp_path, [Found(ForeignFormat.TASK_MASTER, tmp_path / "tasks.json")])
    with pytest.raises(UsageError) as raised:
        plan_import(tmp_path, Config(), plan, "M1_E1")
    assert raised.value.place.startswith("tasks.json:2")


def test_import__more_tasks_than_one_document_holds__then_an_error_that_says_so(tmp_path: Path) -> None:
    with_epic(tmp_path, Config())
    tasks = [{"id": number, "title": "t", "details": "x" * 900} for number in range(8000)]
    write(tmp_path, {"tasks/tasks.json": json.dumps({"tasks": tasks})})
    (plan,) = read_foreign(tmp_path, found_at(tmp_path / "tasks" / "tasks.json"))
    with pytest.raises(UsageError, match=r"8,000 tasks would make BACKLOGS\.md"):
        plan_import(tmp_path, Config(), plan, "M1_E1")


def test_epic_for__none_one_or_several__then_the_only_one_or_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no epic"):
        epic_for(tmp_path, Config(), "")
    with_epic(tmp_path, Config())
    assert epic_for(tmp_path, Config(), "") == "M1_E1"
    write_new(tmp_path, plan_new(tmp_path, Config(), "epic", "M1", "Second"))
    with pytest.raises(UsageError, match="several"):
        epic_for(tmp_path, Config(), "")
    assert epic_for(tmp_path, Config(), "M1_E2") == "M1_E2"


LINES = st.sampled_from(
    [
        *(
            "# Title",
            "## Task 1: Store",
            "### Task 2: Board ✅",
            "## Progress",
            "- [x] T001 Create `src/a.py`",
            "- [ ] Task 1: Store",
        ),
        *(
            "  - [ ] inner",
            "    deep",
            "- plain item",
            "text",
            "",
            "",
            "```",
            "````bash",
            "```mermaid",
            "graph TD",
            "~~~",
            "    code",
        ),
        *(
            "| Task | Status |",
            "|---|---|",
            "| 1 | done |",
            "<!-- planproof:status -->",
            "<!-- note",
            "-->",
            "**Status**: Done",
        ),
        *(
            "---",
            "===",
            "> quote",
            "1. [x] numbered",
            "**Depends on**: Task 2",
            "<script>",
            "\ttab",
            "\\",
            "[x]: http://a.example",
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINES, max_size=25))
def test_import__any_markdown__then_every_line_has_a_place(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("any")
    write(root, {"plan.md": "\n".join(["start", *lines])})
    done, ours = bring_in(root, "plan.md", Config())
    assert_every_line_has_a_place(done)
    assert len(ours.tasks) == max(done.tasks_count, 1)
