"""The native recorder in a target: hooks in C that write into the lanes of the session, which its controller drains.

Nothing here asks for more than the standard library: the target of a recording imports it, whatever its environment.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import json
import os
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import cast

from planproof.errors import EnvironmentFault
from planproof.trace.backends import BackEnd, choose
from planproof.trace.extension import Extension
from planproof.trace.filters import Filter
from planproof.trace.recorder import Settings, activate, deactivate

__all__ = ["NativeRecorder", "load_extension"]

_MODULE = "planproof.trace._recorder"


def load_extension(library: str) -> Extension:
    """The compiled extension, from that folder; without one from `PLANPROOF_RECORDER_LIBRARY`, or as it is installed.

    Raises:
        EnvironmentFault: it isn't there, or can't be loaded here.
    """
    loaded = sys.modules.get(_MODULE)
    if loaded:
        return cast(Extension, loaded)
    folder = library or os.environ.get("PLANPROOF_RECORDER_LIBRARY", "")
    try:
        module = _load_from(Path(folder)) if folder else importlib.import_module(_MODULE)
    except ImportError as error:
        version = ".".join(map(str, sys.version_info[:2]))
        raise EnvironmentFault(
            f"the native recorder can't be loaded into this Python {version}",
            place=folder or _MODULE,
            hint=f"{error}; python -m planproof.trace.build --python {sys.executable} --into DIR builds it for this interpreter",
        ) from error
    return cast(Extension, module)


def _load_from(folder: Path) -> ModuleType:
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        path = folder / f"_recorder{suffix}"
        if path.is_file():
            loader = importlib.machinery.ExtensionFileLoader(_MODULE, str(path))
            specification = importlib.util.spec_from_file_location(_MODULE, path, loader=loader)
            assert specification
            module = importlib.util.module_from_spec(specification)
            loader.exec_module(module)
            sys.modules[_MODULE] = module
            return module
    raise ImportError(f"no _recorder{importlib.machinery.EXTENSION_SUFFIXES[0]} in {folder}")


class NativeRecorder:
    """Records this process by the compiled extension.

    Args:
        when_joined: called once the lanes are joined, before the first event.
    """

    name = "native"

    def __init__(self, when_joined: Callable[[], None] = lambda: None) -> None:
        self._when_joined = when_joined
        self._extension: Extension | None = None
        self._back_end: BackEnd | None = None
        self._filter: Filter | None = None
        self._lines_lost = 0
        self._tasks: weakref.WeakKeyDictionary[object, int] = weakref.WeakKeyDictionary()
        self._task_count = 0
        self._folder = ""
        self._own = threading.local()

    def start(self, settings: Settings) -> None:
        """Begins to record every thread that it can reach.

        Raises:
            EnvironmentFault: the extension isn't there, this process is recorded already, or somebody has what the back end needs.
        """
        extension = load_extension(settings.library)
        back_end = choose(settings.backend, extension)
        if settings.native_calls and back_end.name == "frame":
            raise EnvironmentFault(
                "the back end `frame` hears of no calls of C functions", hint="leave --backend out, or native_calls"
            )
        self._filter = Filter(settings.project_root, settings.include, settings.exclude, settings.everything)
        self._folder = settings.atf_directory
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        back_end.prepare()
        try:
            self._begin(extension, settings)
        except BaseException:
            back_end.abandon()
            raise
        self._extension, self._back_end = extension, back_end  # before the first call is heard, which asks for it
        self._when_joined()
        os.register_at_fork(after_in_child=self._in_child)
        activate(self)
        back_end.start()

    def _begin(self, extension: Extension, settings: Settings) -> None:
        try:
            extension.begin(
                self._folder,
                settings.session_directory,
                settings.native_calls,
                self._describe,
                self._name_thread,
                self._number_task,
            )
        except RuntimeError as error:
            raise EnvironmentFault(
                f"another recorder already records this process: {error}", hint="end it before another begins"
            ) from error
        except OSError as error:
            raise EnvironmentFault(
                f"can't be joined: {error.strerror}",
                place=str(error.filename or self._folder),
                hint="a recording needs a folder of its own, and lanes that a controller made",
            ) from error

    def stop(self) -> None:
        """Ends the recording and hands over what the threads still hold."""
        if self._extension is None or self._back_end is None:
            return
        deactivate(self)
        self._back_end.stop()
        self._lines_lost = self._extension.end()
        self._extension = None
        self._write_notes()

    @property
    def back_end(self) -> str:
        """The name of the way it hears of calls; empty before the start."""
        return self._back_end.name if self._back_end else ""

    def span_begin(self, name: str) -> None:
        """A span begins in the calling thread."""
        if self._extension:
            self._open_spans().append(self._extension.span_begin(name))

    def span_end(self) -> None:
        """The calling thread's innermost span ends."""
        spans = self._open_spans()
        if self._extension and spans:
            self._extension.span_end(spans.pop())

    def _open_spans(self) -> list[int]:
        """Ids of the calling thread's open spans, the innermost last."""
        if not hasattr(self._own, "spans"):
            self._own.spans = []
        spans: list[int] = self._own.spans
        return spans

    def mark(self, text: str) -> None:
        """A mark in the calling thread."""
        if self._extension:
            self._extension.mark(text)

    def warnings(self) -> Sequence[str]:
        """What could not be seen."""
        said = self._back_end.warnings() if self._back_end else []
        if self._lines_lost:
            said.append(f"{self._lines_lost} names of functions or threads could not be written")
        return tuple(said)

    def _describe(self, subject: CodeType | str, module: str, name: str = "") -> str | None:
        """The line of a function, span, mark or exception without its opening brace; None for code that isn't recorded."""
        if isinstance(subject, str):
            return json.dumps({"kind": subject, "module": module, "name": name, "file": "", "line": 0})[1:]
        assert self._filter
        assert self._back_end
        if not self._filter.admits(subject.co_filename, module):
            self._back_end.passed_over(subject)
            return None
        file = subject.co_filename
        file = file if file.startswith("<") else os.path.abspath(file)
        line = {"kind": "python", "module": module, "name": subject.co_qualname, "file": file}
        return json.dumps(line | {"line": subject.co_firstlineno})[1:]

    def _name_thread(self, slot: int, generation: int) -> str:
        # Not threading.current_thread(): for a thread that it doesn't know it makes one.
        thread = getattr(threading, "_active", {}).get(threading.get_ident())
        line = {"slot": slot, "generation": generation, "tid": threading.get_native_id()}
        return json.dumps(line | {"name": thread.name if thread else ""}) + "\n"

    def _number_task(self, task: object) -> int:
        number = self._tasks.get(task)
        if number is None:
            self._task_count += 1
            number = self._tasks[task] = self._task_count
        return number

    def _in_child(self) -> None:
        if self._extension:
            self._extension.after_fork()

    def _write_notes(self) -> None:
        lines = [json.dumps({"severity": "warning", "message": message}) + "\n" for message in self.warnings()]
        if lines:
            with open(os.path.join(self._folder, f"notes-{os.getpid()}.jsonl"), "a", encoding="utf-8") as file:
                file.writelines(lines)
