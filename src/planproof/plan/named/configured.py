"""What the configuration of the repository says about the things that plans state: settings in one spelling, and tools.

The same figure is called `ruff.line-length`, `prettier.printWidth` or `clang-format.ColumnLimit`; each belongs to a language, so
that a standard for Python isn't held against the settings of TypeScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.facts.model import Fact, FactKind, Facts

__all__ = ["Setting", "settings_about", "tool_names", "where_named"]

_PYTHON, _SCRIPT, _C, _RUST = "python", "script", "c", "rust"
_ABOUT = {
    _PYTHON: r"(?i)\bpython|\bruff\b|\bblack\b|\bflake8\b|\bpylint\b|\bpytest\b|\bmypy\b|\bpep ?8\b|fastapi|django|flask",
    _SCRIPT: r"(?i)typescript|javascript|\bprettier\b|\beslint\b|\bbiome\b|\breact\b|\bnode\b|\bjest\b|\bvitest\b|next\.js|\bvue\b",
    _C: r"\bc11\b|\bc17\b|\bc99\b|c\+\+|\bclang|\bC\b",
    _RUST: r"(?i)\brust\b|\bcargo\b|\brustfmt\b|\bclippy\b",
}
_LINE_LENGTHS = {
    "ruff.line-length": _PYTHON,
    "black.line-length": _PYTHON,
    "flake8.max-line-length": _PYTHON,
    "pycodestyle.max-line-length": _PYTHON,
    "pycodestyle.max_line_length": _PYTHON,
    "pylint.format.max-line-length": _PYTHON,
    "pylint.max-line-length": _PYTHON,
    "isort.line_length": _PYTHON,
    "editorconfig.*.py.max_line_length": _PYTHON,
    "prettier.printWidth": _SCRIPT,
    "biome.formatter.lineWidth": _SCRIPT,
    "clang-format.ColumnLimit": _C,
    "rustfmt.max_width": _RUST,
    "editorconfig.*.max_line_length": "",
}
_QUOTES = {
    "ruff.format.quote-style": _PYTHON,
    "prettier.singleQuote": _SCRIPT,
    "biome.javascript.formatter.quoteStyle": _SCRIPT,
}
_COVERAGE = re.compile(
    r"coverage\.report\.fail_under$|report\.fail_under$|coverageThreshold|coverage\.thresholds|pytest\.addopts$"
)
_FAIL_UNDER = re.compile(r"--cov-fail-under[= ](\d+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TRUE = ("true", "1", "yes", "on")


class Setting(msgspec.Struct, frozen=True, gc=False):
    """One setting as plans speak of it: its value, the language it is for (empty for any), and the fact that says so."""

    value: str
    language: str
    fact: Fact


def settings_about(subject: str, about: str, facts: Facts) -> list[Setting]:
    """What the configuration says about a subject of `named.standards`, for the language that the words around it speak of."""
    found = list(_settings(subject, facts))
    spoken = {language for language, pattern in _ABOUT.items() if re.search(pattern, about)} if found else ()
    if spoken:
        return [each for each in found if each.language in spoken or not each.language]
    return found


def _settings(subject: str, facts: Facts) -> Iterator[Setting]:
    for fact in facts.all(FactKind.SETTING):
        if subject == "line length" and fact.name in _LINE_LENGTHS and _NUMBER.fullmatch(fact.value):
            yield Setting(fact.value, _LINE_LENGTHS[fact.name], fact)
        elif subject == "quotes" and fact.name in _QUOTES:
            value = fact.value.lower()
            quotes = ("single" if value in _TRUE else "double") if fact.name == "prettier.singleQuote" else value
            if quotes in ("single", "double"):
                yield Setting(quotes, _QUOTES[fact.name], fact)
        elif subject == "coverage" and _COVERAGE.search(fact.name):
            number = _FAIL_UNDER.search(fact.value) if fact.name == "pytest.addopts" else _NUMBER.fullmatch(fact.value)
            if number:
                yield Setting(number[number.lastindex or 0], "", fact)
        elif subject.endswith(" strict") and fact.name == subject.replace(" ", "."):
            yield Setting("strict" if fact.value.lower() in _TRUE else "not strict", "", fact)


def tool_names(facts: Facts) -> frozenset[str]:
    """The tools that are set up or depended on, in lower case."""
    kinds = (FactKind.TOOL, FactKind.FRAMEWORK, FactKind.DEPENDENCY)
    return frozenset(fact.name.lower().replace("_", "-") for kind in kinds for fact in facts.all(kind))


def where_named(tool: str, facts: Facts) -> bool:
    """Whether some command, job or setting of the repository speaks of a tool."""
    kinds = (FactKind.VERB, FactKind.CI, FactKind.SETTING, FactKind.ENTRY_POINT, FactKind.TOOL)
    return any(tool in f"{fact.name} {fact.value}".lower() for kind in kinds for fact in facts.all(kind))
