"""`plan_interview`: the interview of a plan, one question at a time; the state machine of `planproof interview --json`.

Every call takes what it is given (answers, skips, the approval, writing the documents) and replies with the next question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from planproof.config import Config, load_config
from planproof.errors import UsageError
from planproof.mcp.kinds import ListPages, clipped, clipped_block
from planproof.mcp.pages import Pages
from planproof.mcp.tool import Arguments, Call, Part, Reply, Tool
from planproof.plan.interview.agenda import agenda, allowed_values
from planproof.plan.interview.answers import Answer, Answers
from planproof.plan.interview.delivery import Delivered, deliver_plan
from planproof.plan.interview.kinds import Refusal
from planproof.plan.interview.question import Asked
from planproof.plan.interview.session import Session, iteration_folder, open_session
from planproof.plan.interview.start import make_iteration, missing_levels

__all__ = ["TOOL"]

_Name = Annotated[str, Field(max_length=80)]
_NAMES = {"milestone": "milestone", "epic": "epic", "iteration": "name"}
_Question = Annotated[str, Field(max_length=120)]


class InterviewArguments(Arguments):
    """What `plan_interview` takes."""

    id: Annotated[str, Field(pattern=r"^M[0-9]{1,6}_E[0-9]{1,6}(_I[0-9]{1,6})?$")] = Field(
        description="an iteration, or the epic that a new one belongs to"
    )
    name: _Name = Field("", description="of a new iteration")
    epic: _Name = Field("", description="name of its epic, where that is new too")
    milestone: _Name = Field("", description="name of its milestone, where that is new too")
    answers: Annotated[dict[_Question, Annotated[str, Field(max_length=20_000)]], Field(max_length=500)] = Field(
        {}, description="question -> answer; as many as you know"
    )
    keep: bool = Field(False, description="answer what is open with what was proposed")
    skip: Annotated[list[_Question], Field(max_length=500)] = Field([], description="questions left open on purpose")
    questions: bool = Field(False, description="every question that applies, with its answer")
    approve: bool = Field(False, description="approve the answers as they are; only when the person agrees")
    write: bool = Field(False, description="write the documents from the approved answers")


class Said(Part):
    """A part of the reply."""

    part: str = Field(
        description="noted, refused, question, kind, allowed, none allowed, proposal, why, doubt, answer, document, finding"
    )
    about: str = Field("", description="question, document or rule")
    text: str


class InterviewReply(Reply):
    """What `plan_interview` gives."""

    id: str
    question: str | None = Field(None, description="id of the next question; absent when nothing is open")
    answered: int
    remaining: int
    approved: bool
    refused: int = Field(description="answers that were not taken")
    items: list[Said]


def _run(call: Call, arguments: InterviewArguments) -> Pages:
    config = load_config(call.root)
    identifier = _iteration(call, config, arguments)
    session = open_session(call.root.resolve(), config, identifier, progress=call.reading("files"))
    for question in arguments.skip:
        session.question(question)  # refused before anything is written
    items = [] if arguments.write else _noted(session)
    refused: dict[str, list[Refusal]] = {}
    if arguments.answers or arguments.keep:
        given = Answers({name: Answer(name, text) for name, text in arguments.answers.items()})
        refused = session.give_all(given, keep_proposals=arguments.keep)
    for question in arguments.skip:
        session.skip(session.question(question))
    if arguments.approve and not refused:
        session.approve()
    delivered = deliver_plan(session) if arguments.write and not refused else None
    items += _taken(session, refused, delivered)
    items += _open(session, arguments, delivered)
    return _pages(session, items, refused, delivered)


def _iteration(call: Call, config: Config, arguments: InterviewArguments) -> str:
    """The iteration to interview, made when it isn't there and its name is known."""
    if iteration_folder(call.root, config, arguments.id):
        return arguments.id
    given = {"milestone": arguments.milestone, "epic": arguments.epic, "iteration": arguments.name}
    missing = missing_levels(call.root, config, arguments.id)
    if nameless := [kind for kind, _, _ in missing if not given[kind]]:
        words = [f"{_NAMES[kind]}=…" for kind, _, _ in missing]
        hint = f"ask the person, then plan_interview id={arguments.id} {' '.join(words)}"
        raise UsageError(f"not there yet, and without a name: {', '.join(nameless)}", hint=hint)
    made = make_iteration(call.root, config, arguments.id, arguments.name, arguments.milestone, arguments.epic)
    return made[-1].id


def _noted(session: Session) -> list[Mapping[str, object]]:
    """What the documents answer already, which is taken once, and what of it has to be asked."""
    noted, doubted = session.take_documents()
    places = sorted(
        {answer.basis.place.rpartition("/")[2].partition(":")[0] for answer in noted.values() if answer.basis}
    )
    taken = [_said("noted", ", ".join(places), f"{len(noted) - len(doubted)} answers taken from them")] if noted else []
    return taken + [_said("doubt", name, _refusal(found[0])) for name, found in doubted.items()]


