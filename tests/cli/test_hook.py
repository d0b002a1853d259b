"""The hooks of agents: what an agent sends goes in, what it documents comes out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import planproof
from bench.trees import write_iterations
from planproof.cli.main import run
from planproof.plan.agents.table import AGENTS
from planproof.proof.agent_report import REFUSAL_TOKENS, SESSION_TOKENS
from planproof.proof.model import Stage
from planproof.tokens import count_tokens
from tests.proof.small_project import SmallProject

SOURCE = str(Path(planproof.__file__).resolve().parents[1])


def call(
    project: Path, *words: str, sent: Any = None, raw: bytes | None = None, **variables: str
) -> tuple[int, str, str]:
    """Runs the command line in this very process, at home in the project's folder."""
    given = io.TextIOWrapper(io.BytesIO(raw if raw is not None else json.dumps(sent or {}).encode()))
    printed, error = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(error):
        patch.chdir(project)
        patch.setattr("sys.stdin", given)
        for name, value in {"PLANPROOF_NAME": "ada", **variables}.items():
            patch.setenv(name, value)
        code = run(list(words))
    return code, printed.getvalue(), error.getvalue()


def said(agent: str, text: str) -> str:
    """What an agent puts before the model, out of the answer at the start of a session."""
    answer = json.loads(text)
    if agent in ("cursor", "copilot"):
        (value,) = answer.values()
        return str(value)
    assert answer["hookSpecificOutput"]["hookEventName"] == "SessionStart"
    return str(answer["hookSpecificOutput"]["additionalContext"])


def reason(agent: str, text: str) -> str:
    answer = json.loads(text)
    if agent == "cursor":
        return str(answer["followup_message"])
    assert answer["decision"] == ("deny" if agent == "gemini" else "block")
    return str(answer["reason"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Planned, nothing started."""
    write_iterations(tmp_path, iterations=4, tasks=2)
    (tmp_path / "planproof.toml").touch()
    return tmp_path


@pytest.mark.parametrize("agent", AGENTS)
def test_stop__claimed_task_is_not_proved__then_refused_once_as_that_agent_documents(project: Path, agent: str) -> None:
    stop = ("hook", "stop", "--agent", agent)
    assert call(project, *stop) == (0, "", "")
    assert call(project, "claim", "M1_E1_I1_T1")[0] == 0
    code, printed, _ = call(project, *stop, sent={"status": "completed", "loop_count": 0, "stop_hook_active": False})
    assert code == 0
    text = reason(agent, printed)
    assert "M1_E1_I1_T1" in text
    assert "planproof start M1_E1_I1" in text
    assert count_tokens(text) < 400
    again = {"loop_count": 1} if agent == "cursor" else {"stop_hook_active": True}
    assert call(project, *stop, sent=again) == (0, "", "")
    assert call(project, *stop, PLANPROOF_NAME="bob") == (0, "", "")
    assert call(project, "claim", "M1_E1_I1_T1", "--release")[0] == 0
    assert call(project, *stop) == (0, "", "")


def test_stop__person_aborted_in_cursor__then_let_go(project: Path) -> None:
    assert call(project, "claim", "M1_E1_I1_T1")[0] == 0
    assert call(project, "hook", "stop", "--agent", "cursor", sent={"status": "aborted", "loop_count": 0}) == (
        0,
        "",
        "",
    )


def test_stop__evidence_says_what_is_refuted__then_quoted(specified: SmallProject) -> None:
    assert call(specified.root, "claim", "M1_E1_I1_T1")[0] == 0
    specified.prove(Stage.ACCEPT)
    _, printed, _ = call(specified.root, "hook", "stop", "--agent", "claude")
    text = reason("claude", printed)
    assert "accept.task: refuted" in text
    assert "must pass as planned" in text


def test_stop__task_is_proved__then_let_go(built: SmallProject) -> None:
    assert call(built.root, "claim", "M1_E1_I1_T1")[0] in (0, 2)  # a proved task can't be claimed
    assert call(built.root, "hook", "stop", "--agent", "claude") == (0, "", "")


@pytest.mark.parametrize("agent", AGENTS)
def test_session_start__in_a_project__then_a_board_in_few_tokens(specified: SmallProject, agent: str) -> None:
    code, printed, _ = call(specified.root, "hook", "session-start", "--agent", agent, sent={"source": "startup"})
    assert code == 0
    text = said(agent, printed)
    assert "M1_E1_I1 Greeting: " in text
    assert "planproof brief M1_E1_I1_T1" in text
    assert count_tokens(text) <= SESSION_TOKENS


def test_session_start__many_iterations_and_long_names__then_within_the_budget(tmp_path: Path) -> None:
    write_iterations(tmp_path, iterations=60, tasks=6)
    (tmp_path / "planproof.toml").touch()
    for task in range(1, 7):
        assert call(tmp_path, "claim", f"M1_E1_I1_T{task}")[0] == 0
    _, printed, _ = call(tmp_path, "hook", "session-start", "--agent", "claude")
    assert count_tokens(said("claude", printed)) <= SESSION_TOKENS
    _, printed, _ = call(tmp_path, "hook", "stop", "--agent", "claude")
    text = reason("claude", printed)
    assert count_tokens(text) <= REFUSAL_TOKENS
    assert "6 tasks that you claimed" in text


def test_session_start__agent_runs_elsewhere__then_the_project_it_names(project: Path, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    start = ("hook", "session-start", "--agent", "claude")
    assert call(elsewhere, *start) == (0, "", "")
    assert "M1_E1" in call(elsewhere, *start, CLAUDE_PROJECT_DIR=str(project))[1]


@pytest.mark.parametrize("sent", [b"", b"nonsense", b"[1]", b"\xff\xfe", b"[" * 100_000, b"\xef\xbb\xbf{}"])
def test_hook__input_that_is_no_object__then_as_if_nothing_was_sent(project: Path, sent: bytes) -> None:
    assert call(project, "hook", "stop", "--agent", "claude", raw=sent) == (0, "", "")


@pytest.mark.parametrize("words", [("stop", "--agent", "nobody"), ("stop",), ("begin", "--agent", "claude")])
def test_hook__entry_that_nobody_wrote__then_exit_3_and_never_2(project: Path, words: tuple[str, ...]) -> None:
    code, printed, error = call(project, "hook", *words)
    assert (code, printed) == (3, "")
    assert "planproof init --agent" in error


def test_hook__settings_that_cant_be_read__then_exit_3_with_place(project: Path) -> None:
    (project / "planproof.toml").write_text("[plans")
    code, printed, error = call(project, "hook", "stop", "--agent", "claude")
    assert (code, printed) == (3, "")
    assert "planproof.toml" in error


def test_hook__as_a_process__then_answers_on_standard_output(project: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": SOURCE, "PLANPROOF_NAME": "ada"}
    ended = subprocess.run(
        [sys.executable, "-m", "planproof", "hook", "session-start", "--agent", "gemini"],
        cwd=project,
        env=environment,
        input=b'{"source": "startup"}',
        capture_output=True,
        check=True,
    )
    assert "M1_E1_I1" in said("gemini", ended.stdout.decode())
