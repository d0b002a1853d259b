"""What came of looking at one thing."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["Health", "Level"]


class Level(StrEnum):
    """How things stand.

    Attributes:
        FINE: as it should be.
        REMARK: works, but some of what planproof offers won't.
        FAULT: planproof can't do its work.
    """

    FINE = "fine"
    REMARK = "remark"
    FAULT = "fault"


class Health(msgspec.Struct, frozen=True, gc=False):
    """One thing that was looked at.

    Attributes:
        name: what, `git`.
        level: how it stands.
        message: what was found, one line.
        fix: what to do; empty when it is fine.
    """

    name: str
    level: Level
    message: str
    fix: str = ""
