"""The example service goes through all nine stages on real evidence, and each of the five lies about it is refuted.

One play of about a minute serves every test here; the demo shows the same.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from examples.lies import LIES, Lie
from examples.memory import folder_in_memory
from examples.replay import EXAMPLES
from examples.stage_play import Play
from planproof.plan.model import Command
from tests.test_readme import in_own_project, is_shown, shown_commands

pytestmark = pytest.mark.xdist_group("shortener")

ITERATION = "M1_E1_I1"
NAMES = ("plan", "prepare", "specify", "build", "verify", "validate", "accept", "prove", "close")


@dataclass
class Finished:
    """The play at its end, and the stages as they stood after each state."""

    play: Play
    boards: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: dict[str, dict[str, str]] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)


def prove(play: Play, *arguments: str) -> tuple[int, dict[str, object]]:
    code, printed = play.planproof("prove", ITERATION, "--json", *arguments)
    document: dict[str, object] = json.loads(printed)
    return code, document


def show(result: Finished, *arguments: str) -> None:
    """Runs a command as the README shows it and keeps what it printed."""
    result.printed[f"planproof {' '.join(arguments)}"] = result.play.planproof(*arguments)[1]


def stages_of(document: dict[str, object]) -> dict[str, str]:
    stages = document["stages"]
    assert isinstance(stages, list)
    return {stage["name"]: stage["verdict"] for stage in stages}


def checks_of(document: dict[str, object]) -> dict[str, dict[str, str]]:
    stages = document["stages"]
    assert isinstance(stages, list)
    return {f"{check['check']} {check['subject']}".strip(): check for stage in stages for check in stage["checks"]}


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """Where the service's own tests put their database servers."""
    with tempfile.TemporaryDirectory(prefix="planproof-", dir=folder_in_memory()) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, scratch: Path) -> Finished:
    home = tmp_path_factory.mktemp("shortener")
    play = Play(EXAMPLES / "shortener" / "states", home, ITERATION, lambda line: None, scratch)
    result = Finished(play)
    for state in ("1", "2", "3", "4", "9"):
        play.at(state)
        if state == "1":
            show(result, "check")
            show(result, "start", ITERATION)
            _, document = prove(play)
            result.boards["untrusted"] = stages_of(document)
            play.trust()
        show(result, "prove", ITERATION, *(("--stage", "specify") if state == "3" else ()))
        if state == "4":
            # What the README shows: the board before the docs were updated.
            show(result, "status", ITERATION)
            result.shown |= result.printed
        document = json.loads(play.planproof("status", ITERATION, "--json")[1])
        result.boards[state] = stages_of(document)
        result.reasons[state] = {name: check["reason"] for name, check in checks_of(document).items()}
    play.commit("evidence: all nine stages")
    return result


@pytest.mark.parametrize(("state", "last"), [("1", 1), ("2", 2), ("3", 3), ("4", 8), ("9", 9)])
def test_prove__after_each_state__then_just_its_stages_are_proved(finished: Finished, state: str, last: int) -> None:
    proved = [name for name in NAMES if finished.boards[state][name] == "proved"]
    assert proved == list(NAMES[:last]), finished.reasons[state]


def test_prove__commands_not_trusted__then_no_stage_that_runs_them_is_proved(finished: Finished) -> None:
    assert finished.boards["untrusted"]["prepare"] != "proved"
    assert finished.boards["untrusted"]["accept"] == "unproved"


def test_prove__nothing_due__then_exit_0_and_no_row(finished: Finished) -> None:
    code, document = prove(finished.play)
    assert code == 0
    assert document["ran"] == []


def test_status__fresh_clone_without_local_state__then_same_verdicts(finished: Finished, tmp_path: Path) -> None:
    clone = finished.play.copy("clone")
    for path in (clone.project / ".planproof",):
        path.rename(tmp_path / "gone")
    code, printed = clone.planproof("status", ITERATION, "--json")
    assert stages_of(json.loads(printed)) == finished.boards["9"]
    assert code == 0


def test_status__reopened_and_document_edited__then_tests_stay_proved(finished: Finished) -> None:
    other = finished.play.copy("readme")
    (other.project / "README.md").write_text("# Changed\n", encoding="utf-8")
    assert other.planproof("status", ITERATION)[0] == 0
    (plan,) = other.project.glob("docs/progress_trackings/*/*/*/TECH_DESIGN.md")
    plan.write_text(plan.read_text(encoding="utf-8") + "\nA word more.\n", encoding="utf-8")
    code, printed = other.planproof("status", ITERATION, "--json")
    stages = stages_of(json.loads(printed))
    assert stages["build"] == "proved"
    assert stages["close"] == "stale"
    assert code == 1


def test_prove_replay__build_stage__then_proved_again_with_origin_replayed(finished: Finished) -> None:
    other = finished.play.copy("replay")
    code, document = prove(other, "--replay", "--stage", "specify")
    assert code == 0, document
    rows = [json.loads(line) for line in next(other.project.rglob("EVIDENCE.jsonl")).read_text().splitlines()]
    replayed = [row for row in rows if row["origin"] == "replayed"]
    assert {row["check"] for row in replayed} == {"specify.names", "specify.red"}
    assert {row["verdict"] for row in replayed} == {"proved"}


def test_evidence_verify__finished_iteration__then_fine(finished: Finished) -> None:
    assert finished.play.planproof("evidence", "verify", ITERATION)[0] == 0


def test_status_table__finished_iteration__then_says_proved_nine_times(finished: Finished) -> None:
    document = next(finished.play.project.rglob("ITERATION.md")).read_text(encoding="utf-8")
    region = document.partition("<!-- planproof:status -->")[2].partition("<!-- /planproof:status -->")[0]
    assert region.count("✅ proved") == 9
    assert region.count("| Proved |") == 4


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.title.replace(" ", "-"))
def test_lie__told_about_a_finished_iteration__then_refuted(finished: Finished, lie: Lie) -> None:
    copy = finished.play.copy(f"lie-{LIES.index(lie)}")
    lie.tell(copy.project)
    if lie.commit:
        copy.commit("a lie")
    if lie.trust:
        copy.trust()
    code, printed = copy.planproof(*lie.command)
    assert code == 1, printed
    assert any(lie.answer in line and lie.check in line for line in printed.splitlines()), printed


def test_lie__commands_changed_and_nobody_trusted_them__then_nothing_runs(finished: Finished) -> None:
    copy = finished.play.copy("untrusted-change")
    lie = next(lie for lie in LIES if lie.trust)
    lie.tell(copy.project)
    copy.commit("a change of commands")
    code, printed = copy.planproof(*lie.command)
    assert code == 1
    assert "not trusted" in printed


@pytest.mark.parametrize(
    "command",
    [each for each in shown_commands() if not in_own_project(each) and not each.script.startswith("planproof trust")],
    ids=lambda each: each.script,
)
def test_readme__command_on_the_example__then_prints_what_is_shown(finished: Finished, command: Command) -> None:
    printed = finished.shown[command.script]
    assert is_shown(command.expected or "", printed), printed


@pytest.mark.long
def test_prove_replay__every_stage__then_proved_again(finished: Finished) -> None:
    other = finished.play.copy("replay-all")
    code, document = prove(other, "--replay")
    assert code == 0, document["diagnostics"]
    assert len(document["ran"]) == sum(len(stage["checks"]) for stage in document["stages"])  # type: ignore[arg-type, misc]
