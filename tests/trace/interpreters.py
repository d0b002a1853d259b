"""The interpreters on this machine that a recorder is tested with: the one that runs the tests, and newer ones that are found."""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

__all__ = ["WANTED", "Interpreter", "each_interpreter", "find"]

WANTED = ((3, 11), (3, 12), (3, 13))
_ASKED = "import json, sys; print(json.dumps(list(sys.version_info[:2])))"


class Interpreter(NamedTuple):
    """A Python that starts.

    Attributes:
        path: its executable.
        version: major and minor.
    """

    path: str
    version: tuple[int, int]

    @property
    def name(self) -> str:
        """As people write it: `3.12`."""
        return ".".join(map(str, self.version))


def _candidates(version: tuple[int, int]) -> Iterator[str]:
    """Where that version may be: under us, in PATH, in pyenv's folder, the newest first."""
    if sys.version_info[:2] == version:
        yield sys.executable
    name = ".".join(map(str, version))
    found = shutil.which(f"python{name}")
    if found:
        yield found
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for folder in sorted(home.glob(f"{name}.*"), key=_patch, reverse=True):
        yield str(folder / "bin" / "python")


def _patch(folder: Path) -> int:
    number = re.fullmatch(r"\d+\.\d+\.(\d+)", folder.name)
    return int(number[1]) if number else -1


@functools.cache
def find(version: tuple[int, int]) -> Interpreter | None:
    """The first interpreter of that version that starts; a shim of pyenv's for a version that isn't chosen doesn't."""
    for path in _candidates(version):
        ran = subprocess.run([path, "-c", _ASKED], capture_output=True, text=True)
        if ran.returncode == 0 and tuple(json.loads(ran.stdout)) == version:
            return Interpreter(path, version)
    return None


def each_interpreter() -> list[object]:
    """Parameters for a test that runs on each; those that aren't there are skipped by name."""
    parameters: list[object] = []
    for version in WANTED:
        name = ".".join(map(str, version))
        found = find(version)
        marks = [] if found else [pytest.mark.skip(reason=f"no Python {name} on this machine")]
        parameters.append(pytest.param(found, id=name, marks=marks))
    return parameters
