"""The twin as a recorder: starts and stops the hooks, follows forks, speaks for spans and marks."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from time import monotonic, sleep

from planproof.errors import EnvironmentFault
from planproof.trace.atf.layout import DropReason, Escape, EventKind
from planproof.trace.atf.names import json_lines
from planproof.trace.atf.reader import EventFile
from planproof.trace.filters import Filter
from planproof.trace.recorder import Settings, activate, deactivate
from planproof.trace.twin.hooks import BackEnd, Hooks, backend_names
from planproof.trace.twin.lanes import BALANCE_NAME, Lane, Lanes, event_path
from planproof.trace.twin.names import Names

__all__ = ["Twin"]

_REST_S = 0.1  # how long the end waits for a thread that is in the middle of an event


class Twin:
    """The recorder in Python alone, of one process; a child that is forked goes on with lanes of its own."""

    name = "python"

    def __init__(self) -> None:
        self._settings: Settings | None = None
        self._hooks: Hooks | None = None
        self._backend: BackEnd | None = None
        self._notes: list[str] = []
        self._follows_forks = False

    @property
    def back_end(self) -> str:
        """The hook that it records by; empty before the start."""
        return self._backend.name if self._backend else ""

    def start(self, settings: Settings) -> None:
        """Begins to record.

        Raises:
            EnvironmentFault: the hook has another owner, or the trace can't be written.
        """
        if self._hooks:
            raise EnvironmentFault("this recorder records already", hint="stop it first")
        self._settings = settings
        self._notes.clear()
        self._warn_about(settings)
        admits = Filter(settings.project_root, settings.include, settings.exclude, settings.everything)
        try:
            os.makedirs(settings.atf_directory, mode=0o700, exist_ok=True)
            names = Names(settings.atf_directory, os.getpid(), admits)
            hooks = Hooks(Lanes(settings, self._notes), names)
        except OSError as error:
            raise EnvironmentFault(f"the trace can't be written: {error}", place=settings.atf_directory) from error
        self._backend = _backend(settings.backend, hooks)
        self._hooks = hooks
        self._follow_forks()
        activate(self)
        self._backend.begin()

    def stop(self) -> None:
        """Ends the recording and writes what the threads still hold; without a start before it nothing happens."""
        hooks, self._hooks = self._hooks, None
        if hooks is None or self._backend is None or self._settings is None:
            return
        unheard = self._backend.end()
        hooks.recording = False
        self._notes += [unheard] if unheard else []
        deactivate(self)
        _let_rest(hooks.lanes.others())
        hooks.lanes.close()
        hooks.names.close()
        self._write_notes(self._settings.atf_directory)

    def span_begin(self, name: str) -> None:
        """A span of that name begins in the calling thread."""
        hooks, lane = self._calling()
        if hooks and lane:
            with hooks.lanes.lock:
                span = hooks.names.text("span", name)
            lane.spans.append(span)
            _emit(lane, EventKind.CALL, span)

    def span_end(self) -> None:
        """The calling thread's innermost span ends; without one nothing happens."""
        _, lane = self._calling()
        if lane and lane.spans:
            _emit(lane, EventKind.RETURN, lane.spans.pop())

    def mark(self, text: str) -> None:
        """Puts a mark into the calling thread's events."""
        hooks, lane = self._calling()
        if hooks and lane:
            with hooks.lanes.lock:
                identifier = hooks.names.text("mark", text)
            lane.busy = True
            try:
                lane.escape(Escape.MARK, identifier)
            finally:
                lane.busy = False

    def warnings(self) -> Sequence[str]:
        """What this recording could not see, a sentence each."""
        return tuple(self._notes)

    def balance(self) -> dict[str, object]:
        """After the end: `emitted`, `persisted`, `dropped` by reason, and `kinds`, how many of each kind."""
        folder = self._settings.atf_directory if self._settings else ""
        pid = os.getpid()
        lines = list(json_lines(os.path.join(folder, BALANCE_NAME.format(pid=pid))))
        dropped = Counter[str]()
        for line in lines:
            dropped.update(line["dropped"])
        kinds = Counter[int]()
        if os.path.exists(event_path(folder, pid)):
            for chunk in EventFile(event_path(folder, pid)).chunks():
                kinds.update(word >> 61 for word in chunk.events)
        return {
            "emitted": sum(line["emitted"] for line in lines),
            "persisted": kinds.total(),
            "dropped": dict(dropped),
            "kinds": {kind.name.lower(): kinds[kind] for kind in EventKind},
        }

    def _calling(self) -> tuple[Hooks | None, Lane | None]:
        """The calling thread's lane; none when it is interrupted in the middle of an event, which is counted."""
        lane = self._hooks.lanes.mine() if self._hooks else None
        if lane and lane.busy:
            lane.file.refuse(DropReason.REENTRANT)
            return self._hooks, None
        return self._hooks, lane

    def _warn_about(self, settings: Settings) -> None:
        if settings.clock == "adaptive":
            self._notes.append("the Python recorder has the exact clock alone, so that is what was used")
        if settings.native_calls:
            self._notes.append("the Python recorder doesn't record calls of C functions")
        if settings.backend == "frame":
            raise EnvironmentFault("the Python recorder has no back end 'frame'", hint="--backend auto")

    def _follow_forks(self) -> None:
        if self._follows_forks:
            return
        self._follows_forks = True
        os.register_at_fork(before=self._before_fork, after_in_parent=self._after_fork, after_in_child=self._in_child)

    def _before_fork(self) -> None:
        if self._hooks:
            self._hooks.lanes.lock.acquire()

    def _after_fork(self) -> None:
        if self._hooks:
            self._hooks.lanes.lock.release()

    def _in_child(self) -> None:
        """The child has lanes and names of its own; what it inherited belongs to its parent."""
        hooks, settings = self._hooks, self._settings
        if hooks is None or settings is None:
            return
        parent, inherited = hooks.names, hooks.lanes.mine_now()
        try:
            hooks.names = Names(settings.atf_directory, os.getpid(), parent.admits, parent.lines())
            hooks.names.adopt(parent)
            hooks.lanes = Lanes(settings, self._notes)
        except OSError as error:
            hooks.recording = False
            self._notes.append(f"process {os.getpid()} is not recorded, its files can't be made: {error.strerror}")
            return
        lane = hooks.lanes.mine()
        if lane and inherited:
            lane.inherit(inherited)

    def _write_notes(self, folder: str) -> None:
        """What could not be seen, for the controller to put into the manifest."""
        if not self._notes:
            return
        lines = "".join(json.dumps({"severity": "warning", "message": note}) + "\n" for note in self._notes)
        try:
            with open(os.path.join(folder, f"notes-{os.getpid()}.jsonl"), "a", encoding="utf-8") as file:
                file.write(lines)
        except OSError as error:
            sys.stderr.write(f"planproof: notes of this recording could not be written: {error}\n")


def _backend(name: str, hooks: Hooks) -> BackEnd:
    known = backend_names()
    chosen = known[0] if name == "auto" else name
    if chosen not in known:
        version = ".".join(map(str, sys.version_info[:2]))
        raise EnvironmentFault(f"Python {version} has no {name!r} hook", hint=f"--backend {' or '.join(known)}")
    if chosen == "monitoring":
        from planproof.trace.twin.monitoring import Monitoring

        return Monitoring(hooks)
    from planproof.trace.twin.profile import Profile

    return Profile(hooks)


def _emit(lane: Lane, kind: EventKind, function: int) -> None:
    lane.busy = True
    try:
        lane.emit(kind, function)
    finally:
        lane.busy = False


def _let_rest(lanes: Sequence[Lane]) -> None:
    """Gives threads that are in the middle of an event the time to finish it."""
    deadline = monotonic() + _REST_S
    while any(lane.busy for lane in lanes) and monotonic() < deadline:
        sleep(0.001)
