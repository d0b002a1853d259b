"""The few lines that every agent reads at every start: a section of `AGENTS.md`, and a pointer to it in files of single agents."""

from __future__ import annotations

from planproof.plan.agents.model import Section
from planproof.plan.agents.project import ProjectWords

__all__ = ["guidance", "pointer"]


def guidance(project: ProjectWords) -> Section:
    """The section of `AGENTS.md`, the file that most agents read (https://agents.md)."""
    call = project.command
    return Section(
        "AGENTS.md",
        f"""\
## Plans and proof

Work here is planned in `{project.plans}/` and counts as done only when planproof has proved it.

- Before work: `{call} next` names the task, `{call} next --claim` takes it, `{call} brief ID` says what it asks for.
- Tests first, under their planned names; after Specify their bodies stay as they are.
- Before saying "done": `{call} prove ITERATION --task TASK`, then `{call} status ITERATION`. Only `proved` counts.
- Never type a status, edit `EVIDENCE.jsonl`, or run `{call} trust`: approving commands is for a person.
- Plans are checked like code: `{call} check {project.plans}`.
""",
    )


def pointer(path: str, project: ProjectWords) -> Section:
    """A section that sends the readers of another file to `AGENTS.md`."""
    return Section(
        path,
        f"""\
Work here is planned and proved with planproof: read the section "Plans and proof" of `AGENTS.md` before you plan, implement or call
anything done. `{project.command} next` names the next task.
""",
    )
