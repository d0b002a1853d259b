"""How far iterations are, each held against the plan and the code as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from planproof.errors import UsageError
from planproof.plan.ids import nearest_ids
from planproof.proof.iteration import every_iteration
from planproof.proof.model import Origin
from planproof.proof.roll_up import Progress, has_proof, held, progress_of
from planproof.proof.roster import Roster, RosterEntry

__all__ = ["entries_below", "progress_below"]


def entries_below(roster: Roster, identifier: str) -> list[RosterEntry]:
    """The iterations below an id, which must have some; all for ``""``.

    Raises:
        UsageError: nothing has that id; names the nearest.
    """
    found = list(roster.entries(identifier))
    if not found and identifier:
        near = nearest_ids(identifier, roster.ids())
        hint = f"the nearest: {', '.join(near)}" if near else "planproof show lists what there is"
        raise UsageError(f"nothing has the id {identifier}", hint=hint)
    return found


def progress_below(
    start: Path,
    entries: Sequence[RosterEntry],
    origins: tuple[Origin, ...] | None,
    notify: Callable[[str], None] | None = None,
) -> Iterator[tuple[Progress, str]]:
    """The progress of each iteration, with its folder, for `roll_up`.

    Args:
        start: a folder inside the project.
        entries: the iterations.
        origins: evidence that counts; None takes it as it was written, and holds nothing against the code.
        notify: told before each iteration that is held against the code, where there are several.
    """
    wanted = [entry.folder for entry in entries if has_proof(entry)] if origins else []
    opened = {each.plan.folder: each for each in every_iteration(start, wanted)} if wanted else {}
    for number, entry in enumerate(entries, 1):
        iteration = opened.get(entry.folder)
        if iteration and origins:
            if notify and len(opened) > 1:
                notify(f"{entry.id} ({number} of {len(entries)})")
            yield held(iteration, entry, origins), entry.folder
        else:
            yield progress_of(entry), entry.folder
