"""Takes an answer or refuses it: its kind first, then the rules of `check` on the plan as it would stand with that answer.

The rules are the same ones, on the same text: the answer is written into a draft, the draft is read, and what a rule finds on a
line that holds the answer is the refusal. So nothing is refused here that `check` would let pass, and nothing taken that it
would not.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planproof.plan.check import select_rules
from planproof.plan.desk import ProjectDesk
from planproof.plan.interview.agenda import agenda, allowed_values
from planproof.plan.interview.answers import NONE, Answer, Answers, is_none
from planproof.plan.interview.kinds import Refusal, check_kind
from planproof.plan.interview.question import Asked, Look, View
from planproof.plan.rule import Finding, Rule
from planproof.plan.write.documents import Draft, draft

__all__ = ["RULES_OF_KIND", "normal", "review", "vet"]

_WORDS = ("PP107", "PP108", "PP109", "PP110", "PP114", "PP601", "PP607")
_COMMANDS = ("PP108", "PP701", "PP702", "PP703", "PP704", "PP705", "PP707", "PP708")
_PLANNED_CODE = ("PP223", "PP224", "PP225", "PP226", "PP807")
RULES_OF_KIND: dict[str, tuple[str, ...]] = {
    "line": _WORDS,
    "text": _WORDS,
    "lines": _WORDS,
    "flow": _WORDS,
    "files": ("PP108", "PP501", "PP502", "PP601", "PP804", "PP805"),
    "code": ("PP108", "PP2", "PP801"),
    "core": ("PP108", "PP801", *_PLANNED_CODE, "PP222", "PP806"),
    "smoke": ("PP108", "PP307", "PP308", "PP309", "PP310", *_PLANNED_CODE),
    "json": ("PP108", "PP224", "PP227", "PP503"),
    "message": ("PP108", "PP224", "PP503"),
    "script": _COMMANDS,
    "output": ("PP108", "PP702", "PP703", "PP706", "PP707"),
    "hours": ("PP405",),
    "figure": ("PP311",),
    "test": ("PP301",),
    "depends": ("PP401", "PP402", "PP403"),
    "layout": ("PP212", "PP213"),
}


def normal(text: str, asked: Asked | None = None) -> str:
    """An answer as it is kept: `\\n` line ends, no blanks at the ends of lines, no empty lines around it.

    Where a question has fixed values, capitals don't count.
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = "\n".join(lines).strip("\n")
    if asked and asked.question.choices and kept.strip().lower() in asked.question.choices:
        return kept.strip().lower()
    return kept if "\n" in kept else kept.strip()


def vet(asked: Asked, text: str, answers: Answers, look: Look) -> list[Refusal]:
    """Why that answer isn't taken; empty when it is.

    Args:
        asked: the question.
        text: the answer, as `normal` gives it.
        answers: those given so far.
        look: the project.
    """
    if not text.strip():
        return [Refusal("the answer is empty", "answer, or leave it open with :skip")]
    if is_none(text):
        return _vet_none(asked, answers, look)
    refusals = check_kind(
        asked.question.kind, text, View(answers, look, asked.number), allowed_values(asked, answers, look)
    )
    return refusals or list(dict.fromkeys(_by_rules(asked, text, answers, look)))


def _vet_none(asked: Asked, answers: Answers, look: Look) -> list[Refusal]:
    if asked.may_be_none:
        return _at_end(asked, answers, look)
    allowed = allowed_values(asked, answers, look)
    hint = f"allowed: {', '.join(allowed)}" if allowed else "answer, or leave it open with :skip"
    return [Refusal("`none` is no answer to this question", hint)]


def _at_end(asked: Asked, answers: Answers, look: Look) -> list[Refusal]:
    """What a list still lacks when `none` is to end it."""
    if not asked.ends_list or not asked.question.rules_at_end:
        return []
    trial = draft(answers.with_answer(Answer(asked.id, NONE)), look, gaps=False)
    return [_refusal(finding) for finding in _findings(trial, select_rules(asked.question.rules_at_end), look)]


def _rules_of(asked: Asked) -> tuple[str, ...]:
    return (*RULES_OF_KIND.get(asked.question.kind, ()), *asked.question.rules)


def _by_rules(asked: Asked, text: str, answers: Answers, look: Look) -> Iterator[Refusal]:
    codes = _rules_of(asked)
    if not codes:
        return
    trial = draft(answers.with_answer(Answer(asked.id, text)), look, gaps=False)
    for finding in _findings(trial, select_rules(codes), look):
        if asked.id in trial.sources(finding.place):
            yield _refusal(finding)


def _refusal(finding: Finding) -> Refusal:
    return Refusal(f"{finding.message} ({finding.code})", finding.hint)


def review(answers: Answers, look: Look) -> dict[str, list[Refusal]]:
    """Answers that wouldn't be taken today (edited by hand, or something they rest on has changed), each with why."""
    asked = {each.id: each for each in agenda(answers, look) if answers.text(each.id)}
    doubts = {
        name: found
        for name, each in asked.items()
        if (
            found := _vet_none(each, answers, look)
            if is_none(answers.text(name))
            else check_kind(
                each.question.kind,
                answers.text(name),
                View(answers, look, each.number),
                allowed_values(each, answers, look),
            )
        )
    }
    trial = draft(answers, look, gaps=False)
    codes = {code for each in asked.values() for code in _rules_of(each)}
    for finding in _findings(trial, select_rules(codes), look) if codes else ():
        for name in trial.sources(finding.place):
            if name in asked and finding.code.startswith(_rules_of(asked[name])) and name not in doubts:
                doubts[name] = [_refusal(finding)]
    return doubts


def _findings(trial: Draft, rules: tuple[Rule, ...], look: Look) -> Iterator[Finding]:
    """What rules find in the draft; those that look at the whole project see the other iterations too."""
    project = trial.project()
    alone = replace(project, plans=project.plans[-1:], milestones=(), epics=(), strays=())
    desk = ProjectDesk(look.root, look.config)
    for rule in rules:
        yield from rule.run(project if rule.check_project else alone, desk)
