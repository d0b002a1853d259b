"""Puts written documents into the iteration's folder, never over what a person wrote.

A document may be replaced when it is still the template of `planproof new`, or still what `planproof plan` wrote; what stands
between planproof's own markers doesn't count. Otherwise nothing at all is written, or the new text goes beside the old one.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from planproof.config import Config
from planproof.errors import EnvironmentFault
from planproof.plan.markdown import marker_regions
from planproof.plan.new import template_document

__all__ = ["Delivery", "deliver", "is_template", "plan_delivery", "text_digest"]

Action = Literal["written", "replaced", "unchanged", "kept", "beside"]


class Delivery(msgspec.Struct, frozen=True):
    """What happens to one document.

    Attributes:
        kind: `TECH_DESIGN`, …
        path: relative to the root.
        action: `written` (it wasn't there), `replaced` (template, or our own text), `unchanged`, `kept` (a person wrote in
            it; nothing is written), `beside` (likewise; the new text goes into `PATH.new`).
        text: the new text.
    """

    kind: str
    path: str
    action: Action
    text: str


def text_digest(text: str) -> str:
    """SHA-256 of a document without what stands between planproof's markers."""
    for start, end in reversed(marker_regions(text)):
        text = text[:start] + text[end:]
    return sha256("".join(text.split()).encode("utf-8", "replace")).hexdigest()


def plan_delivery(
    root: Path, config: Config, folder: str, texts: dict[str, str], written: dict[str, str], *, beside: bool
) -> list[Delivery]:
    """What would happen to each document; nothing is written here.

    Args:
        texts: kind -> new text.
        written: kind -> digest of what was written before.
        beside: put the new text beside a document that a person changed.

    Raises:
        EnvironmentFault: a document that is there can't be read.
    """
    deliveries = []
    for kind, text in texts.items():
        path = f"{folder}/{kind}.md"
        try:
            before = (root / path).read_bytes().decode("utf-8", "replace") if (root / path).exists() else None
        except OSError as error:
            raise EnvironmentFault(f"can't be read: {error.strerror}", place=path) from error
        deliveries.append(Delivery(kind, path, _action(kind, text, before, config, written, beside=beside), text))
    return deliveries


def _action(
    kind: str, text: str, before: str | None, config: Config, written: dict[str, str], *, beside: bool
) -> Action:
    if before is None:
        return "written"
    digest = text_digest(before)
    if digest == text_digest(text):
        return "unchanged"
    if digest == written.get(kind) or is_template(kind, before, config):
        return "replaced"
    return "beside" if beside else "kept"


def is_template(kind: str, text: str, config: Config) -> bool:
    """Whether a document is the template but for its title."""
    _, _, body = text.partition("\n")
    return body.split() == template_document(config, kind).split()


def deliver(root: Path, deliveries: list[Delivery]) -> None:
    """Writes the documents, each in one step; the text between our markers is kept.

    Raises:
        EnvironmentFault: one can't be written.
    """
    for delivery in deliveries:
        if delivery.action in ("unchanged", "kept"):
            continue
        path = root / (f"{delivery.path}.new" if delivery.action == "beside" else delivery.path)
        temporary = path.with_name(f".{path.name}.part")
        try:
            text = _with_regions(delivery.text, path)
            temporary.write_text(text, encoding="utf-8", newline="\n")
            temporary.replace(path)
        except OSError as error:
            raise EnvironmentFault(f"can't be written: {error.strerror}", place=delivery.path) from error
        finally:
            temporary.unlink(missing_ok=True)


def _with_regions(text: str, path: Path) -> str:
    """The new text with what planproof wrote between the markers of the old one, where both have as many."""
    if not path.exists():
        return text
    old = path.read_bytes().decode("utf-8", "replace")
    before, after = marker_regions(old), marker_regions(text)
    if len(before) == len(after):
        for (old_start, old_end), (start, end) in zip(reversed(before), reversed(after), strict=True):
            text = text[:start] + old[old_start:old_end] + text[end:]
    return text
