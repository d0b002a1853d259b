"""Why a C test is red, driven through stage 3 on real programs: the example at Specify with one thing changed.

Only an assertion or a stub that says so is right. Everything is compiled and run; a test that hangs has two seconds.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.replay import EXAMPLES, apply_state
from examples.stage_play import Play

pytestmark = pytest.mark.xdist_group("c_reds")

ITERATION = "M1_E1_I1"
FIRST = "test_slot_registry_init__fresh__then_no_slot_used"
BODY = "    CHECK(slot_registry_used(registry) == 0);\n"
GOOGLETEST = subprocess.run(["pkg-config", "--exists", "gtest_main"], stderr=subprocess.DEVNULL, check=False).returncode


@pytest.fixture(scope="module")
def specified(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The example at Specify, its test run ended after two seconds; nothing built."""
    play = Play(EXAMPLES / "registry_c" / "states", tmp_path_factory.mktemp("reds"), ITERATION, lambda line: None)
    play.at("1")
    replace(play.project / "planproof.toml", "tests_s = 60.0", "tests_s = 2.0")
    play.commit("two seconds")
    assert play.planproof("start", ITERATION)[0] == 0
    play.trust()
    play.at("3")
    return play


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def prove(play: Play, stage: str) -> dict[str, dict[str, str]]:
    """The checks of one stage, run now, by id."""
    _, printed = play.planproof("prove", ITERATION, "--json", "--stage", stage)
    stages = json.loads(printed)["stages"]
    return {check["check"]: check for each in stages for check in each["checks"]}


def kinds(play: Play) -> dict[str, str]:
    """Test -> why it is red, as the newest row of specify.red keeps it."""
    ledger = next(play.project.rglob("EVIDENCE.jsonl"))
    rows = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    found: dict[str, str] = next(row for row in reversed(rows) if row.get("check") == "specify.red")["details"]["kinds"]
    return found


def _assertion(project: Path) -> None:
    replace(project / "tests/test_registry.c", BODY, BODY + "    CHECK(2 + 2 == 5);\n")


def _not_implemented(project: Path) -> None:
    start = "    slot_registry *registry = slot_registry_init();\n    CHECK(registry != NULL);"
    said = '    if (!registry) {\n        strcpy(tap_message, "PLANPROOF_NOT_IMPLEMENTED");\n        longjmp(tap_failed, 1);\n    }'
    replace(project / "tests/test_registry.c", start, start.split("\n")[0] + "\n" + said)
    replace(project / "tests/test_registry.c", '#include "tap.h"', '#include "tap.h"\n#include <string.h>')


def _passing_stub(project: Path) -> None:
    """A stub that hands out one registry, the eighth: what it refuses to release is then right by accident."""
    replace(
        project / "src/registry.c",
        "    return NULL;",
        "    static int calls;\n    return calls++ == 7 ? (slot_registry *)&calls : NULL;",
    )


def _syntax(project: Path) -> None:
    replace(project / "tests/test_registry.c", BODY, BODY.replace(";", ""))


def _undefined(project: Path) -> None:
    replace(
        project / "tests/test_registry.c",
        "static slot_registry *started",
        "int nowhere(void);\nstatic slot_registry *started",
    )
    replace(project / "tests/test_registry.c", BODY, BODY + "    CHECK(nowhere() == 0);\n")


def _crash(project: Path) -> None:
    first = f"static void {FIRST}(void)\n{{\n"
    replace(project / "tests/test_registry.c", first, first + "    *(volatile int *)0 = 1;\n")


def _hang(project: Path) -> None:
    first = f"static void {FIRST}(void)\n{{\n"
    replace(project / "tests/test_registry.c", first, first + "    for (volatile int on = 1; on;)\n        ;\n")


@pytest.mark.parametrize(
    ("change", "verdict", "kind", "reason"),
    [
        (_assertion, "proved", "assertion", "12 tests fail, each for the right reason"),
        (_not_implemented, "proved", "not_implemented", "12 tests fail, each for the right reason"),
        (_passing_stub, "refuted", "assertion", "1 test passes before the work: test_slot_registry_release__index"),
        (_syntax, "refuted", "compile", "every test fails for the wrong reason: compile (the project doesn't build"),
        (_undefined, "refuted", "link", "every test fails for the wrong reason: link (the project doesn't build"),
        (_crash, "refuted", "crash", f"{FIRST} fails for the wrong reason: crash"),
        # Who was ended has not been seen to the end: that leaves it open, and says which test it was.
        (_hang, "unproved", "timeout", "2 s"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else None,
)
def test_specify_red__one_thing_changed__then_told_apart(
    specified: Play, change: Callable[[Path], None], verdict: str, kind: str, reason: str
) -> None:
    play = specified.copy(change.__name__)
    change(play.project)
    play.commit("changed")
    red = prove(play, "specify")["specify.red"]
    assert red["verdict"] == verdict, red["reason"]
    assert reason in red["reason"]
    assert kinds(play)[FIRST] == kind


@pytest.mark.skipif(GOOGLETEST != 0, reason="GoogleTest isn't installed (libgtest-dev)")
@pytest.mark.parametrize("results", ["junit", "gtest-json"])
def test_prove__tests_in_googletest__then_red_at_specify_and_green_at_build(results: str, tmp_path: Path) -> None:
    play = Play(EXAMPLES / "registry_c" / "states", tmp_path, ITERATION, lambda line: None)
    play.at("1")
    assert play.planproof("start", ITERATION)[0] == 0
    play.at("3")
    apply_state(EXAMPLES / "registry_c" / "googletest", play.project)
    shutil.rmtree(play.project / "build", ignore_errors=True)
    if results == "gtest-json":
        replace(play.project / "planproof.toml", "--gtest_output=xml:", "--gtest_output=json:")
        replace(play.project / "planproof.toml", 'results = "junit"', 'results = "gtest-json"')
    play.commit("tests in GoogleTest")
    play.trust()
    specified_now = prove(play, "specify")
    assert {check: specified_now[check]["verdict"] for check in ("specify.names", "specify.red")} == {
        "specify.names": "proved",
        "specify.red": "proved",
    }, specified_now
    assert set(kinds(play).values()) == {"assertion"}
    apply_state(EXAMPLES / "registry_c" / "states" / "4-built", play.project)
    play.commit("built")
    built = prove(play, "build")
    verdicts = {check: built[check]["verdict"] for check in ("build.bodies", "build.green", "build.stub")}
    assert set(verdicts.values()) == {"proved"}, built
