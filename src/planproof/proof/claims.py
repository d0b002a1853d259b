"""Who works on which task: claims with an end, so that two agents don't take one task.

    {"kind":"claim","subject":"M1_E1_I1_T2","details":{"by":"ada","until":"2026-01-31T11:15:00.250Z"},…}
    {"kind":"release","subject":"M1_E1_I1_T2","details":{"by":"ada","claims":["<hash of the claim>"]},…}

Claims are rows of the iteration's evidence. So they travel with the repository to agents on other clones, and history keeps
who had what; a file under `.planproof/` would be seen on one machine only. Of several claims on a task the earliest counts
that is neither released nor run out. Inside a clone that is exact: whoever claims holds one lock from looking to writing, so
only one ever gets a task. Two clones can claim the same task before they meet; after the merge the earlier one counts, by the
clocks of the two machines, and the other is named as lost wherever the task is shown. A claim proves nothing and its name is
not checked: it keeps honest agents apart.
"""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from planproof import __version__
from planproof.errors import RepositoryError, UsageError
from planproof.proof.git import Repository
from planproof.proof.iteration import Iteration, current_origin
from planproof.proof.ledger.lock import exclusive
from planproof.proof.ledger.row import Draft, now_text
from planproof.proof.ledger.text import Ledger
from planproof.proof.model import Evidence, RowKind
from planproof.proof.visible import visible

__all__ = [
    "NAME_VARIABLE",
    "Claim",
    "ClaimAttempt",
    "claim_task",
    "claiming",
    "claims_of",
    "duration_of",
    "holder",
    "live",
    "lost",
    "name_of_claimer",
    "open_claims",
    "release_task",
]

NAME_VARIABLE = "PLANPROOF_NAME"
"""Environment variable with the name under which an agent claims."""

