"""Calls by `sys.setprofile`, which every interpreter has.

It says `return` for a return, a yield and an exception on its way out, so the instruction that the frame stands at is looked up:

    RETURN_VALUE, RETURN_CONST    a return
    YIELD_VALUE                   a yield; or an exception on its way out, when it was thrown in there and nothing ran since
    anything else                 an exception on its way out

and `call` for a start, a resumption and a throw: a start stands at `RESUME 0`. Threads started by `_thread`, or before,
are not seen; the type of an exception isn't told.
"""

from __future__ import annotations

import dis
import sys
import threading
from _thread import interrupt_main
from types import FrameType
from typing import Any

from planproof.errors import EnvironmentFault
from planproof.trace.atf.layout import EventKind
from planproof.trace.twin.hooks import Hooks

__all__ = ["Profile"]

_RESUME = dis.opmap.get("RESUME", -1)
_YIELD = dis.opmap["YIELD_VALUE"]
_LOST = "a signal handler raised inside the profile hook, or the program took the hook: what came after is not recorded there"
_RETURNS = (dis.opmap["RETURN_VALUE"], dis.opmap.get("RETURN_CONST", -1))


class Profile:
    """The back end `profile`."""

    name = "profile"

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def begin(self) -> None:
        """Hooks the calling thread and every one that `threading` starts from now on.

        Raises:
            EnvironmentFault: somebody else profiles this program.
        """
        owner = sys.getprofile()
        if owner is not None:
            raise EnvironmentFault(
                f"the profile hook is taken by {getattr(owner, '__module__', '') or type(owner).__name__}",
                hint="end that profiler, or record without it",
            )
        threading.setprofile(self._hear)
        sys.setprofile(self._hear)

    def end(self) -> str:
        """Takes the hooks out; a thread that still runs loses its own at its next event."""
        lost = sys.getprofile() != self._hear
        threading.setprofile(None)
        sys.setprofile(None)
        return _LOST if lost else ""

    def _hear(self, frame: FrameType, event: str, argument: Any) -> None:
        try:
            if event in ("call", "return"):
                self._hear_call(frame, event, argument)
        except KeyboardInterrupt:
            interrupt_main()  # came while we were at work: the program's own, and it would end the hook

    def _hear_call(self, frame: FrameType, event: str, argument: Any) -> None:
        hooks = self._hooks
        if not hooks.recording:
            sys.setprofile(None)
            return
        known = hooks.known(frame.f_code, lambda: frame)
        if known.function:
            kind = self._opened(frame, known.instructions) if event == "call" else self._closed(frame, known, argument)
            hooks.event(kind, known, frame)

    def _opened(self, frame: FrameType, code: bytes) -> EventKind:
        place = frame.f_lasti
        if code[place] == _RESUME:
            return EventKind.RESUME if code[place + 1] & 3 else EventKind.CALL
        if not frame.f_code.co_flags & 0x2A0:
            return EventKind.CALL
        lane = self._hooks.lanes.mine()
        if lane:
            lane.thrown[id(frame)] = place
        return EventKind.RESUME

    def _closed(self, frame: FrameType, known: Any, argument: Any) -> EventKind:
        place = frame.f_lasti
        lane = self._hooks.lanes.mine() if known.generator else None
        thrown = lane.thrown.pop(id(frame), -1) if lane else -1
        operation = known.instructions[place]
        if operation in _RETURNS:
            return EventKind.RETURN
        if operation == _YIELD and not (thrown == place and argument is None):
            return EventKind.YIELD
        return EventKind.UNWIND
