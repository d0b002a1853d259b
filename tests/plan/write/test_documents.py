"""Written documents: what was answered stands where the reader looks for it, and each line knows its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from planproof.plan.check import check_project
from planproof.plan.interview.answers import Answer, Answers
from planproof.plan.interview.session import Session
from planproof.plan.write.documents import draft
from planproof.plan.write.whole import write_plan
from tests.plan.interview.projects import C_ANSWERS, PYTHON_ANSWERS, answers_of, begun, c_project, python_project


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A begun interview of a Python project."""
    return begun(python_project(tmp_path_factory.mktemp("python")))


def test_draft__python_answers__then_read_back_as_they_were_given(python: Session) -> None:
    answers = answers_of(PYTHON_ANSWERS)
    plan = draft(answers, python.look).plan()
    assert plan.goal
    assert plan.goal.value == answers.text("goal")
    assert [story.commands[-1].expected for story in plan.user_stories] == ["kept Ada", "1 name"]
    assert [(task.name, task.depends_on, task.estimate_hours) for task in plan.tasks] == [
        ("The file of names", (), 4.0),
        ("The commands", (1,), 4.0),
    ]
    assert [file.path for file in plan.tasks[0].key_files if file.new] == ["src/names/store.py", "tests/test_store.py"]
    assert plan.tasks[0].smoke_tests[0].content.strip() == answers.text("task.1.smoke").strip()
    assert plan.interfaces[0].code.content.strip() == answers.text("interface.1.code").strip()
    assert (plan.interfaces[0].language, plan.interfaces[0].path) == ("python", "src/names/store.py")
    assert plan.performance_targets[0].figure.value == "median <= 50 ms"
    assert plan.demo[0].expected == "2 names"
    assert plan.risks[0].response
    assert plan.out_of_scope[0].reason
    assert plan.assumptions[0].refuted_if
    assert plan.decisions[0].criterion


def test_draft__coverage_map__then_derived_from_interfaces_and_tests(python: Session) -> None:
    plan = draft(answers_of(PYTHON_ANSWERS), python.look).plan()
    covered = {entry.interface: entry.tests for entry in plan.coverage_map}
    assert covered["Names.add"] == (
        "test_names_add__new_name__then_counted",
        "test_names_add__empty_name__then_refused",
    )
    assert "test_names_count__ten_thousand__then_median_in_target" in covered["Names.count"]


def test_draft__matrix__then_a_row_for_each_level_that_is_planned(python: Session) -> None:
    plan = draft(answers_of(PYTHON_ANSWERS), python.look).plan()
    assert [row.level for row in plan.test_matrix] == ["unit", "integration", "system", "benchmark"]


def test_draft__standards__then_the_settings_of_this_repository_with_their_lines(python: Session) -> None:
    plan = draft(answers_of(PYTHON_ANSWERS), python.look).plan()
    rules = {standard.title: [rule.value for rule in standard.rules] for standard in plan.standards}
    assert "`line-length` = `100` (`pyproject.toml:11`)" in rules["ruff"]
    assert "`testpaths` = `tests` (`pyproject.toml:7`)" in rules["pytest"]
    assert rules["Agreed for this iteration"][0] == "Functions have types and a docstring"


