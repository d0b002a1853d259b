"""Which tests a test command selects: finds the commands that can't run any.

A name or path counts as known when the plan promises it (test cases, smoke tests, key files) or the project has it. Looking
into the project's own test files happens only for a name that the plan doesn't know, bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.commands import runner_arguments
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.paths import project_files
from planproof.plan.rule import Desk
from planproof.plan.shell import Script, Simple

__all__ = ["KnownTests", "empty_selections"]

_MOST_WORDS = 200
_MOST_NAMES = 20
_MOST_BYTES = 8_000_000
_TEST_FILE = late_pattern(r"test|spec|bench", re.IGNORECASE)
_RUNNERS = {
    "pytest",
    "py.test",
    "jest",
    "vitest",
    "ctest",
    "meson",
    "cargo",
    "go",
    "npm",
    "pnpm",
    "yarn",
    "mvn",
    "gradle",
    "tox",
    "nox",
}
_LISTING = {
    "pytest": {"--collect-only", "--co", "--help", "-h", "--version", "-V", "--fixtures", "--markers", "--setup-plan"},
    "jest": {"--listTests", "--help", "--version", "--passWithNoTests"},
    "vitest": {"list", "--help", "--version", "--passWithNoTests"},
    "ctest": {"-N", "--show-only", "--help", "--version"},
    "meson": {"--list", "--help", "--version"},
    "cargo": {"--no-run", "--list", "--help", "--version"},
    "go": {"-list", "version", "help"},
}
_LISTING["py.test"] = _LISTING["pytest"]
_FOREIGN = _RUNNERS | {
    *("python", "python3", "node", "deno", "bun", "npm", "npx", "pip", "uv", "gcc", "cc", "g++", "clang", "clang++"),
    *(
        "rustc",
        "java",
        "javac",
        "git",
        "docker",
        "docker-compose",
        "cmake",
        "make",
        "ninja",
        "ruff",
        "mypy",
        "tsc",
        "psql",
        "redis-cli",
    ),
}
_VERSION = {"--version", "-V", "-v", "version", "--help", "-h"}
_TAKES_VALUE = {
    *(
        "-k",
        "-m",
        "-p",
        "-c",
        "-n",
        "-o",
        "-W",
        "-r",
        "--cov",
        "--junitxml",
        "--junit-xml",
        "--rootdir",
        "--basetemp",
        "--durations",
    ),
    *(
        "--ignore",
        "--deselect",
        "--cov-config",
        "--cov-report",
        "--import-mode",
        "--confcutdir",
        "--html",
        "--timeout",
        "--maxfail",
    ),
    *("--tb", "--color", "--log-level", "--dist", "--benchmark-json", "--override-ini"),
}
_CALCULATED = late_pattern(r"[$*?{\[<>~]")
_SOURCES = (
    ".py",
    ".c",
    ".cc",
    ".cpp",
    ".h",
    ".hpp",
    ".rs",
    ".ts",
    ".tsx",
    ".js",
    ".go",
    ".build",
    ".ini",
    ".toml",
    ".cfg",
)


class KnownTests:
    """What tests there are or will be, by name and by path.

    Args:
        plan: whose test cases, smoke tests and key files count.
        desk: whether a path exists, and where the project lies.
    """

    def __init__(self, plan: Plan, desk: Desk) -> None:
        self._plan = plan
        self._desk = desk
        self._planned: str | None = None
        self._folders: set[str] | None = None
        self._existing: str | None = None

    def has_name(self, name: str) -> bool:
        """Whether a planned or existing test, or the path of its file, holds that text; case doesn't matter."""
        name = name.lower()
        return name in self._planned_text() or name in self._existing_text()

    def has_path(self, path: str) -> bool:
        """Whether a file or folder exists or is planned."""
        path = path.removeprefix("./").rstrip("/")
        if self._folders is None:
            self._folders = {parent for planned in self._planned_paths() for parent in (planned, *_parents(planned))}
        return path in self._folders or self._desk.exists(path)

    def _planned_paths(self) -> Iterator[str]:
        yield from (file.path for task in self._plan.tasks for file in task.key_files)
        yield from (case.file for case in self._plan.test_cases if case.file)

    def _planned_text(self) -> str:
        """Names and paths of planned tests and the smoke tests, in lower case."""
        if self._planned is None:
            smoke = (block.content for task in self._plan.tasks for block in task.smoke_tests)
            names = (case.name for case in self._plan.test_cases)
            self._planned = "\n".join([*names, *self._planned_paths(), *smoke]).lower()
        return self._planned

    def _existing_text(self) -> str:
        """Paths and text of the project's test files, in lower case."""
        if self._existing is None:
            self._existing = "\n".join(self._read_tests()).lower()
        return self._existing

    def _read_tests(self) -> Iterator[str]:
        left = _MOST_BYTES
        for path in project_files(self._desk.root):
            if left > 0 and _TEST_FILE.search(path) and path.endswith(_SOURCES):
                try:
                    text = (self._desk.root / path).read_text(encoding="utf-8", errors="replace")
                except OSError:
                    text = ""  # a file that can't be read holds no test that could be selected
                left -= len(text)
                yield f"{path}\n{text}"


