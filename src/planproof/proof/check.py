"""One thing a stage looks at, before it has been run.

    Stage.BUILD ── Check("build.green", covers=("src", "tests"), …) ── run(bench) -> Outcome

A check names what it rests on, so that its evidence can go stale: the part of the plan (`plan_digest`) and the files
(`covers`). Change either and the verdict that was proved becomes stale; change anything else and it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planproof.proof.model import Outcome, Stage

if TYPE_CHECKING:
    from planproof.proof.workbench import Workbench

__all__ = ["Check", "Key"]

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one stage.

    Attributes:
        id: `stage.name`, the same in every iteration: `specify.red`.
        stage: the stage it belongs to.
        subject: what it is about when a stage has several of its kind: a task's id, a story's or a target's name.
        title: what a person reads on the board.
        plan_digest: SHA-256 of the part of the plan it rests on.
        covers: paths and globs of the files it rests on; empty when it rests on the plan alone.
        run: does the work; never raises for what a command did.
        commands: whether it runs commands of the plan or of planproof.toml, and so needs trust.
    """

    id: str
    stage: Stage
    title: str
    plan_digest: str
    run: Callable[[Workbench], Outcome] = field(repr=False)
    subject: str = ""
    covers: tuple[str, ...] = ()
    commands: bool = True

    @property
    def key(self) -> Key:
        """What makes two rows of evidence speak of the same thing: stage, id, subject."""
        return (int(self.stage), self.id, self.subject)
