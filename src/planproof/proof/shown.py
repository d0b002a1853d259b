"""Whether evidence shows an iteration or a task as built: what `check` asks of what a plan says was built before.

The answer comes from the roster, which takes milliseconds, and is by the evidence as written: `planproof status` holds it against
the code. The roster is read at the first question, since most plans ask none.
"""

from __future__ import annotations

from pathlib import Path

from planproof.errors import PlanproofError
from planproof.plan.ids import id_level

__all__ = ["Shown"]

_BUILD = 4  # the number of the stage in which the planned tests pass


class Shown:
    """Answers for one project; an `EvidenceSource`.

    Args:
        root: of the project, absolute.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, str | None] = {}

    def __call__(self, identifier: str) -> str | None:
        """What evidence lacks to show what has that id as built; empty when it shows it, None where nothing has that id."""
        if identifier not in self._known:
            try:
                self._known[identifier] = self._look(identifier)
            except PlanproofError as error:
                self._known[identifier] = f"evidence can't be read: {error}"
        return self._known[identifier]

    def _look(self, identifier: str) -> str | None:
        from planproof.proof.roster import read_roster  # sqlite3, where there is something to ask

        roster = read_roster(self._root)
        if id_level(identifier) == "task":
            entry = roster.entry(identifier.rpartition("_")[0])
            task = next((task for task in entry.tasks if task.id == identifier), None) if entry else None
            return None if task is None else "" if task.status == "Proved" else f"evidence says {task.status}"
        entries = roster.below(identifier)
        if not entries:
            return None
        open_ones = [name for name, _, proved in entries if _BUILD not in proved]
        return f"no evidence shows that {', '.join(open_ones[:3])} was built" if open_ones else ""
