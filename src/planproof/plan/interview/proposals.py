"""What is found in the repository, or implied by other answers, so that one key is enough to answer.

Each function looks through a `View` and gives a proposal, or None when there is nothing to propose. Facts are asked through `Facts`
alone; a proposal that rests on one names its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile
from pathlib import PurePosixPath

from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.interview.answers import Answers
from planproof.plan.interview.question import Proposal, View
from planproof.plan.interview.relevance import concerning
from planproof.plan.test_names import parse_test_name, unit_covers
from planproof.plan.write.design import interface_language
from planproof.plan.write.testing import declared
from planproof.plan.write.work import task_language

__all__ = [
    "propose_benchmark_command",
    "propose_built",
    "propose_core",
    "propose_current",
    "propose_database",
    "propose_dependencies",
    "propose_depends",
    "propose_files",
    "propose_infrastructure",
    "propose_matrix",
    "propose_outcome",
    "propose_priority",
    "propose_services",
    "propose_shared",
    "propose_standards",
    "propose_test_file",
    "propose_test_interface",
    "propose_test_level",
    "propose_test_shows",
    "propose_testing",
]

_NAMED_MAX = 6  # of one kind in one proposal: more is a list that nobody reads before pressing a key


def _shown(facts: Iterable[Fact]) -> str:
    """Facts with their places, as one clause: `GET /links (src/app.py:12), GET /health (src/app.py:20)`."""
    chosen = list(dict.fromkeys(facts))
    parts = [f"`{fact.name}`{_said(fact)} ({fact.place.path}:{fact.place.line})" for fact in chosen[:_NAMED_MAX]]
    more = f", {len(chosen) - _NAMED_MAX} more" if len(chosen) > _NAMED_MAX else ""
    return ", ".join(parts) + more


def _said(fact: Fact) -> str:
    """What a service or database runs and where it listens."""
    if fact.kind not in (FactKind.SERVICE, FactKind.DATABASE):
        return ""
    ports = fact.get("ports")
    return (f" {fact.value}" if fact.value else "") + (f" on port {ports}" if ports else "")


def _from(text: str, facts: list[Fact]) -> Proposal | None:
    return Proposal.of(text, facts[0], f"{len(facts)} found") if facts else None


def propose_outcome(view: View) -> Proposal | None:
    """The iteration's name as it was made."""
    return Proposal(view.look.name, "the iteration's name") if view.look.name else None


def propose_built(view: View) -> Proposal | None:
    """What the earlier iterations promised; none for the first."""
    earlier = list(takewhile(lambda plan: plan.id != view.look.plan_id, view.look.project.plans))
    if not earlier:
        return Proposal("none: no iteration was planned before this one", "no other plan")
    named = "; ".join(f"{plan.id} {plan.name}" for plan in earlier[-_NAMED_MAX:])
    return Proposal(named, "the earlier plans")


def propose_current(view: View) -> Proposal | None:
    """Routes, entry points, tables and modules that exist."""
    facts = view.look.facts
    parts: list[str] = []
    used: list[Fact] = []
    for label, kind in (
        ("routes", FactKind.ROUTE),
        ("entry points", FactKind.ENTRY_POINT),
        ("tables", FactKind.TABLE),
        ("modules", FactKind.MODULE),
    ):
        found = [fact for fact in concerning(facts.all(kind), Answers()) if not _is_test(fact.place.path)]
        if found:
            parts.append(f"{label} {_shown(found)}")
            used += found
    if not parts:
        used = [fact for fact in facts.all(FactKind.SYMBOL) if fact.get("kind") == "type" or "." not in fact.name]
        used = [fact for fact in used if not _is_test(fact.place.path)]
        parts = [f"code {_shown(used)}"] if used else []
    return _from("; ".join(parts), used)


def _is_test(path: str) -> bool:
    return any(part.startswith("test") for part in PurePosixPath(path).parts)


def propose_infrastructure(view: View) -> Proposal | None:
    """Services, databases and continuous integration."""
    facts = view.look.facts
    used = [*facts.all(FactKind.SERVICE), *facts.all(FactKind.DATABASE), *facts.all(FactKind.CI)]
    used = concerning(used, Answers())
    return _from(_shown(used), used)


def propose_services(view: View) -> Proposal | None:
    """Routes and services that could be called."""
    facts = view.look.facts
    used = concerning([*facts.all(FactKind.ROUTE), *facts.all(FactKind.SERVICE)], Answers())
    return _from(_shown(used), used)


def propose_dependencies(view: View) -> Proposal | None:
    """What has to run: the services that the project declares."""
    facts = view.look.facts
    used = concerning([*facts.all(FactKind.SERVICE), *facts.all(FactKind.DATABASE)], Answers())
    return _from(_shown(used), used)


def propose_standards(view: View) -> Proposal | None:
    """Nothing beside what the project's own files say, when they say something."""
    facts = view.look.facts
    found = [*facts.all(FactKind.SETTING), *facts.all(FactKind.TOOL), *facts.all(FactKind.STANDARD)]
    return Proposal.of("none", found[0], f"{len(found)} settings and rules are embedded") if found else None


def propose_shared(view: View) -> Proposal | None:
    """No shared field, where no interface speaks of threads."""
    answers = view.answers
    code = "".join(answers.text(f"interface.{n}.code") for n in answers.numbers("interface", "path"))
    speaks = any(word in code.lower() for word in ("atomic", "thread", "lock", "mutex"))
    if speaks or view.number > 1:
        return None
    return Proposal("none", "no interface speaks of threads or atomics")


