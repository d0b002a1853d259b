"""Finds rows of evidence and the outputs they name."""

from __future__ import annotations

from pathlib import Path

from planproof.errors import UsageError
from planproof.proof.ledger.blobs import BlobStore
from planproof.proof.ledger.places import find_ledgers, plan_folder
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence

__all__ = ["find_rows", "output_named"]


def find_rows(root: Path, iteration: str = "", *, stage: int | None = None, check: str = "") -> tuple[Evidence, ...]:
    """Rows in the order in which they were written.

    Args:
        root: of the project.
        iteration: an id; every iteration's rows for ``""``.
        stage: only rows of that stage, 1 to 9.
        check: only rows of checks whose id begins so.

    Raises:
        UsageError: no such iteration.
        LedgerError: a ledger can't be read.
    """
    folders = [plan_folder(root, iteration)] if iteration else [path.parent for path in find_ledgers(root)]
    return tuple(
        row
        for folder in folders
        for row in Ledger(root, folder).rows()
        if (stage is None or row.stage == stage) and row.check.startswith(check)
    )


def output_named(root: Path, wanted: str, iteration: str = "") -> tuple[str, bytes]:
    """The one output that a digest, a row's hash, or the beginning of either names: its digest and what it says.

    Raises:
        UsageError: none or several are called so, or this machine doesn't have it.
    """
    store, wanted = BlobStore(root), wanted.lower()
    found = set(store.find(wanted))
    for row in find_rows(root, iteration):
        if row.output_digest and (row.hash.startswith(wanted) or row.output_digest.startswith(wanted)):
            found.add(row.output_digest)
    if len(found) != 1:
        what = "no output" if not found else f"{len(found)} outputs"
        raise UsageError(f"{what} named {wanted!r}", hint="planproof evidence show lists the digests")
    digest = found.pop()
    content = store.get(digest)
    if content is None:
        hint = "outputs stay on the machine that made them; planproof prove makes it anew"
        raise UsageError(f"this machine doesn't have the output {digest[:12]}", hint=hint)
    return digest, content
