"""Makes the iteration that an interview is about, and the milestone and epic above it where they are missing too."""

from __future__ import annotations

from pathlib import Path

from planproof.config import Config
from planproof.errors import UsageError
from planproof.plan.ids import id_from_name, id_level
from planproof.plan.new import NewFolder, plan_new, write_new

__all__ = ["make_iteration", "missing_levels"]


def make_iteration(
    root: Path, config: Config, identifier: str, name: str, milestone: str, epic: str
) -> list[NewFolder]:
    """Writes the folders that are missing, the iteration's last.

    Args:
        identifier: of the iteration, which must be the next free one, or of the epic it goes into.
        name: of the iteration.
        milestone, epic: names for those that aren't there yet; empty where they are.

    Raises:
        UsageError: no such id, a name is missing, or the id isn't the next free one.
    """
    titles = {"milestone": milestone, "epic": epic, "iteration": name}
    missing = missing_levels(root, config, identifier)
    nameless = [wanted_id or "its iteration" for kind, wanted_id, _ in missing if not titles[kind]]
    if nameless:
        words = ["planproof interview", identifier, '"…"']
        words += [f'--{kind} "…"' for kind, _, _ in missing if kind != "iteration"]
        hint = f"give every name: {' '.join(words)}"
        raise UsageError(f"not there yet, and without a name: {', '.join(nameless)}", hint=hint)
    made: list[NewFolder] = []
    for kind, wanted_id, parent in missing:
        new = plan_new(root, config, kind, parent, titles[kind])
        if wanted_id and new.id != wanted_id:
            raise UsageError(f"the next free {kind} is {new.id}, not {wanted_id}", hint=f"use {new.id}")
        write_new(root, new)
        made.append(new)
    return made


def missing_levels(root: Path, config: Config, identifier: str) -> list[tuple[str, str, str | None]]:
    """What has to be made before an iteration can be interviewed: kind, id, and id of what it belongs to.

    The id of an iteration is empty where only its epic is named: it gets the next free one.

    Raises:
        UsageError: no id of an iteration or epic.
    """
    level = id_level(identifier)
    if level not in ("epic", "iteration"):
        raise UsageError(f"{identifier!r} is no id of an iteration or epic", hint="for example M1_E1_I1")
    epic_id = identifier if level == "epic" else identifier.rpartition("_I")[0]
    milestone_id = epic_id.rpartition("_E")[0]
    wanted: list[tuple[str, str, str | None]] = [
        ("milestone", milestone_id, None),
        ("epic", epic_id, milestone_id),
        ("iteration", identifier if level == "iteration" else "", epic_id),
    ]
    return [each for each in wanted if not (each[1] and _exists(root, config, each[1]))]


def _exists(root: Path, config: Config, identifier: str) -> bool:
    depth = {"milestone": "*", "epic": "*/*", "iteration": "*/*/*"}[id_level(identifier) or "milestone"]
    return any(id_from_name(path.name) == identifier for path in (root / config.plans.folder).glob(depth))
