"""Fingerprints of one file, or of all test files of a tree with the conftests that their fixtures come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from planproof.proof.fingerprint.python_units import python_units
from planproof.proof.fingerprint.unit import Module, Unit

__all__ = ["Fingerprints", "fingerprints", "fingerprints_in"]

_LANGUAGES = {
    ".py": "python", ".c": "c", ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".rs": "rust",
    ".ts": "typescript", ".mts": "typescript", ".js": "tsx", ".mjs": "tsx", ".jsx": "tsx", ".tsx": "tsx",
}  # fmt: skip
_SAME = {"py": "python", "c++": "cpp", "cc": "cpp", "ts": "typescript", "js": "tsx", "javascript": "tsx", "rs": "rust"}
_LARGEST_BYTES = 5_000_000
_PASSED_OVER = frozenset({"__pycache__", "node_modules", "target", "build", ".git", ".venv"})


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """The fingerprints of one file.

    Attributes:
        bodies: name of each test -> SHA-256 (hex); `docs/formats/fingerprint.md` says what it covers.
        problem: why there are none, or not all; empty when the file could be read.
    """

    bodies: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def fingerprints(path: str, source: bytes, language: str = "") -> Fingerprints:
    """The fingerprints of the tests of one file, by itself: fixtures of a conftest aren't known here.

    Args:
        path: for the language, when none is given, and for messages.
        language: `python`, `c`, `cpp`, `rust`, `typescript`, `tsx`; empty to go by the file's name.

    Returns:
        the fingerprints; a file that can't be parsed gives a problem, never silence.
    """
    units, problem = _units(path, source, language)
    return Fingerprints(Module(units).bodies(), problem)


def fingerprints_in(folder: Path, folders: Sequence[str]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The fingerprints of every test file below some folders of a tree.

    Args:
        folder: root of the tree.
        folders: test folders or files, relative to it.

    Returns:
        path relative to the root (with `/`) -> name of the test -> SHA-256; and a line for each file that couldn't be read.
    """
    found: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    conftests: dict[str, Module] = {}
    for path in sorted({path for name in folders for path in _files(folder / name)}):
        relative = path.relative_to(folder).as_posix()
        units, problem = _read(path, relative)
        problems += [problem] if problem else []
        module = Module(units)
        if path.name == "conftest.py":
            conftests[PurePath(relative).parent.as_posix()] = module
        elif units:
            found[relative] = {}
            module = Module(units, tuple(_conftests_above(folder, relative, conftests)))
            found[relative] = module.bodies()
    return {path: bodies for path, bodies in found.items() if bodies}, problems


def _files(start: Path) -> Iterator[Path]:
    """The source files below a folder, conftests before what stands beside and below them; links out of it aren't followed."""
    if start.is_file():
        yield start
        return
    for path in start.rglob("*"):
        inside = path.relative_to(start).parts[:-1]
        if path.suffix in _LANGUAGES and not _PASSED_OVER & set(inside) and path.is_file() and not path.is_symlink():
            yield path


def _conftests_above(folder: Path, relative: str, known: dict[str, Module]) -> Iterator[Module]:
    """The conftests that pytest would use for a file, nearest first, up to the root of the tree."""
    for parent in PurePath(relative).parents:
        key = parent.as_posix()
        if key not in known:
            path = folder / key / "conftest.py"
            known[key] = Module(_read(path, f"{key}/conftest.py")[0] if path.is_file() else ())
        yield known[key]


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
