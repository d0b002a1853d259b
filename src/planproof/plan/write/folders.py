"""READMEs of the milestone and the epic above an iteration: the one sentence that the template leaves open in each."""

from __future__ import annotations

from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Look
from planproof.plan.model import Folder
from planproof.plan.new import readme_gap
from planproof.plan.write.deliver import Delivery

__all__ = ["fill_readmes", "is_unsaid"]


def is_unsaid(look: Look, level: str) -> bool:
    """Whether the README of the iteration's `milestone` or `epic` still asks what it is about."""
    folder = _folder(look, level)
    return bool(folder and folder.readme and readme_gap(level) in folder.readme.text)


def _folder(look: Look, level: str) -> Folder | None:
    folders = look.project.milestones if level == "milestone" else look.project.epics
    return next((folder for folder in folders if look.folder.startswith(f"{folder.path}/")), None)


def fill_readmes(answers: Answers, look: Look) -> list[Delivery]:
    """The READMEs whose open sentence was answered, with the rest as it stands."""
    deliveries = []
    for level in ("milestone", "epic"):
        folder, said = _folder(look, level), answers.given(f"{level}.about")
        if said and folder and folder.readme and readme_gap(level) in folder.readme.text:
            text = folder.readme.text.replace(readme_gap(level), said)
            deliveries.append(Delivery("README", folder.readme.path, "replaced", text))
    return deliveries
