"""What bounds an iteration: risks, quality gates, assumptions, out of scope, decisions, checklist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planproof.plan.document import Cell, ListItem, Paragraph, Section, Table, Text
from planproof.plan.late_pattern import late_pattern
from planproof.plan.model import Assumption, Decision, Gate, OutOfScope, Risk
from planproof.plan.read.fields import fields_of
from planproof.plan.read.outline import Outline
from planproof.plan.read.words import cell_text, column_rows, piece, split_label, unmarked

__all__ = ["read_assumptions", "read_checklist", "read_decisions", "read_gates", "read_out_of_scope", "read_risks"]

_DASH = late_pattern(r"\s[–—-]{1,3}\s")
_REASON_IN_BRACKETS = late_pattern(
    r"\s\((?=[^()\s]+\s[^()]*\)[\s.;,]*\Z)"
)  # of two words at least: `(macOS)` tells what, not why
_RISK_COLUMNS = {
    "text": ("risk", "what could go wrong"),
    "response": (
        "response",
        "mitigation",
        "answer",
        "mitigation strategy",
        "contingency",
        "countermeasure",
        "fallback",
    ),
}
_ASSUMPTION_COLUMNS = {
    "name": ("name", "id", "no", "#"),
    "text": ("assumption", "what we believe"),
    "refuted": ("refuted if", "would refute it", "refuted by"),
    "outcome": ("outcome",),
}
_SCOPE_COLUMNS = {"text": ("item", "thing", "feature", "what", "not in this iteration"), "reason": ("reason", "why")}
_DECISION_COLUMNS = {
    "subject": ("decision", "subject", "what", "component", "part"),
    "choice": ("choice", "build or reuse", "decided"),
    "alternative": ("alternative", "alternatives", "refused"),
    "criterion": ("criterion", "criteria", "reason", "why"),
}


def _label(names: str) -> re.Pattern[str]:
    """Finds `Refuted if:` with or without emphasis, at the start or behind a blank."""
    return late_pattern(
        rf"(?:(?<=\s)|^)[–—-]?\s{{0,4}}(?:\*\*|_)?({names})(?:\*\*|_)?\s{{0,4}}:\s{{0,4}}(?:\*\*|_)?",
        re.IGNORECASE | re.MULTILINE,
    )


_RESPONSE = _label(r"response|mitigation")
# Other words for it, which risks themselves hold too (`the ring buffer: full`), so each leads a line of its own.
_RESPONSE_BY_OTHER_NAME = late_pattern(
    r"^[ \t]{0,20}(?:\*\*|_)?(contingency|fallback|countermeasure|workaround|buffer)(?:\*\*|_)?[ \t]{0,4}:[ \t]{0,4}(?:\*\*|_)?",
    re.IGNORECASE | re.MULTILINE,
)
# `Mapping mismatch: sizes are compared first`, below a heading that promises mitigations.
_NAME_AND_MORE = late_pattern(r"([^:\n]{1,80}):(?:\*\*|_)?[ \t]{1,9}(?=\S+\s+\S+\s+\S)")
_RISK_HEADING = late_pattern(r"Risk[ \t]{0,3}#?\d{1,3}[ \t]{0,3}(?:[.:)–—-][ \t]{0,3}|$)", re.IGNORECASE)
_RESPONSE_NAMES = frozenset(
    ("mitigation", "mitigations", "mitigation strategy", "response", "contingency", "countermeasure")
)
_RESPONSE_FIELD = late_pattern(
    r"^\*\*(?:mitigations?(?: strategy)?|response|contingency|countermeasure):?\*\*", re.IGNORECASE | re.MULTILINE
)
_ABOUT_RESPONSES = late_pattern(r"(?:mitigat|response|contingen|countermeasure)", re.IGNORECASE)
_ASSUMPTION_PARTS = _label(r"refuted\s{1,9}if|outcome")
_DECISION_PARTS = _label(r"choice|alternatives?|criterion|criteria|reason")
_BOLD_NAME = late_pattern(r"\*\*([^*\n]{1,200}?)\s{0,9}:?\*\*\s*:?\s*")


def _items(outline: Outline, key: str) -> Iterator[tuple[Section, ListItem | Table | Paragraph]]:
    """The list items, tables and paragraphs of the parts with that key."""
    for section, block in outline.blocks(key):
        if isinstance(block, (ListItem, Table, Paragraph)):
            yield section, block


def _about_risks(outline: Outline) -> Iterator[tuple[Section, ListItem | Table | Paragraph]]:
    """What stands under "Dependencies and risks", subsections about the dependencies or the responses alone left out."""
    headed = {id(below) for section in _headed_risks(outline) for below in section.walk()}
    for section, block in _items(outline, "risks"):
        title = section.title.lower()
        if id(section) in headed:
            continue
        if "risk" in title or not ("dependenc" in title or _ABOUT_RESPONSES.search(title)):
            yield section, block


def _headed_risks(outline: Outline) -> Iterator[Section]:
    """Risks that have a heading each: `Risk 1: Two writers`, or one with a paragraph that says its mitigation."""
    for part in outline.parts("risks"):
        for section in outline.own(part):
            if section is not part and (
                _RISK_HEADING.match(section.title)
                or any(isinstance(block, Paragraph) and _RESPONSE_FIELD.search(block.text) for block in section.blocks)
            ):
                yield section


def _headed_risk(section: Section) -> Risk:
    text = _RISK_HEADING.sub("", section.title).strip()
    return Risk(text, fields_of(section.walk(), _RESPONSE_NAMES).text(*sorted(_RESPONSE_NAMES)), section.place)


def _responses_apart(outline: Outline) -> list[Text]:
    """The items of a subsection "Mitigation Strategies" beside the risks, in order."""
    found = [
        piece(block)
        for section, block in _items(outline, "risks")
        if isinstance(block, ListItem) and block.depth == 0
        if section.key != "risks" and "risk" not in section.title.lower() and _ABOUT_RESPONSES.search(section.title)
    ]
    return [text for text in found if text]


def _with_nested(blocks: Iterator[tuple[Section, ListItem | Table | Paragraph]]) -> Iterator[ListItem]:
    """Outermost list items, the text of the items nested below each appended as lines of its own."""
    item: ListItem | None = None
    for _, block in blocks:
        if not isinstance(block, ListItem):
            continue
        if block.depth == 0:
            if item:
                yield item
            item = block
        elif item:
            gap = block.place.line - item.place.line - item.text.count("\n")
            text = item.text + "\n" * max(gap, 1) + " " * (block.place.column - 1) + block.text
            item = ListItem(text, item.place, item.checked, 0)
    if item:
        yield item


def read_risks(outline: Outline) -> Iterator[Risk]:
    """Risks with their responses, each behind its label, behind a dash where there is none, or in a list of their own."""
    yield from map(_headed_risk, _headed_risks(outline))
    for _, block in _about_risks(outline):
        if isinstance(block, Table):
            for row in column_rows(block, _RISK_COLUMNS):
                text = cell_text(row.get("text"))
                if text:
                    yield Risk(text.value, cell_text(row.get("response")), text.place)
    items = list(_with_nested(_about_risks(outline)))
    apart = _responses_apart(outline)
    with_responses = {
        block.place
        for section, block in _items(outline, "risks")
        if isinstance(block, ListItem) and _ABOUT_RESPONSES.search(section.title)
    }
    for number, item in enumerate(items):
        risk, response = _risk_and_response(item)
        if response is None and item.place in with_responses:
            colon = _NAME_AND_MORE.match(item.text)
            if colon:
                risk, response = colon[1].strip("*_ "), piece(item, colon.end())
        if response is None and apart:
            response = apart[number] if len(apart) == len(items) else apart[0]
        yield Risk(risk, response, item.place)


def _risk_and_response(item: ListItem) -> tuple[str, Text | None]:
    end, parts = split_label(item, _RESPONSE)
    response = parts.get("response") or parts.get("mitigation")
    if not parts:
        end, parts = split_label(item, _RESPONSE_BY_OTHER_NAME)
        response = next(iter(parts.values()), None)
    text = piece(item, 0, end)
    dash = None if response else _DASH.search(item.text)
    if dash and not _BOLD_NAME.fullmatch(item.text, 0, dash.start()):
        text, response = piece(item, 0, dash.start()), piece(item, dash.end())
    return _tidy(text), response


def read_gates(outline: Outline) -> Iterator[Gate]:
    """The list items of the quality gates, with the subsection they stand in."""
    for part in outline.parts("quality_gates"):
        for section in part.walk():
            for block in section.blocks:
                text = piece(block) if isinstance(block, ListItem) else None
                if text and isinstance(block, ListItem):
                    yield Gate("" if section is part else section.title, text.value, block.checked, block.place)


def read_checklist(outline: Outline) -> Iterator[Gate]:
    """The boxes of the planning checklist."""
    for section, block in outline.blocks("checklist"):
        text = piece(block) if isinstance(block, ListItem) else None
        if text and isinstance(block, ListItem):
            yield Gate("" if section.key == "checklist" else section.title, text.value, block.checked, block.place)


def read_assumptions(outline: Outline) -> Iterator[Assumption]:
    """Assumptions with what would refute them and their outcome."""
    for _, block in _items(outline, "assumptions"):
        if isinstance(block, Table):
            for number, row in enumerate(column_rows(block, _ASSUMPTION_COLUMNS), 1):
                text, name = cell_text(row.get("text")), cell_text(row.get("name"))
                if text:
                    label = name.value if name else f"Assumption {number}"
                    refuted, outcome = cell_text(row.get("refuted")), cell_text(row.get("outcome"))
                    yield Assumption(label, text.value, refuted, outcome, text.place)
    for number, item in enumerate(_with_nested(_items(outline, "assumptions")), 1):
        end, parts = split_label(item, _ASSUMPTION_PARTS)
        bold = _BOLD_NAME.match(item.text, 0, end)
        text = piece(item, bold.end() if bold else 0, end)
        label = bold.group(1).strip() if bold else f"Assumption {number}"
        yield Assumption(label, _tidy(text), parts.get("refuted if"), parts.get("outcome"), item.place)


def read_out_of_scope(outline: Outline) -> Iterator[OutOfScope]:
    """What is not done, each with its reason behind a dash, in brackets at the end or behind the colon of a bold name."""
    for _, block in _items(outline, "out_of_scope"):
        if isinstance(block, Table):
            for row in column_rows(block, _SCOPE_COLUMNS):
                text = cell_text(row.get("text"))
                if text:
                    yield OutOfScope(text.value, cell_text(row.get("reason")), text.place)
        elif isinstance(block, ListItem) and block.depth == 0 and block.text:
            dash = _DASH.search(block.text) or _REASON_IN_BRACKETS.search(block.text)
            bold = None if dash else _BOLD_NAME.match(block.text)
            cut = dash or (bold if bold and ":" in bold.group() else None)
            thing = bold.group(1) if cut and cut is bold else _tidy(piece(block, 0, cut.start() if cut else None))
            yield OutOfScope(unmarked(thing), _reason(block, cut) if cut else None, block.place)


def _reason(item: ListItem, cut: re.Match[str]) -> Text | None:
    """What stands behind the cut, without the bracket that closes it."""
    return piece(item, cut.end(), item.text.rindex(")") if cut.group().endswith("(") else None)


def read_decisions(outline: Outline) -> Iterator[Decision]:
    """Build-or-reuse decisions from tables, or from lists under a line that says which (`**BUILD (Core)**:`)."""
    choice = ""
    nested: dict[int, ListItem] = {}
    blocks = list(_items(outline, "decisions"))
    for item in _with_nested(iter(blocks)):
        nested[item.place.line] = item
    section_before: Section | None = None
    for section, block in blocks:
        if section is not section_before:
            choice, section_before = _choice(section.title) if section.key != "decisions" else "", section
        if isinstance(block, Paragraph):
            choice = _choice(block.text) or choice
        elif isinstance(block, Table):
            for row in column_rows(block, _DECISION_COLUMNS):
                yield from _decision_of_row(row)
        elif block.depth == 0 and block.text:
            yield _decision_of_item(nested[block.place.line], choice)


def _choice(text: str) -> str:
    """`build` or `reuse` when a line begins with it."""
    match = re.match(r"[\s*_#]*(build|reuse)\b", text, re.IGNORECASE)
    return match.group(1).lower() if match else ""


def _decision_of_row(row: dict[str, Cell]) -> Iterator[Decision]:
    subject, choice = cell_text(row.get("subject")), cell_text(row.get("choice"))
    if subject:
        alternative, criterion = cell_text(row.get("alternative")), cell_text(row.get("criterion"))
        yield Decision(subject.value, choice.value if choice else "", alternative, criterion, subject.place)


def _decision_of_item(item: ListItem, choice: str) -> Decision:
    end, parts = split_label(item, _DECISION_PARTS)
    bold = _BOLD_NAME.match(item.text, 0, end)
    rest = piece(item, bold.end(), end) if bold else None
    subject = bold.group(1).strip() if bold else _tidy(piece(item, 0, end))
    named: Text | None = parts.get("choice") or rest
    return Decision(
        unmarked(subject),
        _tidy(named) if named else choice,
        parts.get("alternative") or parts.get("alternatives"),
        parts.get("criterion") or parts.get("criteria") or parts.get("reason"),
        item.place,
    )


def _tidy(text: Text | None) -> str:
    """A text's words without the punctuation that led to the next label."""
    return text.value.rstrip(" ,;–—-").rstrip() if text else ""
