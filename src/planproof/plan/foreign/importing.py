"""Makes an iteration of our own from a plan of another tool. What it claims to be done comes along as a claim, never as a status.

ForeignPlan ── goal, stories, tasks, diagrams, tests ── sections of the templates, gaps left as [snake_case]
            └─ everything else, as written ─────────── IMPORTED_NOTES.md
               where each line went ────────────────── IMPORT_REPORT.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from planproof.config import Config
from planproof.errors import UsageError
from planproof.plan.decode import SIZE_LIMIT_BYTES
from planproof.plan.document import CodeBlock, Document, Paragraph, Place, ReadingProblem
from planproof.plan.foreign.account import Account, Entry, Fate
from planproof.plan.foreign.boxes import closing_line, sections_of
from planproof.plan.foreign.circles import waiting_circles
from planproof.plan.foreign.import_report import report_text
from planproof.plan.foreign.import_tasks import imported_tasks, tasks_section
from planproof.plan.foreign.json_rest import decoded_sources, json_left, json_tasks
from planproof.plan.foreign.model import Claim, ForeignFormat, ForeignPlan, Requirement, State
from planproof.plan.foreign.quoting import fenced, plain_line
from planproof.plan.ids import id_from_name, id_level
from planproof.plan.new import NewFile, NewFolder, document_sections, plan_new

__all__ = ["NOTES", "REPORT", "Import", "epic_for", "plan_import"]

NOTES = "IMPORTED_NOTES.md"
REPORT = "IMPORT_REPORT.md"
_TEMPLATES = Path(__file__).parents[1] / "templates"
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_GOAL_LENGTH = 300
_ORIGINALS_MAX_CHARACTERS = 2_000_000
_GOAL_FIELD = re.compile(r"\*\*Goal\**:\**\s*(.+)")
_GOAL_TITLES = re.compile(r"^(?:why|intent|goal|summary|introduction|overview|project description)\b", re.IGNORECASE)


class Import(msgspec.Struct, frozen=True):
    """What an import writes.

    Attributes:
        plan: what is imported.
        new: the folder and its documents.
        entries: where every line went, in order of source and line.
        claims: what the plan claims of progress, each with its place and what it says.
        problems: what couldn't be read.
        tasks_count: tasks that became tasks of ours.
        circles: tasks that wait for each other: the place of the first, and what to say. They come along as they are.
    """

    plan: ForeignPlan
    new: NewFolder
    entries: tuple[Entry, ...]
    claims: tuple[str, ...]
    problems: tuple[ReadingProblem, ...]
    tasks_count: int
    circles: tuple[tuple[Place, str], ...] = ()


def epic_for(root: Path, config: Config, wanted: str) -> str:
    """The epic that an import goes to: the one asked for, else the only one there is.

    Raises:
        UsageError: none was asked for, and there is none, or there are several.
    """
    if wanted:
        return wanted
    plans = root / config.plans.folder
    found = sorted(
        identifier
        for folder in (plans.glob("*/*") if plans.is_dir() else ())
        if folder.is_dir() and id_level(identifier := id_from_name(folder.name) or "") == "epic"
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError("several epics could take it", hint=f"say which: --as {found[0]}, --as {found[1]}")
    raise UsageError(
        "there is no epic to import into", hint='make one: planproof new milestone "…", then planproof new epic M1 "…"'
    )


def plan_import(root: Path, config: Config, plan: ForeignPlan, epic: str) -> Import:
    """What an import would write; nothing is written here (see `plan.new.write_new`).

    Args:
        plan: as its reader gives it.
        epic: id of the epic that gets the iteration.

    Raises:
        UsageError: nothing of the plan could be read, or the epic doesn't exist.
        EnvironmentFault: the plans' folder can't be listed.
    """
    if not any(source.document.text for source in plan.sources) or (
        plan.problems and plan.format is ForeignFormat.TASK_MASTER and not plan.tasks
    ):
        first = plan.problems[0] if plan.problems else None
        raise UsageError(
            first.message if first else "holds nothing that could be imported",
            place=str(first.place) if first else plan.path,
            hint="mend the file, or cut it into parts, and import again",
        )
    _refuse_too_many(plan)
    new = plan_new(root, config, "iteration", epic, _one_line(plan.title))
    accounts = {source.path: Account(source) for source in plan.sources}
    targets = _targets(config)
    decoded = decoded_sources(plan)
    originals = json_tasks(decoded)
    # Task by task the whole of a large file would make a document that nobody can open: it goes to the notes then.
    apart = sum(map(len, originals.values())) > _ORIGINALS_MAX_CHARACTERS
    contents = _contents(plan, accounts, targets, dict.fromkeys(originals, "") if apart else originals)
    documents = [NewFile(file.path, _filled(file.text, contents)) for file in new.files]
    rest = json_left(plan, decoded)
    notes = _notes(plan, accounts, rest, originals if apart else {}, config.plans.lines_max)
    entries = tuple(_entries(plan, accounts, rest, NOTES if apart else targets.get("tasks", "")))
    claims = tuple(_claims(plan))
    tasks_count = len(imported_tasks(plan))
    documents.append(NewFile(f"{new.folder}/{NOTES}", notes))
    report = report_text(plan, new.id, entries, claims, plan.problems)
    documents.append(NewFile(f"{new.folder}/{REPORT}", report))
    _refuse_over_the_limit(plan, documents)
    finished = NewFolder(new.id, new.level, new.title, new.folder, tuple(documents))
    return Import(plan, finished, entries, claims, plan.problems, tasks_count, tuple(waiting_circles(plan)))


def _refuse_too_many(plan: ForeignPlan) -> None:
    """What could never become a document that our own reader takes is refused before it is made."""
    count = len(imported_tasks(plan))
    least_bytes = count * len(_template("tasks").partition("### 1. ")[2].encode())
    if least_bytes > SIZE_LIMIT_BYTES:
        raise UsageError(
            f"{count:,} tasks would make a document of more than {least_bytes // 1_000_000} MB, over the "
            f"{SIZE_LIMIT_BYTES // 1_000_000} MB that a document may have",
            place=plan.path,
            hint="cut the plan into parts and import one at a time; nothing was written",
        )


def _refuse_over_the_limit(plan: ForeignPlan, documents: Iterable[NewFile]) -> None:
    """A document that our own reader wouldn't take is not written."""
    for file in documents:
        size_bytes = len(file.text.encode())
        if size_bytes > SIZE_LIMIT_BYTES and not file.path.endswith((NOTES, REPORT)):
            name = file.path.rpartition("/")[2]
            raise UsageError(
                f"{len(imported_tasks(plan)):,} tasks would make {name} {size_bytes / 1e6:.1f} MB, over the "
                f"{SIZE_LIMIT_BYTES // 1_000_000} MB that a document may have",
                place=plan.path,
                hint="cut the plan into parts and import one at a time",
            )