_LOCK = "claims"
_LOCK_TIMEOUT_S = 60.0
_NAME_LENGTH = 80
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(m|min|minutes?|h|hours?|d|days?)\s*", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=30)


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One claim that was not released.

    Attributes:
        task: id of the task.
        by: who claimed it.
        since: when, RFC 3339 UTC; a claim that was renewed keeps the time of the first.
        until: when it runs out, RFC 3339 UTC.
        row: hash of its row, of the last renewal.
    """

    task: str
    by: str
    since: str
    until: str
    row: str


class ClaimAttempt(msgspec.Struct, frozen=True):
    """What came of claiming.

    Attributes:
        taken: whether the claim that was asked for now stands.
        claim: that claim, or the one that stands in its way.
    """

    taken: bool
    claim: Claim


def claims_of(rows: Iterable[Evidence]) -> dict[str, tuple[Claim, ...]]:
    """The claims of each task that nobody released, earliest first; those that have run out too.

    Args:
        rows: of one ledger, oldest first.
    """
    found: dict[str, Claim] = {}
    for row in rows:
        if row.kind is RowKind.CLAIM:
            renewed = found.pop(str(row.details.get("renews", "")), None)
            since = renewed.since if renewed else row.started_at
            found[row.hash] = Claim(
                row.subject, str(row.details.get("by", "")), since, str(row.details.get("until", "")), row.hash
            )
        elif row.kind is RowKind.RELEASE:
            released = row.details.get("claims")
            for name in released if isinstance(released, list | tuple) else ():
                found.pop(str(name), None)
    by_task: dict[str, list[Claim]] = {}
    for claim in sorted(found.values(), key=lambda claim: (claim.since, claim.row)):
        by_task.setdefault(claim.task, []).append(claim)
    return {task: tuple(claims) for task, claims in by_task.items()}


def live(claims: Iterable[Claim], now: str) -> tuple[Claim, ...]:
    """Those that have not run out, in their order; `now` as `now_text` gives it."""
    return tuple(claim for claim in claims if claim.until > now)


def holder(claims: Iterable[Claim], now: str) -> Claim | None:
    """The claim on a task that counts now: the earliest that has not run out."""
    return next(iter(live(claims, now)), None)


def lost(claims: Iterable[Claim], now: str) -> tuple[Claim, ...]:
    """Claims on a task that an earlier one of another clone outweighs."""
    return live(claims, now)[1:]


def duration_of(text: str) -> timedelta:
    """How long a claim is to last: `90m`, `2h`, `1 day`.

    Raises:
        UsageError: no such length of time, shorter than a minute or longer than 30 days.
    """
    match = _DURATION.fullmatch(text)
    if not match:
        raise UsageError(f"{text!r} is no length of time", hint="for example 90m, 2h or 1d")
    try:
        length = timedelta(**{_UNITS[match[2][0].lower()]: float(match[1])})
    except OverflowError:
        length = timedelta.max
    if not _SHORTEST <= length <= _LONGEST:
        raise UsageError(f"a claim can't last {text.strip()}", hint="from 1m to 30d; it can be renewed")
    return length


def name_of_claimer(root: Path, given: str = "") -> str:
    """Who claims: the name that was given, else `PLANPROOF_NAME`, else git's `user.name`, else the user of this machine.

    Raises:
        UsageError: the name is empty, too long or holds characters that don't show.
    """
    name = given or os.environ.get(NAME_VARIABLE, "") or _git_name(root) or getpass.getuser()
    name = name.strip()
    if not name or len(name) > _NAME_LENGTH or visible(name) != name:
        raise UsageError(
            f"{visible(name)[:_NAME_LENGTH]!r} is no name to claim under", hint="--as NAME, up to 80 characters"
        )
    return name


def _git_name(root: Path) -> str:
    try:
        return Repository(root).run("config", "--get", "user.name").decode("utf-8", "replace").strip()
    except RepositoryError:  # no repository, or nobody told git a name
        return ""


@contextmanager
def claiming(root: Path) -> Iterator[None]:
    """Keeps every other process of this clone from claiming, from looking at a task to having written the claim.

    Raises:
        LedgerError: another process held on to it for a minute.
    """
    with exclusive(root, _LOCK, timeout_s=_LOCK_TIMEOUT_S):
        yield


def claim_task(ledger: Ledger, task: str, by: str, length: timedelta, *, renew: bool = False) -> ClaimAttempt:
    """Claims a task, or says whose it is; the caller holds `claiming`.

    Args:
        ledger: of the task's iteration.
        task: its id.
        by: from `name_of_claimer`.
        length: how long, from now.
        renew: lets the holder's claim, when it is `by` who has it, run from now on. Without it whoever has claimed the task
            is refused as well: two agents may go by one name.

    Raises:
        LedgerError: the evidence can't be relied on or written.
    """
    now = now_text()
    standing = holder(claims_of(ledger.rows()).get(task, ()), now)
    if standing and not (renew and standing.by == by):
        return ClaimAttempt(False, standing)
    until = (datetime.fromisoformat(now) + length).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    details = {"by": by, "until": until} | ({"renews": standing.row} if standing else {})
    row = ledger.append(_draft(RowKind.CLAIM, task, f"claimed by {by} until {until}", details, now))
    return ClaimAttempt(True, Claim(task, by, standing.since if standing else now, until, row.hash))


def release_task(ledger: Ledger, task: str, by: str) -> tuple[Claim, ...]:
    """Gives a task back; the caller holds `claiming`.

    Returns:
        the claims that were released: all that `by` has on it, lost ones too; none when there is none.

    Raises:
        LedgerError: the evidence can't be relied on or written.
    """
    now = now_text()
    own = tuple(claim for claim in live(claims_of(ledger.rows()).get(task, ()), now) if claim.by == by)
    if own:
        details = {"by": by, "claims": [claim.row for claim in own]}
        ledger.append(_draft(RowKind.RELEASE, task, f"released by {by}", details, now))
    return own


def _draft(kind: RowKind, task: str, reason: str, details: Mapping[str, object], now: str) -> Draft:
    return Draft(
        kind=kind,
        subject=task,
        reason=reason,
        details=details,
        started_at=now,
        checker=f"planproof {__version__}",
        origin=current_origin(),
    )


def open_claims(iteration: Iteration) -> dict[str, tuple[Claim, ...]]:
    """The claims of an iteration's tasks that count or were lost now, by task."""
    now = now_text()
    found = {task: live(claims, now) for task, claims in claims_of(iteration.rows).items()}
    return {task: claims for task, claims in found.items() if claims}
