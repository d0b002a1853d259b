"""The example library in C goes through all nine stages on real evidence: built by meson, TAP results, gcov, its own benchmark.

One play serves every test here; each lie about its end is told to a copy. Compiler, meson and gcovr are real.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from examples.replay import EXAMPLES
from examples.stage_play import Play

pytestmark = pytest.mark.xdist_group("registry_c")

ITERATION = "M1_E1_I1"
NAMES = ("plan", "prepare", "specify", "build", "verify", "validate", "accept", "prove", "close")
REGISTRY_TEST = "tests/test_registry.c"


@dataclass
class Finished:
    """The play at its end, and the board as it stood after each state."""

    play: Play
    boards: dict[str, dict[str, str]] = field(default_factory=dict)
    checks: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


def prove(play: Play, *arguments: str) -> tuple[int, dict[str, dict[str, str]], dict[str, str]]:
    """Exit code, the checks by `id subject`, the stages' verdicts."""
    code, printed = play.planproof("prove", ITERATION, "--json", *arguments)
    stages = json.loads(printed)["stages"]
    checks = {f"{check['check']} {check['subject']}".strip(): check for stage in stages for check in stage["checks"]}
    return code, checks, {stage["name"]: stage["verdict"] for stage in stages}


def unbuilt_copy(play: Play, name: str) -> Play:
    """A copy without its build, which knows the folder that it was made for."""
    other = play.copy(name)
    shutil.rmtree(other.project / "build", ignore_errors=True)
    return other


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    play = Play(EXAMPLES / "registry_c" / "states", tmp_path_factory.mktemp("registry"), ITERATION, lambda line: None)
    result = Finished(play)
    for state in ("1", "2", "3", "4", "9"):
        play.at(state)
        if state == "1":
            assert play.planproof("start", ITERATION)[0] == 0
            play.trust()
        _, result.checks[state], result.boards[state] = prove(play)
    play.commit("evidence: all nine stages")
    return result


@pytest.mark.parametrize(("state", "last"), [("1", 1), ("2", 2), ("3", 3), ("4", 8), ("9", 9)])
def test_prove__after_each_state__then_just_its_stages_are_proved(finished: Finished, state: str, last: int) -> None:
    proved = [name for name in NAMES if finished.boards[state][name] == "proved"]
    reasons = {name: check["reason"] for name, check in finished.checks[state].items()}
    assert proved == list(NAMES[:last]), reasons


def test_prove__finished_library__then_every_check_says_what_it_saw(finished: Finished) -> None:
    reasons = {name: check["reason"] for name, check in finished.checks["9"].items()}
    assert reasons["specify.red"] == "12 tests fail, each for the right reason"
    assert reasons["build.green"] == "9 tests pass"
    assert reasons["build.stub"] == "all 9 tests fail against the stub"
    assert reasons["validate.real"].startswith("1 planned file ran inside system tests (by coverage line counts")
    # The program is not there on the base, and that it is missing there is what was wanted.
    assert reasons["accept.story S1"].endswith("and not on the base")
    assert "median < 1 us planned (20 samples" in reasons["prove.target claim and release in one thread"]
    assert reasons["close.coverage"].startswith("all 26 changed lines")


def test_prove__nothing_due__then_exit_0_and_tree_clean(finished: Finished) -> None:
    assert prove(finished.play)[0] == 0
    assert not (finished.play.project / "build" / "default.profraw").exists()


def test_prove_replay__specify_stage__then_built_in_its_own_worktree_and_red_again(finished: Finished) -> None:
    other = unbuilt_copy(finished.play, "replay")
    code, printed = other.planproof("prove", ITERATION, "--replay", "--stage", "specify")
    assert code == 0, printed
    assert not (other.project / "build").exists()


def _edit_body(project: Path) -> None:
    replace(project / REGISTRY_TEST, "CHECK(claim.index == 0);", "CHECK(claim.index < 64);")


def _edit_helper(project: Path) -> None:
    """What every test of the file begins with."""
    replace(project / REGISTRY_TEST, "CHECK(registry != NULL);", "CHECK(registry != NULL || 1);")


def _remove_test(project: Path, name: str = "test_slot_registry_claim__all_taken__then_refused") -> None:
    path = project / REGISTRY_TEST
    text = path.read_text(encoding="utf-8")
    without = re.sub(rf"static void {name}\(void\)\n{{\n.*?\n}}\n", "", text, flags=re.DOTALL)
    assert without != text
    path.write_text(without.replace(f"    TAP({name}),\n", ""), encoding="utf-8")


