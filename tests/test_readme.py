"""The README can't lie: what its consoles show is what planproof prints, `...` standing for any stretch."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import planproof
from planproof.plan.document import CodeBlock
from planproof.plan.markdown import read_document
from planproof.plan.model import Command
from planproof.plan.read.commands import commands_of
from tests.proof.conftest import commit_all, git

ROOT = Path(__file__).resolve().parents[1]
# The consoles below this line show the example; `tests/proof/test_shortener.py` compares those with its play.
EXAMPLE = "## From the plan to proof"
CLONE = "/path/to/this/clone"


def shown_commands() -> list[Command]:
    document = read_document("README.md", (ROOT / "README.md").read_bytes())
    blocks = [block for section in document.walk() for block in section.blocks]
    consoles = [block for block in blocks if isinstance(block, CodeBlock) and block.language == "console"]
    return list(commands_of(consoles))


def in_own_project(command: Command) -> bool:
    """Whether the README shows it in a project that its reader made, above the example."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    return command.place.line < lines.index(EXAMPLE) + 1


def is_shown(expected: str, printed: str) -> bool:
    """Whether the README shows what was printed, `...` standing for any stretch.

    Not by the product's own matcher: that refuses prose, and hints and explanations are prose.
    """
    pattern = ".*?".join(map(re.escape, expected.strip().split("...")))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.fixture(scope="module")
def own_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own") / "project"
    shutil.copytree(ROOT / "examples" / "names" / "project", folder)
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "A Reader")
    git(folder, "config", "user.email", "reader@example.org")
    commit_all(folder)
    program = folder.parent / "bin" / "planproof"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m planproof "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


@pytest.mark.xdist_group("readme")
@pytest.mark.parametrize(
    "command", [each for each in shown_commands() if in_own_project(each)], ids=lambda each: each.script
)
def test_readme__command_in_a_project_of_one_s_own__then_prints_what_is_shown(
    own_project: Path, command: Command
) -> None:
    environment = {
        **os.environ,
        "PATH": f"{own_project.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(planproof.__file__).resolve().parents[1]),
        "NO_COLOR": "1",
    }
    script = command.script.replace(CLONE, str(ROOT))
    ran = subprocess.run(
        ["bash", "-c", script], cwd=own_project, env=environment, capture_output=True, text=True, check=False
    )
    assert is_shown(command.expected or "", ran.stdout), f"{ran.stdout}{ran.stderr}"


def test_readme__make_targets_it_names__then_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "install"):
        assert f"\n{target}:" in makefile


def test_readme__links_into_the_project__then_lead_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [part.split(")", 1)[0] for part in text.split("](")[1:]]
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []
