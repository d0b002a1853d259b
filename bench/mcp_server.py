"""Times `planproof mcp` as an agent meets it: a process that is started, greeted, and asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.measure import Samples

__all__ = ["answered"]

_GREETING = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "bench", "version": "1"},
}
_CALLS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("plan_next", {}),
    ("plan_show", {"id": "M5_E5_I5_T5"}),
    ("plan_show", {}),
    ("plan_brief", {"task": "M5_E5_I5_T5"}),
)


def answered(root: Path, *, runs: int) -> tuple[Samples, list[Samples]]:
    """How long a server takes to be ready, and to answer calls after one of each kind that doesn't count.

    Args:
        root: of a project.
        runs: servers that are started, one after the other; the first one more doesn't count.

    Returns:
        from the start of the process to its reply to `initialize`; then each call.

    Raises:
        RuntimeError: a server ended, or answered with an error.
    """
    ready: list[float] = []
    seconds: dict[str, list[float]] = {}
    memory = 0
    for turn in range(runs + 1):
        begun = time.perf_counter()
        with _started(root) as server:
            _asked(server, 1, "initialize", _GREETING)
            took = time.perf_counter() - begun
            _send(server, {"jsonrpc": "2.0", "method": "notifications/initialized"})
            for number, (tool, arguments) in enumerate((*_CALLS, *_CALLS), 2):
                began = time.perf_counter()
                _asked(server, number, "tools/call", {"name": tool, "arguments": arguments})
                if turn and number >= 2 + len(_CALLS):
                    name = " ".join((tool, *map(str, arguments.values())))
                    seconds.setdefault(name, []).append(time.perf_counter() - began)
            if turn:
                memory = max(memory, _memory_bytes(server.pid))
        if turn:
            ready.append(took)
    calls = [Samples(name, tuple(values), memory) for name, values in seconds.items()]
    return Samples("start to the reply to initialize", tuple(ready), memory), calls


def _started(root: Path) -> subprocess.Popen[str]:
    found = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "PYTHONPATH": found}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "planproof", "mcp", "--root", str(root)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def _send(server: subprocess.Popen[str], message: Mapping[str, Any]) -> None:
    assert server.stdin
    server.stdin.write(json.dumps(message) + "\n")
    server.stdin.flush()


def _asked(server: subprocess.Popen[str], number: int, method: str, params: Mapping[str, Any]) -> None:
    """Sends a request and waits for its answer."""
    assert server.stdout
    _send(server, {"jsonrpc": "2.0", "id": number, "method": method, "params": params})
    while line := server.stdout.readline():
        answer = json.loads(line)
        if answer.get("id") == number:
            if "error" in answer or answer["result"].get("isError"):
                raise RuntimeError(f"{method}: {line[:400]}")
            return
    raise RuntimeError(f"the server ended before it answered {method}")


def _memory_bytes(pid: int) -> int:
    """The largest resident set of a process so far."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
