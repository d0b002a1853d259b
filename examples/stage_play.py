"""A replayed example and the planproof command line on it, as a person at a terminal would use them.

Every command is a process of its own with a home of its own, so that nothing of the machine's user is read or written. The
commands of a plan are trusted by their digest, as CI does it; at a terminal a person would be asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import planproof
from examples.replay import commit_all, replay

__all__ = ["Play"]


class Play:
    """One example on its way through the stages.

    Args:
        states: the example's `states` folder.
        home: an empty folder that takes the repository and the home.
        iteration: id of the planned iteration.
        show: takes each line that a command prints, as it comes.
        scratch: where commands put temporary files; made here. None leaves that to the system.
    """

    def __init__(
        self, states: Path, home: Path, iteration: str, show: Callable[[str], None], scratch: Path | None = None
    ) -> None:
        self.states = states
        self.home = home
        self.project = home / "project"
        self.iteration = iteration
        self.show = show
        self.scratch = scratch
        self._digests: list[str] = []

    def at(self, state: str) -> None:
        """Lays the next states over the tree and commits each; evidence written since goes into the same commits."""
        replay(self.states, self.project, state)

    def trust(self) -> str:
        """Approves the commands of the plan as they are now; returns their digest."""
        _, printed = self._run(("trust", self.iteration, "--show", "--json"), lambda line: None)
        digest: str = json.loads(printed)["iterations"][0]["digest"]
        self._digests.append(digest)
        return digest

    def planproof(self, *arguments: str) -> tuple[int, str]:
        """Runs one planproof command; returns its exit code and what it printed."""
        return self._run(arguments, self.show)

    def copy(self, name: str) -> Play:
        """The same project in another folder, with evidence, history and trust."""
        other = Play(self.states, self.home / name, self.iteration, self.show, self.scratch)
        shutil.copytree(self.project, other.project, symlinks=True)
        other._digests = list(self._digests)
        return other

    def commit(self, subject: str) -> None:
        """Commits everything."""
        commit_all(self.project, subject)

    def _run(self, arguments: tuple[str, ...], show: Callable[[str], None]) -> tuple[int, str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "planproof", *arguments],
            cwd=self.project,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if "--json" not in arguments else None,
            text=True,
            encoding="utf-8",
        )
        lines = []
        with process:
            for line in process.stdout or ():
                lines.append(line)
                show(line.rstrip("\n"))
        return process.returncode, "".join(lines)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        if self.scratch:
            self.scratch.mkdir(exist_ok=True)
            kept["TMPDIR"] = str(self.scratch)
        own = Path(sys.executable).parent
        return {
            **kept,
            "PATH": f"{own}{os.pathsep}{kept.get('PATH', os.defpath)}",
            "HOME": str(self.home),
            "PYTHONIOENCODING": "utf-8",
            # Where this process found planproof; the project has its own idea of PYTHONPATH for what it runs.
            "PYTHONPATH": str(Path(planproof.__file__).resolve().parents[1]),
            "PLANPROOF_TRUST": ",".join(self._digests),
        }
