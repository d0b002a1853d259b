"""How each kind of answer is typed: what must hold before any rule looks at it, and what would do instead.

    line text lines choice hours path files code json script output figure test name depends flow layout

A kind that is checked by a parser (`code`, `script`, `output`, `figure`, `test`) asks the same one that the rules ask.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from planproof.plan.command_prose import why_no_command
from planproof.plan.expectation import Undecidable, parse_expectation
from planproof.plan.interview.commands import unresolved
from planproof.plan.interview.question import View
from planproof.plan.model import hours
from planproof.plan.quantity import parse_target
from planproof.plan.shell import read_script
from planproof.plan.syntax import LANGUAGES, SyntaxProblem, first_error, language_parser, parse_python
from planproof.plan.test_names import parse_test_name
from planproof.plan.write.design import interface_language, layout_rows
from planproof.plan.write.overview import Flow, data_flows
from planproof.plan.write.page import split_mode
from planproof.plan.write.work import smoke_language, task_language

__all__ = ["KINDS", "MULTILINE", "Refusal", "check_kind"]

MULTILINE = frozenset(
    ("text", "lines", "files", "code", "smoke", "core", "json", "message", "script", "output", "flow", "layout")
)
_LINE_MAX = 300
_TEXT_MAX = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_STRUCTURE = re.compile(r"^ {0,3}(?:#{1,6}\s|```|~~~|\|)|^\s*(?:[-*]\s+)?\*\*[^*\n]+(?::\*\*|\*\*:)", re.MULTILINE)
_PATH = re.compile(r"[\w.@+-]+(?:/[\w.@+-]+)*")
_FILE = re.compile(r"(?P<path>\S+)(?P<new>\s+\(new\))?\s+-\s+\S.*")
_HOURS = re.compile(r"\d+(?:\.\d+)?\s*(?:h|hours?|hrs?|min|minutes?|m)", re.IGNORECASE)
_DEPENDS = re.compile(
    r"(?:task \d+|M\d+_E\d+_I\d+(?:_T\d+)?)(?:\s*,\s*(?:task \d+|M\d+_E\d+_I\d+(?:_T\d+)?))*", re.IGNORECASE
)
_NAME = re.compile(r"[\w.:\[\]/<>-]+")


class Refusal(NamedTuple):
    """Why an answer isn't taken, and what would do."""

    message: str
    hint: str = ""


def check_kind(kind: str, text: str, view: View, allowed: tuple[str, ...] = ()) -> list[Refusal]:
    """What is wrong with an answer of that kind; empty when nothing is.

    Args:
        kind: a key of KINDS.
        text: the answer, not empty.
        view: answers so far, project, number of the item.
        allowed: the only values for `choice`.
    """
    found = _CONTROL.search(text)
    if found:
        return [Refusal(f"holds the control character U+{ord(found.group()):04X}", "leave it out")]
    if len(text) > _TEXT_MAX:
        return [Refusal(f"has {len(text):,} characters, at most {_TEXT_MAX:,} are taken", "link what is longer")]
    if kind not in MULTILINE and "\n" in text:
        return [Refusal("has several lines where one is asked for", "write it in one line")]
    if kind not in MULTILINE and len(text) > _LINE_MAX:
        return [Refusal(f"has {len(text)} characters, a line takes {_LINE_MAX}", "say it shorter")]
    if kind == "choice":
        return _choice(text, allowed)
    return list(KINDS[kind](text, view))


def _choice(text: str, allowed: tuple[str, ...]) -> list[Refusal]:
    if text in allowed:
        return []
    return [
        Refusal(f"{text!r} is none of the values", f"allowed: {', '.join(allowed) or 'none, nothing is declared yet'}")
    ]


def _words(text: str, view: View) -> Iterator[Refusal]:
    structure = _STRUCTURE.search(text)
    if structure:
        shown = text[structure.start() :].strip().split("\n")[0][:40]
        yield Refusal(f"{shown!r} would be read as a part of the document's structure", "write plain sentences")
    if re.search(r"\n[ \t]*\n", text):
        yield Refusal("holds an empty line", "write one paragraph")


def _hours(text: str, view: View) -> Iterator[Refusal]:
    value = hours(text) if _HOURS.fullmatch(text.strip()) else None
    if not value:
        yield Refusal(f"{text!r} is no time", 'write a number and its unit: "3 hours", "90 min"')


def _path(text: str, view: View) -> Iterator[Refusal]:
    if not _PATH.fullmatch(text) or ".." in text.split("/"):
        yield Refusal(f"{text!r} is no path inside the project", "name it from the project's root, without `..`")
    elif not interface_language(text):
        yield Refusal(f"{text!r} has no suffix that names a language", "for example include/store.h, src/store.py")


def _files(text: str, view: View) -> Iterator[Refusal]:
    for line in text.split("\n"):
        match = _FILE.fullmatch(line.strip())
        if not match:
            yield Refusal(
                f"{line.strip()!r} isn't `path - purpose`", "for example `src/store.py (new) - keeps the names`"
            )
        elif not _PATH.fullmatch(match["path"].rstrip("/")) or ".." in match["path"].split("/"):
            yield Refusal(f"{match['path']!r} is no path inside the project", "name it from the project's root")


