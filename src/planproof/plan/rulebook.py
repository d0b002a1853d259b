"""Rule files as documentation: a rule's docstring taken apart, for `explain`, the generated pages and the tests.

    Title: what is bad, in one sentence.

    ## Why      prose
    ## Bad      prose and fences that name their file, `{PP108}` where the rule must fire
    ## Good     the same without markers
    ## Fix      prose

`plan/rules/__init__.py` holds the whole form. There may be several Bad and Good parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from planproof.errors import UsageError
from planproof.plan.rule import Rule
from planproof.plan.rules import all_rules, nearest_codes, rule_module_name

__all__ = ["FAMILIES", "Example", "ExampleFile", "RulePage", "page_of", "page_text", "page_texts"]

FAMILIES = {
    "PP1": "structure",
    "PP2": "interfaces and planned code",
    "PP3": "tests",
    "PP4": "tasks",
    "PP5": "facts",
    "PP6": "words",
    "PP7": "commands",
    "PP8": "order and sharing",
    "PP9": "other people's plans",
}

EXAMPLE_FOLDER = "docs/progress_trackings/M1_DEMO/M1_E1_DEMO/M1_E1_I1_DEMO"
_PART = re.compile(r"^## (Why|Bad|Good|Fix)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?P<language>\S*) file=(?P<path>\S+)[ \t]*\n(?P<body>.*?)^(?P=ticks)[ \t]*$", re.M | re.S
)
_MARKERS = re.compile(r"(?:[ \t]*\{PP\d{3}\})+[ \t]*$")


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """One file of an example project.

    Attributes:
        path: relative to the project's root.
        text: the file without markers.
        markers: (line, code) of each finding that must be there, in order.
    """

    path: str
    text: str
    markers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One Bad or Good part: a small project, and its Markdown source."""

    good: bool
    files: tuple[ExampleFile, ...]
    source: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a rule's docstring says.

    Attributes:
        title: the first line, without its full stop.
        why, fix: Markdown.
        examples: Bad and Good parts in order.
    """

    rule: Rule
    title: str
    why: str
    examples: tuple[Example, ...]
    fix: str


@lru_cache(maxsize=256)
def page_of(code: str) -> RulePage:
    """The documentation of a rule.

    Args:
        code: `PP203`, in upper or lower case.

    Raises:
        UsageError: no rule has that code; the hint names the nearest.
    """
    rule = next((rule for rule in all_rules() if rule.code == code.upper()), None)
    if rule is None:
        raise UsageError(f"no rule {code!r}", hint=nearest_codes(code))
    text = import_module(str(rule_module_name(rule.code))).__doc__ or ""
    head, *parts = _PART.split(text)
    named = list(zip(parts[::2], (part.strip("\n") for part in parts[1::2]), strict=True))
    prose = {name: body.strip() for name, body in named if name in ("Why", "Fix")}
    return RulePage(
        rule=rule,
        title=" ".join(head.split()).rstrip("."),
        why=prose.get("Why", ""),
        examples=tuple(_example(body, good=name == "Good") for name, body in named if name in ("Bad", "Good")),
        fix=prose.get("Fix", ""),
    )


def page_text(page: RulePage) -> str:
    """The page of one rule in Markdown, as it lies in `docs/rules/`."""
    rule = page.rule
    family = FAMILIES[rule.code[:3]]
    lines = [
        f"# {rule.code} {rule.name}",
        "",
        f"{page.title}.",
        "",
        f"Family: {family}. Weight: {rule.severity}."
        + " Asks a compiler." * rule.compiles
        + " `planproof check --fix` mends it where that is safe." * rule.fixes,
        "",
        "## Why",
        "",
        page.why,
    ]
    for example in page.examples:
        lines += ["", "## Good" if example.good else "## Bad", "", example.source]
    lines += ["", "## Fix", "", page.fix, ""]
    lines += [f"To keep it where it has a reason: `<!-- planproof: allow {rule.code} reason -->`.", ""]
    return "\n".join(lines)


def page_texts() -> dict[str, str]:
    """Every file of `docs/rules/` by its name: one page a rule, and `README.md` with all of them by family."""
    pages = [page_of(rule.code) for rule in all_rules()]
    texts = {f"{page.rule.code}.md": page_text(page) for page in pages}
    lines = [
        "# Rules",
        "",
        "What `planproof check` looks for. `planproof explain CODE` shows a page in the terminal.",
        "",
    ]
    for family, title in FAMILIES.items():
        members = [page for page in pages if page.rule.code.startswith(family)]
        if members:
            lines += [f"## {family} {title}", "", "| rule | weight | what is bad |", "|---|---|---|"]
            lines += [
                f"| [{page.rule.code} {page.rule.name}]({page.rule.code}.md) | {page.rule.severity} |"
                f" {_cell(page.title)} |"
                for page in members
            ]
            lines.append("")
    texts["README.md"] = "\n".join(lines)
    return texts


def _example(body: str, *, good: bool) -> Example:
    files = tuple(_file(match["path"], match["body"]) for match in _FENCE.finditer(body + "\n"))
    return Example(good, files, body.strip("\n"))


def _file(path: str, body: str) -> ExampleFile:
    lines, markers = [], []
    for number, line in enumerate(body.split("\n"), 1):
        found = _MARKERS.search(line)
        if found:
            markers += [(number, code) for code in re.findall(r"PP\d{3}", found.group())]
            line = line[: found.start()]
        lines.append(line)
    full = path[1:] if path.startswith("/") else f"{EXAMPLE_FOLDER}/{path}"
    return ExampleFile(full, "\n".join(lines), tuple(markers))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
