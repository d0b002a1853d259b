"""What git remembers of the evidence: the rows that were ever committed, so that dropped last rows are found.

Nothing in a chain names its last row, so a chain alone can't say that it is gone. Git's history can: every row that a commit
on the way to HEAD added must still stand in some ledger of the project (folders may be renamed; rows go by their hash).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from planproof.proof.ledger.places import LEDGER_NAME

__all__ = ["CommittedRow", "evidence_log", "is_at_head", "is_shallow", "is_united", "missing_rows"]


@dataclass(frozen=True, slots=True)
class CommittedRow:
    """A row that stood in a commit.

    Attributes:
        hash, iteration: as the row says.
        label: what to call it in a message.
        commit: full id of the commit that added it.
        path: the ledger's file in that commit, relative to the project.
    """

    hash: str
    iteration: str
    label: str
    commit: str
    path: str


class _Named(msgspec.Struct, gc=False):
    hash: str
    iteration: str = ""
    kind: str = ""
    check: str = ""
    subject: str = ""


_decoder = msgspec.json.Decoder(_Named)


def is_at_head(ledger: Path) -> bool:
    """Whether HEAD's commit holds that file. False without git, repository or commit."""
    if not ledger.parent.is_dir():
        return False
    stamp = _head_stamp(ledger.parent)
    if stamp is None:
        answer = _git(ledger.parent, "ls-tree", "--name-only", "HEAD", "--", ledger.name)
        return bool(answer and answer.strip())
    place = ledger.parent.resolve().relative_to(stamp[0]) / ledger.name
    return place.as_posix() in _ledgers_at_head(*stamp)


@lru_cache(maxsize=4)
def _ledgers_at_head(top: Path, _: tuple[int, int]) -> frozenset[str]:
    """Every ledger in HEAD's commit: asked once a commit, since a project may have thousands of iterations without any."""
    answer = _git(top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD") or b""
    names = (os.fsdecode(name) for name in answer.split(b"\0"))
    return frozenset(name for name in names if name.rpartition("/")[2] == LEDGER_NAME)


def _head_stamp(folder: Path) -> tuple[Path, tuple[int, int]] | None:
    """The repository's top and what changes with every commit and checkout (size and time of HEAD's log); None where that
    can't be told so simply: another kind of worktree, or no log."""
    for top in (folder.resolve(), *folder.resolve().parents):
        if (top / ".git").exists():
            try:
                status = (top / ".git" / "logs" / "HEAD").stat()
            except OSError:
                return None
            return top, (status.st_size, status.st_mtime_ns)
    return None


def is_united(ledger: Path) -> bool | None:
    """Whether git's attributes make it unite that ledger's branches; None without git or repository."""
    answer = _git(ledger.parent, "check-attr", "-z", "merge", "--", ledger.name)
    return answer.split(b"\0")[2:3] == [b"union"] if answer else None


def is_shallow(root: Path) -> bool | None:
    """Whether the clone lacks older history; None where there is no git history at all."""
    answer = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if not answer:
        return None
    return (_git(root, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"


def evidence_log(root: Path, *, every_branch: bool = False) -> bytes:
    """What git's commits added to ledgers, as a patch: for `missing_rows`. Takes a while for a long history.

    Args:
        root: the project; ledgers below it count.
        every_branch: the commits of all branches, tags, the stash and the reflog instead of HEAD's own history.

    Returns:
        nothing without git, repository or commit.
    """
    # --full-history: git would otherwise leave out a branch whose rows a merge threw away, which is just what is looked for.
    revisions = ["--all", "--reflog"] if every_branch else ["HEAD"]
    answer = _git(
        root,
        *(
            "log",
            "--full-history",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--text",
            "--no-color",
            "--relative",
        ),
        *("--unified=0", "--patch", "--format=commit %H", "--src-prefix=a/", "--dst-prefix=b/"),
        *(*revisions, "--", f":(glob)**/{LEDGER_NAME}"),
    )
    return answer or b""


def missing_rows(log: bytes, present: Collection[bytes]) -> list[CommittedRow]:
    """Rows that some commit added and that stand nowhere now.

    Args:
        log: from `evidence_log`.
        present: every line of every ledger as it is now, without line ends.

    Returns:
        each missing row once, newest commit first. A row that was edited counts as missing too.
    """
    found: dict[str, CommittedRow] = {}
    for commit, path, line in _added_lines(log):
        if line not in present:
            row = _row(commit, path, line)
            if row:
                found.setdefault(row.hash, row)
    return list(found.values())


def _added_lines(log: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Commit, file and text of every line that a patch adds."""
    commit = path = ""
    in_hunk = False
    for line in log.split(b"\n"):
        if line.startswith(b"+") and in_hunk:
            yield commit, path, line[1:]
        elif line.startswith(b"@@"):
            in_hunk = True
        elif line.startswith(b"commit "):
            commit, in_hunk = line[7:].decode(), False
        elif line.startswith(b"diff --git"):
            in_hunk = False
        elif line.startswith(b"+++ "):
            path = line[6:].decode("utf-8", "replace")


def _row(commit: str, path: str, line: bytes) -> CommittedRow | None:
    try:
        row = _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # something that was never a row; the chain's own check names it while it stands in the file
    return CommittedRow(row.hash, row.iteration, f"{row.check or row.kind} of {row.subject}", commit, path)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Standard output of a git command; None when git, the repository or what was asked for isn't there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=off", "-C", str(folder), *arguments]
    try:
        answer = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return None
    return answer.stdout if answer.returncode == 0 else None
