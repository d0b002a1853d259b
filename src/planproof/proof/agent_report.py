"""What a coding agent is told by its hooks, in few tokens: where the project stands, and why it isn't done.

Both rest on the roster, so they answer at once and by the evidence as it was written; `planproof status` holds it against the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from planproof.proof.choosing import choose
from planproof.proof.roster import Roster, RosterEntry, RosterTask, read_roster
from planproof.proof.visible import visible
from planproof.tokens import count_tokens

__all__ = ["REFUSAL_TOKENS", "SESSION_TOKENS", "session_report", "unproved_report"]

SESSION_TOKENS = 300
"""The most tokens that the start of a session costs."""

REFUSAL_TOKENS = 390
"""The most tokens that the reason of a refusal costs."""

_STAGES = 9
_LONGEST = 100


def session_report(root: Path, name: str, call: str = "planproof") -> str:
    """The board of the iterations that were started, the own claims, the next task, and what to do.

    Args:
        root: of the project.
        name: who claims here, from `claims.name_of_claimer`.
        call: how planproof is called here.

    Returns:
        a few lines of at most SESSION_TOKENS tokens; empty when nothing is planned.

    Raises:
        PlanproofError: the project can't be read.
    """
    roster = read_roster(root)
    if not roster.ids():
        return ""
    own = {task for task, claims in roster.claims().items() if claims[0].by == name}
    choice = choose(roster, by=name)
    last = [f"Take a task with `{call} next --claim`; done is only what `{call} prove` has proved."]
    if choice.task:
        taken = " (claimed by you)" if choice.task.id in own else ""
        last.insert(0, f"Next: {_title(choice.task.id, choice.task.name)}{taken}; `{call} brief {choice.task.id}`.")
    return _fitted("planproof, by the evidence as written:", _board(roster), last, SESSION_TOKENS)


def unproved_report(root: Path, name: str, call: str = "planproof") -> str:
    """What is missing for the tasks that `name` has claimed and not proved.

    Args:
        root, name, call: as for `session_report`.

    Returns:
        at most REFUSAL_TOKENS tokens; empty when there is no such task.

    Raises:
        PlanproofError: the project or its evidence can't be read.
    """
    roster = read_roster(root)
    mine = {task: claims[0] for task, claims in roster.claims().items() if claims[0].by == name}
    found = list(_tasks(roster, mine))
    if not found:
        return ""
    lines = [line for entry, task in found for line in _missing(root, roster, entry, task, call)]
    last = [
        f"Work on, or give back what you can't finish (`{call} claim TASK --release`), and tell the person what is not proved. "
        "Do not report it as done."
    ]
    count = "A task that you claimed is" if len(found) == 1 else f"{len(found)} tasks that you claimed are"
    return _fitted(f"Not done: {count} not proved.", lines, last, REFUSAL_TOKENS)


def _tasks(roster: Roster, claims: Iterable[str]) -> Iterator[tuple[RosterEntry, RosterTask]]:
    """The claimed tasks that are still planned, each with its iteration."""
    for identifier in sorted(claims):
        entry = roster.entry(identifier.rpartition("_T")[0])
        if entry:
            yield from ((entry, task) for task in entry.tasks if task.id == identifier)


def _board(roster: Roster) -> Iterator[str]:
    """A line an iteration that is under way, then how many others there are."""
    below = roster.below("")
    begun = [identifier for identifier, _, stages in below if 0 < len(stages) < _STAGES]
    for entry in roster.open_entries():  # those that were started come first, and only they are looked at
        if not entry.started:
            break
        begun.append(entry.id)
    for identifier in (under_way := dict.fromkeys(begun)):
        if found := roster.entry(identifier):
            proved = sum(task.status == "Proved" for task in found.tasks)
            stages = f"{len(found.proved)}/{_STAGES} stages"
            yield f"- {_title(found.id, found.name)}: {stages}, {proved}/{len(found.tasks)} tasks proved"
    closed = sum(len(stages) == _STAGES for _, _, stages in below)
    yield f"- {closed} iterations closed, {len(below) - closed - len(under_way)} not started"


def _missing(root: Path, roster: Roster, entry: RosterEntry, task: RosterTask, call: str) -> Iterator[str]:
    """What one task lacks, and the command that comes next."""
    yield f"- {_title(task.id, task.name)}, {task.status.lower()}"
    for check, verdict, reason in _verdicts(root, entry, task):
        yield f"  {check}: {verdict}, {_short(reason)}"
    for command, _ in task.verification[:2]:
        yield f"  must pass as planned: `{_short(command)}`"
    if not entry.started:
        yield f"  then: `{call} start {entry.id}`"
    elif not roster.is_approved(entry):
        yield f"  its commands are not approved: ask a person for `{call} trust {entry.id}`"
    else:
        yield f"  then: `{call} prove {entry.id} --task {task.id}`"


def _verdicts(root: Path, entry: RosterEntry, task: RosterTask) -> Iterator[tuple[str, str, str]]:
    """The newest evidence about the task that isn't proved: check, verdict, reason."""
    from planproof.proof.iteration import latest_rows  # only where a claim is open
    from planproof.proof.ledger.text import Ledger
    from planproof.proof.model import Verdict

    for (_, check, subject), row in latest_rows(Ledger(root, root / entry.folder).rows()).items():
        if subject == task.id and row.verdict is not Verdict.PROVED:
            yield check, row.verdict.value, row.reason


def _fitted(first: str, middle: Iterable[str], last: list[str], budget: int) -> str:
    """The lines as far as they fit; first and last always, and a word on what was left out."""
    lines, kept = list(middle), 0
    for kept in range(len(lines), -1, -1):
        left = len(lines) - kept
        note = [f"- {left} more lines left out; `planproof status` shows all"] if left else []
        text = "\n".join([first, *lines[:kept], *note, *last])
        if count_tokens(text) <= budget:
            return text
    return first


def _title(identifier: str, name: str) -> str:
    return f"{identifier} {_short(name)}"


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
