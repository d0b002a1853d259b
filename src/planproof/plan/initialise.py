"""Makes a repository ready for plans: `planproof.toml`, the plans' folder, and lines for git.

Nothing that is there is overwritten: a file is written only when it is missing, a line is added only when it is missing,
and every step says which of the two it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planproof.config import CONFIG_NAME, DocumentKind
from planproof.errors import EnvironmentFault, UsageError
from planproof.plan.tooling import Tooling, find_tooling

__all__ = ["DOCUMENT_SETS", "Step", "config_text", "initialise"]

DOCUMENT_SETS: dict[str, tuple[DocumentKind, ...]] = {
    "three": ("TECH_DESIGN", "TEST_PLAN", "BACKLOGS"),
    "iteration": ("ITERATION",),
    "both": ("ITERATION", "TECH_DESIGN", "TEST_PLAN", "BACKLOGS"),
}
_SAME_AS_PYCACHE = frozenset({"__pycache__", "**/__pycache__/", "**/__pycache__", "*.pyc", "*.py[co]", "*.py[cod]"})
_PLANS = "docs/progress_trackings"
_README = """# Plans

A folder a milestone (`M1_NAME`), in it a folder an epic (`M1_E1_NAME`), in it a folder an iteration (`M1_E1_I1_NAME`)
with its documents and its `EVIDENCE.jsonl`. `planproof new` makes them, `planproof check` reads them, and what is done is
never typed here: `planproof status` derives it from the evidence.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that `init` looked after.

    Attributes:
        path: file, relative to the root.
        action: `written`, `line added`, or `kept` (it was there already).
        message: one line for a person.
    """

    path: str
    action: Literal["written", "line added", "kept"]
    message: str


def initialise(root: Path, document_set: str, *, dry_run: bool = False) -> tuple[Tooling, list[Step]]:
    """Writes what is missing.

    Args:
        root: the project's root; must be a folder.
        document_set: a key of DOCUMENT_SETS.
        dry_run: says what would be done and writes nothing.

    Returns:
        what was found in the repository, and a step a file.

    Raises:
        UsageError: the root is no folder.
        EnvironmentFault: a file can't be read or written.
    """
    if not root.is_dir():
        raise UsageError("is no folder", place=str(root))
    tooling = find_tooling(root)
    try:
        return tooling, [
            _file(root, CONFIG_NAME, config_text(tooling, DOCUMENT_SETS[document_set]), dry_run),
            _file(root, f"{_PLANS}/README.md", _README, dry_run),
            _line(
                root,
                ".gitattributes",
                "EVIDENCE.jsonl merge=union text eol=lf",
                "branches with evidence of their own merge",
                dry_run,
            ),
            _line(root, ".gitignore", ".planproof/", "the index and the outputs stay out of git", dry_run),
            *_byproducts(root, tooling, dry_run),
        ]
    except UnicodeDecodeError as error:
        raise EnvironmentFault("a file that git reads is no UTF-8", place=str(root), hint=str(error)) from error
    except OSError as error:
        raise EnvironmentFault(error.strerror or str(error), place=str(error.filename)) from error


def config_text(tooling: Tooling, documents: tuple[DocumentKind, ...]) -> str:
    """`planproof.toml` for a new project: every key with a word on what it is, set where a fact is known."""
    code = tooling.sources or ("src",)
    coverage = "coverage.py" if tooling.framework == "pytest" else "lcov"
    return f"""\
# What planproof needs to know about this project. A key that is missing has the value shown after its "#".

[plans]
# Where the plans lie.
folder = {_toml(_PLANS)}
# The documents that an iteration has: TECH_DESIGN, TEST_PLAN, BACKLOGS and/or ITERATION.
documents = {_toml(documents)}
# The most lines that one of them may have.
# lines_max = 1200

[environment]
# Makes a fresh worktree ready; it must pass there before anything else runs.
# setup = ""
# Names of environment variables that commands may see beside PATH, HOME, LANG and the like.
# pass_variables = []
# Variables that every command gets.
{_table("variables", tooling.variables)}

