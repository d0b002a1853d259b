"""Programs under the recorder, on each interpreter of this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.trace import sessions
from tests.trace.interpreters import Interpreter, each_interpreter
from tests.trace.recorded import Program

# Every warning is an error, on every interpreter.
os.environ.setdefault("PLANPROOF_RECORDER_CFLAGS", "-Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Werror")


@pytest.fixture(params=each_interpreter())
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    """Each interpreter in turn."""
    found: Interpreter = request.param
    return found


@pytest.fixture(params=["native", "python"])
def each_recorder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Commands of `sessions` run under each recorder in turn."""
    if request.param == "native" and not shutil.which("cc"):
        pytest.skip("no C compiler, so no native recorder")
    monkeypatch.setattr(sessions, "RECORDER", request.param)
    name: str = request.param
    return name


@pytest.fixture(params=["native", "python"])
def recorded(request: pytest.FixtureRequest, interpreter: Interpreter, tmp_path: Path) -> Program:
    """Programs in each interpreter in turn, under each recorder."""
    return Program(interpreter, tmp_path, request.param)


@pytest.fixture
def native(interpreter: Interpreter, tmp_path: Path) -> Program:
    """Programs in each interpreter in turn, under the native recorder alone."""
    return Program(interpreter, tmp_path, "native")
