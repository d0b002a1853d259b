"""Programs under the recorder, on each interpreter of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.interpreters import Interpreter, each_interpreter
from tests.trace.recorded import Program


@pytest.fixture(params=each_interpreter())
def recorded(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    """Programs in each interpreter in turn."""
    interpreter: Interpreter = request.param
    return Program(interpreter, tmp_path)
