"""What a question is, what it may look at, and what it may propose."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import msgspec

from planproof.config import Config
from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind, Facts
from planproof.plan.interview.answers import Answers
from planproof.plan.model import Plan, Project

__all__ = ["Asked", "Group", "Look", "Proposal", "Question", "View"]


class Proposal(msgspec.Struct, frozen=True, gc=False):
    """An answer that can be kept with one key.

    Attributes:
        text: the answer.
        reason: where it comes from, for a person: `pytest, pyproject.toml:12`.
        place, digest: of the fact; empty when other answers imply it.
    """

    text: str
    reason: str
    place: str = ""
    digest: str = ""

    @classmethod
    def of(cls, text: str, fact: Fact, reason: str = "") -> Proposal:
        """A proposal that rests on a fact."""
        where = _short(fact.place)
        return cls(text, f"{reason or fact.name}, {where}", where, fact.digest)


def _short(place: Place) -> str:
    return f"{place.path}:{place.line}"


class Look:
    """What an interview may look at beside the answers; the same for every question of one run.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`.
        facts: of the repository.
        project: all that is planned; the iteration's own plan is in it when its documents exist.
        plan_id: the iteration that is asked about.
        folder: its folder, relative to the root.
        name: its name from documents or folder.

    Attributes:
        noted: what the iteration's own documents say already, by question; see `from_documents`.
    """

    def __init__(
        self, root: Path, config: Config, facts: Facts, project: Project, plan_id: str, folder: str, name: str
    ) -> None:
        self.root = root
        self.config = config
        self.facts = facts
        self.project = project
        self.plan_id = plan_id
        self.folder = folder
        self.name = name
        self.noted = Answers()

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of each file that some fact stands in, by its path."""
        return {fact.place.path: fact.digest for kind in FactKind for fact in self.facts.all(kind)}

    @cached_property
    def others(self) -> tuple[Plan, ...]:
        """The plans of the other iterations."""
        return tuple(plan for plan in self.project.plans if plan.id != self.plan_id)


class View(msgspec.Struct, frozen=True):
    """What one question may look at: the answers so far, the project, and which item of a list it is about (0: none)."""

    answers: Answers
    look: Look
    number: int = 0


class Question(msgspec.Struct, frozen=True):
    """One question of the table.

    Attributes:
        id: `goal`; in a group only its last part, `estimate`.
        kind: how the answer is typed, see `plan.interview.kinds`.
        text: the question, one sentence; `{n}` stands for the item's number.
        why: what the answer is for, and what a good one looks like.
        rules: codes of the rules that an answer must not break, beside those of its kind.
        choices: the only allowed values; empty where any value of the kind may stand.
        optional: `none` is an answer.
        when: whether it is asked at all; None for always.
        propose: what was found or is implied; None when nothing can be.
        allowed: values that depend on answers; replaces `choices`.
        rules_at_end: codes of the rules that the whole list must not break when `none` ends it.
    """

    id: str
    kind: str
    text: str
    why: str = ""
    rules: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    optional: bool = False
    when: Callable[[View], bool] | None = None
    propose: Callable[[View], Proposal | None] | None = None
    allowed: Callable[[View], tuple[str, ...]] | None = None
    rules_at_end: tuple[str, ...] = ()


class Group(msgspec.Struct, frozen=True):
    """Questions about each item of a list: the first is the head, `none` to it ends the list.

    Attributes:
        name: `task`, so that ids are `task.1.name`.
        questions: the head first.
        least: how many items there have to be.
        when: whether the list is asked for at all.
        follows: last part of the head question's id where an earlier group has listed the items and these questions
            only follow up on each; empty for a group that lists its items itself.
    """

    name: str
    questions: tuple[Question, ...]
    least: int = 0
    when: Callable[[View], bool] | None = None
    follows: str = ""

    @property
    def head(self) -> str:
        """The last part of the head question's id."""
        return self.follows or self.questions[0].id


class Asked(msgspec.Struct, frozen=True):
    """A question as it is asked: with its whole id and the item it is about.

    Attributes:
        id: `task.2.estimate`.
        question: of the table.
        number: of the item, from 1; 0 outside of lists.
        ends_list: True when it is the head of an item that may be left out.
    """

    id: str
    question: Question
    number: int = 0
    ends_list: bool = False

    @property
    def text(self) -> str:
        """The question with its number filled in."""
        return self.question.text.replace("{n}", str(self.number))

    @property
    def may_be_none(self) -> bool:
        """Whether `none` is an answer."""
        return self.ends_list or self.question.optional