def test_draft__standards_document__then_its_rules_are_quoted(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    (root / "CONTRIBUTING.md").write_text("# Rules\n\n- Every function has types\n- [ ] a box\n", "utf-8")
    session = begun(root)
    plan = draft(answers_of(PYTHON_ANSWERS), session.look).plan()
    quoted = next(standard for standard in plan.standards if standard.title == "CONTRIBUTING.md")
    assert [rule.value for rule in quoted.rules] == ['"Every function has types" (`CONTRIBUTING.md:3`)']


def test_draft__tools_of_another_project_inside__then_left_out(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    (root / "examples" / "old").mkdir(parents=True)
    (root / "examples" / "old" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 60\n", "utf-8")
    plan = draft(answers_of(PYTHON_ANSWERS), begun(root).look).plan()
    ruff = next(standard for standard in plan.standards if standard.title == "ruff")
    assert [rule.value for rule in ruff.rules if "line-length" in rule.value] == [
        "`line-length` = `100` (`pyproject.toml:11`)"
    ]


def test_draft__data_flow__then_drawn(python: Session) -> None:
    diagram = draft(answers_of(PYTHON_ANSWERS), python.look).plan().diagrams[0]
    assert 'n1 -->|"a name as text"| n2' in diagram.content


def test_draft__text_that_could_break_the_form__then_stays_what_it_is(python: Session) -> None:
    answers = answers_of(PYTHON_ANSWERS)
    odd = {
        "risk.1.text": "A | B {0} `c`",
        "test.1.shows": "x | y",
        "interface.1.code": 'X = """\n```\n~~~~\n"""',
        "story.1.output": "# not a title\nkept {name}",
        "story.1.command": "printf '# not a title\\nkept {name}\\n'",
        "integration.flow": 'a "b" [c] -> d | e: f "g" | h',
    }
    for name, text in odd.items():
        answers = answers.with_answer(Answer(name, text))
    plan = draft(answers, python.look).plan()
    assert plan.risks[0].text == odd["risk.1.text"]
    assert plan.test_cases[0].text == odd["test.1.shows"]
    assert plan.interfaces[0].code.content.strip() == odd["interface.1.code"]
    assert plan.user_stories[0].commands[0].expected == odd["story.1.output"]
    assert not [problem for document in plan.documents for problem in document.problems]


def test_draft__no_answer_at_all__then_each_gap_names_its_question(python: Session) -> None:
    empty = draft(Answers(), python.look)
    whole = "".join(empty.text(kind) for kind in empty.pages)
    for name in ("goal", "task_1_name", "interface_1_code", "risk_1_text", "demo_1_command", "matrix_unit"):
        assert f"[unanswered_{name}]" in whole
    assert "[unanswered" not in "".join(draft(Answers(), python.look, gaps=False).text(kind) for kind in empty.pages)


def test_sources__lines_of_one_answer_and_of_several__then_led_back(python: Session) -> None:
    drafted = draft(answers_of(PYTHON_ANSWERS), python.look)
    plan = drafted.plan()
    assert plan.goal
    assert drafted.sources(plan.goal.place) == ("goal",)
    assert plan.risks[0].response
    assert drafted.sources(plan.risks[0].response.place) == ("risk.1.response",)
    assert drafted.sources(plan.performance_targets[0].figure.place) == ("target.1.figure",)
    assert drafted.sources(plan.tasks[1].smoke_tests[0].place) == ("task.2.smoke",)


def test_checklist__whole_plan__then_every_box_is_ticked_by_what_holds(python: Session) -> None:
    written = write_plan(answers_of(PYTHON_ANSWERS), python.look, ())
    assert written.findings == ()
    boxes = written.draft.plan().checklist
    assert len(boxes) == 7
    assert all(box.checked for box in boxes)


@pytest.mark.parametrize(
    ("question", "text", "box"),
    [
        ("task.1.estimate", "1 hour", "estimates"),
        ("interface.1.code", "class Names:\n    def add(self, name): ...", "Interfaces are complete"),
        ("target.1.figure", "fast", "performance target"),
        ("decision.1.criterion", "", "build-or-reuse"),
        ("test.1.name", "test_add", "Tests are named"),
    ],
)
def test_checklist__something_does_not_hold__then_its_box_stays_open(
    question: str, text: str, box: str, python: Session
) -> None:
    answers = answers_of(PYTHON_ANSWERS).with_answer(Answer(question, text))
    written = write_plan(answers, python.look, () if text else (question,))
    assert [each.checked for each in written.draft.plan().checklist if box in each.text] == [False]
    report = check_project(written.draft.project(), python.look.config)
    assert [each.message for each in report.findings if each.code == "PP118"] == []


def test_layout__c_structure__then_the_compiler_proposes_what_the_plan_says(tmp_path: Path) -> None:
    session = begun(c_project(tmp_path))
    wanted = answers_of(C_ANSWERS)
    assert session.give_all(wanted, keep_proposals=False) == {}
    asked = session.question("layout.1.rows")
    session.record = type(session.record)(session.record.answers.without("layout.1.rows"))
    proposal = session.proposal(asked)
    assert proposal
    assert proposal.text == wanted.text("layout.1.rows")