def _one_line(title: str) -> str:
    plain = " ".join(re.sub(r"[`*_#]", " ", title).split())[:120]
    return plain if re.search(r"[^\W_]", plain) else "Imported plan"


def _targets(config: Config) -> dict[str, str]:
    """The document that holds each section."""
    return {key: f"{kind}.md" for kind, keys in document_sections(config.plans.documents).items() for key in keys}


def _contents(
    plan: ForeignPlan, accounts: dict[str, Account], targets: dict[str, str], originals: dict[Place, str]
) -> dict[str, str]:
    """The text of each section that the plan has something for; `originals` as `tasks_section` takes them."""
    contents: dict[str, str] = {}
    if "user_stories" in targets and plan.requirements:
        stories = list(_stories(plan, accounts, targets["user_stories"]))
        if stories:
            contents["user_stories"] = "## User Stories\n\n" + "\n\n".join(stories)
    if "tasks" in targets and imported_tasks(plan):
        contents["tasks"] = tasks_section(plan, accounts, originals, targets["tasks"], _template("tasks"))
    if "architecture" in targets and (diagrams := list(_diagrams(plan, accounts, targets["architecture"]))):
        contents["architecture"] = "## Architecture\n\n" + "\n\n".join(diagrams)
    if "goal" in targets and (goal := _goal(plan)):
        contents["goal"] = f"## Working Software Goal\n\n{goal}"
    if "test_cases" in targets and (rows := list(_test_rows(plan))):
        contents["test_cases"] = _template("test_cases").replace(
            _first_row(_template("test_cases")), "\n".join(rows), 1
        )
    return contents


