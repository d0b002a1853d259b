"""Calls by `sys.monitoring` (PEP 669), from Python 3.12 on: code that isn't recorded is switched off at its first call."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from planproof.errors import EnvironmentFault
from planproof.trace.atf.layout import EventKind
from planproof.trace.twin.hooks import Hooks

__all__ = ["Monitoring"]

# What each event of the interpreter is to us. The last two are heard everywhere: the interpreter can't switch them off.
_KINDS = {
    "PY_START": EventKind.CALL,
    "PY_RESUME": EventKind.RESUME,
    "PY_RETURN": EventKind.RETURN,
    "PY_YIELD": EventKind.YIELD,
    "PY_UNWIND": EventKind.UNWIND,
    "PY_THROW": EventKind.RESUME,
}
_EVERYWHERE = ("PY_UNWIND", "PY_THROW")
_TOOLS = (2, 3, 4)  # the profiler's place, and two that nobody owns
_ROOM = 64  # frames that an event may need
_used: list[int] = []  # tools that switched code off in this process


class Monitoring:
    """The back end `monitoring`."""

    name = "monitoring"

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks
        self._monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
        self._tool = -1

    def begin(self) -> None:
        """Hooks every thread.

        Raises:
            EnvironmentFault: every place for a tool is taken.
        """
        owners = {tool: self._monitoring.get_tool(tool) for tool in _TOOLS}
        self._tool = next((tool for tool in _TOOLS if owners[tool] is None), -1)
        if self._tool < 0:
            names = ", ".join(map(str, owners.values()))
            raise EnvironmentFault(f"sys.monitoring has no place left: {names} are there", hint="end one of them")
        self._monitoring.use_tool_id(self._tool, "planproof")
        if self._tool in _used:
            self._monitoring.restart_events()  # what an earlier recording passed over may be wanted now
        _used.append(self._tool)
        wanted = 0
        for name, kind in _KINDS.items():
            event = getattr(self._monitoring.events, name)
            self._monitoring.register_callback(self._tool, event, self._listener(kind, name in _EVERYWHERE))
            wanted |= event
        self._monitoring.set_events(self._tool, wanted)

    def end(self) -> str:
        """Takes the hooks out."""
        if self._tool >= 0:
            self._monitoring.set_events(self._tool, 0)
            for name in _KINDS:
                self._monitoring.register_callback(self._tool, getattr(self._monitoring.events, name), None)
            self._monitoring.free_tool_id(self._tool)
            self._tool = -1
        return ""

    def _listener(self, kind: EventKind, everywhere: bool) -> Any:
        hooks = self._hooks
        elsewhere = None if everywhere else self._monitoring.DISABLE
        frame_at = sys._getframe

        def hear(code: CodeType, offset: int, value: Any = None) -> Any:
            frame = frame_at(1)
            known = hooks.known(code, lambda: _running(frame, code))
            if not known.function:
                return elsewhere
            error = value if kind is EventKind.UNWIND else None
            try:
                hooks.event(kind, known, _running(frame, code), error)
            except RecursionError:
                _with_more_room(lambda: hooks.event(kind, known, _running(frame, code), error))
            return None

        return hear


def _with_more_room(work: Callable[[], None]) -> None:
    """Does what failed because the program is near its limit of recursion, which is the program's again afterwards.

    Where the program stands at the limit itself, this fails too, for a call's start as for its end: the program gets the error.
    """
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)  # refused at the limit itself, where it could not be set back
    sys.setrecursionlimit(limit + _ROOM)
    try:
        work()
    finally:
        sys.setrecursionlimit(limit)


def _running(frame: FrameType | None, code: CodeType) -> FrameType:
    """The frame that runs the code, looked for outwards from the one that called us."""
    found = frame
    while found is not None and found.f_code is not code:
        found = found.f_back
    return found or frame  # type: ignore[return-value]  # a callback always has a caller
