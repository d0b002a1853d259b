"""A fresh project becomes a plan, and the plan failing tests, by nothing but the verbs: processes, git and a terminal are real.

init ── interview --answers ── plan ── check ── (commit) ── start ── scaffold ── (commit) ── brief ── trust ── prove to stage 3
                                             (tests written out, code written, docs: examples/names) ── prove to stage 9
"""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plan.interview.projects import C_ANSWERS, ITERATION, PYTHON_ANSWERS, c_files, python_files
from tests.proof.conftest import commit_all, git

SOURCE = Path(__file__).resolve().parents[2] / "src"
FAILING_PLAN = ("1 Plan", "2 Prepare", "3 Specify")


class Person:
    """Somebody in front of a terminal, with one project.

    Attributes:
        root: the repository.
        said: every command so far with what it printed, which a failed step shows.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said: list[str] = []
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("PLANPROOF", "PYTHON", "CI"))}
        self._environment = {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SOURCE),
            "XDG_DATA_HOME": str(root.parent / "data"),
            "NO_COLOR": "1",
        }

    def runs(self, *arguments: str, exit_code: int = 0) -> str:
        """What `planproof` printed; any other exit code than the expected one fails with all that was said so far."""
        ran = subprocess.run(
            [sys.executable, "-m", "planproof", *arguments],
            cwd=self.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        self.said.append(f"$ planproof {' '.join(arguments)}\n{ran.stdout}{ran.stderr}")
        assert ran.returncode == exit_code, self.told(f"exit code {ran.returncode}, {exit_code} expected")
        assert "Traceback" not in ran.stderr, self.told("a traceback")
        return ran.stdout

    def answers(self, answer: str, *arguments: str) -> str:
        """What `planproof` printed on a terminal at which somebody types one line."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "planproof", *arguments],
            cwd=self.root,
            env=self._environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # how Linux says that nobody holds the other end any more
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
        screen = seen.decode()
        self.said.append(f"$ planproof {' '.join(arguments)}\n{screen}")
        assert process.wait(timeout=60) == 0, self.told("the answer was not taken")
        return screen

    def told(self, problem: str) -> str:
        """Everything that was said, the problem last."""
        return "\n".join([*self.said, problem])


def proved_stages(board: str) -> list[str]:
    """Names of the stages that a board shows as proved."""
    return re.findall(r"^ ✓ (\d \w+) +proved", board, re.MULTILINE)


def goes_from_nothing(root: Path, answers: Path) -> Person:
    """Every verb from `init` to stage 3; each must end well before the next one runs."""
    person = Person(root)
    git(root, "init", "--quiet", "--initial-branch", "main")
    commit_all(root)
    person.runs("init")
    person.runs("interview", ITERATION, "--answers", str(answers), "--approve")
    assert "unanswered" not in person.runs("plan", ITERATION), person.told("something was left unanswered")
    assert "no findings" in person.runs("check"), person.told("check found something")
    commit_all(root)
    person.runs("start", ITERATION)
    for addition in json.loads(person.runs("scaffold", ITERATION, "--json"))["additions"]:
        with (root / addition["path"]).open("a", encoding="utf-8") as stream:
            stream.write(f"\n{addition['lines']}")
    commit_all(root)
    assert "## The one smoke test" in person.runs("brief", f"{ITERATION}_T1", "--budget", "3000")
    assert "approved" in person.answers("yes", "trust", ITERATION), person.told("nothing was approved")
    board = person.runs("prove", ITERATION, "--stage", "1", "--stage", "2", "--stage", "3")
    assert proved_stages(board) == list(FAILING_PLAN), person.told("not all of the three stages are proved")
    assert proved_stages(person.runs("status", ITERATION, exit_code=1)) == list(FAILING_PLAN)
    return person


def goes_on_to_the_end(person: Person) -> str:
    """The planned tests written out and seen red, the code written, the iteration closed; gives the last board."""
    root, states = person.root, PYTHON_ANSWERS.parent
    for state in ("specified", "built", "closed"):
        shutil.copytree(states / state, root, dirs_exist_ok=True)
        if state == "closed":
            (design,) = root.glob("docs/*/*/*/*/TECH_DESIGN.md")
            text = design.read_text(encoding="utf-8")
            outcome = "Refuted if: counting 10,000 names takes more than 50 ms."
            assert text.count(outcome) == 1
            held = "Outcome: held, the benchmark counts 10,000 names in less."
            design.write_text(text.replace(outcome, f"{outcome} {held}"), encoding="utf-8")
        commit_all(root)
        stages = ("--stage", "3", "--amend", "written out") if state == "specified" else ()
        person.runs("prove", ITERATION, *stages, exit_code=1 if state == "built" else 0)
        commit_all(root)
    return person.runs("status", ITERATION)


def test_from_nothing__python_project__then_proved_to_stage_3_and_then_to_close(tmp_path: Path) -> None:
    root = tmp_path / "project"
    python_files(root)
    person = goes_from_nothing(root, PYTHON_ANSWERS)
    assert (root / ".gitignore").read_text() == ".planproof/\n__pycache__/\n"
    assert json.loads(person.runs("next", "--json"))["task"]["id"] == f"{ITERATION}_T1"
    assert git(root, "status", "--porcelain").split()[1::2] == [
        f"docs/progress_trackings/M1_NAMES/M1_E1_STORE/M1_E1_I1_KEPT_NAMES/{name}"
        for name in ("BACKLOGS.md", "EVIDENCE.jsonl")
    ]
    commit_all(root)
    assert len(proved_stages(goes_on_to_the_end(person))) == 9, person.told("not all nine stages are proved")


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
def test_from_nothing__c_project__then_proved_to_stage_3(tmp_path: Path) -> None:
    root = tmp_path / "project"
    c_files(root)
    (root / "planproof.toml").unlink()  # what `init` finds by itself
    goes_from_nothing(root, C_ANSWERS)
    assert "build/\n" in (root / ".gitignore").read_text()
