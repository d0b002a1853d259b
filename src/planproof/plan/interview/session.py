"""One interview of one iteration: what is known, what is asked next, and each answer written at once.

session = open_session(root, config, "M1_E1_I1")
asked = session.next()              the question, session.proposal(asked) what would be kept
session.give(asked, "…")            refusals, or [] once it stands in INTERVIEW.toml
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from msgspec.structs import replace

from planproof.config import Config
from planproof.errors import InterviewError, UsageError
from planproof.plan.facts import read_facts
from planproof.plan.ids import id_from_name, id_level, nearest_ids
from planproof.plan.interview.agenda import Progress, agenda, next_question, progress, proposal_for
from planproof.plan.interview.answers import Answer, Answers, Basis, is_none
from planproof.plan.interview.file import INTERVIEW_NAME, Record, answer_place, answers_digest, changing, read_record
from planproof.plan.interview.from_documents import answers_in_documents
from planproof.plan.interview.kinds import Refusal
from planproof.plan.interview.question import Asked, Look, Proposal
from planproof.plan.interview.vet import normal, review, vet
from planproof.plan.tree import read_project
from planproof.plan.write.whole import Written, write_plan

__all__ = ["Session", "iteration_folder", "open_session"]


class Session:
    """An interview that goes on.

    Args:
        look: the project with its facts.
        record: what INTERVIEW.toml holds.
    """

    def __init__(self, look: Look, record: Record) -> None:
        self.look = look
        self.record = record
        self.doubts: dict[str, list[Refusal]] = review(record.answers, look) if len(record.answers) else {}

    @property
    def folder(self) -> Path:
        """Absolute path of the iteration's folder."""
        return self.look.root / self.look.folder

    def next(self) -> Asked | None:
        """The question to ask now; None when nothing is open."""
        return next_question(self.record.answers, self.look, self.doubts)

    def progress(self) -> Progress:
        """How far it is."""
        return progress(self.record.answers, self.look, self.doubts)

    def question(self, identifier: str) -> Asked:
        """The question with that id, of those that apply now.

        Raises:
            UsageError: none has it; with the nearest ids.
        """
        known = {asked.id: asked for asked in agenda(self.record.answers, self.look)}
        if identifier in known:
            return known[identifier]
        near = get_close_matches(identifier, known, 3, 0.5)
        hint = f"nearest: {', '.join(near)}" if near else f"next is {getattr(self.next(), 'id', 'nothing')}"
        raise UsageError(f"no question {identifier!r} applies now", hint=hint)

    def proposal(self, asked: Asked) -> Proposal | None:
        """What would be kept: the answer there is, unless it no longer holds, else what was found or is implied."""
        text = self.record.answers.text(asked.id)
        found = proposal_for(asked, self.record.answers, self.look)
        if (
            text
            and asked.id not in self.doubts
            and not (found and found.digest and asked.id in self.progress().changed)
        ):
            return Proposal(text, "your answer")
        return found

    def give(self, asked: Asked, text: str) -> list[Refusal]:
        """Takes an answer and writes it down, or says why not."""
        text = normal(text, asked)
        refusals = vet(asked, text, self.record.answers, self.look)
        if not refusals:
            found = proposal_for(asked, self.record.answers, self.look)
            basis = Basis(found.place, found.digest) if found and found.place and found.text == text else None
            self._write(Answer(asked.id, text, _now(), basis))
        return refusals

    def give_all(self, given: Answers, *, keep_proposals: bool) -> dict[str, list[Refusal]]:
        """Takes many answers at once, each as if it were the only one that is new; those that stand are written down.

        Args:
            keep_proposals: whether what is open afterwards gets what was found or is implied, where that would be taken.

        Returns:
            the questions whose answers were refused, with why.
        """
        answers = self.record.answers
        for answer in given.values():
            answers = answers.with_answer(replace(answer, text=normal(answer.text), time=answer.time or _now()))
        asked = {each.id: each for each in agenda(answers, self.look)}
        for name in given:
            if name in asked:
                answers = answers.with_answer(replace(answers[name], text=normal(answers.text(name), asked[name])))
        doubts = review(answers, self.look)
        refused = {name: doubts[name] for name in given if name in doubts}
        for name, answer in given.items():
            if name not in asked and not is_none(answer.text):
                refused[name] = [
                    Refusal("this question isn't asked with these answers", "check the list it belongs to")
                ]
        for name in refused:
            earlier = self.record.answers.get(name)
            answers = answers.with_answer(earlier) if earlier else answers.without(name)
        self.doubts = {name: found for name, found in doubts.items() if name not in refused}
        if keep_proposals:
            answers = self._with_proposals(answers, set(refused))
        self._write(*(answer for name, answer in answers.items() if self.record.answers.get(name) != answer))
        return refused

    def take_documents(self) -> tuple[Answers, dict[str, list[Refusal]]]:
        """Takes what the iteration's documents answer already; done once, before anything else is answered.

        Returns:
            what was found; and of that the questions whose text isn't taken as it stands, with why. These are asked, and the
            text is proposed.
        """
        if self.record.answers or not self.look.noted:
            return Answers(), {}
        asked = {each.id for each in agenda(self.look.noted, self.look)}
        found = Answers({name: answer for name, answer in self.look.noted.items() if name in asked})
        return found, self.give_all(found, keep_proposals=False)

    def _with_proposals(self, answers: Answers, tried: set[str]) -> Answers:
        """The answers and, for each open question, what was proposed and is taken."""
        while True:
            asked = next(
                (each for each in agenda(answers, self.look) if each.id not in answers and each.id not in tried), None
            )
            if asked is None:
                return answers
            tried.add(asked.id)
            found = proposal_for(asked, answers, self.look)
            if found and not vet(asked, normal(found.text, asked), answers, self.look):
                basis = Basis(found.place, found.digest) if found.place else None
                answers = answers.with_answer(Answer(asked.id, normal(found.text, asked), _now(), basis))

    def skip(self, asked: Asked) -> None:
        """Leaves a question open on purpose."""
        self._write(Answer(asked.id, "", _now(), None, skipped=True))

    def approve(self) -> None:
        """Writes down that these answers were approved."""
        with changing(self.folder, self.look.folder, self.look.plan_id) as held:
            digest = answers_digest(held[0].answers)
            held[0] = self.record = replace(held[0], approved_time=_now(), approved_digest=digest)

    def note_written(self, written: dict[str, str]) -> None:
        """Keeps the digests of the documents that were written from these answers."""
        with changing(self.folder, self.look.folder, self.look.plan_id) as held:
            held[0] = self.record = replace(held[0], written={**held[0].written, **written})

    def unanswered(self) -> tuple[str, ...]:
        """Questions that are open, changed or skipped."""
        found = self.progress()
        return (*found.open, *found.changed, *found.skipped)

    def written(self) -> Written:
        """The plan as it would be written now, with what `check` says of it."""
        return write_plan(self.record.answers, self.look, self.unanswered())

    def place(self, question: str) -> str:
        """Where an answer stands, `…/INTERVIEW.toml:12`."""
        return answer_place(self.folder, self.look.folder, question)

    def set_aside(self) -> tuple[str, ...]:
        """Answers that are kept although their question doesn't apply now."""
        asked = {each.id for each in agenda(self.record.answers, self.look)}
        return tuple(
            name for name, answer in self.record.answers.items() if name not in asked and not is_none(answer.text)
        )

    def _write(self, *answers: Answer) -> None:
        with changing(self.folder, self.look.folder, self.look.plan_id) as held:
            for answer in answers:
                held[0] = replace(held[0], answers=held[0].answers.with_answer(answer))
            self.record = held[0]
        for answer in answers:
            self.doubts.pop(answer.question, None)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iteration_folder(root: Path, config: Config, plan_id: str) -> Path | None:
    """The folder of an iteration; None when there is none."""
    plans = root / config.plans.folder
    return next(
        (path for path in sorted(plans.glob("*/*/*")) if path.is_dir() and id_from_name(path.name) == plan_id), None
    )


