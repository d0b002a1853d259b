"""Sorts what a plan promises by language and file, and refuses what can't be written: paths out of the project, names twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from planproof.plan.document import CodeBlock, Place
from planproof.plan.model import Interface, KeyFile, Plan, TestCase
from planproof.plan.scaffold.model import CodeFile, Ground, Shortfall, SmokeTest, Work
from planproof.plan.scaffold.wording import best_unit
from planproof.plan.symbols import declared_symbols
from planproof.plan.syntax import language_name
from planproof.plan.test_names import plain_name

__all__ = ["gather", "why_unusable"]

_ENDINGS = {
    ".py": "python",
    ".pyi": "python",
    ".c": "c",
    ".h": "c",
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx"), "cpp"),
    ".rs": "rust",
    **dict.fromkeys((".ts", ".mts", ".cts", ".tsx"), "typescript"),
}
_LONGEST_PATH = 300
# As the templates write them; `[id].ts`, a route of several web frameworks, is none.
_PLACEHOLDER = re.compile(r"\[[a-z0-9]+(?:_[a-z0-9]+)+\]")
_OURS = (".git", ".planproof")


def gather(plan: Plan, ground: Ground, wanted: Iterable[str]) -> tuple[list[Work], list[KeyFile], list[Shortfall]]:
    """What each language has to do.

    Args:
        plan: the iteration.
        ground: the project.
        wanted: languages that are asked for.

    Returns:
        the work by language; new key files that belong to no language; what can't be done.
    """
    gathering = _Gathering(plan, ground, tuple(wanted))
    return gathering.works(), gathering.others, gathering.shortfalls


def why_unusable(path: str, root: Path) -> str:
    """Why a planned path can't be written; empty when it can."""
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or any(letter in path for letter in '\0\n\\*?<>|"'):
        return "is no path inside the project"
    if any(_PLACEHOLDER.fullmatch(part) for part in pure.parts):
        return "is a placeholder: planproof check names what is not filled in yet"
    if len(path) > _LONGEST_PATH or any(len(part.encode()) > 255 for part in pure.parts):
        return "is too long"
    if pure.parts[0] in _OURS:
        return f"lies in {pure.parts[0]}"
    folder = root
    for part in pure.parts[:-1]:
        folder = folder / part
        if folder.is_symlink():
            return f"lies behind the link {folder.relative_to(root).as_posix()}"
        if folder.is_file():
            return f"lies below the file {folder.relative_to(root).as_posix()}"
    return "is a folder" if (root / path).is_dir() else ""


