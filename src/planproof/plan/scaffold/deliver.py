"""Writes the files of a scaffold that don't exist yet, and nothing else."""

from __future__ import annotations

from pathlib import Path

from planproof.errors import EnvironmentFault
from planproof.plan.scaffold.gather import why_unusable
from planproof.plan.scaffold.model import Scaffold

__all__ = ["deliver"]


def deliver(root: Path, scaffold: Scaffold) -> tuple[str, ...]:
    """Writes the files.

    Args:
        root: the project.
        scaffold: what `make_scaffold` gave for it.

    Returns:
        paths that came to be there in the meantime, which were left as they are.

    Raises:
        EnvironmentFault: a file can't be written; those before it stay.
    """
    kept = []
    for file in scaffold.files:
        path = root / file.path
        reason = why_unusable(file.path, root)
        if reason:
            raise EnvironmentFault(reason, place=file.path, hint="it was not so when the scaffold was made; run again")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(file.text)
        except FileExistsError:
            kept.append(file.path)
        except OSError as error:
            raise EnvironmentFault(f"can't be written: {error.strerror}", place=file.path) from error
    return tuple(kept)
