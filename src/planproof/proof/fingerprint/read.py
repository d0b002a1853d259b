"""Fingerprints of one file, or of all test files of a tree with the conftests that their fixtures come from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from planproof.proof.fingerprint.python_units import python_units
from planproof.proof.fingerprint.unit import Module, Unit

__all__ = ["Fingerprints", "fingerprints", "fingerprints_in"]

_LANGUAGES = {
    ".py": "python",
    ".c": "c",
    ".rs": "rust",
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp"), "cpp"),
    **dict.fromkeys((".ts", ".mts"), "typescript"),
    **dict.fromkeys((".js", ".mjs", ".jsx", ".tsx"), "tsx"),
}
_SAME = {"py": "python", "c++": "cpp", "cc": "cpp", "ts": "typescript", "js": "tsx", "javascript": "tsx", "rs": "rust"}
_HEADERS = frozenset({".h", ".hh", ".hpp"})
_LARGEST_BYTES = 5_000_000
_PASSED_OVER = frozenset({"__pycache__", "node_modules", "target", "build", ".git", ".venv"})


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The fingerprints of one file.

    Attributes:
        bodies: name of each test -> SHA-256 (hex); `docs/formats/fingerprint.md` says what it covers.
        problem: why there are none, or not all; empty when the file could be read.
        program: the name among them that stands for the whole program (C and C++ files with a `main`); empty without one.
    """

    bodies: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    program: str = ""

    @property
    def tests(self) -> tuple[str, ...]:
        """The names of the tests; that of the program itself only where it holds no other test."""
        return tuple(name for name in self.bodies if name != self.program) or tuple(self.bodies)


def fingerprints(path: str, source: bytes, language: str = "") -> Fingerprints:
    """The fingerprints of the tests of one file, by itself: fixtures of a conftest aren't known here.

    Args:
        path: for the language, when none is given, and for messages.
        language: `python`, `c`, `cpp`, `rust`, `typescript`, `tsx`; empty to go by the file's name.

    Returns:
        the fingerprints; a file that can't be parsed gives a problem, never silence.
    """
    units, problem = _units(path, source, language)
    program = next((unit.test for unit in units if unit.test and "main" in unit.names), "")
    return Fingerprints(Module(units).bodies(), problem, program)


def fingerprints_in(folder: Path, folders: Sequence[str]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The fingerprints of every test file below some folders of a tree.

    Args:
        folder: root of the tree.
        folders: test folders or files, relative to it.

    Returns:
        path relative to the root (with `/`) -> name of the test -> SHA-256; and a line for each file that couldn't be read.
    """
    tree = _Tree(folder, tuple(folders))
    found: dict[str, dict[str, str]] = {}
    for path in sorted({path for name in folders for path in _files(folder / name)}):
        relative = path.relative_to(folder).as_posix()
        if path.name != "conftest.py":
            bodies = tree.module(relative).bodies()
            found |= {relative: bodies} if bodies else {}
    return found, tree.problems


def _files(start: Path) -> Iterator[Path]:
    """The source files below a folder, headers left out; links aren't followed."""
    if start.is_file():
        yield start
        return
    endings = _LANGUAGES.keys() - _HEADERS
    for path in start.rglob("*"):
        inside = set(path.relative_to(start).parts[:-1])
        if path.suffix in endings and not _PASSED_OVER & inside and path.is_file() and not path.is_symlink():
            yield path


class _Tree:
    """The files of the test folders, each parsed once, and which of them rest on which."""

    def __init__(self, folder: Path, folders: Sequence[str]) -> None:
        self.folder = folder
        self.folders = folders
        self.problems: list[str] = []
        self._units: dict[str, tuple[Unit, ...]] = {}

    def module(self, relative: str) -> Module:
        """A test file with its conftests and with the modules and headers of the test folders that any of these takes from."""
        parents: dict[tuple[str, bool], Module] = {}
        queue = [relative, *self._conftests(relative)]
        for path in queue[1:]:
            parents[path, False] = Module(self.units(path))
        while queue:
            path = queue.pop()
            for unit in self.units(path):
                taken = self._find(path, unit.taken_from) if unit.taken_from else ""
                if taken and taken != relative and (taken, unit.taken_whole) not in parents:
                    units = self.units(taken)
                    units = tuple(replace(other, always=True) for other in units) if unit.taken_whole else units
                    parents[taken, unit.taken_whole] = Module(units, open=True)
                    queue.append(taken)
        return Module(self.units(relative), tuple(parents.values()))

    def units(self, relative: str) -> tuple[Unit, ...]:
        """The units of a file; none for one that can't be read, which becomes a problem."""
        if relative not in self._units:
            path = self.folder / relative
            self._units[relative], problem = _read(path, relative) if path.is_file() else ((), "")
            # A header is read for what a test takes from it; alone it need not parse.
            self.problems += [problem] if problem and path.suffix not in _HEADERS else []
        return self._units[relative]

    def _conftests(self, relative: str) -> list[str]:
        """The conftests that pytest would use for a file, nearest first, up to the root of the tree."""
        if not relative.endswith(".py"):
            return []
        paths = [(parent / "conftest.py").as_posix() for parent in PurePath(relative).parents]
        return [path for path in paths if (self.folder / path).is_file()]

    def _find(self, importer: str, source: str) -> str:
        """The file of the test folders that an import or include means; empty for one that lies elsewhere."""
        here = PurePath(importer).parent
        if source.startswith('"'):
            candidates = [here / source.replace(" ", "").strip('"')]
        else:
            bare = source.lstrip(".")
            level = len(source) - len(bare)
            starts = [here, *here.parents] if not level else [[here, *here.parents][min(level - 1, len(here.parts))]]
            steps = bare.replace(".", "/")
            candidates = [start / f"{steps}{end}" for start in starts for end in (".py", "/__init__.py")]
        for candidate in candidates:
            path = PurePath(os.path.normpath(candidate))
            inside = any(path.is_relative_to(os.path.normpath(name)) for name in self.folders)
            if inside and (self.folder / path).is_file():
                return path.as_posix()
        return ""


def _read(path: Path, relative: str) -> tuple[tuple[Unit, ...], str]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            return (), f"{relative} is larger than {_LARGEST_BYTES // 1_000_000} MB, so its tests have no fingerprint"
        return _units(relative, path.read_bytes(), "")
    except OSError as error:
        return (), f"{relative} can't be read: {error.strerror}"


def _units(path: str, source: bytes, language: str) -> tuple[tuple[Unit, ...], str]:
    """The units of a file, and why they are none or not all."""
    wanted = _SAME.get(language.lower(), language.lower()) or _LANGUAGES.get(PurePath(path).suffix, "")
    if wanted == "python":
        try:
            return python_units(source), ""
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return (), f"{path}:{getattr(error, 'lineno', None) or 1} is no Python: {error}"
    if wanted not in _LANGUAGES.values():
        return (
            (),
            f"{path} is in no language whose tests can be fingerprinted: {language or PurePath(path).suffix or 'unknown'}",
        )
    from planproof.proof.fingerprint.tree_units import tree_units  # the grammars load only where such tests are

    units, whole = tree_units(source, wanted, path)
    if not whole and not any(unit.test for unit in units):
        return units, f"{path} can't be parsed as {wanted}, so its tests have no fingerprint"
    return units, ""
