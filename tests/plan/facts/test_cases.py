"""Every case of `cases/*.md`: a file as its format's documentation writes it, and each fact it gives with its line.

    ## What the case shows
    ````toml file=pyproject.toml        the file; several are read one after the other
    ````facts                           `line kind name = value [extra=…]` of all of them, in that order

A case with several files also shows what `settle` makes of them, and its facts then begin with their path.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planproof.plan.facts.model import Fact
from planproof.plan.facts.readers import facts_of
from planproof.plan.facts.settle import settled

CASES = Path(__file__).with_name("cases")
FENCE = re.compile(r"^````(\S+)(?: file=(\S+))?\n(.*?)^````$", re.MULTILINE | re.DOTALL)


def cases() -> list[tuple[str, str]]:
    """Title and text of every case, the title with its page in front."""
    found = []
    for page in sorted(CASES.glob("*.md")):
        for part in page.read_text("utf-8").split("\n## ")[1:]:
            title, _, text = part.partition("\n")
            found.append((f"{page.stem}: {title}", text))
    return found


def shown(fact: Fact, with_path: bool) -> str:
    extra = ", ".join(f"{key}={value}" for key, value in fact.extra)
    value = f" = {fact.value}" if fact.value else ""
    place = f"{fact.place.path}:{fact.place.line}" if with_path else str(fact.place.line)
    return f"{place} {fact.kind} {fact.name}{value}" + (f" [{extra}]" if extra else "")


@pytest.mark.parametrize("text", [text for _, text in cases()], ids=[title for title, _ in cases()])
def test_readers__file_of_its_format__then_its_facts_and_their_lines(text: str) -> None:
    fences = FENCE.findall(text)
    files = [(path, body) for _, path, body in fences if path]
    (expected,) = (body for language, _, body in fences if language == "facts")
    facts, problems = [], []
    for path, body in files:
        found, wrong = facts_of(path, body.encode(), "0" * 64)
        facts += found
        problems += wrong
    assert problems == []
    assert {fact.digest for fact in facts} <= {"0" * 64}
    several = len(files) > 1
    lines = [shown(fact, several) for fact in (settled(facts) if several else facts)]
    assert "\n".join(lines) == expected.rstrip("\n")
