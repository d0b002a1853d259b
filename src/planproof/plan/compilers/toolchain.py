"""Which C and C++ compilers are here, and how each is told to only read.

`CC` and `CXX` are honoured when they are the plain name of a compiler known here (`clang`, `gcc-13`); a value with a
path or arguments would let the environment of `check` choose a program to start, so it is passed over.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planproof.plan.compilers.sandbox import run_limited

__all__ = ["Compiler", "find_compiler"]

_KNOWN = {
    "c": re.compile(r"(cc|gcc|clang)(-\d+(\.\d+)?)?"),
    "cpp": re.compile(r"(c\+\+|g\+\+|clang\+\+)(-\d+(\.\d+)?)?"),
}
_DEFAULTS = {"c": ("gcc", "clang", "cc"), "cpp": ("g++", "clang++", "c++")}
_VARIABLE = {"c": "CC", "cpp": "CXX"}


@dataclass(frozen=True, slots=True)
class Compiler:
    """A compiler found on the PATH.

    Attributes:
        path: absolute.
        language: `c` or `cpp`.
        flags: always given: plain messages with columns in bytes, no source lines quoted.
    """

    path: str
    language: str
    flags: tuple[str, ...]


def find_compiler(language: str) -> Compiler | None:
    """The compiler for `c` or `cpp`, None when there is none on the PATH."""
    return _find(language, os.environ.get(_VARIABLE[language], ""), os.environ.get("PATH", os.defpath))


@lru_cache(maxsize=16)
def _find(language: str, wanted: str, search_path: str) -> Compiler | None:
    # A relative folder on the PATH would let the repository under check supply the compiler.
    folders = os.pathsep.join(folder for folder in search_path.split(os.pathsep) if os.path.isabs(folder))
    names = (wanted, *_DEFAULTS[language]) if _KNOWN[language].fullmatch(wanted) else _DEFAULTS[language]
    path = next((found for name in names if (found := shutil.which(name, path=folders))), None)
    if not path:
        return None
    return Compiler(path, language, ("-fno-diagnostics-show-caret", "-fdiagnostics-color=never", *_byte_columns(path)))


def _byte_columns(path: str) -> tuple[str, ...]:
    """The flag that makes GCC 11 and later count columns in bytes, as every other compiler does anyway."""
    flag = "-fdiagnostics-column-unit=byte"
    with tempfile.TemporaryDirectory(prefix="planproof-") as folder:
        outcome = run_limited([path, flag, "-fsyntax-only", "-x", "c", "-"], Path(folder))
    return (flag,) if outcome.exit_code == 0 else ()
