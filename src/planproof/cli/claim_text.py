"""Claims as lines for a person and as data for `--json`; `next`, `show`, `claim` and `status` print the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from planproof.cli.face import Face
from planproof.proof.choosing import PassedOver
from planproof.proof.visible import visible

__all__ = [
    "AnyClaim",
    "claim_data",
    "claim_text",
    "passed_over_data",
    "print_claims",
    "print_own_claims_hint",
    "print_passed_over",
]

_LINES = 5


class AnyClaim(Protocol):
    """A claim as the ledger or as the roster has it."""

    @property
    def task(self) -> str:
        """Id of the task."""

    @property
    def by(self) -> str:
        """Who claimed it."""

    @property
    def since(self) -> str:
        """When."""

    @property
    def until(self) -> str:
        """When it runs out."""


def claim_text(claim: AnyClaim) -> str:
    """`claimed by ada until 2026-01-31 11:15 UTC`."""
    return f"claimed by {visible(claim.by)} until {claim.until[:16].replace('T', ' ')} UTC"


def claim_data(claim: AnyClaim) -> dict[str, Any]:
    """A claim as JSON."""
    return {"task": claim.task, "by": claim.by, "since": claim.since, "until": claim.until}


def print_claims(face: Face, claims: Sequence[AnyClaim]) -> None:
    """The claims on one task: the one that counts, and those that lost against it."""
    for position, claim in enumerate(claims):
        lost = f", and lost it: {visible(claims[0].by)} was earlier" if position else ""
        face.line(f"  {face.style(claim_text(claim) + lost, 'yellow')}")


def print_passed_over(face: Face, found: Sequence[PassedOver]) -> None:
    """Why each task that came first was not chosen, the first few."""
    for each in found[:_LINES]:
        where = f"{each.claim.task} touches {visible(', '.join(each.files))} too and is " if each.files else ""
        face.line(face.style(f"  passed over {each.task}: {where}{claim_text(each.claim)}", "dim"))
    if len(found) > _LINES:
        face.line(face.style(f"  passed over {len(found) - _LINES} more", "dim"))


def print_own_claims_hint(face: Face, found: Sequence[PassedOver]) -> None:
    """How somebody comes to a task that is passed over because they have it themselves."""
    if found:
        face.line(f'  hint: planproof next --as "{visible(found[0].claim.by)}" begins with what is theirs')


def passed_over_data(found: Iterable[PassedOver]) -> list[dict[str, Any]]:
    """What was not chosen as JSON."""
    return [{"task": each.task, "claim": claim_data(each.claim), "files": list(each.files)} for each in found]