def _code(language: str, text: str) -> Iterator[Refusal]:
    if language == "python":
        tree = parse_python(text)
        problem = tree if isinstance(tree, SyntaxProblem) else None
    elif language in LANGUAGES:
        problem = first_error(language_parser(language).parse(f"{text}\n".encode("utf-8", "replace")).root_node)
    else:
        return
    if problem:
        line = text.split("\n")[problem.line - 1 : problem.line] or [""]
        where = f"line {problem.line}, column {problem.column}"
        yield Refusal(f"{where} is no {language}: {problem.message} at {line[0].strip()[:60]!r}", "correct it there")


def _interface(text: str, view: View) -> Iterator[Refusal]:
    # C and C++ go to the compiler (rules PP2): tree-sitter can't follow `extern "C" {` between two `#ifdef`.
    language = interface_language(view.answers.text(f"interface.{view.number}.path"))
    return _code(language if language not in ("c", "cpp") else "", text)


def _core(text: str, view: View) -> Iterator[Refusal]:
    return _code(task_language(view.answers.text(f"task.{view.number}.files")), text)


def _smoke(text: str, view: View) -> Iterator[Refusal]:
    return _code(smoke_language(view.answers, view.number), text)


def _json(text: str, view: View) -> Iterator[Refusal]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        yield Refusal(f"is no JSON: {error.msg} at line {error.lineno}, column {error.colno}", "paste a real example")
    except RecursionError:
        yield Refusal("is nested too deeply", "shorten the example")


def _message(text: str, view: View) -> Iterator[Refusal]:
    if text.lstrip()[:1] in ("{", "["):
        yield from _json(text, view)


def _script(text: str, view: View) -> Iterator[Refusal]:
    prose = why_no_command(text)
    if prose:
        yield Refusal(f"{text.strip().splitlines()[0][:60]!r} {prose} (PP701)", "write the command as it is run")
    elif read_script(text).broken:
        yield Refusal("bash can't read this", "check quotes, brackets and here-documents")
    elif re.search(r"^#\s*expected\b", text, re.IGNORECASE | re.MULTILINE):
        yield Refusal("holds what the command prints", "the next question asks for the output")
    else:
        for word, hint in unresolved(text, view.answers, view.look):
            yield Refusal(f"there is no command `{word}`", hint)


def _output(text: str, view: View) -> Iterator[Refusal]:
    mode, expected = split_mode(text)
    decided = parse_expectation(expected, mode or "auto")
    if isinstance(decided, Undecidable):
        hint = "write what it prints: literally, with `...` for what may differ, JSON, /regex/, or `exit code: 3`"
        yield Refusal(f"nothing can decide this: {decided.reason}", hint)


def _figure(text: str, view: View) -> Iterator[Refusal]:
    if parse_target(text) is None:
        yield Refusal(f"{text!r} can't be met or missed", "a comparison, a number, a unit: `<1 us`, `p99 <= 25 ms`")


def _test(text: str, view: View) -> Iterator[Refusal]:
    if parse_test_name(text) is None:
        hint = "<unit>__<condition>__then_<expected>, for example store_add__name_known__then_refused"
        yield Refusal(f"{text!r} doesn't say unit, condition and what is expected", hint)


def _name(text: str, view: View) -> Iterator[Refusal]:
    if not _NAME.fullmatch(text):
        yield Refusal(f"{text!r} is no name that a tool could look up", "letters, digits and underscores")


def _depends(text: str, view: View) -> Iterator[Refusal]:
    if not _DEPENDS.fullmatch(text.strip()):
        yield Refusal(f"{text!r} names no task", "`None`, `Task 1`, or `Task 1, Task 3`")


def _flow(text: str, view: View) -> Iterator[Refusal]:
    for flow in data_flows(text):
        if not isinstance(flow, Flow):
            yield Refusal(
                f"{flow!r} isn't `from -> to: message`", "for example `browser -> api: POST /links with a JSON body`"
            )


def _layout(text: str, view: View) -> Iterator[Refusal]:
    for row in layout_rows(text):
        numbers = row[2:] if row[0].lower() != "total" else row[3:]
        if not row[0] or not all(cell.isdigit() or (not cell and row[0].startswith("(")) for cell in numbers):
            yield Refusal(f"{' | '.join(row)!r} isn't `field | type | offset | size | alignment`", "numbers are bytes")


KINDS: dict[str, Callable[[str, View], Iterator[Refusal]]] = {
    "line": _words,
    "text": _words,
    "lines": _words,
    "hours": _hours,
    "path": _path,
    "files": _files,
    "code": _interface,
    "core": _core,
    "smoke": _smoke,
    "json": _json,
    "message": _message,
    "script": _script,
    "output": _output,
    "figure": _figure,
    "test": _test,
    "name": _name,
    "depends": _depends,
    "flow": _flow,
    "layout": _layout,
}
