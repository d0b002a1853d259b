"""Which files may declare a table of a database, asked of git in the background, since nothing else in a brief takes as long.

Reading all facts of a large repository takes longer than a brief may, and what a cache holds may be out of date; `git grep` looks
through 20,000 files in a tenth of a second. Stands on the standard library alone, so that it can begin before the rest is imported.
"""

from __future__ import annotations

import os
import subprocess

__all__ = ["TableFiles"]

# Whole words that git finds without a regular expression, which would take five times as long; the readers look closely.
_DECLARES = (
    "create table",
    "create temp",
    "create unlogged",
    "alter table",
    "create_table",
    "add_column",
    "__tablename__",
    "table(",
    "createmodel",
    "addfield",
    "models.model",
    "@id",
)
_NAMES = ("*.sql", "*.py", "*.prisma")
_TIMEOUT_S = 20


class TableFiles:
    """A search that has begun; used as a context, it ends with it, whether anybody asked or not.

    Args:
        root: of the project.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        # A hook that runs us has set GIT_DIR and its like for itself; a file-system monitor would be a command of the repository.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-C", os.fspath(root), "-c", "core.fsmonitor=false", "-c", "grep.fallbackToNoIndex=false"]
        command += ["grep", "-l", "-z", "-I", "-i", "-F", "--untracked"]
        command += [word for declares in _DECLARES for word in ("-e", declares)] + ["--", *_NAMES]
        self._process = _begun(command, environment)

    def __enter__(self) -> TableFiles:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def paths(self) -> list[str] | None:
        """The files, relative to the root, in order; None where git can't say. May be asked once."""
        if self._process is None:
            return None
        try:
            output, _ = self._process.communicate(timeout=_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            return None
        found = self._process.returncode in (0, 1)
        return sorted(os.fsdecode(name) for name in output.split(b"\0") if name) if found else None


def _begun(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
    """The search under way; None without git."""
    nowhere = subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere, env=environment)
    except OSError:
        return None
