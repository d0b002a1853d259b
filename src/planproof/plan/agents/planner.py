"""The iteration planner: an agent that writes the plan of one iteration and nothing else, told what this project is like."""

from __future__ import annotations

from collections.abc import Iterable

from planproof.plan.agents.project import ProjectWords

__all__ = ["PLANNER_COLOR", "PLANNER_DESCRIPTION", "PLANNER_MODEL", "PLANNER_NAME", "planner_text"]

PLANNER_NAME = "iteration-planner"
PLANNER_DESCRIPTION = (
    "Plans one iteration of an epic as documents that planproof can check: tech design, tests, tasks. "
    "Use it before any code of a new iteration is written."
)
PLANNER_MODEL = "opus"
PLANNER_COLOR = "purple"

_DOCUMENTS = {
    "TECH_DESIGN.md": "architecture with at least one Mermaid diagram; complete interfaces; memory layouts and data structures; "
    "which thread may do what and each atomic's memory ordering; performance targets as figures with units",
    "TEST_PLAN.md": "coverage map and test matrix, each row with its command; behavioural cases named "
    "`<unit>__<condition>__then_<expected>`; unit and integration tests and a benchmark for each target; "
    "acceptance at 100% of the changed lines",
    "BACKLOGS.md": "tasks with type, priority, dependencies, estimate, key files, one smoke test and the commands that show "
    "success; testing tasks with estimates of their own; risks with responses; 2 to 4 days in all",
    "ITERATION.md": "goal in one or two sentences about users; what earlier iterations built; this project's real "
    "standards; how it connects; tasks with real code and data; success demo; assumptions with what would "
    "refute them; what is out of scope and why",
}
_INTERFACES = {
    "c": '**C and C++**: headers that compile alone, with include guard and `extern "C"` for C++ readers; an init and a destroy '
    "for each type; only opaque handles may stay undefined",
    "rust": '**Rust**: `#[repr(C)]` on what crosses the border, `#[no_mangle] pub extern "C" fn`, '
    "the same signatures as the C header",
    "python": "**Python**: `typing.Protocol` classes, every parameter and result typed",
    "typescript": "**TypeScript**: exported interfaces and types that parse, no `any`",
    "go": "**Go**: interfaces with full signatures, exported names documented",
    "java": "**Java**: interfaces with full signatures and the exceptions they throw",
}
_SAME = {"cpp": "c", "c++": "c", "tsx": "typescript", "javascript": "typescript"}
_STAGES = (
    ("Plan", "the documents, no finding in them"),
    ("Prepare", "skeletons that compile"),
    ("Specify", "the planned tests, failing for the right reason"),
    ("Build", "the same tests pass, unchanged"),
    ("Verify", "tests of modules together"),
    ("Validate", "tests of the system with its real services"),
    ("Accept", "user stories and success commands, as written"),
    ("Prove", "benchmarks meet the targets"),
    ("Close", "every changed line covered, documents up to date"),
)


def planner_text(project: ProjectWords) -> str:
    """The body of the agent definition, Markdown; ends with a newline."""
    call = project.command
    parts = [
        "# Iteration planner",
        "You plan one iteration at a time: design, tests and tasks, tests before code. You write documents and no product code. "
        "Somebody will implement the plan without asking you, so leave nothing to guess.",
        "## Where the documents lie",
        f"`{project.plans}/M{{X}}_NAME/M{{X}}_E{{Y}}_NAME/M{{X}}_E{{Y}}_I{{Z}}_NAME/` with:",
        _list(f"`{name}`: {_DOCUMENTS[name]}" for name in project.documents),
        f'Let `{call} new iteration M{{X}}_E{{Y}} "NAME"` make them, then fill them. Milestone and epic folders have a short '
        "`README.md`. Never type a status: it is derived from evidence.",
        "## Look before you write",
        _list(
            [
                f"`{call} facts` says what the repository holds; name only paths, functions, tables and commands that exist, and "
                "mark as new what a task creates",
                f"`{call} status` says what earlier iterations have proved; build on that, not on what was announced",
                f"`{call} interview ID --json` asks what only a person can say, one question at a time",
            ]
        ),
        "## This project",
        _list(_project_lines(project)),
        "## Interfaces come first",
        "Define each one completely before any task uses it.",
        _list(_interface_lines(project)),
        "## From plan to proof",
        "\n".join(f"{number}. **{name}**: {what}" for number, (name, what) in enumerate(_STAGES, 1)),
        "## Build or reuse",
        "Decide for each component, and write down the alternative that was refused and the criterion. Build what makes the "
        "product what it is; reuse the rest, and before all the tools this project has already.",
        "## Before you hand over",
        _list(
            [
                f"`{call} check {project.plans}` prints no finding; `{call} explain CODE` says what a finding is about",
                "documents at their paths, ids and folders agree",
                "interfaces complete, no forward declaration left open",
                "tests named by behaviour, each interface tested",
                "ordering and thread rules written down wherever threads meet",
                "each performance target a figure with a unit and a benchmark",
                "build or reuse decided",
                "2 to 4 days of work",
            ]
        ),
        f"A person approves the plan's commands with `{call} trust ID`; you never do.",
    ]
    return "\n\n".join(parts) + "\n"


def _project_lines(project: ProjectWords) -> Iterable[str]:
    if project.languages:
        yield f"languages: {', '.join(project.languages)}"
    for tool in project.tools:
        yield f"{tool.role}: `{tool.command}` ({tool.path})"
    if project.services:
        yield f"services beside it: {', '.join(project.services)}"
    for path in project.standards:
        yield f"standards: `{path}`; put what of it applies into the plan"
    yield "`planproof.toml`: what planproof knows of building and testing here"


def _interface_lines(project: ProjectWords) -> Iterable[str]:
    """The demands on the project's own languages; on those of most projects where none was found."""
    named = [_SAME.get(language, language) for language in project.languages]
    known = [language for language in dict.fromkeys(named) if language in _INTERFACES]
    return (_INTERFACES[language] for language in known or ("c", "rust", "python"))


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
