"""What the interpreter's hooks say, told to lanes as events: the part that both back ends share."""

from __future__ import annotations

import sys
from _thread import interrupt_main
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Protocol
from weakref import WeakKeyDictionary

from planproof.trace.atf.layout import DropReason, Escape, EventKind
from planproof.trace.twin.lane_file import SEQUENCE
from planproof.trace.twin.lanes import Lane, Lanes
from planproof.trace.twin.names import Known, Names

__all__ = ["BackEnd", "Hooks", "backend_names"]


class BackEnd(Protocol):
    """One way to hear of calls.

    Attributes:
        name: as `--backend` takes it.
    """

    name: str

    def begin(self) -> None:
        """Hooks every thread that it can reach.

        Raises:
            EnvironmentFault: the hook has another owner.
        """

    def end(self) -> str:
        """Takes the hooks out; a sentence about what was not heard, or nothing."""


class Hooks:
    """Where back ends hand their events in.

    Attributes:
        lanes: of this process; replaced in a forked child.
        names: likewise.
        recording: False from the end of the recording on.
    """

    def __init__(self, lanes: Lanes, names: Names) -> None:
        self.lanes = lanes
        self.names = names
        self.recording = True
        self._instances: dict[int, int] = {}
        self._last_instance = 0
        self._tasks: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._last_task = 0

    def known(self, code: CodeType, frame: Callable[[], FrameType]) -> Known:
        """What is kept of a code object.

        Args:
            code: the code.
            frame: gives a frame that runs it, asked only when the code is met for the first time.
        """
        known = self.names.codes.get(id(code))
        if known is None:
            with self.lanes.lock:  # another thread may have met it meanwhile
                known = self.names.codes.get(id(code)) or self.names.know(code, frame().f_globals)
        return known

    def event(self, kind: EventKind, known: Known, frame: FrameType, error: BaseException | None = None) -> None:
        """One event of the calling thread.

        Args:
            kind: what happened.
            known: the function it happened to.
            frame: the frame that runs it.
            error: what it ended with, where the back end knows.
        """
        if not self.recording:
            return
        lane = self.lanes.mine()
        if lane is None:
            return
        if lane.busy:
            lane.file.refuse(DropReason.REENTRANT)
            return
        lane.busy = True
        published = lane.file.words[SEQUENCE]
        try:
            raised = self._raised(lane, kind, error)
            if known.generator:
                self._generator_event(lane, kind, known, frame, raised)
            else:
                lane.emit(kind, known.function, exception=raised)
        except KeyboardInterrupt:
            # Ctrl-C came while we were at work here. It belongs to the program, and an exception out of a hook would end the hook.
            if lane.file.words[SEQUENCE] == published:
                lane.emit(kind, known.function)
            interrupt_main()
        finally:
            lane.busy = False

    def _instance(self, kind: EventKind, frame: FrameType) -> int:
        """The number of a generator or coroutine; a frame's address is its own from its first event to its last."""
        key = id(frame)
        if kind is EventKind.CALL or key not in self._instances:
            self._last_instance += 1
            self._instances[key] = self._last_instance
        if kind in (EventKind.RETURN, EventKind.UNWIND):
            return self._instances.pop(key)
        return self._instances[key]

    def _generator_event(self, lane: Lane, kind: EventKind, known: Known, frame: FrameType, raised: int) -> None:
        """One event of a generator or coroutine: of which one, and in which asyncio task."""
        opens = kind in (EventKind.CALL, EventKind.RESUME)
        if known.awaits and opens:
            task = self._running_task()
            lane.awaiting += 1
            if task != lane.task:
                lane.escape(Escape.TASK, task)
                lane.task = task
        lane.emit(kind, known.function, self._instance(kind, frame), raised)
        if known.awaits and not opens:
            lane.awaiting = max(0, lane.awaiting - 1)
            if lane.awaiting == 0 and lane.task:
                lane.escape(Escape.TASK, 0)
                lane.task = 0

    def _running_task(self) -> int:
        """The number of the asyncio task that runs in this thread, from 1 in the order they are first met; 0 for none."""
        tasks = sys.modules.get("asyncio.tasks")
        loop = sys.modules["_asyncio"]._get_running_loop() if tasks and "_asyncio" in sys.modules else None
        task = tasks.current_task(loop) if tasks and loop else None
        if task is None:
            return 0
        number = self._tasks.get(task)
        if number is None:
            self._last_task += 1
            number = self._tasks[task] = self._last_task
        return number

    def _raised(self, lane: Lane, kind: EventKind, error: BaseException | None) -> int:
        """The id of the type that was raised here; 0 where nothing was, or further in."""
        if kind is not EventKind.UNWIND or error is None or lane.raised == id(error):
            lane.raised = lane.raised if kind is EventKind.UNWIND and error is not None else 0
            return 0
        with self.lanes.lock:
            name = self.names.text("exception", type(error).__qualname__, type(error).__module__)
        lane.raised = id(error)  # not before: near the limit of recursion the line above may fail and is tried again
        return name


def backend_names() -> tuple[str, ...]:
    """The back ends that this interpreter has, the one that `auto` takes first."""
    return ("monitoring", "profile") if sys.version_info >= (3, 12) else ("profile",)
