"""A document while it is written: lines, each with the questions whose answers stand in it.

That is how a finding of `check` in a written document leads back to the answer that has to change, and how an answer is vetted
before it is taken: it is written as it would stand in the plan, and the rules read it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Look

__all__ = ["Line", "Page", "code", "heading", "split_mode", "template"]

_TEMPLATES = Path(__file__).parents[1] / "templates"


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of a document.

    Attributes:
        text: without its line break.
        sources: ids of the questions whose answers it holds.
        side_by_side: each of these answers has a stretch of the line for itself, as in a table's row.
    """

    text: str
    sources: tuple[str, ...] = ()
    side_by_side: bool = False


class Page:
    """Collects the lines of one document.

    Args:
        answers: what is written.
        look: the project, for what is derived from facts.
        gaps: whether an open question leaves a placeholder that names it (`[unanswered_goal]`), or nothing.
    """

    def __init__(self, answers: Answers, look: Look, *, gaps: bool) -> None:
        self.answers = answers
        self.look = look
        self.gaps = gaps
        self.lines: list[Line] = []

    def get(self, question: str) -> str:
        """The text of an answer, or the placeholder that stands for it while the question is open."""
        text = self.answers.text(question)
        return text if text or not self.gaps else f"[unanswered_{question.replace('.', '_')}]"

    def want(self, question: str) -> str:
        """Like `get`, but empty where the answer is that there is nothing."""
        return self.get(question) if not self.answers.text(question) else self.answers.given(question)

    def put(self, text: str, *sources: str) -> None:
        """Adds text, of one line or several, made of those questions' answers."""
        self.lines += [Line(line, sources, side_by_side=True) for line in text.split("\n")]

    def blank(self) -> None:
        """Adds an empty line, unless there is one."""
        if self.lines and self.lines[-1].text:
            self.lines.append(Line(""))

    def paragraph(self, text: str, *sources: str) -> None:
        """Adds text with an empty line behind it; nothing when there is no text."""
        if text:
            self.put(text, *sources)
            self.blank()

    def field(self, label: str, question: str, joined_by: str = "\n  ") -> None:
        """Adds a list item `- **Label**: answer`, the further lines of the answer inside it; nothing without an answer."""
        value = self.get(question)
        if value:
            self.put(f"- **{label}**: " + value.replace("\n", joined_by), question)

    def numbers(self, group: str, head: str, *, at_least_one: bool = True) -> tuple[int, ...]:
        """The items of a list; a gap for the first one when there has to be one and none was named."""
        return self.answers.numbers(group, head) or ((1,) if self.gaps and at_least_one else ())

    def row(self, *cells: str, sources: Iterable[str] = ()) -> None:
        """Adds a table row; bars and line breaks in cells can't break it."""
        whole = " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells)
        self.lines.append(Line(f"| {whole} |", tuple(sources), side_by_side=True))

    def header(self, *titles: str) -> None:
        """Adds a table's head."""
        self.row(*titles)
        self.lines.append(Line("|" + "---|" * len(titles)))

    def fence(self, language: str, body: str, *sources: str) -> None:
        """Adds a code block whose fence is longer than any run of backticks inside, and an empty line."""
        ticks = "`" * max(3, 1 + max((len(run) for run in _runs(body)), default=0))
        self.lines.append(Line(f"{ticks}{language}", sources))
        self.lines += [Line(line, sources) for line in body.split("\n")]
        self.lines.append(Line(ticks, sources))
        self.blank()

    def steps(self, title: str, command: str, output: str) -> None:
        """Adds a command with what it must print, from two questions.

        An output with a line that begins with `#` gets a fence of its own, since such a line would end it.
        """
        script, expected = self.get(command), self.get(output)
        mode, expected = split_mode(expected)
        opening = "# Expected exit code:" if mode == "exit code" else f"# Expected output{f' ({mode})' if mode else ''}"
        lines = [Line("```bash"), Line(f"# {' '.join(title.split())}")] if title else [Line("```bash")]
        lines += [Line(line, (command, output)) for line in script.split("\n")]
        apart = any(line.startswith(("#", "```")) for line in expected.split("\n"))
        if mode == "exit code":
            lines.append(Line(f"{opening} {expected}", (output, command)))
        elif expected and not apart:
            lines.append(Line(opening, (output, command)))
            lines += [Line(line, (output, command)) for line in expected.split("\n")]
        self.lines += [*lines, Line("```")]
        self.blank()
        if expected and apart and mode != "exit code":
            self.paragraph(f"Expected output{f' ({mode})' if mode else ''}:")
            self.fence("text", expected, output, command)


def code(text: str) -> str:
    """Text in code ticks; nothing for nothing."""
    return f"`{text}`" if text else ""


def split_mode(output: str) -> tuple[str, str]:
    """An expected output as typed: its mode and its text. `(json)` on the first line or `exit code: 3` names a mode."""
    first, _, rest = output.partition("\n")
    word = first.strip().lower()
    if word.startswith("exit code"):
        return "exit code", word.removeprefix("exit code").strip(" :")
    if word in ("(json)", "(exact)", "(regex)", "(any order)"):
        return word.strip("()"), rest
    return "", output


def _runs(body: str) -> list[str]:
    runs, run = [], ""
    for letter in body + " ":
        if letter == "`":
            run += letter
        elif run:
            runs.append(run)
            run = ""
    return runs


@lru_cache(maxsize=64)
def template(key: str) -> str:
    """The template of a section, as `planproof new` writes it."""
    return (_TEMPLATES / f"{key}.md").read_text(encoding="utf-8").strip()


def heading(key: str) -> str:
    """The heading that a section has in the templates, with its `## `."""
    return template(key).split("\n", 1)[0]
