"""From approved answers to documents on disk: what `planproof plan` does, for every face."""

from __future__ import annotations

import msgspec

from planproof.errors import UsageError
from planproof.plan.interview.session import Session
from planproof.plan.write.deliver import Delivery, deliver, plan_delivery, text_digest
from planproof.plan.write.folders import fill_readmes
from planproof.plan.write.whole import Written

__all__ = ["Delivered", "deliver_plan"]


class Delivered(msgspec.Struct, frozen=True):
    """What came of it.

    Attributes:
        deliveries: a document each.
        unanswered: questions that are open, changed or skipped.
        written: the texts, with what `check` says of them.
    """

    deliveries: tuple[Delivery, ...]
    unanswered: tuple[str, ...]
    written: Written

    @property
    def is_kept(self) -> bool:
        """Whether a person wrote in a document, so that nothing was written at all."""
        return any(delivery.action == "kept" for delivery in self.deliveries)


def deliver_plan(session: Session, *, beside: bool = False, dry_run: bool = False) -> Delivered:
    """Writes the documents of an interviewed iteration, never over what a person wrote.

    Args:
        beside: put the new text beside documents that somebody changed.
        dry_run: write nothing.

    Raises:
        UsageError: there are no answers yet, or they are not approved.
        EnvironmentFault: a document can't be read or written.
    """
    _refuse_too_early(session, dry_run=dry_run)
    root, unanswered, written = session.look.root, session.unanswered(), session.written()
    deliveries = plan_delivery(
        root, session.look.config, session.look.folder, written.texts, session.record.written, beside=beside
    )
    deliveries += fill_readmes(session.record.answers, session.look)
    delivered = Delivered(tuple(deliveries), unanswered, written)
    if not delivered.is_kept and not dry_run:
        deliver(root, deliveries)
        ours = {
            each.kind: text_digest(each.text)
            for each in deliveries
            if each.action != "beside" and each.kind != "README"
        }
        session.note_written(ours)
    return delivered


def _refuse_too_early(session: Session, *, dry_run: bool) -> None:
    identifier = session.look.plan_id
    if not session.record.answers:
        raise UsageError(f"{identifier} was not interviewed", hint=f"planproof interview {identifier}")
    if not session.record.is_approved and not dry_run:
        hint = f"planproof interview {identifier} shows the summary; --approve where there is no terminal"
        raise UsageError(f"the answers of {identifier} are not approved", hint=hint)
