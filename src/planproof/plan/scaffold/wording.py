"""The words of generated code: what a test is to show, comments and texts cut to a width."""

from __future__ import annotations

import json
import re
import textwrap

from planproof.plan.model import TestCase
from planproof.plan.test_names import parse_test_name, unit_covers

__all__ = ["arranged", "best_unit", "comment_lines", "identifier", "quoted_pieces", "sentence", "shown"]

_TICKS = re.compile(r"`([^`]*)`")


def shown(case: TestCase) -> str:
    """What a test is to show, in one line: the plan's own words, else those of its name."""
    text = " ".join(_TICKS.sub(r"\1", case.text).split()).rstrip(".")
    name = parse_test_name(case.name)
    # Double quotes inside of double-quoted literals would be escaped, which formatters then write otherwise.
    text = text.replace('"', "'")
    return text or (name.expected.replace("_", " ") if name else case.name)


def arranged(case: TestCase) -> str:
    """The condition in a test's name as words; empty for a name of another form."""
    name = parse_test_name(case.name)
    return name.condition.replace("_", " ") if name else ""


def sentence(text: str) -> str:
    """The text with a capital letter in front and a full stop behind."""
    text = " ".join(text.split()).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def comment_lines(text: str, mark: str, indent: str, width: int) -> list[str]:
    """A comment of as many lines as it takes; line ends in the text are dropped, so that none of it leaves the comment."""
    body = " ".join(text.replace("*/", "* /").split())
    return textwrap.wrap(
        body,
        width,
        initial_indent=f"{indent}{mark} ",
        subsequent_indent=f"{indent}{mark} ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def quoted_pieces(text: str, width: int) -> list[str]:
    """A text as double-quoted literals, valid in every language here, each at most about `width` characters wide."""
    pieces = textwrap.wrap(
        text, max(width - 2, 20), break_long_words=False, break_on_hyphens=False, drop_whitespace=False
    )
    return [json.dumps(piece, ensure_ascii=False) for piece in pieces] or ['""']


def identifier(text: str) -> str:
    """A text as a name in code: letters, digits and underscores, no digit in front."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_")
    return f"_{name}" if name[:1].isdigit() else name


def best_unit(case: TestCase, names: list[str]) -> str:
    """The declared name that a test is about: what the plan says it tests, else what its name begins with; empty for none."""
    name = parse_test_name(case.name)
    wanted = [word for word in (case.interface.strip("` ()"), name.unit if name else "") if word]
    for word in wanted:
        if word in names:
            return word
        found = [declared for declared in names if unit_covers(word, declared)]
        if found:
            # `link_store_add` is covered by `LinkStore.add` and by `add`; the longer says more.
            return max(found, key=len)
    return ""
