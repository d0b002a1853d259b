"""Asks what a plan has to say, one question at a time; each answer is checked, and kept in INTERVIEW.toml beside the documents.

    planproof interview M1_E1 "Short links"           makes the iteration and begins
    planproof interview M1_E1_I1                      goes on where it was left
    planproof interview M1_E1_I1 --answers FILE       takes prepared answers, TOML or JSON
    planproof interview M1_E1_I1 --json               the next question, for agents
    planproof interview M1_E1_I1 --answer goal="…" --json

What can be seen in the repository is proposed with its place; Enter keeps it. Documents that a person has filled already are read
first: what they say counts as answered, with its place, and only what is missing or can't be taken as it stands is asked.

In a terminal: :back, :edit ID, :skip, :why, :list, :editor, :quit. At the end a summary is shown to approve; then planproof plan
writes the documents.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planproof.cli.conversation import ask_name, converse
from planproof.cli.face import Face
from planproof.cli.reading_text import reading_progress
from planproof.config import Config, find_root, load_config
from planproof.errors import UsageError
from planproof.plan.ids import id_level
from planproof.plan.interview.agenda import agenda, allowed_values
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.kinds import Refusal
from planproof.plan.interview.prepared import read_answers_file
from planproof.plan.interview.session import Session, iteration_folder, open_session
from planproof.plan.interview.start import make_iteration, missing_levels
from planproof.plan.sharing import cores
from planproof.proof.visible import visible

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the verb's arguments."""
    parser.add_argument("id", metavar="ID", help="an iteration, or the epic that a new one belongs to")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="name of a new iteration")
    parser.add_argument("--milestone", metavar="NAME", default="", help="name of its milestone, where that is new too")
    parser.add_argument("--epic", metavar="NAME", default="", help="name of its epic, where that is new too")
    parser.add_argument("--answers", metavar="FILE", default="", help="takes the answers of a file, TOML or JSON")
    parser.add_argument(
        "--keep-proposals", action="store_true", help="answers what is open with what was found, as Enter would"
    )
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="QUESTION=VALUE",
        help="answers one question; `-` reads the value from standard input",
    )
    parser.add_argument(
        "--skip", action="append", default=[], metavar="QUESTION", help="leaves a question open on purpose"
    )
    parser.add_argument("--list", action="store_true", help="prints every question that applies, with its answer")
    parser.add_argument("--approve", action="store_true", help="approves the answers as they are")


def run(arguments: argparse.Namespace, face: Face) -> int:
    """Asks, or takes what was given; exit code 1 when an answer was refused."""
    root = find_root(Path(arguments.project)).resolve()
    config = load_config(root)
    given, names, lines = read_answers_file(Path(arguments.answers)) if arguments.answers else (Answers(), {}, {})
    identifier = _iteration(arguments, root, config, given, names, face)
    session = open_session(root, config, identifier, processes=cores(), progress=reading_progress(face))
    noted, doubted = session.take_documents()
    _tell_noted(noted, doubted, face)
    refused: dict[str, list[Refusal]] = {}
    if arguments.answers or arguments.keep_proposals:
        refused = session.give_all(given, keep_proposals=arguments.keep_proposals)
    for pair in arguments.answer:
        question, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"{pair!r} is no QUESTION=VALUE", hint='for example --answer goal="Users can …"')
        asked = session.question(question.strip())
        found = session.give(asked, sys.stdin.read() if value == "-" else value)
        refused |= {asked.id: found} if found else {}
    for question in arguments.skip:
        session.skip(session.question(question))
    acted = arguments.answers or arguments.keep_proposals or arguments.answer or arguments.skip or arguments.list
    if not (acted or arguments.approve or face.json_wanted):
        if not face.interactive:
            raise UsageError(
                "there is no terminal to ask in", hint="--answers FILE, or --json with --answer QUESTION=VALUE"
            )
        converse(session, face)
    if arguments.approve and not refused:
        session.approve()
    _report(session, face, refused, lines, arguments)
    return 1 if refused else 0


def _iteration(
    arguments: argparse.Namespace,
    root: Path,
    config: Config,
    given: Answers,
    names: Mapping[str, str],
    face: Face,
) -> str:
    """The id of the iteration to interview, made when it isn't there and its name is known."""
    identifier = arguments.id
    if id_level(identifier) == "iteration" and iteration_folder(root, config, identifier):
        return str(identifier)
    if id_level(identifier) not in ("epic", "iteration"):
        raise UsageError(
            f"{identifier!r} is no id of an iteration", hint="for example M1_E1_I1; planproof show lists them"
        )
    titles = {
        "milestone": arguments.milestone or names.get("milestone", ""),
        "epic": arguments.epic or names.get("epic", ""),
        "iteration": arguments.name or given.text("outcome"),
    }
    if face.interactive and not arguments.answers:
        for kind, missing, _ in missing_levels(root, config, identifier):
            titles[kind] = titles[kind] or ask_name(kind, missing or f"a new iteration of {identifier}")
    made = make_iteration(root, config, identifier, titles["iteration"], titles["milestone"], titles["epic"])
    for new in made:
        sys.stderr.write(f"made {new.id} {new.title}: {new.folder}/\n")
    return made[-1].id


