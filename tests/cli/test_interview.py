"""`planproof interview` and `planproof plan` as processes: prepared answers, an agent, a terminal, and no terminal at all."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planproof.cli.main import run
from planproof.config import load_config
from planproof.plan.interview.agenda import agenda
from planproof.plan.interview.kinds import MULTILINE
from planproof.plan.interview.session import open_session
from planproof.plan.interview.vet import normal
from tests.plan.interview.projects import ITERATION, PYTHON_ANSWERS, answers_of, begun, python_project

SOURCE = Path(__file__).resolve().parents[2] / "src"


def planproof(root: Path, *arguments: str, said: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a project, without a terminal."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "planproof", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment, input=said or "", capture_output=True, text=True, timeout=60, check=False
    )


def inside(root: Path, *arguments: str) -> int:
    """Runs the command line in this process, for what needs no terminal and no environment of its own."""
    return run([*arguments, "--project", str(root)])


def document(told: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found = json.loads(told.stdout)
    assert isinstance(found, dict)
    return found


def test_interview__fresh_project_with_prepared_answers__then_plan_that_check_finds_nothing_in(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    told = planproof(root, "interview", ITERATION, "--answers", str(PYTHON_ANSWERS), "--approve")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "M1_E1_I1: 133 answered, 0 open, 0 skipped, approved")
    dry = planproof(root, "plan", ITERATION, "--dry-run")
    assert "would be replaced" in dry.stdout
    written = planproof(root, "plan", ITERATION)
    assert (written.returncode, written.stderr) == (0, "")
    checked = planproof(root, "check")
    assert (checked.returncode, checked.stdout) == (0, "no findings in 5 documents of 1 iteration\n")
    again = planproof(root, "plan", ITERATION, "--json")
    assert {each["action"] for each in document(again)["documents"]} == {"unchanged"}


def test_interview__no_terminal__then_refused_with_what_to_do(tmp_path: Path) -> None:
    begun(python_project(tmp_path))
    told = planproof(tmp_path, "interview", ITERATION)
    assert told.returncode == 2
    assert "no terminal" in told.stderr
    assert "--answers" in told.stderr


def test_interview__agent__then_question_refusal_and_next_question(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    first = document(planproof(root, "interview", ITERATION, "Names", "--milestone", "M", "--epic", "E", "--json"))
    assert (first["kind"], first["question"]["id"]) == ("interview", "outcome")
    assert first["question"]["proposal"]["text"] == "Names"
    assert first["remaining"] > 20
    refused = planproof(root, "interview", ITERATION, "--answer", "outcome=", "--json")
    assert refused.returncode == 1
    assert [each["code"] for each in document(refused)["diagnostics"]] == ["answer-refused"]
    assert document(refused)["question"]["id"] == "outcome"
    taken = planproof(root, "interview", ITERATION, "--answer", "outcome=Kept names", "--json")
    assert taken.returncode == 0
    assert document(taken)["question"]["id"] == "milestone.about"
    several = planproof(root, "interview", ITERATION, "--answer", "goal=-", "--json", said="Users can keep names.\n")
    assert document(several)["answered"] == 2


def test_interview__every_question_by_an_agent__then_summary_to_approve(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    session = begun(root)
    prepared = answers_of(PYTHON_ANSWERS)
    names = [asked.id for asked in agenda(prepared, session.look)]
    for part in (names[:30], names[30:80], names[80:]):
        arguments = [word for name in part for word in ("--answer", f"{name}={prepared.text(name)}")]
        told = document(planproof(root, "interview", ITERATION, *arguments, "--json"))
        assert told["diagnostics"] == []
    assert told["question"] is None
    assert told["summary"]["goal"] == prepared.text("goal")
    assert not told["approved"]
    refused = planproof(root, "plan", ITERATION)
    assert (refused.returncode, "not approved" in refused.stderr) == (2, True)
    assert document(planproof(root, "interview", ITERATION, "--approve", "--json"))["approved"]


def test_interview__refused_prepared_answer__then_file_line_and_hint(tmp_path: Path) -> None:
    root = python_project(tmp_path / "project")
    path = tmp_path / "answers.toml"
    path.write_text(PYTHON_ANSWERS.read_text("utf-8").replace('"median <= 50 ms"', '"very fast"'), "utf-8")
    told = planproof(root, "interview", ITERATION, "--answers", str(path), "--approve")
    line = path.read_text("utf-8").split("\n").index('figure = "very fast"') + 1
    assert told.returncode == 1
    assert f"{path}:{line}: target.1.figure: 'very fast' can't be met or missed" in told.stdout
    assert "next: target.1.figure" in told.stdout
    assert "approved" not in told.stdout


def test_plan__questions_left_open__then_placeholders_that_name_them_and_check_finds_only_these(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = python_project(tmp_path)
    skipped = ["goal", "task.2.estimate", "test.3.shows", "risk.1.response", "story.2.output", "task.1.smoke"]
    inside(root, "interview", ITERATION, "--answers", str(PYTHON_ANSWERS))
    arguments = [part for name in skipped for part in ("--skip", name)]
    inside(root, "interview", ITERATION, *arguments, "--approve")
    capsys.readouterr()
    assert inside(root, "plan", ITERATION, "--json") == 1
    written = json.loads(capsys.readouterr().out)
    assert sorted(written["unanswered"]) == sorted(skipped)
    assert set(skipped) <= {question for each in written["diagnostics"] for question in each["questions"]}
    assert inside(root, "check", "--json") == 1
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    left = [each["message"] for each in found if each["code"] == "PP108"]
    assert sorted(left) == sorted(f"placeholder '[unanswered_{name.replace('.', '_')}]' left" for name in skipped)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["interview", "M1_E1_I1"], 'give every name: planproof interview M1_E1_I1 "…" --milestone "…" --epic "…"'),
        (["interview", "M1_E1_I1", "Links"], '--milestone "…" --epic "…"'),
        (["interview", "nonsense", "Links"], "for example M1_E1_I1"),
        (["interview", "M3_E1_I1", "Links", "--milestone", "M", "--epic", "E"], "use M1"),
        (["plan", "M1_E1_I1"], "there is no iteration M1_E1_I1"),
    ],
)
def test_interview__iteration_that_is_not_there__then_says_how_to_make_it(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside(python_project(tmp_path), *arguments) == 2
    assert said in capsys.readouterr().err
    assert not list((tmp_path / "docs").glob("progress_trackings/*/"))


def test_interview__unknown_question__then_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun(python_project(tmp_path))
    assert inside(tmp_path, "interview", ITERATION, "--answer", "gaol=Users can") == 2
    assert "nearest: goal" in capsys.readouterr().err


def test_interview__two_days_of_work_halved__then_said_before_it_is_approved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = begun(python_project(tmp_path))
    session.give_all(answers_of(PYTHON_ANSWERS), keep_proposals=False)
    assert inside(tmp_path, "interview", ITERATION, "--answer", "task.1.estimate=1 hour", "--json") == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [each["code"] for each in findings] == ["PP409"]
    assert "task.1.estimate" in findings[0]["questions"]
    assert inside(tmp_path, "interview", ITERATION, "--list") == 0
    assert "check will find PP409: the tasks sum up to 13 hours" in capsys.readouterr().out


def test_interview__answer_made_nonsense_by_hand__then_place_reason_and_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = begun(python_project(tmp_path))
    session.give_all(answers_of(PYTHON_ANSWERS), keep_proposals=False)
    path = session.folder / "INTERVIEW.toml"
    text = path.read_text("utf-8").replace('text = "median <= 50 ms"', 'text = "soon"')
    text = text.replace('text = "implementation"', 'text = "feature"')
    path.write_text(text, "utf-8")
    assert inside(tmp_path, "interview", ITERATION, "--list") == 0
    said = capsys.readouterr().out
    for question, reason in (("target.1.figure", "can't be met or missed"), ("task.1.type", "none of the values")):
        line = text[: text.index(f'[answers."{question}"]')].count("\n") + 1
        assert f"INTERVIEW.toml:{line}: {question} no longer holds: " in said
        assert reason in said
    assert "2 open" in said
    assert path.read_text("utf-8") == text


def talk(root: Path, lines: list[str]) -> tuple[int, str]:
    """Runs the interview in a real terminal and types those lines, each once it is prompted for."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(root)
        os.execve(
            sys.executable,
            [sys.executable, "-m", "planproof", "interview", ITERATION],
            {**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1", "TERM": "dumb"},
        )
    shown = ""
    waiting = list(lines)
    while True:
        try:
            piece = os.read(terminal, 65536).decode("utf-8", "replace")
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if shown.endswith(("> ", "| ", "[y/N] ")) and waiting:
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
            shown += "\n"
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown


def test_interview__in_a_terminal__then_enter_keeps_back_returns_and_quit_keeps_all(tmp_path: Path) -> None:
    begun(python_project(tmp_path))
    code, shown = talk(
        tmp_path,
        [
            "",  # keeps the proposed outcome
            "A clerk keeps names here.",
            ".",
            ":back",
            "A clerk keeps names with it.",
            ":back",  # no line of an answer
            "More of them.",
            ".",
            ":why",
            ":skip",  # the epic's sentence
            "Users can keep names quickly.",  # refused
            ".",
            "Users can keep names.",
            ".",
            ":list",
            ":edit outcome",
            "Names kept",
            ":quit",
        ],
    )
    assert code == 0, shown
    assert "Enter keeps it" in shown
    assert "PP601" in shown
    answers = begun_again(tmp_path)
    assert answers["outcome"] == "Names kept"
    assert answers["milestone.about"] == "A clerk keeps names with it.\nMore of them."
    assert answers["goal"] == "Users can keep names."
    assert answers["epic.about"] == ""


def test_interview__names_missing_in_a_terminal__then_asked_for_and_made(tmp_path: Path) -> None:
    root = python_project(tmp_path)
    code, shown = talk(root, ["Names", "", "Store", "Kept names", ":quit"])
    assert code == 0, shown
    assert "made M1_E1_I1 Kept names: docs/progress_trackings/M1_NAMES/M1_E1_STORE/M1_E1_I1_KEPT_NAMES/" in shown


def test_interview__names_missing_without_a_terminal__then_the_whole_command(tmp_path: Path) -> None:
    told = planproof(python_project(tmp_path), "interview", ITERATION, "Kept names")
    assert told.returncode == 2
    assert "not there yet, and without a name: M1, M1_E1" in told.stderr
    assert 'planproof interview M1_E1_I1 "…" --milestone "…" --epic "…"' in told.stderr


def test_interview__everything_typed_in_a_terminal__then_the_prepared_answers_and_approved(tmp_path: Path) -> None:
    session = begun(python_project(tmp_path))
    prepared = answers_of(PYTHON_ANSWERS)
    typed: list[str] = []
    for asked in agenda(prepared, session.look):
        text = prepared.text(asked.id).strip("\n")
        typed += text.split("\n")
        typed += ["."] if asked.question.kind in MULTILINE and text != "none" else []
    code, shown = talk(tmp_path, [*typed, "y"])
    assert code == 0, shown[-2000:]
    assert "Approve these answers?" in shown
    assert begun_again(tmp_path) == {
        asked.id: normal(prepared.text(asked.id)) for asked in agenda(prepared, session.look)
    }
    assert open_session(tmp_path, load_config(tmp_path), ITERATION).record.is_approved


def begun_again(root: Path) -> dict[str, str]:
    return {
        name: answer.text for name, answer in open_session(root, load_config(root), ITERATION).record.answers.items()
    }
