"""Which parts of a plan touch one task: those that the task names, those for its key files, those in its languages.

A name is an identifier of code: in back ticks, in a code block, or with an underscore, a dot or a capital inside. Ordinary words of
sentences don't count, or everything would touch everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from planproof.plan.model import Interface, Plan, Standard, Task, TestCase
from planproof.plan.plain_path import plain_path
from planproof.plan.symbols import Symbol, declared_symbols

__all__ = ["About", "named_in"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TICKED = re.compile(r"`([^`\n]{1,300})`")
_CODE_NAME = re.compile(r"\b[A-Za-z]+_\w+|\b[a-z]+[A-Z]\w*|\b[A-Z][a-z0-9]+[A-Z]\w*")
_LANGUAGES = {
    "c": ("c", "h"),
    "cpp": ("cc", "cpp", "cxx", "hh", "hpp", "hxx"),
    "go": ("go",),
    "java": ("java",),
    "javascript": ("js", "jsx", "mjs", "cjs"),
    "python": ("py", "pyi"),
    "rust": ("rs",),
    "sql": ("sql",),
    "typescript": ("ts", "tsx", "mts", "cts"),
}
_OF_SUFFIX = {suffix: language for language, suffixes in _LANGUAGES.items() for suffix in suffixes}
# How a standard's title calls a language or what belongs to just one.
_CALLED = {
    "c": r"(?<![\w+#])C(?:\d\d)?(?![\w+#])|gnu\d\d",
    "cpp": r"C\+\+|GoogleTest",
    "go": r"\bGo(?:lang)?\b",
    "java": r"\bJava\b|JUnit|Spring",
    "javascript": r"JavaScript|Node(?:\.js)?\b|Jest",
    "python": r"Python|pytest|FastAPI|Django|Flask|SQLAlchemy|mypy",
    "rust": r"\bRust\b|\bcargo\b",
    "sql": r"\bSQL\b",
    "typescript": r"TypeScript|\bReact\b|\bVitest\b",
}


class About:
    """One task of a plan, and what of the plan touches it.

    Args:
        plan: the plan.
        task: one of its tasks.
    """

    def __init__(self, plan: Plan, task: Task) -> None:
        self._plan = plan
        self._task = task
        self.paths = frozenset(plain_path(file.path) for file in task.key_files)
        self.names = _names_of(task)
        declared = [(interface, declared_symbols(interface)) for interface in plan.interfaces]
        touching = [(interface, symbols) for interface, symbols in declared if self._touches(interface, symbols)]
        own = [pair for pair in touching if plain_path(pair[0].path or "") in self.paths]
        others = [pair for pair in touching if plain_path(pair[0].path or "") not in self.paths]
        self.interfaces = tuple(interface for interface, _ in (*own, *others))
        # What the task makes itself: the tests of that are its tests. What lies in another task's files is that one's.
        elsewhere = {plain_path(file.path) for other in plan.tasks if other is not task for file in other.key_files}
        made = own or [pair for pair in touching if plain_path(pair[0].path or "") not in elsewhere]
        self.made = frozenset(_last(symbol.name) for _, symbols in made for symbol in symbols) | _defined(task)
        self._in_made = frozenset(name for interface, _ in made for name in _NAME.findall(interface.code.content))
        self.languages = frozenset(language_of(path) for path in self.paths) - {""}

    def tests(self) -> tuple[TestCase, ...]:
        """The planned tests of what the task makes, those named in it or lying in its files first."""
        found = [case for case in self._plan.test_cases if self._is_tested_by(case)]
        covering = {test for entry in self._plan.coverage_map if self._makes(entry.interface) for test in entry.tests}
        for case in self._plan.test_cases:
            if case.name in covering and case not in found:
                found.append(case)
        return tuple(found)

    def names_any(self, text: str) -> bool:
        """Whether a text names something that the task names or makes."""
        return not (named_in(text) | {_last(name) for name in named_in(text)}).isdisjoint(self.names | self.made)

    def measures(self, benchmark: str) -> bool:
        """Whether a benchmark, or what it is called after, is the task's: `bench_claim` measures `claim`."""
        names = set(_NAME.findall(benchmark))
        return not names.isdisjoint(self.names) or any(
            made in name for made in self.made if len(made) > 4 for name in names
        )

    def holds(self, structure: str) -> bool:
        """Whether a structure or field stands in what the task makes, or is named by it."""
        names = {name for name in _NAME.findall(structure) if not _common(name) and name != "struct"}
        return not names.isdisjoint(self.names | self._in_made)

    def applies(self, standard: Standard) -> bool:
        """Whether a standard is about a language of the key files, or about none."""
        called = {language for language, shape in _CALLED.items() if re.search(shape, standard.title)}
        called |= {each for each in (_language(code.language) for code in standard.code) if each in _LANGUAGES}
        return not called or not self.languages or not called.isdisjoint(self.languages)

    def is_native(self) -> bool:
        """Whether a key file is C, C++ or Rust."""
        return not self.languages.isdisjoint({"c", "cpp", "rust"})

    def _touches(self, interface: Interface, symbols: Iterable[Symbol]) -> bool:
        if interface.path and plain_path(interface.path) in self.paths:
            return True
        return any(_last(symbol.name) in self.names for symbol in symbols if not _common(_last(symbol.name)))

    def _makes(self, interface: str) -> bool:
        return _last(interface.strip("` ()")) in self.made

    def _is_tested_by(self, case: TestCase) -> bool:
        if case.name in self.names or (case.file and plain_path(case.file) in self.paths):
            return True
        unit = case.name.removeprefix("test_").partition("__")[0]
        return self._makes(case.interface) if case.interface else unit in self.made


def language_of(path: str) -> str:
    """The language of a file by its suffix; empty for any other file."""
    return _OF_SUFFIX.get(path.rpartition(".")[2].lower(), "")


def named_in(text: str) -> set[str]:
    """The names of code in a text: identifiers in back ticks, and words with an underscore or a capital inside."""
    found = {name for ticked in _TICKED.findall(text) for name in _NAME.findall(ticked)}
    return {name for name in found | set(_CODE_NAME.findall(text)) if len(name) > 2}


def _names_of(task: Task) -> frozenset[str]:
    """Every name in a task: all identifiers of its code, those marked as code in its sentences."""
    code = [block.content for block in (*task.core, *task.data, *task.smoke_tests)]
    code += [command.script for command in task.verification]
    said = (task.what, task.receives, task.sends, task.database, task.deliverable)
    prose = [text.value for text in said if text] + [file.purpose for file in task.key_files]
    names = {name for block in code for name in _NAME.findall(block)}
    return frozenset(names | {name for text in prose for name in named_in(text)})


def _defined(task: Task) -> frozenset[str]:
    """What the planned code of a task defines."""
    shape = r"^\s*(?:pub |async |export |static |inline )*(?:def|class|fn|func|function|struct|trait|interface)\s+(\w+)"
    return frozenset(name for block in task.core for name in re.findall(shape, block.content, re.MULTILINE))


def _last(name: str) -> str:
    return re.split(r"\.|::|->", name)[-1]


def _common(name: str) -> bool:
    """A name that says nothing about which interface is meant."""
    return len(name) < 3 or name in ("__init__", "main", "self", "get", "set", "run")


def _language(info: str) -> str:
    return {"py": "python", "ts": "typescript", "js": "javascript", "rs": "rust", "c++": "cpp", "h": "c"}.get(
        info, info
    )
