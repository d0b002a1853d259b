"""How an iteration is tested, from the answers: test cases by level, benchmarks, coverage map and matrix."""

from __future__ import annotations

from planproof.plan.interview.answers import Answers
from planproof.plan.symbols import Symbol, symbols_in_source
from planproof.plan.syntax import SyntaxProblem, parse_python
from planproof.plan.test_names import parse_test_name, unit_covers
from planproof.plan.write.design import interface_language
from planproof.plan.write.page import Page, code, heading

__all__ = [
    "ALWAYS_ACCEPTED",
    "LEVELS",
    "declared",
    "write_acceptance",
    "write_benchmarks",
    "write_coverage",
    "write_matrix",
    "write_test_cases",
]

LEVELS = ("unit", "integration", "system", "benchmark")
_TITLES = {"unit": "Unit tests", "integration": "Integration tests", "system": "System tests"}
ALWAYS_ACCEPTED = (
    "- Every test case above exists, was seen to fail for the right reason, and passes.",
    "- 100% of the changed lines are covered.",
)


def declared(answers: Answers) -> list[tuple[int, Symbol]]:
    """What the planned interfaces declare: the interface's number and each of its symbols, in order."""
    found: list[tuple[int, Symbol]] = []
    for n in answers.numbers("interface", "path"):
        language = interface_language(answers.text(f"interface.{n}.path"))
        source = answers.text(f"interface.{n}.code")
        if source and (language != "python" or _parses(source)):
            found += [(n, symbol) for symbol in symbols_in_source(language, source.encode("utf-8", "replace"))]
    return found


def _parses(source: str) -> bool:
    return not isinstance(parse_python(source), SyntaxProblem)


def write_test_cases(page: Page) -> None:
    """A table of planned tests for each level that has some."""
    page.paragraph(heading("test_cases"))
    numbers = page.numbers("test", "name")
    for level, title in _TITLES.items():
        at_level = [n for n in numbers if (page.answers.text(f"test.{n}.level") or "unit") == level]
        if at_level:
            page.paragraph(f"### {title}", *(f"test.{n}.level" for n in at_level))
            page.header("Test", "Interface", "File", "Shows")
            for n in at_level:
                _case(page, f"test.{n}", "name")
            page.blank()


def _case(page: Page, item: str, head: str) -> None:
    parts = [f"{item}.{part}" for part in (head, "interface", "file", "shows")]
    name, interface, file, shows = (page.get(part) for part in parts)
    page.row(f"`{name}`", code(interface), code(file), shows, sources=[*parts, f"{item}.level"])


def write_benchmarks(page: Page) -> None:
    """The benchmarks of the performance targets."""
    page.paragraph(heading("benchmarks"))
    numbers = page.answers.numbers("target", "name")
    if not numbers:
        page.paragraph("None: this iteration promises no figure.", "target.1.name")
        return
    page.header("Test", "Interface", "File", "Shows")
    for n in numbers:
        parts = [f"target.{n}.{part}" for part in ("benchmark", "interface", "file", "name")]
        name, interface, file, shows = (page.get(part) for part in parts)
        page.row(f"`{name}`", code(interface), code(file), shows, sources=parts)
    page.blank()


def write_coverage(page: Page) -> None:
    """Which tests cover which declared symbol, derived from the tests' interfaces and names."""
    page.paragraph(heading("coverage_map"))
    page.header("Interface", "Tests")
    tests = _tests(page.answers)
    for number, symbol in declared(page.answers):
        names = [name for name, interface in tests.items() if _covers(name, interface, symbol.name)]
        if names:
            sources = (f"interface.{number}.code",)
            page.row(f"`{symbol.name}`", ", ".join(f"`{name}`" for name in names), sources=sources)
    page.blank()


def _tests(answers: Answers) -> dict[str, str]:
    """Name of each planned test and benchmark, and the interface that its answers name."""
    named = {}
    for group, head, name in (("test", "name", "name"), ("target", "name", "benchmark")):
        for n in answers.numbers(group, head):
            if answers.text(f"{group}.{n}.{name}"):
                named[answers.text(f"{group}.{n}.{name}")] = answers.text(f"{group}.{n}.interface")
    return named


def _covers(test: str, interface: str, symbol: str) -> bool:
    if interface:
        return unit_covers(interface, symbol)
    parts = parse_test_name(test)
    return parts is not None and unit_covers(parts.unit, symbol)


def write_matrix(page: Page) -> None:
    """A row a level that has tests, with the command that runs it."""
    page.paragraph(heading("test_matrix"))
    page.header("Level", "What", "Command")
    for level in LEVELS:
        files = _files(page.answers, level)
        if files or (level == "unit" and page.gaps):
            question = f"matrix.{level}"
            command = page.get(question)
            page.row(level, ", ".join(files), code(command), sources=(question,))
    page.blank()


def _files(answers: Answers, level: str) -> list[str]:
    """The test files of a level, each once; a dash for a test whose file is open."""
    group, head = ("target", "name") if level == "benchmark" else ("test", "name")
    chosen = [
        answers.text(f"{group}.{n}.file") or answers.text(f"{group}.{n}.{head}")
        for n in answers.numbers(group, head)
        if level == "benchmark" or (answers.text(f"test.{n}.level") or "unit") == level
    ]
    return list(dict.fromkeys(chosen))


def write_acceptance(page: Page) -> None:
    """What has to hold at the end: always the same two, and what was answered."""
    page.paragraph(heading("acceptance"))
    for line in ALWAYS_ACCEPTED:
        page.put(line)
    for line in page.answers.given("acceptance").split("\n"):
        if line.strip():
            page.put(f"- {line.strip().removeprefix('- ')}", "acceptance")
    page.blank()
