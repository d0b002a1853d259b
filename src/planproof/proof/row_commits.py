"""Which commit brought a row of evidence into the history: where planproof wrote it and a person committed it.

A row names the commit it was made at, but not the one it went into, since that didn't exist yet. Git knows: the first commit on the
way to HEAD that holds the row's hash.
"""

from __future__ import annotations

from planproof.proof.git import Repository

__all__ = ["commit_that_brought"]


def commit_that_brought(repository: Repository, ledger: str, row: str) -> str:
    """Full id of the first commit on the way to HEAD whose ledger holds that row; empty when none does.

    Args:
        repository: the project's repository.
        ledger: path of the ledger, relative to the project's root. Where its folder was renamed, the commit that did that counts.
        row: the row's hash.

    Raises:
        RepositoryError: git can't read the history.
    """
    found = repository.run(
        "log", "--topo-order", "--format=%H", "--no-renames", "--text", f"-S{row}", "HEAD", "--", f":(literal){ledger}"
    )
    commits = found.decode("ascii").split()
    return commits[-1] if commits else ""