def _parents(path: str) -> list[str]:
    """The folders above a path: `a/b/c.py` gives `a` and `a/b`."""
    parts = path.split("/")[:20]
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def empty_selections(script: Script, known: KnownTests) -> Iterator[tuple[Simple, str]]:
    """Commands of a script that run no test, each with a message.

    Args:
        script: the script as read.
        known: the tests there are or will be.
    """
    commands = [(simple, runner_arguments(simple)) for simple in script.simple_commands()]
    base = _working_folder(commands)
    runs = any(words and words[0] in _LISTING and not _lists_only(words) for _, words in commands)
    for simple, words in commands:
        lists = _lists_only(words)
        if lists and not runs:
            yield simple, f"`{words[0]} {lists}` runs no test"
        elif words[:1] in (("pytest",), ("py.test",)):
            yield from ((simple, message) for message in _pytest_selects_nothing(words, base, known))
    programs = [
        (simple, words) for simple, words in commands if words and words[0] not in ("echo", "printf", "cd", "set")
    ]
    if programs and all(words[0] in _FOREIGN and words[1:] and set(words[1:]) <= _VERSION for _, words in programs):
        simple, words = programs[0]
        if not _lists_only(words):
            yield simple, f"`{' '.join(words)}` shows that {words[0]} is installed, nothing else"


def _lists_only(words: tuple[str, ...]) -> str:
    """The option or word that makes a test runner list instead of run; empty when there is none."""
    if any(word.startswith("--gtest_list_tests") for word in words):
        return "--gtest_list_tests"
    if not words or (words[0] in ("meson", "cargo", "go") and "test" not in words[1:3]):
        return ""
    listing = _LISTING.get(words[0], set())
    return next((word for word in words[1:] if word in listing or (word in ("-h", "--help") and listing)), "")


def _working_folder(commands: list[tuple[Simple, tuple[str, ...]]]) -> str | None:
    """The folder in which a script's commands run, relative to the root; None when it can't be told."""
    moves = [words for _, words in commands if words[:1] in (("cd",), ("pushd",))]
    if not moves:
        return ""
    plain = (
        len(moves) == 1 and len(moves[0]) == 2 and not _CALCULATED.search(moves[0][1]) and moves[0][1][0] not in "/-."
    )
    return moves[0][1].rstrip("/") + "/" if plain else None


def _pytest_selects_nothing(words: tuple[str, ...], base: str | None, known: KnownTests) -> Iterator[str]:
    previous = ""
    for word in words[1:_MOST_WORDS]:
        if previous == "-k" or word.startswith("-k="):
            missing = _unknown_names(word.removeprefix("-k="), known)
            if missing:
                yield f"`-k {missing}` selects nothing: no planned or existing test bears that name"
        elif base is not None and not word.startswith("-") and previous not in _TAKES_VALUE:
            path, _, node = word.partition("::")
            pathlike = "/" in path or path.endswith(".py") or node
            if pathlike and path[:1] not in "/." and not _CALCULATED.search(path) and not known.has_path(base + path):
                yield f"`{path}` neither exists nor is planned"
        previous = word


def _unknown_names(expression: str, known: KnownTests) -> str:
    """The names of a `-k` expression when none of them is known; empty when it may select something."""
    names = [name for name in re.findall(r"[^\s()]+", expression)[:_MOST_NAMES] if name not in ("and", "or")]
    if "not" in names or _CALCULATED.search(expression) or not names:
        return "" if "and" not in expression else _unknown_conjunct(expression, known)
    needed = all if " and " not in expression else any
    return expression if needed(not known.has_name(name) for name in names) else ""


def _unknown_conjunct(expression: str, known: KnownTests) -> str:
    """An expression `a and not b` selects nothing when `a` is unknown."""
    parts = [part.strip() for part in expression.split(" and ")]
    plain = [part for part in parts if re.fullmatch(r"\w+", part)]
    return next((part for part in plain if not known.has_name(part)), "")
