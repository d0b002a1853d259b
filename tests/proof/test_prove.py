"""Prove as a whole on the small project: accidents, replay, cheats with the evidence, and what a person may ask for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from planproof.errors import LedgerError, UsageError
from planproof.proof.ledger.audit import audit
from planproof.proof.model import Origin, Stage, Verdict
from planproof.proof.prove import commit_command, start_iteration, states_of
from tests.proof.conftest import commit_all, git, processes_with
from tests.proof.small_project import SmallProject


def start(project: SmallProject, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        project.command("prove", *arguments),
        cwd=project.root,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def hanging(project: SmallProject) -> str:
    """Makes the build command hang under a name of its own, and gives that name."""
    name = f"hang{os.getpid()}{time.monotonic_ns()}"
    project.settings("python -c 'import greet'", f"touch .planproof/{name}; exec -a {name} sleep 300")
    return name


def wait_for(path: Path) -> None:
    until = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < until, f"{path} did not appear"
        time.sleep(0.02)


def test_prove__two_at_once__then_both_finish_and_the_chain_is_whole(closed: SmallProject) -> None:
    both = [start(closed, "--stage", "prepare"), start(closed, "--stage", "prepare")]
    printed = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], printed
    assert audit(closed.root).faults == ()


def test_prove__killed_in_the_middle__then_evidence_is_valid_and_nothing_is_left(prepared: SmallProject) -> None:
    name = hanging(prepared)
    process = start(prepared, "--stage", "prepare")
    wait_for(prepared.root / ".planproof" / name)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    until = time.monotonic() + 30
    while processes_with(f"{name} 300") and time.monotonic() < until:
        time.sleep(0.05)
    assert processes_with(f"{name} 300") == []
    assert audit(prepared.root).faults == ()
    prepared.settings(f"touch .planproof/{name}; exec -a {name} sleep 300", "python -c 'import greet'")
    assert prepared.prove(Stage.PREPARE).proved


def test_prove__interrupted__then_exit_130_and_the_command_is_ended(prepared: SmallProject) -> None:
    name = hanging(prepared)
    process = start(prepared, "--stage", "prepare")
    wait_for(prepared.root / ".planproof" / name)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in errors
    assert "Traceback" not in errors
    assert processes_with(f"{name} 300") == []
    assert audit(prepared.root).faults == ()


def test_prove__read_only_ledger__then_one_clear_line_and_exit_3(prepared: SmallProject) -> None:
    prepared.evidence.chmod(0o444)
    run = prepared.planproof("prove", "--stage", "plan")
    assert run.returncode == 3
    assert "read-only" in run.stderr
    assert "Traceback" not in run.stderr


def test_prove__finished_project__then_evidence_holds_no_path_of_the_machine(
    small_states: dict[str, SmallProject],
) -> None:
    closed = small_states["closed"]
    assert [line for line in closed.evidence.read_text().splitlines() if str(closed.root.parent) in line] == []


def test_prove__not_started__then_usage_error(closed: SmallProject) -> None:
    closed.evidence.unlink()
    commit_all(closed.root)
    with pytest.raises(UsageError, match="has not been started"):
        closed.prove()


def test_start__twice__then_refused_with_the_commit(planned: SmallProject) -> None:
    with pytest.raises(UsageError, match="was started at"):
        start_iteration(planned.iteration())


@pytest.mark.parametrize("asked", [{"task": "M1_E1_I1_T9"}, {"checks": ("build.grene",)}])
def test_prove__unknown_task_or_check__then_usage_error(planned: SmallProject, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        planned.prove(**asked)
    assert "M1_E1_I1_T1" in error.value.hint or "build.green" in error.value.hint


def test_prove__nothing_due__then_proved_and_no_new_row(closed: SmallProject) -> None:
    before = closed.evidence.read_bytes()
    report = closed.prove()
    assert report.proved
    assert report.ran == ()
    assert closed.evidence.read_bytes() == before


def test_evidence__rows_of_another_iteration__then_refused(closed: SmallProject) -> None:
    text = closed.evidence.read_text(encoding="utf-8")
    closed.evidence.write_text(text.replace('"iteration":"M1_E1_I1"', '"iteration":"M1_E1_I2"'), encoding="utf-8")
    with pytest.raises(LedgerError):
        closed.rows()


def test_evidence__verdict_edited__then_nothing_is_derived_from_it(built: SmallProject) -> None:
    text = built.evidence.read_text(encoding="utf-8")
    built.evidence.write_text(text.replace('"verdict":"refuted"', '"verdict":"proved"', 1), encoding="utf-8")
    with pytest.raises(LedgerError):
        states_of(built.iteration())


def test_states__origin_demanded__then_other_evidence_does_not_count(closed: SmallProject) -> None:
    local = {state.verdict for state in states_of(closed.iteration(), (Origin.LOCAL,))}
    ci = {state.verdict for state in states_of(closed.iteration(), (Origin.CI,))}
    assert (local, ci) == ({Verdict.PROVED}, {Verdict.UNPROVED})


def test_replay__every_stage__then_proved_again_except_what_was_never_committed(closed: SmallProject) -> None:
    report = closed.prove(replay=True)
    reasons = {state.check.id: state.reason for state in report.ran if state.verdict is not Verdict.PROVED}
    assert reasons == {}
    assert {state.check.stage for state in report.ran} == set(Stage)
    assert {row.origin for row in closed.rows()[-3:]} == {Origin.REPLAYED}
    assert all(state.verdict is Verdict.PROVED for state in states_of(closed.iteration()))


def test_replay__commit_is_gone__then_unproved_and_evidence_stands(closed: SmallProject) -> None:
    git(closed.root, "checkout", "--quiet", "--orphan", "new")
    git(closed.root, "commit", "--quiet", "--message", "rewritten")
    git(closed.root, "branch", "--quiet", "-D", "main")
    git(closed.root, "reflog", "expire", "--expire=now", "--all")
    git(closed.root, "gc", "--quiet", "--prune=now")
    report = closed.prove(Stage.PLAN, replay=True)
    assert {state.verdict for state in report.ran} == {Verdict.UNPROVED}
    assert "is not in this repository" in report.ran[0].reason
    assert closed.stands("plan.findings").verdict is Verdict.PROVED


def test_replay__was_proved_on_uncommitted_changes__then_unproved(prepared: SmallProject) -> None:
    prepared.edit_plan("Users can have", "Writers can have", commit=False)
    assert prepared.prove(Stage.PLAN).proved
    report = prepared.prove(Stage.PLAN, replay=True)
    assert not report.proved
    assert "uncommitted changes" in report.ran[0].reason


def test_replay__nothing_proved_of_that_stage__then_not_proved(planned: SmallProject) -> None:
    report = planned.prove(Stage.BUILD, replay=True)
    assert report.ran == ()
    assert not report.proved


@pytest.mark.parametrize("verb", ["prove", "status"])
def test_verb__json__then_one_document_with_its_shape(closed: SmallProject, verb: str) -> None:
    run = closed.planproof(verb, "M1_E1_I1", "--json")
    document = json.loads(run.stdout)
    assert (run.returncode, document["schemaVersion"], document["kind"]) == (0, 1, verb)
    assert document["diagnostics"] == []
    assert document["amendments"] == []
    assert [stage["verdict"] for stage in document["stages"]] == ["proved"] * 9


def test_status__piped__then_no_colour_and_the_amendment_is_named(built: SmallProject) -> None:
    built.edit("tests/test_words.py", 'greeting("Ada") == "Hello, Ada!"', 'greeting("Eve") == "Hello, Eve!"')
    run = built.planproof("prove", "--stage", "3", "--amend", "Ada has left")
    assert run.returncode == 0, run.stdout
    shown = built.planproof("status").stdout
    assert "amended after Specify: Ada has left" in shown
    assert "test_greeting__a_name__then_greeted changed" in shown
    assert "\x1b" not in shown
    assert "- Ada has left" in built.plan.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("prove", "M1_E1_I7"), 2, "M1_E1_I1"),
        (("prove", "--stage", "12"), 2, "3 specify"),
        (("prove", "--stage", "build", "--amend", "why"), 2, "an amendment"),
        (("next", "M1_E1_I7"), 2, "M1_E1_I1"),
        (("show", "M1_E1_I1_T9"), 2, "M1_E1_I1_T1"),
        (("status", "M1_E1_I7"), 2, "M1_E1_I1"),
        (("start", "M1_E1_I1"), 2, "was started at"),
    ],
)
def test_verb__wrong_use__then_a_line_a_hint_and_the_exit_code(
    planned: SmallProject, arguments: tuple[str, ...], code: int, words: str
) -> None:
    run = planned.planproof(*arguments)
    assert run.returncode == code
    assert words in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("verb", ["prove", "status", "start", "next", "show"])
@pytest.mark.parametrize("state", ["broken settings", "torn evidence", "no git", "empty"])
def test_verb__project_in_a_bad_state__then_one_line_and_never_0_or_a_traceback(
    closed: SmallProject, verb: str, state: str
) -> None:
    environment = closed.environment()
    if state == "broken settings":
        (closed.root / "planproof.toml").write_text("[tests]\nfolders = 3\n")
    if state == "torn evidence":
        closed.evidence.write_bytes(closed.evidence.read_bytes() + b'{"base')
    if state == "no git":
        (closed.root / ".git").rename(closed.root.parent / "gone")
    if state == "empty":
        (closed.root / "docs").rename(closed.root.parent / "docs")
    command = [*closed.command(verb)]
    run = subprocess.run(command, cwd=closed.root, env=environment, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in run.stderr
    if state == "no git" and verb in ("next", "show"):
        assert run.returncode in (0, 1)
    else:
        assert run.returncode in ((3,) if state != "empty" else (1, 2))
        assert len((run.stderr or run.stdout).strip().splitlines()) <= 2


def test_status_table__document_with_crlf__then_line_ends_stay(planned: SmallProject) -> None:
    text = planned.plan.read_text(encoding="utf-8")
    planned.plan.write_bytes(text.replace("\n", "\r\n").encode())
    commit_all(planned.root)
    planned.prove(Stage.PLAN)
    data = planned.plan.read_bytes()
    assert b"proved" in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_commit_command__several_files_of_a_folder__then_the_folder_once() -> None:
    assert commit_command(["docs/a/X.md", "docs/a/Y.md", "planproof.toml"]) == (
        "git add docs/a planproof.toml && git commit -m plan"
    )
    assert commit_command(["docs/a/X Y.md"]) == "git add 'docs/a/X Y.md' && git commit -m plan"
