"""Stage 6, Validate: system tests pass against real services, the planned code really ran, and nothing of it was mocked.

Until the recorder watches these runs, "really ran" is read from coverage contexts: which lines of the planned files ran inside a
system test. The reason says so, because lines that ran show less than calls that were seen.
"""

from __future__ import annotations

import ast
import re
from functools import partial
from pathlib import Path

from planproof.plan.digest import text_digest
from planproof.plan.mocks import internal_mocks
from planproof.plan.model import Task
from planproof.proof.check import Check
from planproof.proof.counted import counted
from planproof.proof.coverage_data import lines_run_by
from planproof.proof.fingerprint import fingerprints
from planproof.proof.model import Outcome, Stage, Verdict
from planproof.proof.reconcile import CollectedTest
from planproof.proof.stages.build import green_outcome
from planproof.proof.stages.levels import level_checks
from planproof.proof.stages.prepare import code_files, key_files
from planproof.proof.testing import collect, earlier_run, planned_tests, reconciled, run_tests
from planproof.proof.workbench import Workbench, unproved

__all__ = ["checks"]

_SERVICES = "validate"
# The linker's --wrap (cmocka), GoogleMock, and the Fake Function Framework.
_C_MOCKS = re.compile(r"\b__wrap_\w+|\bMOCK_METHOD\w*|\bFAKE_(?:VALUE|VOID)_FUNC\w*|\bwill_return\b")


def checks(bench: Workbench) -> list[Check]:
    """System tests, one smoke test a task, the planned code seen running, no mock of the project's own code."""
    tests = bench.config.tests.folders
    covers = (*code_files(bench), *tests)
    files = text_digest(*key_files(bench))
    return [
        *level_checks(bench, Stage.VALIDATE, "system", services=_SERVICES),
        *(_smoke_check(task, covers) for task in bench.plan.tasks if task.smoke_tests),
        Check("validate.real", Stage.VALIDATE, "system tests ran the planned code", files, _real, covers=covers),
        Check(
            "validate.mocks",
            Stage.VALIDATE,
            "nothing of the project's own is mocked",
            files,
            _mocks,
            covers=tests,
            commands=False,
        ),
    ]


def _smoke_check(task: Task, covers: tuple[str, ...]) -> Check:
    source = task.smoke_tests[0].content
    return Check(
        "validate.smoke",
        Stage.VALIDATE,
        f"smoke test of task {task.number} passes",
        text_digest(source),
        partial(_smoke, task=task),
        subject=task.id,
        covers=covers,
    )


def _smoke(bench: Workbench, task: Task) -> Outcome:
    tests = _smoke_tests(bench, task)
    if isinstance(tests, Outcome):
        return tests
    known = None if bench.has_services(_SERVICES) else earlier_run(bench, tests)
    if known:
        return green_outcome(known, tests)
    others = [_smoke_tests(bench, other) for other in bench.plan.tasks if other.smoke_tests]
    # One run serves all tasks.
    all_tests = {test.id: test for found in others if not isinstance(found, Outcome) for test in found}
    with bench.services(_SERVICES) as fault:
        return unproved(fault) if fault else green_outcome(run_tests(bench, list(all_tests.values())), tests)


def _smoke_tests(bench: Workbench, task: Task) -> list[CollectedTest] | Outcome:
    """The tests in code that a task's smoke test names; or why they can't be run."""
    block = task.smoke_tests[0]
    names = fingerprints("smoke test", block.content.encode(), block.language).bodies
    if len(names) != 1:
        reason = f"the smoke test of task {task.number} holds {len(names)} tests, so it can't be told which to run"
        return unproved(reason)
    name = next(iter(names)).rsplit(".", 1)[-1]
    tests = [test for test in collect(bench).tests if test.name.rsplit(".", 1)[-1] == name]
    return tests or Outcome(Verdict.REFUTED, f"no test named {name} exists")


def _system_tests(bench: Workbench) -> list[CollectedTest]:
    return [test for _, test in reconciled(bench, ("system",))[1].found]