def _template(key: str) -> str:
    return (_TEMPLATES / f"{key}.md").read_text(encoding="utf-8").strip()


def _filled(text: str, contents: dict[str, str]) -> str:
    """A document of templates with the imported sections in their places."""
    for key, content in contents.items():
        text = text.replace(_template(key), content, 1)
    return text


def _goal(plan: ForeignPlan) -> str:
    """The first sentence or two in which the plan says why; empty when it doesn't."""
    for source in plan.sources:
        if source.role not in ("spec", "proposal", "requirements", "plan"):
            continue
        found = _GOAL_FIELD.search(source.document.text)
        if found:
            return _sentences(found[1])
        for section, _ in sections_of(source.document):
            if _GOAL_TITLES.match(section.title):
                text = next((block.text for block in section.blocks if isinstance(block, Paragraph)), "")
                if text:
                    return _sentences(text)
    return ""


def _sentences(text: str) -> str:
    """At most two sentences of a paragraph, on one line."""
    goal = plain_line(" ".join(_SENTENCES.split(" ".join(text.split()))[:2]))
    return goal if len(goal) <= _GOAL_LENGTH else goal[: _GOAL_LENGTH - 1].rstrip() + "…"


def _stories(plan: ForeignPlan, accounts: dict[str, Account], target: str) -> Iterator[str]:
    """A story for each requirement that has a section of its own; its lines move there as written."""
    documents = {source.path: source.document for source in plan.sources}
    number = 0
    for requirement in plan.requirements:
        document = documents.get(requirement.place.path)
        last_line = _section_end(document, requirement) if document else 0
        if not last_line:
            continue
        number += 1
        lines = accounts[requirement.place.path].take(requirement.place.line, last_line, f"{target}: S{number}")
        yield _story(number, requirement, lines)


def _section_end(document: Document, requirement: Requirement) -> int:
    """Last line of the section that a requirement is; 0 when it is none by itself."""
    for section, _ in sections_of(document):
        if section.place == requirement.place:
            return section.end_line
    return 0


def _story(number: int, requirement: Requirement, lines: list[str]) -> str:
    commands = [command.value for scenario in requirement.scenarios for command in scenario.commands]
    shown = [
        f"# {plain_line(requirement.title)}\n{command}\n# Expected output\n[what_it_prints]" for command in commands
    ] or [
        "# [what_this_command_shows]\n[command_that_accepts_this_story]\n"
        "# Expected output\n[what_it_prints_once_the_story_is_true]"
    ]
    parts = [f"### S{number}: {plain_line(requirement.title)}", "As imported:", fenced(lines, "markdown")]
    return "\n\n".join([*parts, fenced("\n".join(shown).split("\n"), "bash")])


def _diagrams(plan: ForeignPlan, accounts: dict[str, Account], target: str) -> Iterator[str]:
    for source in plan.sources:
        for section, _ in sections_of(source.document):
            for block in section.blocks:
                if isinstance(block, CodeBlock) and block.language == "mermaid" and block.closed:
                    lines = accounts[source.path].take(block.place.line, closing_line(block), target)
                    if lines:
                        # The opening and closing lines are taken along, and written anew with the block.
                        yield fenced(block.content.rstrip("\n").split("\n"), "mermaid")


