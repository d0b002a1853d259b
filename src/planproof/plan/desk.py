"""The desk of a check: what rules may look at beside the plan, with everything that runs nothing.

Paths are confined to the project: one that is absolute, or that leaves the root by `..` or a link, does not exist.
"""

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from planproof.config import Config
from planproof.plan.model import Interface, MemoryLayout, Plan
from planproof.plan.rule import EvidenceSource

if TYPE_CHECKING:
    from planproof.plan.compilers import Diagnostic, LayoutProbe
    from planproof.plan.compilers.existing_headers import ExistingHeaders
    from planproof.plan.facts import Facts
    from planproof.plan.facts.read import Progress

__all__ = ["ProjectDesk"]


class ProjectDesk:
    """The `Desk` of one project; answers are kept for the length of one check.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`.
        compilers_allowed: False under `--no-compilers`.
        processes: how many may read the repository's files at once, see `plan.sharing`.
        evidence: what `Desk.evidence` asks; None where nothing is known of evidence.
        progress: what `read_facts` calls while it reads, if anybody wants to know.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        *,
        compilers_allowed: bool = True,
        processes: int = 1,
        evidence: EvidenceSource | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._root = root.resolve()
        self._config = config
        self._compilers_allowed = compilers_allowed
        self._known: dict[str, bool] = {}
        self._folders: dict[str, str] = {}
        self._files: frozenset[str] | None = None
        self._processes = processes
        self._evidence = evidence
        self._progress = progress

    @property
    def root(self) -> Path:
        """Absolute path of the project."""
        return self._root

    @property
    def config(self) -> Config:
        """`planproof.toml` as read."""
        return self._config

    @property
    def compilers_allowed(self) -> bool:
        """False under `--no-compilers`."""
        return self._compilers_allowed

    def exists(self, path: str) -> bool:
        """Whether that path, relative to the root, is a file or folder inside the project."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._look_up(path)
        return known

    @property
    def files(self) -> frozenset[str]:
        """Paths of all files that the repository keeps; listed when somebody asks."""
        if self._files is None:
            from planproof.plan.facts.files import list_files

            self._files = frozenset(list_files(self._root)[0])
        return self._files

    @cached_property
    def facts(self) -> Facts:
        """What the repository holds; read at the first question, which is for `check_project` of a rule to ask."""
        from planproof.plan.facts import read_facts

        return read_facts(self._root, self._config, processes=self._processes, progress=self._progress)

    def evidence(self, identifier: str) -> str | None:
        """What evidence lacks to show an iteration or task as built; empty when it shows it, None when that isn't known."""
        return self._evidence(identifier) if self._evidence else None

    def diagnose(self, interface: Interface, plan: Plan) -> list[Diagnostic]:
        """What a real compiler or parser says of one interface block; nothing when compilers aren't allowed."""
        if not self._compilers_allowed:
            return []
        from planproof.plan.compilers import diagnose

        return diagnose(interface, plan, self._headers)

    def probe_layout(self, layout: MemoryLayout, plan: Plan) -> LayoutProbe:
        """The compiler's own sizes and offsets of a structure; an empty answer when compilers aren't allowed."""
        from planproof.plan import compilers

        if not self._compilers_allowed:
            return compilers.LayoutProbe((), None, None, ())
        return compilers.probe_layout(layout, plan, self._headers)

    @cached_property
    def _headers(self) -> ExistingHeaders:
        from planproof.plan.compilers.existing_headers import ExistingHeaders

        return ExistingHeaders(self._root, lambda: self.files)

    def _look_up(self, path: str) -> bool:
        try:
            folder, name = os.path.split(path)
            real = self._real_folder(folder)
            if not real:
                return False
            if name not in ("", ".", "..") and self._is_inside(real):
                found = os.lstat(f"{real}/{name}")
                if not stat.S_ISLNK(found.st_mode):
                    return True
            target = os.path.realpath(self._root / path)
            return self._is_inside(target) and os.path.exists(target)
        except (OSError, ValueError):
            # Not there, too long, a NUL byte or a circle of links: no file of the project has such a path.
            return False

    def _real_folder(self, folder: str) -> str:
        """Where a folder really lies, empty for none; kept, since key files share few folders and a look takes long."""
        real = self._folders.get(folder)
        if real is None:
            real = os.path.realpath(self._root / folder)
            self._folders[folder] = real if os.path.isdir(real) else ""
        return self._folders[folder]

    def _is_inside(self, path: str) -> bool:
        return path == str(self._root) or path.startswith(f"{self._root}{os.sep}")