def _taken(
    session: Session, refused: Mapping[str, list[Refusal]], delivered: Delivered | None
) -> list[Mapping[str, object]]:
    """What came of the call."""
    items = [_said("refused", name, _refusal(each)) for name, found in refused.items() for each in found]
    items += [_said("doubt", name, _refusal(found[0])) for name, found in session.doubts.items()]
    return items + (_delivered(delivered) if delivered else [])


def _open(session: Session, arguments: InterviewArguments, delivered: Delivered | None) -> list[Mapping[str, object]]:
    """What is asked now, or what `check` would find once nothing is open."""
    asked = session.next()
    items = _question(session, asked) if asked and not delivered else []
    items += _listed(session) if arguments.questions else []
    return items + (_findings(session) if asked is None and not delivered else [])


def _pages(
    session: Session,
    items: Sequence[Mapping[str, object]],
    refused: Mapping[str, list[Refusal]],
    delivered: Delivered | None,
) -> Pages:
    asked, progress = session.next(), session.progress()
    head: dict[str, object] = {"id": session.look.plan_id}
    head |= {"question": asked.id} if asked else {}
    head |= {"answered": progress.answered, "remaining": progress.remaining}
    head |= {"approved": session.record.is_approved, "refused": len(refused)}
    line = f"{head['id']}: {progress.answered} answered, {progress.remaining} open, {len(progress.skipped)} skipped"
    line += ", approved" if session.record.is_approved else ""
    return ListPages(head, (line,), tuple(items), _line, "parts", _step(session, asked, delivered))


def _said(part: str, about: str, text: str) -> Mapping[str, object]:
    return {"part": part, "about": clipped(about, 100), "text": clipped_block(text, 1_500)}


def _refusal(refusal: Refusal) -> str:
    return f"{refusal.message}; {refusal.hint}" if refusal.hint else refusal.message


def _question(session: Session, asked: Asked) -> list[Mapping[str, object]]:
    proposal = session.proposal(asked)
    allowed = allowed_values(asked, session.record.answers, session.look)
    items = [_said("question", asked.id, asked.text), _said("kind", asked.id, asked.question.kind)]
    items += [_said("allowed", asked.id, ", ".join(allowed))] if allowed else []
    items += [_said("none allowed", asked.id, "answer `none` where there is nothing")] if asked.may_be_none else []
    items += [_said("proposal", asked.id, f"{proposal.text} ({proposal.reason})")] if proposal else []
    return [*items, _said("why", asked.id, asked.question.why)]


def _listed(session: Session) -> list[Mapping[str, object]]:
    found = []
    for asked in agenda(session.record.answers, session.look):
        answer = session.record.answers.get(asked.id)
        text = "skipped" if answer and answer.skipped else answer.text if answer else f"? {asked.text}"
        found.append(_said("answer", asked.id, text))
    return found


def _findings(session: Session) -> list[Mapping[str, object]]:
    return [
        _said("finding", finding.code, f"{finding.message} [{', '.join(questions)}]")
        for finding, questions in session.written().findings
    ]


def _delivered(delivered: Delivered) -> list[Mapping[str, object]]:
    found = [
        _said(
            "document",
            each.path,
            "kept: a person wrote in it, so nothing was written" if each.action == "kept" else each.action,
        )
        for each in delivered.deliveries
    ]
    found += [_said("finding", name, "unanswered") for name in delivered.unanswered]
    return found + [
        _said("finding", finding.code, f"{finding.place}: {finding.message}")
        for finding, _ in delivered.written.findings
    ]


def _step(session: Session, asked: Asked | None, delivered: Delivered | None) -> str:
    identifier = session.look.plan_id
    if delivered:
        if delivered.is_kept:
            return f"a document was edited by hand: `planproof plan {identifier} --beside` in a shell puts the new text beside it"
        return f"plan_check target={identifier}; commit; then proof_run id={identifier} start=true stages=[1]"
    if asked:
        return f'ask the person, then plan_interview id={identifier} answers={{"{asked.id}": "…"}}; keep=true takes all proposals'
    if session.record.is_approved:
        return f"plan_interview id={identifier} write=true writes the documents"
    return f"show the person the answers (questions=true); when they agree, plan_interview id={identifier} approve=true write=true"


def _line(item: Mapping[str, object]) -> str:
    return f"{item['part']} {item['about']}: {item['text']}"


TOOL = Tool(
    "plan_interview",
    "Interview",
    "Makes a plan by questions: proposes what the repository shows, checks each answer, keeps it at once. Ask the "
    "person what you can't see; never invent an answer. Ends with their approval, then writes the documents.",
    InterviewArguments,
    InterviewReply,
    _run,
    reads=False,
    repeatable=False,
)
