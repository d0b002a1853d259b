"""Stage 7: commands run as written, their output matches, and not on the base."""

from __future__ import annotations

import socket

import pytest

from planproof.proof.model import Verdict
from tests.proof.small_project import SmallProject

COMMAND = "python -m greet Grace\n# Expected output\nHello, Grace!"


def test_accept__built__then_story_task_and_demo_are_proved(built: SmallProject) -> None:
    for name in ("story", "task", "demo"):
        state = built.stands(f"accept.{name}")
        assert state.verdict is Verdict.PROVED
        assert "not on the base" in state.reason


@pytest.mark.parametrize(
    ("command", "verdict", "word"),
    [
        ("python -m greet Grace\n# Expected output\nHello, Ada!", Verdict.REFUTED, "the text differs"),
        ("echo 'Hello, Grace!'\n# Expected output\nHello, Grace!", Verdict.REFUTED, "passes on the base too"),
        ("python -m greet Grace || true\necho fine\n# Expected output\nHello, Grace!\nfine", Verdict.PROVED, "base"),
        ("true\n# Expected output\nHello", Verdict.VACUOUS, "printed nothing"),
        ("true", Verdict.VACUOUS, "no command with an expected output"),
        ("python -c 'raise SystemExit(\"why\")'\n# Expected output\nHello", Verdict.REFUTED, "(why)"),
        (f"# Fails\nfalse\n# Then\n{COMMAND}", Verdict.REFUTED, "preparation failed"),
        ("python -m greet Grace\n# Expected: it works as it should", Verdict.UNPROVED, "can't be decided"),
        ("no-such-program\n# Expected output\nHello", Verdict.UNPROVED, "is not installed"),
        ("python -m greet Grace; touch left.txt\n# Expected output\nHello, Grace!", Verdict.UNPROVED, "left.txt"),
        ("setsid sleep 60 & python -m greet Grace\n# Expected output\nHello, Grace!", Verdict.UNPROVED, "behind"),
        ("yes | head -c 3000000\n# Expected output\n...", Verdict.UNPROVED, "beyond the limit"),
        ("python -c 'print(input())'\n# Expected output\nHello", Verdict.REFUTED, "EOFError"),
    ],
)
def test_task__command__then_verdict_with_the_place(
    built: SmallProject, command: str, verdict: Verdict, word: str
) -> None:
    built.edit_plan(f"# Another name is greeted\n{COMMAND}", command)
    state = built.check("accept.task")
    assert state.verdict is verdict, state.reason
    assert word in state.reason


def test_task__command_hangs__then_unproved_at_its_deadline(built: SmallProject) -> None:
    built.settings("command_s = 20.0", "command_s = 1.0")
    built.edit_plan(COMMAND, "trap '' TERM; sleep 60\n# Expected output\nHello")
    state = built.check("accept.task")
    assert state.verdict is Verdict.UNPROVED
    assert "did not end within 1 s" in state.reason


def test_accept__two_stories_of_one_name__then_two_checks(built: SmallProject) -> None:
    story = (
        "### S1: Be greeted\n\nAs a user I am lied to.\n\n```bash\npython -m greet Ada\n# Expected output\nBye\n```\n\n"
    )
    built.edit_plan("### S1: Be greeted", f"{story}### S1: Be greeted")
    subjects = {state.check.subject: state.verdict for state in built.prove(checks=("accept.story",)).ran}
    assert sorted(map(str, subjects.values())) == ["proved", "refuted"]
    assert len(subjects) == 2


def test_accept__expected_output_edited_after_proof__then_stale(built: SmallProject) -> None:
    built.edit_plan("Hello, Grace!\n```", "Hello, ...\n```")
    assert built.stands("accept.task").verdict is Verdict.STALE
    assert built.stands("accept.story").verdict is Verdict.PROVED


def test_accept__base_can_not_be_set_up__then_unproved_never_proved(built: SmallProject) -> None:
    built.settings("[environment.variables]", '[environment]\nsetup = "exit 4"\n\n[environment.variables]')
    state = built.check("accept.task")
    assert state.verdict is Verdict.UNPROVED
    assert "the base can't be set up" in state.reason


def test_accept__port_of_a_service_is_taken__then_unproved_by_port(built: SmallProject) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        built.add_settings(
            f'\n[services.web]\nstart = "sleep 30"\nready = "tcp:127.0.0.1:{port}"\nstages = ["accept"]\n'
        )
        state = built.check("accept.task")
    assert state.verdict is Verdict.UNPROVED
    assert str(port) in state.reason


def test_accept__one_task_asked_for__then_only_its_checks_run(built: SmallProject) -> None:
    report = built.prove(task="M1_E1_I1_T1")
    assert {state.check.id for state in report.ran} == {"validate.smoke", "accept.task"}
    assert report.proved