def _real(bench: Workbench) -> Outcome:
    files = [path for path in key_files(bench) if _counts(bench, path)]
    tests = _system_tests(bench)
    if not files or not tests:
        return Outcome(Verdict.VACUOUS, "there is no planned source file or no system test to see it run in")
    with bench.services(_SERVICES) as fault:
        if fault:
            return unproved(fault)
        run = run_tests(bench, tests, coverage=True)
    lines, problem = lines_run_by(bench, run)
    if problem:
        return unproved(problem)
    counts = {path: float(len(lines.get(path, ()))) for path in files}
    idle = [path for path in files if not lines.get(path)]
    if idle:
        return Outcome(Verdict.REFUTED, f"no system test ran a line inside {idle[0]}", counts=counts)
    by = "contexts" if bench.config.coverage.format == "coverage.py" else "line counts"
    reason = f"{counted(len(files), 'planned file')} ran inside system tests (by coverage {by})"
    return Outcome(Verdict.PROVED, reason, counts=counts)


def _counts(bench: Workbench, path: str) -> bool:
    """Whether a key file is source code whose lines can run."""
    inside = any(Path(path).is_relative_to(source) for source in bench.config.coverage.sources)
    if not inside or not (bench.folder / path).is_file():
        return False
    if path.endswith(".py"):
        return _has_behaviour((bench.folder / path).read_text(encoding="utf-8", errors="replace"))
    return Path(path).suffix in (".c", ".cc", ".cpp", ".cxx")


def _has_behaviour(source: str) -> bool:
    """Whether a Python file has a function with a body of its own; Protocols and plain data have nothing that could run."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return True
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(not all(_says_nothing(statement) for statement in function.body) for function in functions)


def _says_nothing(statement: ast.stmt) -> bool:
    """A docstring, `...` or `pass`."""
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def _mocks(bench: Workbench) -> Outcome:
    internal = bench.config.tests.internal_packages or _packages(bench)
    files = _test_files(bench)
    found = []
    for path in files:
        source = (bench.folder / path).read_bytes()
        if path.endswith(".py"):
            found += [f"{path}:{mock.line} mocks {mock.target}" for mock in internal_mocks(source, path, internal)]
        else:
            found += [f"{path}:{line} replaces a function: {what}" for line, what in _replaced_functions(source)]
    counts = {"files": float(len(files)), "mocks": float(len(found))}
    if found:
        return Outcome(Verdict.REFUTED, found[0], counts=counts, details={"mocks": found})
    if not files:
        return Outcome(Verdict.VACUOUS, "there is no integration or system test to look into", counts=counts)
    return Outcome(
        Verdict.PROVED, f"no mock of the project's own code in {counted(len(files), 'test file')}", counts=counts
    )


def _replaced_functions(source: bytes) -> list[tuple[int, str]]:
    """Lines of a C or C++ test that replace functions when it is linked, with the word that gives it away."""
    lines = source.decode("utf-8", "replace").splitlines()
    return [(number, match.group()) for number, line in enumerate(lines, 1) if (match := _C_MOCKS.search(line))]


def _test_files(bench: Workbench) -> list[str]:
    """The files that hold the integration and system tests: as the framework says, else as the plan says."""
    collected = {test.file for test in (*_system_tests(bench), *_integration_tests(bench)) if test.file}
    planned = {case.file for case in planned_tests(bench, ("integration", "system")) if case.file}
    tests = {path for path in collected or planned if (bench.folder / path).is_file()}
    return sorted(tests | _what_they_lean_on(bench)) if tests else []


def _what_they_lean_on(bench: Workbench) -> set[str]:
    """conftest.py files and other modules without tests of their own, in which a mock could stand as well."""
    patterns = ["conftest.py", *(f"{folder}/**/*.py" for folder in bench.config.tests.folders)]
    paths = [path for path in bench.repository.files(patterns) if (bench.folder / path).is_file()]
    return {path for path in paths if not Path(path).name.startswith("test_") and not path.endswith("_test.py")}


def _integration_tests(bench: Workbench) -> list[CollectedTest]:
    return [test for _, test in reconciled(bench, ("integration",))[1].found]


def _packages(bench: Workbench) -> tuple[str, ...]:
    """Import names of the project's own packages: the folders with Python files in them below the covered sources."""
    found = {
        path.parent.name if path.name == "__init__.py" else path.stem
        for source in bench.config.coverage.sources
        for path in [*(bench.folder / source).glob("*/__init__.py"), *(bench.folder / source).glob("*.py")]
    }
    return tuple(sorted(found))
