"""The machine: Python, git, the encoding of names and text, compilers and parsers."""

from __future__ import annotations

import locale
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from planproof import __version__
from planproof.plan.compilers.toolchain import find_compiler
from planproof.plan.syntax import LANGUAGES, language_parser
from planproof.proof.health.model import Health, Level

__all__ = ["compilers", "encoding", "git", "parsers", "python"]

_PYTHON_MIN = (3, 11)
_GIT_MIN = (2, 25)  # `git worktree add` with all that the stages ask of it
_DEADLINE_S = 10.0


def python() -> Iterator[Health]:
    """The interpreter, and the version of planproof that runs on it."""
    found = f"planproof {__version__}, {platform.python_implementation()} {platform.python_version()}, {sys.executable}"
    fine = sys.version_info[:2] >= _PYTHON_MIN
    fix = "" if fine else f"install Python {_PYTHON_MIN[0]}.{_PYTHON_MIN[1]} or newer"
    yield Health("python", Level.FINE if fine else Level.FAULT, found, fix)


def git() -> Iterator[Health]:
    """Whether git is there, and new enough for worktrees."""
    path = shutil.which("git")
    if not path:
        yield Health("git", Level.FAULT, "is not on the PATH", "install git")
        return
    said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=_DEADLINE_S, check=False).stdout
    number = re.search(r"(\d+)\.(\d+)", said)
    fine = number is not None and (int(number[1]), int(number[2])) >= _GIT_MIN
    fix = "" if fine else f"install git {_GIT_MIN[0]}.{_GIT_MIN[1]} or newer"
    yield Health("git", Level.FINE if fine else Level.FAULT, said.strip() or f"{path} says no version", fix)


def encoding() -> Iterator[Health]:
    """Whether text and names of files are UTF-8."""
    names, text = sys.getfilesystemencoding(), locale.getpreferredencoding(False)
    fine = {names.lower().replace("-", ""), text.lower().replace("-", "")} == {"utf8"}
    fix = "" if fine else "set LANG to a UTF-8 locale, for example C.UTF-8, or PYTHONUTF8=1"
    yield Health("encoding", Level.FINE if fine else Level.REMARK, f"file names {names}, text {text}", fix)


def compilers() -> Iterator[Health]:
    """A compiler a language, asked about interfaces and memory layouts in plans."""
    for name, language, wanted in (("C compiler", "c", "gcc or clang"), ("C++ compiler", "cpp", "g++ or clang++")):
        compiler = find_compiler(language)
        if compiler:
            yield Health(name, Level.FINE, compiler.path)
        else:
            fix = f"install {wanted} if plans here hold headers; until then those rules say that they could not look"
            yield Health(name, Level.REMARK, "none is on the PATH", fix)


def parsers() -> Iterator[Health]:
    """The tree-sitter grammars: each must load into the tree-sitter that is installed."""
    broken = []
    for language in LANGUAGES:
        try:
            language_parser(language)
        except (ImportError, OSError, TypeError, ValueError) as error:
            broken.append(f"{language} ({error})")
    if broken:
        yield Health("parsers", Level.FAULT, f"can't be loaded: {', '.join(broken)}", "install planproof anew")
        return
    try:
        installed = version("tree-sitter")
    except PackageNotFoundError:
        installed = "of unknown version"
    yield Health("parsers", Level.FINE, f"tree-sitter {installed} with {len(LANGUAGES)} grammars")
