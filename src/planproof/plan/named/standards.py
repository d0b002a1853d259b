"""What the embedded standards of a plan state in figures and names that a repository's configuration states, too.

    Python 3.12, SQLAlchemy 2, `fastapi>=0.110`       versions
    lines of 100 characters, double quotes, 80% coverage, mypy strict       settings
    formatted with black, tests with pytest           tools

Only what has a figure or the name of a known tool is taken, and nothing that is denied ("no black", "instead of unittest").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from planproof.plan.document import Place, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Plan
from planproof.plan.named.mentions import claims

__all__ = ["Stated", "stated_settings", "stated_tools", "stated_versions"]

_LANGUAGES = {
    "python": "python", "node": "node", "node.js": "node", "nodejs": "node", "rust": "rust", "go": "go", "golang": "go",
    "typescript": "typescript", "java": "java", "postgresql": "postgresql", "postgres": "postgresql", "redis": "redis",
    "mysql": "mysql", "mariadb": "mariadb",
}  # fmt: skip
_DIGIT = late_pattern(r"\d")
_VERSION = late_pattern(
    r"(?<![\w./@-])(?P<name>[A-Za-z][\w.+-]{0,30})[ \t]+(?:version[ \t]+)?(?P<sign>>=|≥)?[ \t]?"
    r"v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?P<plus>\+)?(?=$|[\s,;:)\]|`/]|\.(?!\d))",
    re.MULTILINE,
)
_IN_TICKS = late_pattern(
    r"`(?P<name>[A-Za-z][\w.-]{0,60})(?:\[[\w,-]*\])?[ \t]*(?P<sign>>=|==|~=)[ \t]*(?P<version>\d{1,4}(?:\.\d{1,6}){0,3})`"
)
_DENIED = late_pattern(
    r"\b(?:no|nor|not|never|without|avoid|over|until|from|before|older than|unlike|instead of|rather than"
    r"|drops?|dropped|replaces?|replaced|removes?)(?:[^\w;.,:]+\w+){0,2}[^\w;.,:]*$",
    re.IGNORECASE,
)
# Each setting with the words, in lower case, of which a text about it has one.
_SETTINGS = {
    "line length": (
        ("line", "char", "column"),
        late_pattern(
            r"\blines?\s+(?:of\s+|up\s+to\s+|at\s+most\s+|(?:are\s+)?limited\s+to\s+|under\s+|<=\s*)+(\d{2,3})\b(?!\s*(?:lines|%|files|code))"
            r"|\bline[- ](?:length|width|limit)\W{0,4}(?:is|of|at|to|limit|max(?:imum)?|most|\W){0,8}\s*(\d{2,3})\b(?!%)"
            r"|\b(\d{2,3})[- ](?:character|char|column)s?\s+(?:line|limit|wide)",
            re.IGNORECASE,
        ),
    ),
    "quotes": (
        ("quote",),
        late_pattern(r"\b(single|double)[- ]quotes?\b|\b(single|double)[- ]quoted\s+strings?\b", re.IGNORECASE),
    ),
    "coverage": (
        ("coverage",),
        late_pattern(
            r"\b(\d{2,3})\s?%\s+(?:(?:line|branch|test|code|statement|minimum)\s+)?coverage\b"
            r"|\bcoverage\b\W{0,4}(?:of|at|least|>=|≥|is|minimum|threshold|\W){0,8}(\d{2,3})\s?%",
            re.IGNORECASE,
        ),
    ),
    "mypy strict": (
        ("mypy",),
        late_pattern(
            r"\bmypy\b`?\W{1,3}(?:runs\s+)?(?:in\s+|with\s+)?`?(?:--)?strict\b|\bstrict\s+mypy\b", re.IGNORECASE
        ),
    ),
    "typescript strict": (
        ("typescript",),
        late_pattern(r"\btypescript\b\W{1,3}(?:in\s+|with\s+)?`?strict\b|\bstrict\s+typescript\b", re.IGNORECASE),
    ),
}
_TOOL_NAMES = (
    "pytest|unittest|nose2|jest|vitest|mocha|jasmine|ruff|black|flake8|pylint|isort|mypy|pyright|eslint|prettier"
    "|biome|stylelint|clang-format|clang-tidy|googletest|google test|gtest|catch2"
)
_TOOLS = late_pattern(rf"(?<![\w./@-])({_TOOL_NAMES})(?![\w/]|-\w|\.\w)")


class Stated(msgspec.Struct, frozen=True, gc=False):
    """One thing that a plan states.

    Attributes:
        subject: `python`, `sqlalchemy`, `line length`, `black`.
        value: `3.12`, `>=0.110`, `100`; empty for a tool.
        about: the words around it, to tell which language is meant.
    """

    subject: str
    value: str
    about: str
    place: Place


def stated_versions(plan: Plan) -> Iterator[Stated]:
    """Versions in standards and context; those of packages too, whose names the repository has to know."""
    for text, about in _texts(plan, with_context=True):
        if not _DIGIT.search(text.value):
            continue
        for found in (*_VERSION.finditer(text.value), *_IN_TICKS.finditer(text.value)):
            name = found["name"].lower()
            in_ticks = found[0].startswith("`")
            single = name not in _LANGUAGES and not in_ticks
            followed = text.value[found.end() : found.end() + 1]
            # `SQLAlchemy 2,` states a version; `pytest 10 seconds` doesn't.
            if not (single and followed and followed in " \t") and not _denied(text, found.start()):
                sign = found["sign"] or ""
                least = sign in (">=", "≥") or (not in_ticks and found["plus"])
                value = f">={found['version']}" if least else f"{sign}{found['version']}"
                yield Stated(_LANGUAGES.get(name, name), value, about, _place(text, found.start()))


def stated_settings(plan: Plan) -> Iterator[Stated]:
    """Line length, quotes, coverage and strictness in standards."""
    for text, about in _texts(plan):
        lowered = text.value.lower()
        for subject, (words, pattern) in _SETTINGS.items():
            for found in pattern.finditer(text.value) if any(word in lowered for word in words) else ():
                changed = subject == "coverage" and re.search(
                    r"changed|diff|new (?:code|lines)|patch", text.value, re.I
                )
                if not changed and not _denied(text, found.start()):
                    value = next((group for group in found.groups() if group), "strict").lower()
                    yield Stated(subject, value, about, _place(text, found.start()))


def stated_tools(plan: Plan) -> Iterator[Stated]:
    """Linters, formatters and test frameworks that standards name."""
    for text, about in _texts(plan):
        for found in _TOOLS.finditer(text.value.replace("\u0130", "I").lower()):
            if not _denied(text, found.start()):
                yield Stated(found[1], "", about, _place(text, found.start()))


def _texts(plan: Plan, *, with_context: bool = False) -> Iterator[tuple[Text, str]]:
    for standard in plan.standards:
        yield Text(standard.title, standard.place), standard.title
        for rule in standard.rules:
            yield rule, f"{standard.title} {rule.value}"
    for text in claims(plan) if with_context else ():
        yield text, ""


def _denied(text: Text, at: int) -> bool:
    return _DENIED.search(text.value[max(0, at - 60) : at]) is not None


def _place(text: Text, at: int) -> Place:
    line = text.value.count("\n", 0, at)
    return Place(text.place.path, text.place.line + line, text.place.column if not line else 1)