def propose_test_interface(view: View) -> Proposal | None:
    """The declared symbol that the test's name is about, the method rather than its type."""
    name = parse_test_name(view.answers.text(f"test.{view.number}.name"))
    symbols = [symbol for _, symbol in declared(view.answers)]
    fitting = [symbol.name for symbol in symbols if name and unit_covers(name.unit, symbol.name)]
    return Proposal(max(fitting, key=len), "the test's name") if fitting else None


def propose_test_level(view: View) -> Proposal | None:
    """Unit, unless the answer before was another level."""
    before = view.answers.text(f"test.{view.number - 1}.level")
    return Proposal(before or "unit", "as the test before" if before else "the usual level")


def propose_test_file(view: View) -> Proposal | None:
    """The file of an earlier test of the same level and interface file, else one in the project's own layout."""
    answers, level = view.answers, view.answers.text(f"test.{view.number}.level")
    interface = answers.text(f"test.{view.number}.interface")
    for n in answers.numbers("test", "name"):
        same = answers.text(f"test.{n}.level") == level and answers.text(f"test.{n}.interface") == interface
        if n != view.number and same and answers.text(f"test.{n}.file"):
            return Proposal(answers.text(f"test.{n}.file"), "the test of the same interface")
    number = next((number for number, symbol in declared(answers) if symbol.name == interface), 0)
    source = answers.text(f"interface.{number}.path")
    if not source:
        return None
    folder = (view.look.config.tests.folders or ("tests",))[0]
    below = f"{folder}/{level}" if f"{folder}/{level}" in view.look.facts.folders else folder
    stem, suffix = PurePosixPath(source).stem, PurePosixPath(source).suffix.replace(".h", ".c")
    return Proposal(f"{below}/test_{stem}{suffix}", "the project's layout")


def propose_test_shows(view: View) -> Proposal | None:
    """The name in words."""
    name = parse_test_name(view.answers.text(f"test.{view.number}.name"))
    if not name:
        return None
    words = f"{name.condition} gives {name.expected}".replace("_", " ")
    return Proposal(words, "the test's name")


def propose_benchmark_command(view: View) -> Proposal | None:
    """The project's own benchmark command does."""
    command = view.look.config.commands.benchmark
    return Proposal("none", f"`{command}` in planproof.toml runs it") if command else None


def propose_matrix(level: str) -> Callable[[View], Proposal | None]:
    """Makes the proposal for one row of the matrix: the test files of that level, by the project's own runner."""

    def propose(view: View) -> Proposal | None:
        answers = view.answers
        group, head = ("target", "name") if level == "benchmark" else ("test", "name")
        numbers = [
            n for n in answers.numbers(group, head) if level == "benchmark" or answers.text(f"test.{n}.level") == level
        ]
        files = list(dict.fromkeys(answers.text(f"{group}.{n}.file") for n in numbers))
        runner = _runner(view, "benchmark" if level == "benchmark" else "test")
        python = all(file.endswith(".py") for file in files) and bool(files)
        if view.look.config.tests.framework == "pytest" and python:
            only = " --benchmark-only" if level == "benchmark" else ""
            text = f"python -m pytest {' '.join(files)}{only}"
            return Proposal.of(text, runner, "pytest") if runner else Proposal(text, "pytest, planproof.toml")
        return Proposal.of(runner.value, runner) if runner and runner.value and "{" not in runner.value else None

    return propose


def _runner(view: View, role: str) -> Fact | None:
    tools = concerning(view.look.facts.all(FactKind.TOOL), view.answers)
    return next((fact for fact in tools if fact.get("role") == role), None)


def propose_priority(view: View) -> Proposal | None:
    """The order in which the tasks were named."""
    return Proposal(str(view.number), "the order of the tasks")


def propose_depends(view: View) -> Proposal | None:
    """The task before."""
    if view.number == 1:
        return Proposal("None", "it is the first task")
    return Proposal(f"Task {view.number - 1}", "the task before")


def propose_files(view: View) -> Proposal | None:
    """The interface files and test files that no earlier task touches, each new unless it is there."""
    answers = view.answers
    before = "\n".join(answers.text(f"task.{n}.files") for n in answers.numbers("task", "name") if n < view.number)
    paths = [answers.text(f"interface.{n}.path") for n in answers.numbers("interface", "path")]
    open_paths = [path for path in paths if path and path not in before]
    if not open_paths:
        return None
    path = open_paths[0]
    number = paths.index(path) + 1
    names = [symbol.name for n, symbol in declared(answers) if n == number]
    new = "" if path in view.look.facts.files else " (new)"
    return Proposal(f"{path}{new} - declares {', '.join(names[:3]) or 'the interface'}", "the interfaces")


def propose_core(view: View) -> Proposal | None:
    """The declarations of the interface whose file the task touches, where they are in the task's own language."""
    answers = view.answers
    files = answers.text(f"task.{view.number}.files")
    for n in answers.numbers("interface", "path"):
        path = answers.text(f"interface.{n}.path")
        if path in files and interface_language(path) == task_language(files):
            return Proposal(answers.text(f"interface.{n}.code"), f"the interface of {path}")
    return None


def propose_database(view: View) -> Proposal | None:
    """No table, where the project has none."""
    tables = list(view.look.facts.all(FactKind.TABLE))
    return None if tables else Proposal("none", "no table was found in the project")


def propose_testing(view: View) -> Proposal | None:
    """A testing task a level of tests, in order."""
    answers = view.answers
    levels = [answers.text(f"test.{n}.level") for n in answers.numbers("test", "name")]
    named = [level for level in ("unit", "integration", "system") if level in levels]
    if view.number > len(named):
        return Proposal("none", "every level of tests has its task") if named else None
    level = named[view.number - 1]
    return Proposal(f"{level.capitalize()} tests ({levels.count(level)} planned)", "the planned tests")
