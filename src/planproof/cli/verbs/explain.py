"""Says what a rule is about, with a bad and a good example; without a code, lists all rules by family."""

from __future__ import annotations

import argparse

from planproof.cli.face import Face
from planproof.plan.rulebook import FAMILIES, RulePage, page_of, page_text
from planproof.plan.rules import all_rules

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `planproof explain`."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="a rule's code, PP108 (default: list all rules)")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Prints a rule's page or the list of rules."""
    if arguments.code:
        page = page_of(arguments.code)
        face.document("rule", {"rule": _data(page), "page": page_text(page)})
        for line in page_text(page).split("\n"):
            face.line(face.style(line, "bold") if line.startswith("#") else line)
        return 0
    pages = [page_of(rule.code) for rule in all_rules()]
    face.document("rules", {"rules": [_data(page) for page in pages]})
    for family, title in FAMILIES.items():
        members = [page for page in pages if page.rule.code.startswith(family)]
        if members:
            face.line(face.style(f"{family} {title}", "bold"))
            for page in members:
                face.line(f"  {page.rule.code} {page.rule.name:<32} {page.title}")
    return 0


def _data(page: RulePage) -> dict[str, object]:
    rule = page.rule
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "family": FAMILIES[rule.code[:3]],
        "compiles": rule.compiles,
        "title": page.title,
        "why": page.why,
        "fix": page.fix,
    }
