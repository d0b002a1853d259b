"""Tools of the same kind, installed into a folder of their own, and trees of the same size in the form each of them reads.

    OpenSpec     npm @fission-ai/openspec   changes with proposal, tasks and a spec; `openspec validate --all`
    Backlog.md   npm backlog.md             one Markdown file a task; `backlog task list --plain`
    Doorstop     PyPI doorstop              one file an item; `doorstop`

A peer that can't be had here is named with the reason and left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Command

__all__ = ["Peer", "peers"]


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer and how it is used here.

    Attributes:
        name: as its users call it.
        install: puts it below a folder; returns the program.
        write: writes a tree with that many tasks into a folder.
        arguments: what checks, or at least reads, the whole tree.
    """

    name: str
    install: Callable[[Path], Path]
    write: Callable[[Path, int], None]
    arguments: tuple[str, ...]

    def prepared(self, home: Path, tasks: int) -> Command:
        """The command that reads a fresh tree of that size.

        Raises:
            subprocess.CalledProcessError, OSError: it can't be installed.
        """
        program = self.install(home / "programs" / self.name)
        folder = home / self.name
        folder.mkdir()
        self.write(folder, tasks)
        own = {
            "OPENSPEC_TELEMETRY": "0",
            "DO_NOT_TRACK": "1",
            "PYTHONPATH": "",
            "PATH": f"{program.parent}:{os.environ['PATH']}",
        }
        return Command(self.name, [str(program), *self.arguments], folder, (0, 1), own)


def peers() -> tuple[Peer, ...]:
    """Every peer, installed or not."""
    return (
        Peer(
            "OpenSpec validate",
            _npm("@fission-ai/openspec", "openspec"),
            _openspec,
            ("validate", "--all", "--no-interactive"),
        ),
        Peer("Backlog.md list", _npm("backlog.md", "backlog"), _backlog, ("task", "list", "--plain")),
        Peer("Doorstop", _doorstop_program, _doorstop, ("--no-reformat",)),
    )


def _npm(package: str, program: str) -> Callable[[Path], Path]:
    def install(folder: Path) -> Path:
        found = folder / "node_modules" / ".bin" / program
        if not found.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), package], folder)
        return found

    return install


def _doorstop_program(folder: Path) -> Path:
    found = folder / "bin" / "doorstop"
    if not found.exists():
        _run([sys.executable, "-m", "venv", str(folder)], Path.cwd())
        _run([str(folder / "bin" / "pip"), "install", "--quiet", "doorstop"], Path.cwd())
    return found


def _run(arguments: list[str], folder: Path) -> None:
    program = shutil.which(arguments[0]) or arguments[0]
    subprocess.run([program, *arguments[1:]], cwd=folder, check=True, capture_output=True)


def _git(folder: Path) -> None:
    _run(["git", "init", "--quiet"], folder)


def _openspec(folder: Path, tasks: int) -> None:
    """Ten tasks a change, each change with a spec of its own."""
    (folder / "openspec" / "specs").mkdir(parents=True)
    (folder / "openspec" / "project.md").write_text("# Project\n")
    for number in range(tasks // 10):
        change = folder / "openspec" / "changes" / f"add-group-{number}"
        spec = change / "specs" / f"group-{number}"
        spec.mkdir(parents=True)
        (change / "proposal.md").write_text(
            f"# Change: group {number}\n\n## Why\n\nUsers want to load files of group {number} and see how many rows it gave.\n\n"
            f"## What Changes\n\n- loads group {number}\n\n## Impact\n\n- group-{number}\n"
        )
        boxes = "\n".join(f"- [ ] 1.{task} Part {task} of group {number}" for task in range(1, 11))
        (change / "tasks.md").write_text(f"## 1. Implementation\n\n{boxes}\n")
        requirements = "\n\n".join(
            f"### Requirement: Part {task} of group {number}\nThe system SHALL turn a record into {task} rows.\n\n"
            f"#### Scenario: One record\n- **WHEN** a record is loaded\n- **THEN** {task} rows are written"
            for task in range(1, 11)
        )
        (spec / "spec.md").write_text(f"## ADDED Requirements\n\n{requirements}\n")


def _backlog(folder: Path, tasks: int) -> None:
    _git(folder)
    home = folder / "backlog"
    (home / "tasks").mkdir(parents=True)
    (home / "config.yml").write_text(
        'project_name: "bench"\ndefault_status: "To Do"\nstatuses: ["To Do", "In Progress", "Done"]\nlabels: []\n'
        "milestones: []\ndate_format: yyyy-mm-dd\nremote_operations: false\ncheck_active_branches: false\n"
    )
    for number in range(1, tasks + 1):
        (home / "tasks" / f"task-{number} - Part-{number}.md").write_text(
            f"---\nid: task-{number}\ntitle: Part {number}\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-01'\n"
            f"labels: []\ndependencies: []\n---\n\n## Description\n\nTurns a record into {number} rows.\n\n"
            f"## Acceptance Criteria\n\n- [ ] #1 {number} rows are written\n"
        )


def _doorstop(folder: Path, tasks: int) -> None:
    _git(folder)
    home = folder / "reqs"
    home.mkdir()
    (home / ".doorstop.yml").write_text("settings:\n  digits: 5\n  prefix: REQ\n  sep: ''\n")
    for number in range(1, tasks + 1):
        (home / f"REQ{number:05}.yml").write_text(
            f"active: true\nderived: false\nheader: ''\nlevel: 1.1.{number}\nlinks: []\nnormative: true\nref: ''\n"
            f"reviewed: null\ntext: |\n  Turns a record into {number} rows.\n"
        )