class _Gathering:
    """One pass over a plan."""

    def __init__(self, plan: Plan, ground: Ground, wanted: tuple[str, ...]) -> None:
        self.plan = plan
        self.ground = ground
        self.wanted = wanted
        self.others: list[KeyFile] = []
        self.shortfalls: list[Shortfall] = []
        self._new = [file for task in plan.tasks for file in task.key_files if file.new]
        self._purposes = {_clean(file.path): file.purpose for file in self._new}

    def works(self) -> list[Work]:
        """The work of each wanted language that has any."""
        code = self._code()
        cases = self._cases(code)
        smoke = list(self._smoke(code))
        taken = {file.path for files in code.values() for file in files} | {_clean(case.file) for case in self._all()}
        key_files = self._key_files(taken)
        works = []
        for language in self.wanted:
            work = Work(
                language,
                tuple(code.get(language, ())),
                tuple(cases.get(language, ())),
                tuple(test for spoken, test in smoke if spoken == language),
                tuple(key_files.get(language, ())),
                self.ground,
                self.plan,
            )
            if work.code or work.cases or work.smoke or work.key_files:
                works.append(work)
        return works

    def _all(self) -> tuple[TestCase, ...]:
        return self.plan.test_cases

    def _complain(self, message: str, place: Place, severity: str = "error") -> None:
        self.shortfalls.append(Shortfall(message, place, severity))

    def _code(self) -> dict[str, list[CodeFile]]:
        """Files with interfaces, by language; two blocks for one file are joined, the same block twice counts once."""
        blocks: dict[str, list[Interface]] = {}
        for interface in self.plan.interfaces:
            if language_name(interface.language) not in _ENDINGS.values() and interface.language != "tsx":
                what = interface.language or "no language"
                self._complain(f"an interface in {what}: nothing is made of it", interface.place, "warning")
                continue
            path = _clean(interface.path or self._guessed(interface))
            reason = why_unusable(path, self.ground.root) if path else "has no file in the plan"
            if reason:
                self._complain(f"interface {interface.name or interface.language}: {path} {reason}", interface.place)
                continue
            listed = blocks.setdefault(path, [])
            if all(interface.code.content.strip() != other.code.content.strip() for other in listed):
                listed.append(interface)
        found: dict[str, list[CodeFile]] = {}
        for path, listed in blocks.items():
            language = _language_of(path, listed)
            purpose = self._purposes.get(path) or listed[0].name.replace(path, "").strip(" :-")
            found.setdefault(language, []).append(CodeFile(path, language, tuple(listed), purpose))
        return found

    def _guessed(self, interface: Interface) -> str:
        """The new key file that an interface without a path must mean: the only one of its language, or one of its name."""
        language = language_name(interface.language)
        files = [file.path for file in self._new if _ENDINGS.get(PurePosixPath(file.path).suffix) == language]
        files = [path for path in files if not self._is_test(path)]
        named = [path for path in files if plain_name(PurePosixPath(path).stem) in plain_name(interface.name)]
        return named[0] if len(named) == 1 else files[0] if len(files) == 1 else ""

    def _is_test(self, path: str) -> bool:
        return any(_clean(path).startswith(f"{folder.strip('./')}/") for folder in self.ground.config.tests.folders)

    def _cases(self, code: dict[str, list[CodeFile]]) -> dict[str, list[TestCase]]:
        """The planned tests by language, each name once."""
        symbols = {
            language: [symbol.name for file in files for block in file.interfaces for symbol in declared_symbols(block)]
            for language, files in code.items()
        }
        found: dict[str, list[TestCase]] = {}
        seen: dict[str, TestCase] = {}
        for case in self._all():
            if case.name in seen:
                if (case.file, case.level) != (seen[case.name].file, seen[case.name].level):
                    self._complain(f"test {case.name} is planned twice; made once", case.place, "warning")
                continue
            seen[case.name] = case
            reason = why_unusable(_clean(case.file), self.ground.root) if case.file else ""
            language = self._language(case, symbols)
            if reason or not language:
                why = reason or "is in a language that nothing is made for"
                self._complain(f"test {case.name}: {_clean(case.file) or 'its interface'} {why}", case.place)
                continue
            found.setdefault(language, []).append(case)
        return found

    def _language(self, case: TestCase, symbols: dict[str, list[str]]) -> str:
        """The language of a test: that of its file, else of what it tests, else the one that most interfaces are in."""
        if case.file:
            return _ENDINGS.get(PurePosixPath(_clean(case.file)).suffix, "")
        named = next((language for language, names in symbols.items() if best_unit(case, names)), "")
        most = max(symbols, key=lambda language: len(symbols[language]), default="")
        return named or most or ("python" if self.ground.config.tests.framework == "pytest" else "")

    def _smoke(self, code: dict[str, list[CodeFile]]) -> Iterator[tuple[str, SmokeTest]]:
        for task in self.plan.tasks:
            for block in task.smoke_tests[:1]:
                language = _spoken(block, code)
                if language in _ENDINGS.values():
                    yield language, SmokeTest(task.id, task.name, block)
                elif block.content.strip():
                    said = f"the smoke test of {task.id} is in {block.language or 'no language'}: no test is made of it"
                    self._complain(said, block.place, "warning")

    def _key_files(self, taken: set[str]) -> dict[str, list[KeyFile]]:
        """New key files that no interface and no test makes, by language; the others go to `others`."""
        found: dict[str, list[KeyFile]] = {}
        for file in self._new:
            path = _clean(file.path)
            reason = "is a folder" if path.endswith("/") else why_unusable(path, self.ground.root)
            if path in taken:
                continue
            taken.add(path)
            if reason:
                severity = "warning" if reason == "is a folder" else "error"
                self._complain(f"key file {path} {reason}", file.place, severity)
                continue
            language = _ENDINGS.get(PurePosixPath(path).suffix, "")
            kept = KeyFile(path, file.purpose, new=True, place=file.place)
            if language:
                found.setdefault(language, []).append(kept)
            else:
                self.others.append(kept)
        return found


def _clean(path: str) -> str:
    return path.strip().strip("`").removeprefix("./")


def _language_of(path: str, blocks: list[Interface]) -> str:
    """The language of a file: by its name, and C++ for a `.h` with a block of C++."""
    spoken = {language_name(block.language) for block in blocks}
    by_name = _ENDINGS.get(PurePosixPath(path).suffix, "")
    if by_name == "c" and "cpp" in spoken:
        return "cpp"
    return by_name or min(spoken).replace("tsx", "typescript")


def _spoken(block: CodeBlock, code: dict[str, list[CodeFile]]) -> str:
    """The language of a smoke test; a C test that uses GoogleTest's macros is C++."""
    language = language_name(block.language).replace("tsx", "typescript")
    if not language and len(code) == 1:
        return next(iter(code))
    return "cpp" if language == "c" and "EXPECT_" in block.content else language
