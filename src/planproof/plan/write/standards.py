"""The standards that a plan embeds: what this repository's own files say, each with its place, never general prose.

### ruff                                  a tool with its settings
- `line-length` = `120` (`pyproject.toml:12`)
### CONTRIBUTING.md: How we write code    a standards document, its list items quoted
- "Every function has types" (`CONTRIBUTING.md:8`)
"""

from __future__ import annotations

from planproof.plan.agents.section import own_lines
from planproof.plan.document import ListItem
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.interview.question import Look
from planproof.plan.interview.relevance import concerning
from planproof.plan.markdown import read_document
from planproof.plan.write.page import Page, heading

__all__ = ["has_standards", "quoted_rules", "write_standards"]

_SETTINGS_MAX = 25  # of one tool; the file that they stand in is named anyway
_RULES_MAX = 25  # of one document
_LANGUAGES = frozenset(("c", "c++", "go", "java", "javascript", "node", "python", "rust", "typescript"))
_STANDARD_BYTES_MAX = 200_000


def has_standards(look: Look) -> bool:
    """Whether the repository says anything that can be embedded."""
    kinds = (FactKind.SETTING, FactKind.TOOL, FactKind.STANDARD, FactKind.VERSION)
    return any(look.facts.all(kind) for kind in kinds)


def write_standards(page: Page) -> None:
    """Languages and frameworks, tools with their settings, standards documents, and what was answered beside them."""
    page.paragraph(heading("standards"))
    _stack(page)
    _tools(page)
    for fact in _about(page, FactKind.STANDARD):
        rules = quoted_rules(page.look, fact)
        if rules:
            page.paragraph(f"### {fact.place.path}")
            for number, rule in rules:
                page.put(f'- "{rule}" (`{fact.place.path}:{number}`)')
            page.blank()
    more = page.answers.given("standards")
    if more or (page.gaps and not page.answers.text("standards")):
        page.paragraph("### Agreed for this iteration", "standards")
        for line in page.get("standards").split("\n"):
            page.put(f"- {line.strip().removeprefix('- ')}", "standards")
        page.blank()


def _stack(page: Page) -> None:
    facts = page.look.facts
    languages = {fact.name for fact in facts.all(FactKind.LANGUAGE)} | _LANGUAGES
    stack = [fact for fact in _about(page, FactKind.VERSION) if fact.name in languages]
    stack += _about(page, FactKind.FRAMEWORK)
    if stack:
        page.paragraph("### Tech stack")
        for fact in {fact.name: fact for fact in reversed(stack)}.values():
            page.put(f"- `{fact.name}`{f' `{fact.value}`' if fact.value else ''} ({_place(fact)})")
        page.blank()


def _about(page: Page, kind: FactKind) -> list[Fact]:
    return concerning(page.look.facts.all(kind), page.answers)


def _tools(page: Page) -> None:
    """A subsection a tool: how it is run, and its settings."""
    settings: dict[str, list[Fact]] = {}
    for fact in {fact.name: fact for fact in reversed(_about(page, FactKind.SETTING))}.values():
        settings.setdefault(fact.name.partition(".")[0], []).insert(0, fact)
    runs = {(fact.name, fact.get("role")): fact for fact in reversed(_about(page, FactKind.TOOL))}
    for tool in sorted({*settings, *(name for name, _ in runs)}):
        page.paragraph(f"### {tool}")
        for (name, role), fact in sorted(runs.items()):
            if name == tool:
                page.put(f"- {role.capitalize() or 'Run'}: `{fact.value or tool}` ({_place(fact)})")
        for fact in settings.get(tool, [])[:_SETTINGS_MAX]:
            page.put(f"- `{fact.name.partition('.')[2] or fact.name}` = {_value(fact.value)} ({_place(fact)})")
        left = len(settings.get(tool, [])) - _SETTINGS_MAX
        if left > 0:
            page.put(f"- {left} more in `{settings[tool][0].place.path}`")
        page.blank()


def _value(text: str) -> str:
    return f"`{' '.join(text.split())}`" if text and "`" not in text else " ".join(text.split()) or "set"


def _place(fact: Fact) -> str:
    return f"`{fact.place.path}:{fact.place.line}`"


def quoted_rules(look: Look, fact: Fact) -> list[tuple[int, str]]:
    """The list items of a standards document, each with its line, at most 25; none when it can't be read.

    What `planproof init --agent` wrote there is how planproof is used, and no standard of the project's code.
    """
    path = look.root / fact.place.path
    try:
        if path.stat().st_size > _STANDARD_BYTES_MAX:
            return []
        content = path.read_bytes()
    except OSError:
        return []
    document = read_document(fact.place.path, content)
    ours = own_lines(content)
    items = [
        (block.place.line, " ".join(block.text.split()).replace('"', "'"))
        for section in document.walk()
        for block in section.blocks
        if isinstance(block, ListItem)
        and block.depth == 0
        and block.text.strip()
        and block.checked is None
        and block.place.line not in ours
    ]
    return [(line, text) for line, text in items if len(text) <= 200][:_RULES_MAX]