def _disable_test(project: Path) -> None:
    """Left in the list, but `return` comes first."""
    start = "test_slot_registry_claim__all_taken__then_refused(void)\n{\n"
    replace(project / REGISTRY_TEST, start, start + "    return;\n")


def _ungated_line(project: Path) -> None:
    path = project / "src/registry.c"
    extra = "\nint slot_registry_never_called(int number)\n{\n    return number + 1;\n}\n"
    declared = "int slot_registry_never_called(int number);\n"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + declared + extra, encoding="utf-8")


def _break_code(project: Path) -> None:
    replace(project / "src/registry.c", "claim->index = index;", "claim->index = index / 2;")


def _break_build(project: Path) -> None:
    replace(project / "src/registry.c", "return calloc(1, sizeof(slot_registry));", "return calloc(1, sizeof(slot));")


def _break_program(project: Path) -> None:
    replace(project / "programs/demo.c", 'printf("claimed=%d used=%u\\n"', 'printf("claimed %d used %u\\n"')


def _slow_down(project: Path) -> None:
    old = "    uint64_t used = atomic_load_explicit(&registry->used, memory_order_relaxed);\n    while"
    loop = "    for (volatile int wait = 0; wait < 4000; wait++)\n        ;\n"
    replace(project / "src/registry.c", old, old.replace("    while", f"{loop}    while"))


def _wrap_in_test(project: Path) -> None:
    replace(
        project / "tests/test_threads.c",
        "enum { PASSES = 200 };",
        "enum { PASSES = 200 };\nint __wrap_slot_registry_claim(void);",
    )


@pytest.mark.parametrize(
    ("tell", "stage", "check", "answer"),
    [
        (_edit_body, "build", "build.bodies", "1 test edited since Specify: test_slot_registry_claim__empty"),
        (_edit_helper, "build", "build.bodies", "9 tests edited since Specify"),
        (_remove_test, "build", "build.bodies", "specified test is gone: test_slot_registry_claim__all_taken"),
        (_disable_test, "build", "build.bodies", "1 test edited since Specify: test_slot_registry_claim__all_taken"),
        (_break_code, "build", "build.green", "Assertion `claim.index == index' failed"),
        (_break_build, "build", "build.green", "the project doesn't build: ../src/registry.c:"),
        (_wrap_in_test, "validate", "validate.mocks", "tests/test_threads.c:10 replaces a function"),
        (_break_program, "validate", "validate.green", "claimed=200 used=0"),
        (_break_program, "accept", "accept.demo", "BACKLOGS.md:213 output line 1: the text differs"),
        (_slow_down, "prove", "prove.target claim and release in one thread", "median < 1 us planned"),
        (_ungated_line, "close", "close.coverage", "changed line not covered: src/registry.c:"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else None,
)
def test_lie__told_about_a_finished_library__then_refuted(
    finished: Finished, tell: Callable[[Path], None], stage: str, check: str, answer: str
) -> None:
    copy = unbuilt_copy(finished.play, f"{tell.__name__}-{stage}")
    tell(copy.project)
    copy.commit("a lie")
    code, checks, _ = prove(copy, "--stage", stage)
    assert code == 1
    assert checks[check]["verdict"] == "refuted"
    assert answer in checks[check]["reason"]


def test_status__program_outside_the_sources_edited__then_what_ran_it_is_stale_unless_it_was_closed(
    finished: Finished,
) -> None:
    copy = finished.play.copy("program")
    _break_program(copy.project)
    code, printed = copy.planproof("status", ITERATION, "--json")
    assert (code, json.loads(printed)["closed"]["changedSince"]) == (0, ["programs/demo.c"])
    (plan,) = copy.project.glob("docs/progress_trackings/*/*/*/TECH_DESIGN.md")
    plan.write_text(plan.read_text(encoding="utf-8") + "\nA word more.\n", encoding="utf-8")
    code, printed = copy.planproof("status", ITERATION, "--json")
    verdicts = {stage["name"]: stage["verdict"] for stage in json.loads(printed)["stages"]}
    assert code == 1
    assert verdicts["accept"] == verdicts["validate"] == "stale"


def test_lie__covering_test_gone__then_counters_of_earlier_runs_do_not_cover_for_it(finished: Finished) -> None:
    copy = unbuilt_copy(finished.play, "counters")
    assert prove(copy, "--stage", "close")[0] == 0
    _remove_test(copy.project)
    _remove_test(copy.project, "test_slot_registry_release__index_out_of_range__then_refused")
    copy.commit("two tests less")
    _, checks, _ = prove(copy, "--stage", "close")
    assert checks["close.coverage"]["verdict"] == "refuted"
    assert "changed line not covered: src/registry.c" in checks["close.coverage"]["reason"]
