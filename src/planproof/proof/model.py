"""The words of proof: stages, verdicts, what a check found, and one row of evidence.

    stage ── checks ── each run gives an Outcome (verdict, reason, figures) ── written down as one Evidence row

Only `PROVED` counts, and everything fails closed: what could not be run or decided is `UNPROVED`, never proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

__all__ = ["Evidence", "Origin", "Outcome", "RowKind", "Stage", "Verdict"]


class Stage(IntEnum):
    """The nine stages, in order."""

    PLAN = 1
    PREPARE = 2
    SPECIFY = 3
    BUILD = 4
    VERIFY = 5
    VALIDATE = 6
    ACCEPT = 7
    PROVE = 8
    CLOSE = 9


class Verdict(StrEnum):
    """The five verdicts; they never fold into one blank."""

    PROVED = "proved"
    REFUTED = "refuted"  # ran, and it is not so
    VACUOUS = "vacuous"  # ran and checked nothing: zero tests, zero lines, empty output
    STALE = "stale"  # was proved; the plan or the code it covers has changed since
    UNPROVED = "unproved"  # not run or refused: not trusted, timed out, tool missing, not decidable


class Origin(StrEnum):
    """Where a check ran."""

    LOCAL = "local"
    CI = "ci"
    REPLAYED = "replayed"


class RowKind(StrEnum):
    """What a row of the ledger records."""

    START = "start"  # `planproof start`: the base commit
    CHECK = "check"  # one check's run
    MERGE = "merge"  # two branches of evidence met
    AMENDMENT = "amendment"  # the plan or a test changed after its stage, named and reasoned
    CLAIM = "claim"  # somebody works on a task, until a time
    RELEASE = "release"  # and has given it back


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found, before it is written down.

    Attributes:
        verdict: one of the five, never STALE (that is derived when evidence is read).
        reason: one line a person understands; names the test, file, line or command it is about.
        command: the command that ran; empty when none did.
        exit_code: of that command; None when none ran or it was killed.
        duration_s: wall time of the command.
        counts: parsed figures, `{"tests": 12, "failed": 0}`.
        output: what the command printed, already capped; masked before it is stored.
        details: anything else worth keeping, JSON types only (`fingerprints`, `failures`, `figures`).
    """

    verdict: Verdict
    reason: str
    command: str = ""
    exit_code: int | None = None
    duration_s: float = 0.0
    counts: Mapping[str, float] = field(default_factory=dict)
    output: bytes = b""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of `EVIDENCE.jsonl`. `docs/formats/evidence.md` draws it.

    Attributes:
        schema: version of this form; a reader refuses a higher one than its own.
        hash: SHA-256 (hex) of the row's canonical JSON without this field.
        previous: hashes of the rows before it (one; two or more in a merge row; none in the first).
        kind: `start`, `check`, `merge`, `amendment`, `claim` or `release`.
        iteration: id of the iteration whose ledger this is.
        stage: 1 to 9; 0 for what belongs to no stage.
        check: id of the check, `specify.red`; empty for other kinds.
        subject: what the check was about: an iteration, task, test, story or target.
        verdict: `proved`, `refuted`, `vacuous` or `unproved`; `stale` is derived when evidence is read.
        reason: one line a person understands.
        command: the command that ran; empty when none did.
        exit_code: of that command; null when none ran or it was killed.
        started_at: RFC 3339, UTC, with milliseconds.
        duration_s: wall time of the command.
        counts: parsed figures, `{"failed":0,"tests":12}`.
        details: anything else worth keeping (`fingerprints`, `failures`, `figures`).
        plan_digest: SHA-256 of the part of the plan the check rests on.
        code_digest: SHA-256 of the files the check covers, as they were.
        base_commit: full git id of the commit the iteration began at; empty where there is none.
        proof_commit: full git id of the commit that was checked out; empty where there is none.
        dirty_digest: SHA-256 over uncommitted changes; empty for a clean tree.
        checker: version of planproof and digest of the check's own code.
        tools: versions of the tools that took part.
        output_digest: name of the masked output in the blob store; empty when there was no output.
        trace_digest: name of the trace in the blob store; empty when nothing was recorded.
        origin: `local`, `ci` or `replayed`.
    """

    schema: int
    hash: str
    previous: tuple[str, ...]
    kind: RowKind
    iteration: str
    stage: int
    check: str
    subject: str
    verdict: Verdict
    reason: str
    command: str
    exit_code: int | None
    started_at: str
    duration_s: float
    counts: Mapping[str, float]
    details: Mapping[str, Any]
    plan_digest: str
    code_digest: str
    base_commit: str
    proof_commit: str
    dirty_digest: str
    checker: str
    tools: Mapping[str, str]
    output_digest: str
    trace_digest: str
    origin: Origin
