"""Reads a Markdown file that plans in its own way: headings, boxes, fields in bold.

    ## Task 3: Draw the board ✅        a task; the boxes below it are its steps
    ### [x] B03 — Colours              a task with a box of its own
    **Files:** / - Create: `src/board.py`
    - [ ] **Step 1: write the test**
    - [x] B-12 anything else            outside of such headings a box is a task

The plans of superpowers (`docs/superpowers/plans/*.md`) have this form, and most lists that people write by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from planproof.plan.document import CodeBlock, Document, ListItem, Paragraph
from planproof.plan.foreign.boxes import sections_of
from planproof.plan.foreign.claims import claims_of, is_progress_title
from planproof.plan.foreign.model import Claim, ForeignFormat, ForeignPlan, ForeignTask, State
from planproof.plan.foreign.sources import problems_of, read_source, shown_path
from planproof.plan.foreign.tasks import TaskForm, boxed_tasks, references, task_of_text

__all__ = ["read_markdown"]

_FORM = TaskForm(
    id_start=re.compile(r"\**((?:[A-Z]{1,5}-?\d+[a-z]?|(?<![A-Za-z])[Tt]ask\s+\d+(?:\.\d+)*))\**(?:[.:)]\s*|\s+)"),
    id_inside=re.compile(r"\b[A-Z]{1,5}-?\d+[a-z]?\b|(?<=[Tt]ask )\d+(?:\.\d+)*|(?<=[Tt]asks )\d+(?:\.\d+)*"),
)
_HEADING = re.compile(r"^\W*Task\s+(\d+(?:\.\d+)*[a-z]?)\s*[:.)—–-]?\s*(.*)$", re.IGNORECASE)
_BOXED_HEADING = re.compile(r"^\[([ xX~-])\]\s+(?:([A-Z]{1,5}-?\d+[a-z]?)\b\s*[:.)—–-]*\s*)?(.*)$")


def read_markdown(base: Path, path: Path) -> ForeignPlan:
    """One file.

    Args:
        base: what paths are shown relative to.
        path: absolute path of the file.
    """
    source = read_source(base, path, "plan")
    document = source.document
    headings = list(_headed(document))
    boxed = boxed_tasks(document, _FORM)
    sections = {task.key: titles for task, titles in headings} | boxed.sections
    by_titles = {titles: task.key for task, titles in headings}
    by_number = {f"Task {task.id}": task.key for task, _ in headings}
    tasks: list[ForeignTask] = [task for task, _ in headings]
    repeats: list[Claim] = list(boxed.repeats)
    for task in boxed.tasks:
        name = " ".join(task.id.split()).capitalize() if task.id.lower().startswith("task") else ""
        around = sections[task.key]
        if name in by_number and (is_progress_title(around) or by_titles.get(around) != by_number[name]):
            repeats.append(Claim(task.state, task.status, (by_number[name],), "progress list", task.place))
            continue
        above = next((by_titles[around[:end]] for end in range(len(around), 0, -1) if around[:end] in by_titles), "")
        tasks.append(replace(task, parent=above, is_step=True) if above and not task.parent else task)
    claims = [*repeats, *claims_of(document, tasks, sections)]
    said = {
        key
        for claim in claims
        if claim.ledger in ("heading", "status") and claim.state is State.DONE
        for key in claim.covers
    }
    tasks = _with_states(_with_references(tasks), said)
    tasks.sort(key=lambda task: task.place.line)
    title = next((section.title for section in document.sections if section.level == 1), path.stem)
    return ForeignPlan(
        ForeignFormat.MARKDOWN,
        shown_path(base, path),
        path.name,
        title,
        (source,),
        (),
        tuple(tasks),
        tuple(claims),
        problems_of((source,)),
    )


def _headed(document: Document) -> Iterator[tuple[ForeignTask, tuple[str, ...]]]:
    """A task for each heading `Task N`, with the titles around it."""
    for section, titles in sections_of(document):
        found = _BOXED_HEADING.match(section.title) or _HEADING.match(section.title)
        if found and section.level > 1:
            mark, identifier, title = found.groups() if found.re is _BOXED_HEADING else ("", *found.groups())
            words = [block for block in section.all_blocks() if isinstance(block, ListItem | Paragraph)]
            plain = [block for block in words if not (isinstance(block, ListItem) and block.checked is not None)]
            code = [block for block in section.all_blocks() if isinstance(block, CodeBlock)]
            key = f"{document.path}:{section.place.line}"
            task = task_of_text(
                key, identifier or "", title or section.title, section.title, section.place, code, _FORM
            )
            parts = [task_of_text(key, "", "", block.text, block.place, (), _FORM) for block in plain]
            whole = replace(
                task,
                state=State.UNSTATED if not mark else State.DONE if mark in "xX" else State.OPEN,
                status=f"[{mark}]" if mark else "",
                end_line=section.end_line,
                group=titles[-2] if len(titles) > 1 else "",
                text="\n".join(block.text for block in words),
                depends_on=tuple(each for part in parts for each in part.depends_on),
                files=tuple({file.path: file for part in reversed(parts) for file in reversed(part.files)}.values())[
                    ::-1
                ],
                tests=(*task.tests, *(test for part in parts for test in part.tests)),
                commands=(*task.commands, *(command for part in parts for command in part.commands)),
            )
            yield whole, titles


def _with_references(tasks: list[ForeignTask]) -> list[ForeignTask]:
    """References by id; a word that only looks like one (`S3`, `HTTP2`) has another prefix than the plan's ids, and is none."""
    keys = {task.id: task.key for task in reversed(tasks) if task.id}
    prefixes = {re.sub(r"\d.*", "", identifier) for identifier in keys}
    found = []
    for task in tasks:
        known = [each for each in task.depends_on if re.sub(r"\d.*", "", each.text) in prefixes]
        found.append(replace(task, depends_on=references(known, keys)))
    return found


def _with_states(tasks: list[ForeignTask], said: set[str]) -> list[ForeignTask]:
    """A heading's state: done when it says so; else that of its steps."""
    steps: dict[str, list[State]] = {}
    for task in tasks:
        if task.parent:
            steps.setdefault(task.parent, []).append(task.state)
    return [
        replace(task, state=_state_of(task.key in said, steps.get(task.key, [])))
        if task.state is State.UNSTATED
        else task
        for task in tasks
    ]


def _state_of(said: bool, steps: list[State]) -> State:
    if said or (steps and all(state in (State.DONE, State.DROPPED) for state in steps) and State.DONE in steps):
        return State.DONE
    return State.OPEN if State.OPEN in steps else State.UNSTATED