[commands]
# Makes the project ready to test.
{_set("build", tooling.build)}
# Runs tests: {{tests}} becomes the names, {{results}} the results file, {{coverage}} the coverage file.
# pytest, meson, ctest and cargo need none.
{_set("test", tooling.test)}
# Lists the tests that exist, where the framework can't say.
# collect = ""
# Runs benchmarks: {{results}} becomes the results file, {{benchmarks}} the names.
{_set("benchmark", tooling.benchmark)}
# Linters and formatters (in checking mode); each must pass at Close.
{_set("lint", tooling.lint)}
{_set("format", tooling.format)}

[tests]
# pytest, gtest, meson, ctest, cargo or other.
framework = {_toml(tooling.framework)}
# Format of the results: junit, gtest-json or tap.
# results = "junit"
# Where test files lie.
folders = {_toml(tooling.tests or ("tests",))}
# Import names of the project's own code, which no test may mock.
{_set("internal_packages", tooling.packages)}
# True when runs of the tests share no port, file or database, so that two may run at the same time.
# side_by_side = false

[coverage]
# coverage.py, lcov or cobertura.
format = {_toml(coverage)}
# Writes {{coverage}} after the tests ran; coverage.py needs none.
# command = ""
# Folders and globs whose changed lines must be covered.
sources = {_toml(code)}

# Something that has to run around a stage; as many as there are.
# [services.api]
# start = "python -m app"                      # stays in the foreground
# ready = "http://127.0.0.1:8000/health"       # or tcp:HOST:PORT, or a command that passes
# stages = ["validate", "accept", "prove"]     # verify too, if it must run there
# ready_within_s = 30.0
# before = ""                                  # runs to its end first, for example a migration

[limits]
# Seconds for one command, for a test run, for the setup, for a port that another run has; bytes of output that are kept.
# command_s = 120.0
# tests_s = 600.0
# setup_s = 900.0
# port_s = 60.0
# output_bytes = 1000000

[check]
# Rules that are off for the whole project, each with its reason.
# allow = {{ PP112 = "our documents are long on purpose" }}
# Rules that weigh otherwise here: error or warning.
# severity = {{ PP601 = "error" }}
# File of old findings that are counted and not shown; planproof check --write-baseline FILE makes it.
# baseline = ""
"""


def _toml(value: str | tuple[str, ...]) -> str:
    """A string or a list of strings as TOML; JSON's notation of both is TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _set(key: str, value: str | tuple[str, ...]) -> str:
    return f"{'' if value else '# '}{key} = {_toml(value)}"


def _table(key: str, values: dict[str, str]) -> str:
    pairs = ", ".join(f"{name} = {_toml(value)}" for name, value in values.items())
    return f"{key} = {{ {pairs} }}" if pairs else f"# {key} = {{ }}"


def _file(root: Path, path: str, text: str, dry_run: bool) -> Step:
    if (root / path).exists():
        return Step(path, "kept", "was there already, left as it is")
    if not dry_run:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    return Step(path, "written", f"{text.count(chr(10))} lines")


def _byproducts(root: Path, tooling: Tooling, dry_run: bool) -> list[Step]:
    """What building and testing leave behind, which must not change the working tree: Python's cache, the folder built in."""
    python = (root / "pyproject.toml").is_file() or any(
        next((root / folder).glob("*.py"), None) for folder in (".", "src", "tests", "test")
    )
    steps = []
    if python:
        reason = "what Python leaves behind when tests run stays out of git"
        steps.append(_line(root, ".gitignore", "__pycache__/", reason, dry_run, _SAME_AS_PYCACHE))
    built = {"meson": "build", "ctest": "build", "cargo": "target"}.get(tooling.framework)
    if built:
        same = frozenset({built, f"/{built}", f"/{built}/"})
        steps.append(_line(root, ".gitignore", f"{built}/", "what is built stays out of git", dry_run, same))
    return steps


def _line(root: Path, path: str, line: str, reason: str, dry_run: bool, same: frozenset[str] = frozenset()) -> Step:
    file = root / path
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = [present.strip() for present in before.splitlines()]
    if any(present == line or present in same or present.startswith(f"{line} ") for present in lines):
        return Step(path, "kept", f"has the line {line!r} already")
    if not dry_run:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(("" if not before or before.endswith("\n") else "\n") + line + "\n")
    return Step(path, "line added" if before else "written", f"{line!r}: {reason}")