def open_session(
    root: Path,
    config: Config,
    plan_id: str,
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Session:
    """Opens the interview of an iteration that has a folder.

    Args:
        root: absolute path of the project.
        config: its `planproof.toml`.
        plan_id: the iteration.
        processes, progress: for reading the repository's facts, see `read_facts`.

    Raises:
        UsageError: there is no such iteration; the hint says how to make it.
        InterviewError: its INTERVIEW.toml can't be read.
    """
    root = root.resolve()
    folder = iteration_folder(root, config, plan_id)
    if folder is None:
        known = [id_from_name(path.name) or "" for path in (root / config.plans.folder).glob("*/*/*")]
        near = nearest_ids(plan_id, [name for name in known if id_level(name) == "iteration"])
        epic = plan_id.rpartition("_I")[0] or "M1_E1"
        hint = f"nearest: {', '.join(near)}; " if near else ""
        raise UsageError(f"there is no iteration {plan_id}", hint=f'{hint}planproof interview {epic} "Name" makes one')
    shown = folder.relative_to(root).as_posix()
    record = read_record(folder, shown)
    if record.iteration not in ("", plan_id):
        place = f"{shown}/{INTERVIEW_NAME}"
        raise InterviewError(
            f"is the interview of {record.iteration}", place=place, hint=f"write iteration = {plan_id!r}"
        )
    project = read_project(root, config)
    plan = next((plan for plan in project.plans if plan.id == plan_id), None)
    name = plan.name if plan else folder.name.removeprefix(plan_id).strip("_").replace("_", " ").capitalize()
    facts = read_facts(root, config, processes=processes, progress=progress)
    look = Look(root, config, facts, project, plan_id, shown, name)
    look.noted = answers_in_documents(look, record.written)
    return Session(look, record)
