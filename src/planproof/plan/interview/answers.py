"""Answers by question id: the one thing that an interview collects, and the only thing that documents are written from.

goal            one answer
task.2.files    the second task's; a list ends where its head question (`task.3.name`) is answered with `none`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

__all__ = ["NONE", "Answer", "Answers", "Basis", "is_none"]

NONE = "none"
_NONE_WORDS = frozenset(("none", "nothing", "no", "-", "—", "–", "n/a"))


class Basis(msgspec.Struct, frozen=True, gc=False):
    """What an answer was taken from: its place (`pyproject.toml:12`) and, for a fact, the digest of that file, SHA-256 in hex."""

    place: str
    digest: str


class Answer(msgspec.Struct, frozen=True, gc=False):
    """One answer.

    Attributes:
        question: its id.
        text: as typed, without blanks at its end; empty when skipped.
        time: UTC, `2026-03-01T12:00:00Z`.
        basis: the fact it rests on; None when it was typed.
        skipped: the question is left open on purpose.
    """

    question: str
    text: str
    time: str = ""
    basis: Basis | None = None
    skipped: bool = False


class Answers(Mapping[str, Answer]):
    """The answers of one interview; never changed, `with_answer` gives new ones.

    Args:
        given: by question id, in the order in which they were given.
    """

    def __init__(self, given: Mapping[str, Answer] | None = None) -> None:
        self._given = dict(given or {})

    def __getitem__(self, question: str) -> Answer:
        return self._given[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def text(self, question: str) -> str:
        """The answer's text; empty when there is none or it was skipped."""
        answer = self._given.get(question)
        return answer.text if answer else ""

    def given(self, question: str) -> str:
        """The answer's text; empty also when it says that there is nothing (`none`)."""
        text = self.text(question)
        return "" if is_none(text) else text

    def numbers(self, group: str, head: str) -> tuple[int, ...]:
        """The numbers of a list's items, from 1: those whose head question has an answer, up to the first that has none."""
        numbers: list[int] = []
        while self.given(f"{group}.{len(numbers) + 1}.{head}"):
            numbers.append(len(numbers) + 1)
        return tuple(numbers)

    def with_answer(self, answer: Answer) -> Answers:
        """These answers and one more, which replaces an earlier one to the same question."""
        given = dict(self._given)
        given.pop(answer.question, None)
        return Answers({**given, answer.question: answer})

    def without(self, question: str) -> Answers:
        """These answers without that one."""
        return Answers({name: answer for name, answer in self._given.items() if name != question})


def is_none(text: str) -> bool:
    """Whether an answer says that there is nothing: `none`, `no`, `-`."""
    return text.strip().rstrip(".").lower() in _NONE_WORDS