def _tell_noted(noted: Answers, doubted: Mapping[str, list[Refusal]], face: Face) -> None:
    """What was taken from documents, and what of it has to be asked."""
    if not noted:
        return
    names = sorted({_document(answer.basis.place).partition(":")[0] for answer in noted.values() if answer.basis})
    face.note(visible(f"{len(noted) - len(doubted)} answers taken from {', '.join(names)}"))
    for question, found in doubted.items():
        basis = noted[question].basis
        place = f"{_document(basis.place)}: " if basis else ""
        face.note(visible(f"  asked again: {place}{question}: {found[0].message}"))


def _document(place: str) -> str:
    """A place without its folder, which all documents of the iteration share."""
    return place.rpartition("/")[2]


def _report(
    session: Session,
    face: Face,
    refused: Mapping[str, list[Refusal]],
    lines: Mapping[str, int],
    arguments: argparse.Namespace,
) -> None:
    """What was refused, how far it is, the next question; the list when asked for."""
    for question, found in refused.items():
        for refusal in found:
            place = f"{arguments.answers}:{lines[question]}: " if question in lines else ""
            face.line(visible(f"{place}{question}: {refusal.message}"))
            if refusal.hint:
                face.line(visible(f"  hint: {refusal.hint}"))
    if arguments.list:
        _list(session, face)
    progress, asked = session.progress(), session.next()
    state = f"{progress.answered} answered, {progress.remaining} open, {len(progress.skipped)} skipped"
    face.line(f"{session.look.plan_id}: {state}{', approved' if session.record.is_approved else ''}")
    for question in session.doubts:
        why = session.doubts[question][0]
        face.line(visible(f"{session.place(question)}: {question} no longer holds: {why.message}"))
        if why.hint:
            face.line(visible(f"  hint: {why.hint}"))
    if asked:
        face.line(f"next: {asked.id}  {asked.text}")
    else:
        for finding, questions in session.written().findings:
            face.line(visible(f"  check will find {finding.code}: {finding.message}  [{', '.join(questions)}]"))
    if not asked and not session.record.is_approved:
        face.line(
            f"next: planproof interview {session.look.plan_id} --approve, then planproof plan {session.look.plan_id}"
        )
    face.document("interview", _data(session), _diagnostics(session, refused, lines, arguments.answers))


def _list(session: Session, face: Face) -> None:
    for asked in agenda(session.record.answers, session.look):
        answer = session.record.answers.get(asked.id)
        shown = "skipped" if answer and answer.skipped else answer.text.replace("\n", " ⏎ ")[:90] if answer else "?"
        where = f"  ({_document(answer.basis.place)})" if answer and answer.basis else ""
        face.line(f"  {asked.id:<24} {visible(shown)}{face.style(visible(where), 'dim')}")


def _data(session: Session) -> dict[str, Any]:
    progress, asked = session.progress(), session.next()
    data: dict[str, Any] = {
        "id": session.look.plan_id,
        "folder": session.look.folder,
        "question": None,
        "answered": progress.answered,
        "remaining": progress.remaining,
        "skipped": list(progress.skipped),
        "changed": list(progress.changed),
        "setAside": list(session.set_aside()),
        "fromDocuments": {
            name: answer.basis.place
            for name, answer in session.record.answers.items()
            if answer.basis and not answer.basis.digest
        },
        "approved": session.record.is_approved,
    }
    if asked is None:
        data["findings"] = [
            {"code": finding.code, "message": finding.message, "fix": finding.hint, "questions": list(questions)}
            for finding, questions in session.written().findings
        ]
        data["summary"] = {name: answer.text for name, answer in session.record.answers.items() if answer.text}
        return data
    proposal = session.proposal(asked)
    data["question"] = {
        "id": asked.id,
        "text": asked.text,
        "why": asked.question.why,
        "kind": asked.question.kind,
        "allowed": list(allowed_values(asked, session.record.answers, session.look)),
        "noneAllowed": asked.may_be_none,
        "proposal": {"text": proposal.text, "reason": proposal.reason, "place": proposal.place} if proposal else None,
    }
    return data


def _diagnostics(
    session: Session, refused: Mapping[str, list[Refusal]], lines: Mapping[str, int], file: str
) -> list[dict[str, str]]:
    """Refused answers, and answers that no longer hold."""
    found = [("error", "answer-refused", question, each) for question, several in refused.items() for each in several]
    found += [("warning", "answer-doubted", question, several[0]) for question, several in session.doubts.items()]
    return [
        {
            "severity": severity,
            "code": code,
            "message": f"{question}: {refusal.message}",
            "target": f"{file}:{lines[question]}"
            if question in lines
            else session.place(question)
            if code == "answer-doubted"
            else question,
            "fix": refusal.hint,
        }
        for severity, code, question, refusal in found
    ]
