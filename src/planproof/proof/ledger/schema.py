"""The tables of the index: the same for SQLite on one machine and for PostgreSQL in a team.

    ledger_file     one row a ledger: what the file was when it was read, and how it stands
    evidence_row    one row a row of evidence that can be read; `position` counts along the chain, `text` is the line itself

All of it can be made again from the text. Columns carry the names of `Evidence`; `check` is a word of SQL
and therefore `check_id`. What has no column of its own (previous, counts, details, tools) is in `text`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "EvidenceRow", "LedgerFile"]


class Base(DeclarativeBase):
    """The tables of the index, for the migrations to compare with."""


class LedgerFile(Base):
    """One `EVIDENCE.jsonl`.

    Attributes:
        path: relative to the project, `/` between folders.
        size_bytes, mtime_ns, digest: of the file as it was read; SHA-256, hex.
        rows: lines that can be read.
        faults: how many things are wrong with it, remarks left out.
        first_fault: place and message of the first.
    """

    __tablename__ = "ledger_file"

    path: Mapped[str] = mapped_column(String, primary_key=True)
    iteration: Mapped[str] = mapped_column(String, index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    faults: Mapped[int] = mapped_column(Integer)
    first_fault: Mapped[str] = mapped_column(Text)


class EvidenceRow(Base):
    """One row of evidence, see `Evidence`.

    Attributes:
        line: from 1.
        position: along the chain, from 0.
        newest: whether it is the last of its kind, stage, check and subject in that ledger.
        intact: whether nothing is wrong with its line.
        text: the line.
    """

    __tablename__ = "evidence_row"
    __table_args__ = (Index("ix_evidence_row_newest", "newest", "path", "kind"),)

    path: Mapped[str] = mapped_column(ForeignKey("ledger_file.path", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    iteration: Mapped[str] = mapped_column(Text)
    stage: Mapped[int] = mapped_column(BigInteger)
    check_id: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    command: Mapped[str] = mapped_column(Text)
    exit_code: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[str] = mapped_column(Text)
    duration_s: Mapped[float] = mapped_column(Float(53))
    plan_digest: Mapped[str] = mapped_column(Text)
    code_digest: Mapped[str] = mapped_column(Text)
    base_commit: Mapped[str] = mapped_column(Text)
    proof_commit: Mapped[str] = mapped_column(Text)
    dirty_digest: Mapped[str] = mapped_column(Text)
    checker: Mapped[str] = mapped_column(Text)
    output_digest: Mapped[str] = mapped_column(Text)
    trace_digest: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(16))
    newest: Mapped[bool] = mapped_column(Boolean)
    intact: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str] = mapped_column(Text)