def _test_rows(plan: ForeignPlan) -> Iterator[str]:
    """A row of the table of unit tests for each test that a task names."""
    seen: set[str] = set()
    for task in imported_tasks(plan):
        for part in (task, *plan.parts_of(task.key)):
            for test in part.tests:
                if test.value not in seen and re.fullmatch(r"\w+", test.value):
                    seen.add(test.value)
                    yield f"| `{test.value}` | `[declared_function]` | `[test_file]` | [what_a_failure_would_mean] |"


def _first_row(template: str) -> str:
    return next(line for line in template.split("\n") if line.startswith("| `["))


def _notes(
    plan: ForeignPlan,
    accounts: dict[str, Account],
    rest: dict[str, str],
    originals: dict[Place, str],
    lines_max: int,
) -> str:
    """Everything that no section of ours has taken, as written, under the file and section it comes from.

    Notes over the budget of lines say why they are: they are kept whole.

    Args:
        rest: by path what remains of a JSON file without its tasks.
        originals: by place the tasks that are kept here, too.
    """
    parts = [
        f"# Imported notes: {_one_line(plan.title)}",
        f"What `{plan.path}` holds and no section of this plan has a place for.",
    ]
    for path, account in accounts.items():
        if path in rest:
            parts += [f"## `{path}`", fenced(rest[path].split("\n"), "json")] if rest[path] else []
            continue
        left = list(account.left())
        parts += [f"## `{path}`"] if left else []
        for title, first, last, lines in left:
            where = f"lines {first} to {last}" if last > first else f"line {first}"
            parts += [f"### {plain_line(title) or 'Beginning'} ({where})", fenced(lines, "text")]
    for number, task in enumerate(imported_tasks(plan), 1):
        if task.place in originals:
            parts += [f"## Task {number}: `{task.place}`", fenced(originals[task.place].split("\n"), "json")]
    text = "\n\n".join(parts) + "\n"
    remark = "<!-- planproof: allow PP112 imported notes are kept whole -->\n\n"
    return remark + text if text.count("\n") > lines_max else text


def _entries(plan: ForeignPlan, accounts: dict[str, Account], rest: dict[str, str], target: str) -> Iterator[Entry]:
    for path, account in accounts.items():
        if not account.lines:
            reason = next((problem.message for problem in account.source.document.problems), "holds no text")
            yield Entry(path, 0, 0, "", Fate.LEFT_OUT, "", reason)
        elif path in rest:
            yield from _json_entries(plan, account, rest[path], target)
        else:
            yield from account.entries(NOTES)


def _json_entries(plan: ForeignPlan, account: Account, rest: str, target: str) -> Iterator[Entry]:
    """Each task moved with every value it holds; the rest of the file kept; braces and commas have nothing to say."""
    path = account.source.path
    for number, task in enumerate(imported_tasks(plan), 1):
        yield Entry(path, task.place.line, task.end_line, f"task {task.label}", Fate.MOVED, f"{target}: task {number}")
    if rest:
        yield Entry(path, 1, len(account.lines), "what no task holds", Fate.KEPT, NOTES)
    else:
        reason = "names of tags, braces and commas: every value stands in a task"
        yield Entry(path, 1, len(account.lines), "what no task holds", Fate.LEFT_OUT, "", reason)


def _claims(plan: ForeignPlan) -> Iterator[str]:
    """One line for each thing that the plan claims to be done, with its place."""
    for task in plan.tasks:
        if task.state is State.DONE and task.status:
            yield f"{task.place.path}:{task.place.line} task {task.label}: {task.status}"
    for claim in _sorted(plan.claims):
        yield f"{claim.place.path}:{claim.place.line} {claim.ledger}: {plain_line(claim.text)}"


def _sorted(claims: Iterable[Claim]) -> Sequence[Claim]:
    return sorted(claims, key=lambda claim: (claim.place.path, claim.place.line))
