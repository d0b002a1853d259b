"""Sources for mdBook and Sphinx: a page a document, in the order of the plans.

    mdBook   book.toml, src/SUMMARY.md, src/README.md (status), src/M1_E1_I1/TECH_DESIGN.md
    Sphinx   conf.py (MyST), index.md with the toctree, M1_E1_I1/TECH_DESIGN.md

Neither form runs what a document holds: raw HTML is text, mdBook's `{{#include}}` is off with its preprocessors, MyST's directives
lose their braces. Forms: the mdBook guide (SUMMARY.md, book.toml) and the MyST documentation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from planproof.plan.document import Document
from planproof.plan.export.model import ExportFile, Subject
from planproof.plan.export.page import cell, status_page
from planproof.plan.export.safe import safe_source
from planproof.plan.model import Plan

__all__ = ["export_mdbook", "export_sphinx"]

_CONF = """# Sphinx with MyST; build with: sphinx-build -b html . _build
project = {title}
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
# Headings of plans begin where their authors began, and links into the repository lead out of this book.
suppress_warnings = ["myst.header", "myst.xref_missing", "misc.highlighting_failure"]
"""


def export_mdbook(subject: Subject) -> list[ExportFile]:
    """The sources of a book; `mdbook build` makes it."""
    title = json.dumps(f"{subject.id} {subject.title}".strip(), ensure_ascii=False)
    settings = f'[book]\ntitle = {title}\nlanguage = "en"\nsrc = "src"\n\n[build]\nuse-default-preprocessors = false\n'
    summary = ["# Summary", "", "- [Status](README.md)"]
    for plan in subject.plans:
        pages = list(_pages(plan))
        summary.append(f"- [{cell(f'{plan.id} {plan.name}')}]({pages[0][0] if pages else ''})")
        summary += [f"  - [{cell(_name(document))}]({path})" for path, document in pages[1:]]
    files = [ExportFile("book.toml", settings), ExportFile("src/SUMMARY.md", "\n".join(summary) + "\n")]
    files.append(ExportFile("src/README.md", status_page(subject)))
    return files + [
        ExportFile(f"src/{path}", safe_source(document)) for plan in subject.plans for path, document in _pages(plan)
    ]


def export_sphinx(subject: Subject) -> list[ExportFile]:
    """The sources of a Sphinx project; `sphinx-build` with myst-parser makes it."""
    names = [path.removesuffix(".md") for plan in subject.plans for path, _ in _pages(plan)]
    tree = "\n".join(["```{toctree}", ":maxdepth: 2", "", *names, "```"])
    title = json.dumps(f"{subject.id} {subject.title}".strip(), ensure_ascii=True)
    files = [
        ExportFile("conf.py", _CONF.format(title=title)),
        ExportFile("index.md", f"{status_page(subject)}\n{tree}\n"),
    ]
    return files + [
        ExportFile(path, safe_source(document)) for plan in subject.plans for path, document in _pages(plan)
    ]


def _pages(plan: Plan) -> Iterator[tuple[str, Document]]:
    """The documents of a plan with their paths in a book; what an import left beside them comes along."""
    for document in plan.documents:
        yield f"{plan.id or 'plan'}/{document.path.rpartition('/')[2]}", document


def _name(document: Document) -> str:
    heading = next((section.title for section in document.sections if section.level == 1), "")
    return heading or document.path.rpartition("/")[2].removesuffix(".md")
