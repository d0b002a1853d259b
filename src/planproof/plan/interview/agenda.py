"""The state machine: answers and facts in, the questions that apply out. It keeps nothing between two calls.

agenda(answers, look)           every question that applies now, in order
next_question(answers, look)    the first of them that is open: unanswered, or its fact has changed since
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Asked, Group, Look, Proposal, Question, View
from planproof.plan.interview.table import TABLE

__all__ = ["Progress", "agenda", "allowed_values", "has_changed", "next_question", "progress", "proposal_for"]


class Progress(msgspec.Struct, frozen=True):
    """How far an interview is.

    Attributes:
        open: questions that are neither answered nor skipped, of those that apply now.
        skipped: left open on purpose.
        changed: answered from a fact that is another one now.
        answered: how many hold an answer.
    """

    open: tuple[str, ...]
    skipped: tuple[str, ...]
    changed: tuple[str, ...]
    answered: int

    @property
    def remaining(self) -> int:
        """How many questions are still to be asked, as far as can be seen from here."""
        return len(self.open) + len(self.changed)


def agenda(answers: Answers, look: Look) -> Iterator[Asked]:
    """Every question that applies with these answers, in the order in which they are asked."""
    for entry in TABLE:
        if isinstance(entry, Group):
            yield from _of_group(entry, answers, look)
        elif _applies(entry, View(answers, look)):
            yield Asked(entry.id, entry)


def _of_group(group: Group, answers: Answers, look: Look) -> Iterator[Asked]:
    if group.when and not group.when(View(answers, look)):
        return
    listed = answers.numbers(group.name, group.head)
    for number in listed if group.follows else (*listed, len(listed) + 1):
        questions = group.questions
        if not group.follows:
            if number not in listed and _nothing_left(questions[0], View(answers, look, number)):
                return
            yield Asked(f"{group.name}.{number}.{group.head}", questions[0], number, ends_list=number > group.least)
            questions = questions[1:] if number in listed else ()
        for question in questions:
            if _applies(question, View(answers, look, number)):
                yield Asked(f"{group.name}.{number}.{question.id}", question, number)


def _nothing_left(head: Question, view: View) -> bool:
    """Whether every value that a list's head may have is taken by an earlier item."""
    return head.allowed is not None and not head.allowed(view)


def _applies(question: Question, view: View) -> bool:
    return question.when is None or question.when(view)


def next_question(answers: Answers, look: Look, doubted: Collection[str] = ()) -> Asked | None:
    """The first open question; None when everything is answered or skipped.

    Args:
        doubted: questions whose answers don't hold any more, see `vet.review`.
    """
    return next((asked for asked in agenda(answers, look) if _is_open(asked, answers, look, doubted)), None)


def _is_open(asked: Asked, answers: Answers, look: Look, doubted: Collection[str]) -> bool:
    answer = answers.get(asked.id)
    if answer is None or answer.skipped:
        return answer is None
    return not answer.text or asked.id in doubted or has_changed(asked, answers, look)


def has_changed(asked: Asked, answers: Answers, look: Look) -> bool:
    """Whether an answer rests on a file that has changed since, and another answer would be proposed today."""
    answer = answers.get(asked.id)
    # What was taken from a document of the plan itself has no digest: the answer stands until the person changes it.
    if answer is None or answer.basis is None or not answer.basis.digest:
        return False
    path = answer.basis.place.rpartition(":")[0]
    if look.digests.get(path) == answer.basis.digest:
        return False
    today = _found(asked, answers, look)
    return today is None or today.text != answer.text


def proposal_for(asked: Asked, answers: Answers, look: Look) -> Proposal | None:
    """What stands in the plan's own documents, was found in the repository, or is implied; None where nothing can be proposed."""
    noted = look.noted.get(asked.id)
    if noted is not None and noted.basis is not None:
        return Proposal(noted.text, f"your document, {noted.basis.place}", noted.basis.place)
    return _found(asked, answers, look)


def _found(asked: Asked, answers: Answers, look: Look) -> Proposal | None:
    propose = asked.question.propose
    return propose(View(answers, look, asked.number)) if propose else None


def allowed_values(asked: Asked, answers: Answers, look: Look) -> tuple[str, ...]:
    """The only values that may be answered; empty where any value of the kind may stand."""
    question = asked.question
    return question.allowed(View(answers, look, asked.number)) if question.allowed else question.choices


def progress(answers: Answers, look: Look, doubted: Collection[str] = ()) -> Progress:
    """How far the interview is."""
    asked = list(agenda(answers, look))
    skipped = tuple(each.id for each in asked if (found := answers.get(each.id)) and found.skipped)
    changed = tuple(each.id for each in asked if has_changed(each, answers, look))
    waiting = tuple(each.id for each in asked if _is_open(each, answers, look, doubted) and each.id not in changed)
    return Progress(waiting, skipped, changed, len(asked) - len(skipped) - len(changed) - len(waiting))
