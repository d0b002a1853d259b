"""Every error that planproof raises on purpose, drawn as one small tree.

    PlanproofError                exit 1   base: place, message, hint, slug of the page that explains it
    ├── UsageError                exit 2   the command line or an id is wrong
    ├── EnvironmentFault          exit 3   something around us is missing, locked, too new or broken
    │   ├── ConfigurationError    exit 3   planproof.toml: file, line, key, allowed values
    │   ├── InterviewError    exit 3   INTERVIEW.toml can't be read: file, line, key, what is allowed
    │   ├── RepositoryError       exit 3   git is missing, no repository, no commit
    │   ├── LedgerError           exit 3   evidence or its index can't be read or written
    │   ├── ToolMissing           exit 3   a compiler or another program is not installed
    │   ├── ServiceFault          exit 3   a service around a stage can't be started or died
    │   └── TraceError            exit 3   a trace or a recording session can't be read, written or closed
    └── Cancelled                 exit 130 the person pressed Ctrl-C

A finding (a rule that fired) and a refuted check are results, not errors: they are returned, never raised.
The tree is caught once, in `planproof.cli.main`.
"""

from __future__ import annotations

__all__ = [
    "Cancelled",
    "ConfigurationError",
    "EnvironmentFault",
    "InterviewError",
    "LedgerError",
    "PlanproofError",
    "RepositoryError",
    "ServiceFault",
    "ToolMissing",
    "TraceError",
    "UsageError",
]


class PlanproofError(Exception):
    """An error with a place, a cause and what to do about it.

    Args:
        message: one line that names the cause.
        place: where it is (`file`, `file:line` or `file:line:column`); empty when there is no place.
        hint: one line that tells the person what to do; empty when the message says it all.
    """

    exit_code = 1
    slug = "error"

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class UsageError(PlanproofError):
    """The command line, an id or an argument is wrong."""

    exit_code = 2
    slug = "usage"


class EnvironmentFault(PlanproofError):
    """Something that planproof needs around it is missing, locked, too new or broken."""

    exit_code = 3
    slug = "environment"


class ConfigurationError(EnvironmentFault):
    """`planproof.toml` can't be used; the place is its file and line."""

    slug = "configuration"


class InterviewError(EnvironmentFault):
    """`INTERVIEW.toml` can't be used as it stands; nothing was written over it."""

    slug = "interview"


class RepositoryError(EnvironmentFault):
    """Git is missing, this is no repository, or a commit that evidence names is gone."""

    slug = "repository"


class LedgerError(EnvironmentFault):
    """The evidence or its index can't be read or written; nothing was overwritten."""

    slug = "ledger"


class ToolMissing(EnvironmentFault):
    """A program that a check needs is not installed."""

    slug = "tool-missing"


class ServiceFault(EnvironmentFault):
    """A service that a stage needs couldn't be started, wasn't ready in time, or died; the place is its table."""

    slug = "service"


class TraceError(EnvironmentFault):
    """A trace can't be read or written, or a session can't be started; the place is the file or folder."""

    slug = "trace"


class Cancelled(PlanproofError):
    """The person stopped the run."""

    exit_code = 130
    slug = "cancelled"
