"""Which functions a process has met: ids from 1, and a line each in `functions-PID.jsonl` before an id is first used."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from types import CodeType
from typing import Any, NamedTuple

from planproof.trace.atf.names import json_lines
from planproof.trace.filters import Filter

__all__ = ["Known", "Names"]

_AWAIT = 0x80 | 0x200  # CO_COROUTINE, CO_ASYNC_GENERATOR
_GENERATORS = 0x20 | _AWAIT  # CO_GENERATOR
_FUNCTION_MAX = 0x1FFFFFFF


class Known(NamedTuple):
    """What is kept of a code object.

    Attributes:
        function: its id; 0 where it isn't recorded.
        generator: whether its calls are generators or coroutines.
        awaits: whether they are coroutines or asynchronous generators.
        instructions: its bytecode, as the compiler made it.
        code: the code itself, so that its address stays its own.
    """

    function: int
    generator: bool
    awaits: bool
    instructions: bytes
    code: CodeType


class Names:
    """The names of one process. Callers hold the recorder's lock for everything but reading `codes`.

    Attributes:
        codes: what is kept of each code object, by its address.

    Args:
        folder: the trace.
        pid: the process.
        admits: which code is recorded; kept as an attribute.
        before: lines of the process that this one was forked from.
    """

    def __init__(self, folder: str, pid: int, admits: Filter, before: tuple[bytes, ...] = ()) -> None:
        self.codes: dict[int, Known] = {}
        self.admits = admits
        self._texts: dict[tuple[str, str], int] = {}
        path = os.path.join(folder, f"functions-{pid}.jsonl")
        # A program that replaced itself by `exec` has the same number: its ids go on where the one before stopped.
        self._last = max((line["id"] for line in json_lines(path) if isinstance(line.get("id"), int)), default=0)
        self._lines = list(before)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._torn = False
        if before:
            self._write(b"".join(before))

    def lines(self) -> tuple[bytes, ...]:
        """What was written so far, for a process that is forked from this one."""
        return tuple(self._lines)

    def adopt(self, parent: Names) -> None:
        """Takes over the ids of the process that this one was forked from; its lines were given at the start."""
        self.codes, self._texts, self._last = parent.codes, parent._texts, parent._last

    def know(self, code: CodeType, namespace: Mapping[str, Any]) -> Known:
        """What is kept of a code object that is met for the first time.

        Args:
            code: the code.
            namespace: the globals that it runs in.
        """
        module = namespace.get("__name__")
        module = module if isinstance(module, str) else ""
        function = 0
        if self.admits.admits(code.co_filename, module):
            file = code.co_filename if code.co_filename.startswith("<") else os.path.abspath(code.co_filename)
            function = self._add("python", module, code.co_qualname, file, code.co_firstlineno)
        generator, awaits = bool(code.co_flags & _GENERATORS), bool(code.co_flags & _AWAIT)
        known = Known(function, generator, awaits, code.co_code if function else b"", code)
        self.codes[id(code)] = known
        return known

    def text(self, kind: str, name: str, module: str = "") -> int:
        """The id of a span, a mark or an exception's type."""
        key = (kind, f"{module}.{name}")
        if key not in self._texts:
            self._texts[key] = self._add(kind, module, name, "", 0)
        return self._texts[key]

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)

    def _add(self, kind: str, module: str, name: str, file: str, line: int) -> int:
        if self._last >= _FUNCTION_MAX:
            return 0
        self._last += 1
        row = {"id": self._last, "kind": kind, "module": module, "name": name, "file": file, "line": line}
        data = json.dumps(row).encode() + b"\n"
        self._lines.append(data)
        self._write(data)
        return self._last

    def _write(self, data: bytes) -> None:
        """One line; where the disk takes none, the id stays without a name, which readers show by its number."""
        try:
            data = b"\n" + data if self._torn else data
            self._torn = os.write(self._file, data) < len(data)
        except OSError:
            self._torn = True
