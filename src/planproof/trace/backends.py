"""How the native recorder hears of calls: one back end a way that the interpreter offers, chosen by name and version.

monitoring   3.12 and later   `sys.monitoring`; code that isn't recorded costs nothing after its first call
profile      3.11             the C profile function of every thread
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable
from types import CodeType
from typing import Any, Protocol

from planproof.errors import EnvironmentFault
from planproof.trace.extension import Extension

__all__ = ["BackEnd", "Frame", "Monitoring", "Profile", "choose"]

# The two ids that sys.monitoring has no use for, before those that it means for optimisers and profilers.
_TOOL_IDS = (3, 4, 5, 2)
_TOOL = "planproof"


class BackEnd(Protocol):
    """A way to hear of calls."""

    name: str

    def prepare(self) -> None:
        """Takes what it needs, before anything is recorded.

        Raises:
            EnvironmentFault: somebody else has what it needs; it says who.
        """

    def abandon(self) -> None:
        """Undoes `prepare`, when the recording can't begin."""

    def start(self) -> None:
        """From here on calls are events."""

    def stop(self) -> None:
        """From here on they aren't."""

    def passed_over(self, code: CodeType) -> None:
        """This code isn't recorded."""

    def warnings(self) -> list[str]:
        """What it could not see."""


class Monitoring:
    """Events by `sys.monitoring`, under a tool id that is free."""

    name = "monitoring"

    def __init__(self, extension: Extension) -> None:
        self._extension = extension
        self._callbacks: dict[str, Callable[..., object]] = {}
        self._monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        self._id = -1
        self._passed_over: weakref.WeakSet[CodeType] = weakref.WeakSet()

    def prepare(self) -> None:
        """Takes a tool id."""
        self._id = self._take_id()

    def abandon(self) -> None:
        """Gives it back."""
        self._monitoring.free_tool_id(self._id)

    def start(self) -> None:
        """Asks for calls of all code."""
        self._callbacks = self._extension.monitoring_callbacks()
        events = 0
        for name, callback in self._callbacks.items():
            event = getattr(self._monitoring.events, name)
            self._monitoring.register_callback(self._id, event, callback)
            events |= event
        self._monitoring.set_events(self._id, events)

    def _take_id(self) -> int:
        for number in _TOOL_IDS:
            try:
                self._monitoring.use_tool_id(number, _TOOL)
            except ValueError:
                continue
            return number
        owners = ", ".join(str(self._monitoring.get_tool(number)) for number in range(6))
        raise EnvironmentFault(
            f"every tool id of sys.monitoring is taken: {owners}",
            hint="end one of these tools, or record with --recorder python",
        )

    def stop(self) -> None:
        """Gives the tool id back, and arms again what this recording switched off, for this tool alone."""
        self._monitoring.set_events(self._id, 0)
        for name in self._callbacks:
            self._monitoring.register_callback(self._id, getattr(self._monitoring.events, name), None)
        for code in list(self._passed_over):
            # A place that was disabled stays so until the code's events change.
            self._monitoring.set_local_events(self._id, code, self._monitoring.events.PY_START)
            self._monitoring.set_local_events(self._id, code, 0)
        self._monitoring.free_tool_id(self._id)

    def passed_over(self, code: CodeType) -> None:
        """Keeps in mind which code was switched off."""
        self._passed_over.add(code)

    def warnings(self) -> list[str]:
        """Nothing: it sees every thread."""
        return []


class Profile:
    """Events by the C profile function, in the threads that there are and in those that `threading` starts."""

    name = "profile"

    def __init__(self, extension: Extension) -> None:
        self._extension = extension
        self._before: Callable[..., object] | None = None
        self._replaced = 0
        self._unseen = 0

    def prepare(self) -> None:
        """Looks whether this thread's place is free."""
        if sys.getprofile() is not None:
            raise EnvironmentFault(
                f"this thread has a profile function already: {sys.getprofile()!r}",
                hint="end that profiler, or record with --recorder python",
            )

    def abandon(self) -> None:
        """Nothing was taken."""

    def start(self) -> None:
        """Sets it in all threads."""
        self._before = threading.getprofile()
        threading.setprofile(self._extension.profile_thread)
        self._replaced = self._extension.profile_start()

    def stop(self) -> None:
        """Takes it away again."""
        self._unseen = self._extension.profile_stop()
        threading.setprofile(self._before)

    def passed_over(self, code: CodeType) -> None:
        """The profile function can't be switched off for some code."""

    def warnings(self) -> list[str]:
        """Threads with another profile function, and such that were started behind `threading`'s back."""
        said = []
        if self._replaced:
            said.append(f"{self._replaced} threads had a profile function of their own; it was replaced")
        if self._unseen:
            said.append(
                f"{self._unseen} threads that still run were not recorded: started by _thread, or with another profiler"
            )
        return said


class Frame:
    """Events by the frame-evaluation hook (PEP 523), which is tried out first."""

    name = "frame"

    def __init__(self, extension: Extension) -> None:
        self._extension = extension
        self._kept = True

    def prepare(self) -> None:
        """Tries the hook on a few functions; refuses where somebody has it, or where it behaves in another way than is known."""
        from planproof.trace import self_test

        try:
            seen = [self_test.KINDS[kind] for kind in self._extension.frame_try(self_test.run)]
        except RuntimeError as error:
            raise EnvironmentFault(
                f"the frame-evaluation hook belongs to {error}",
                hint="leave --backend out: the default needs no such hook",
            ) from error
        if seen != self_test.EXPECTED:
            raise EnvironmentFault(
                f"this interpreter's frame-evaluation hook behaves in another way than is known: {' '.join(seen)}",
                hint="leave --backend out: the default needs no such hook",
            )

    def abandon(self) -> None:
        """The hook was given back when it had been tried."""

    def start(self) -> None:
        """Takes the hook."""
        self._extension.frame_start()

    def stop(self) -> None:
        """Gives it back, where it is still ours."""
        self._kept = self._extension.frame_stop()

    def passed_over(self, code: CodeType) -> None:
        """The hook can't be switched off for some code."""

    def warnings(self) -> list[str]:
        """Whether somebody took the hook while it was recorded."""
        return [] if self._kept else ["another library took the frame-evaluation hook; later calls are missing"]


def choose(name: str, extension: Extension) -> BackEnd:
    """The back end of that name; `auto`: the one for this interpreter.

    Raises:
        EnvironmentFault: this interpreter hasn't got it.
    """
    if name == "frame":
        return Frame(extension)
    newer = sys.version_info >= (3, 12)
    fitting = "monitoring" if newer else "profile"
    if name not in ("auto", fitting):
        version = ".".join(map(str, sys.version_info[:2]))
        raise EnvironmentFault(
            f"Python {version} has no back end `{name}`", hint=f"leave --backend out, or ask for `{fitting}` or `frame`"
        )
    return Monitoring(extension) if newer else Profile(extension)
