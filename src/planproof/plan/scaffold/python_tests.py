"""Planned tests in Python: one function each that calls what it is about, then fails because nobody has shown anything yet.

    def test_short_code__one_url__then_stable() -> None:
        \"""One address keeps one code.\"""
        # Arrange: one url
        url = "url"

        # Act
        result = short_code(url)

        # Assert: one address keeps one code
        pytest.fail(f"not shown yet: one address keeps one code; got {result!r}")

Against a skeleton the call raises NotImplementedError; against real code the assertion fails until a person has written it. A
smoke test that has the name of a planned test is that test.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import msgspec

from planproof.plan.facts import FactKind
from planproof.plan.model import TestCase
from planproof.plan.scaffold.model import Addition, Made, ScaffoldFile, Shortfall, SmokeTest, Work
from planproof.plan.scaffold.python_calls import Call, PlannedUnit, call_of
from planproof.plan.scaffold.python_imports import Imports, free_names
from planproof.plan.scaffold.python_layout import import_root, line_width, test_path
from planproof.plan.scaffold.wording import (
    arranged,
    best_unit,
    comment_lines,
    identifier,
    quoted_pieces,
    sentence,
    shown,
)
from planproof.plan.syntax import SyntaxProblem, parse_python

__all__ = ["test_files"]

_INDENT = "    "
_FIXTURES = frozenset(
    "cache capfd capsys caplog monkeypatch pytestconfig recwarn request tmp_path tmp_path_factory".split()
)


class _Test(msgspec.Struct):
    """One function: its code, and what it needs imported as (module, name)."""

    name: str
    code: str
    names: tuple[tuple[str, str], ...]
    modules: tuple[str, ...] = ()
    suite: str = ""


def test_files(work: Work, units: Mapping[str, PlannedUnit], homes: Mapping[str, str], made: Made) -> None:
    """Adds the files of all planned tests and smoke tests to `made`.

    Args:
        units: what is planned, by name.
        homes: name -> module that it is imported from.
    """
    writer = _Tests(work, units, homes, made)
    smoke = writer.smoke_tests()
    files: dict[str, list[_Test]] = {}
    whats: dict[str, str] = {}
    for case in work.cases:
        unit = best_unit(case, list(units))
        subject = units[unit].module.rpartition(".")[2] if unit else work.plan.id.lower()
        path = test_path(work, case, subject)
        name = _function_name(case.name)
        suite = _suite(case.name)
        test = smoke.pop(name, None) or writer.planned(case, units.get(unit))
        test.suite = suite
        listed = files.setdefault(path, [])
        if any(other.name == test.name and other.suite == suite for other in listed):
            made.shortfalls.append(
                Shortfall(f"two planned tests are both {test.name} in {path}; one is made", case.place)
            )
            continue
        listed.append(test)
        whats[path] = "benchmark" if case.level == "benchmark" else "test"
    if smoke:
        folder = work.ground.config.tests.folders[0].strip("/") if work.ground.config.tests.folders else "tests"
        path = f"{folder}/test_smoke_{work.plan.id.lower()}.py"
        files.setdefault(path, []).extend(smoke.values())
        whats[path] = "smoke test"
    for path, tests in files.items():
        writer.file(path, tests, whats[path])


class _Tests:
    """Writes tests for one plan."""

    def __init__(self, work: Work, units: Mapping[str, PlannedUnit], homes: Mapping[str, str], made: Made) -> None:
        self.work = work
        self.units = units
        self.homes = homes
        self.made = made
        self.width = line_width(work)
        self.own = {unit.module.split(".")[0] for unit in units.values()}

    def planned(self, case: TestCase, unit: PlannedUnit | None) -> _Test:
        """The function of one planned test."""
        call = call_of(unit, self.units) if unit else None
        names = [(module, name) for name, module in call.names] if call else []
        name = _function_name(case.name)
        measured = case.level == "benchmark" and "pytest-benchmark" in self._tools() and call and call.expression
        lines = self._head(name, case, fixture=bool(measured))
        lines += comment_lines(f"Arrange: {arranged(case) or 'what the test needs'}", "#", _INDENT, self.width)
        arrange = list(call.arrange) if call else []
        lines += [f"{_INDENT}{line}" for line in arrange] + [""]
        act, got = self._act(call, measured=bool(measured))
        lines += [*act, ""] if act else []
        lines += comment_lines(f"Assert: {shown(case)}", "#", _INDENT, self.width)
        lines += self._failure(f"not shown yet: {shown(case)}", got)
        modules = ("pytest", "asyncio") if call and call.expression and call.awaited else ("pytest",)
        return _Test(name, "\n".join(lines), tuple(names), modules)

    def _tools(self) -> set[str]:
        facts = self.work.ground.facts
        return {fact.name for kind in (FactKind.TOOL, FactKind.DEPENDENCY) for fact in facts.all(kind)}

    def _head(self, name: str, case: TestCase, *, fixture: bool) -> list[str]:
        """The line of the `def`, and a docstring of what is to be shown."""
        says = sentence(shown(case)).replace("\\", "/").replace('"""', "'").rstrip('"')
        given = "benchmark" if fixture else ""
        lines = [f"def {name}({given}) -> None:" if not fixture else f"def {name}({given}):"]
        if len(says) + 10 <= self.width:
            return [*lines, f'{_INDENT}"""{says}"""']
        return lines

    def _act(self, call: Call | None, *, measured: bool) -> tuple[list[str], str]:
        """The call, and the name of what it gives; comments only where no call can be made."""
        if call is None:
            return [], ""
        if not call.expression:
            reason = f"Act: no call of {call.reference} could be written: {call.missing}"
            return [*comment_lines(reason, "#", _INDENT, self.width), f"{_INDENT}unit = {call.reference}"], "unit"
        expression = f"asyncio.run({call.expression})" if call.awaited else call.expression
        if measured:
            expression = f"benchmark(lambda: {expression})"
        if not call.returns:
            return [f"{_INDENT}# Act", f"{_INDENT}{expression}"], ""
        return [f"{_INDENT}# Act", *_wrapped(f"{_INDENT}result = ", expression, self.width)], "result"

    def _failure(self, text: str, got: str) -> list[str]:
        """`pytest.fail(…)` with the text, as a formatter would break it."""
        tail = f"; got {{{got}!r}}" if got else ""
        escaped = text.replace("{", "{{").replace("}", "}}") if got else text
        prefix = "f" if got else ""
        one = f"{_INDENT}pytest.fail({prefix}{quoted_pieces(escaped + tail, 10_000)[0]})"
        if len(one) <= self.width:
            return [one]
        whole = f"{_INDENT * 2}{prefix}{quoted_pieces(escaped + tail, 10_000)[0]}"
        if len(whole) <= self.width:
            return [f"{_INDENT}pytest.fail(", whole, f"{_INDENT})"]
        pieces = quoted_pieces(text, self.width - 12)
        lines = [f"{_INDENT * 2}{piece}" for piece in pieces]
        if got:
            lines.append(f'{_INDENT * 2}f"{tail}"')
        return [f"{_INDENT}pytest.fail(", *lines, f"{_INDENT})"]

    def smoke_tests(self) -> dict[str, _Test]:
        """The plan's own smoke tests by the name of their first test function."""
        found: dict[str, _Test] = {}
        for smoke in self.work.smoke:
            test = self._smoke(smoke)
            if test is None:
                continue
            name = test.name
            while name in found:
                name = f"{name}_{smoke.task.lower()}"
            test.code = re.sub(rf"\bdef {test.name}\(", f"def {name}(", test.code)
            test.name = name
            found[name] = test
        return found

    def _smoke(self, smoke: SmokeTest) -> _Test | None:
        tree = parse_python(smoke.code.content)
        if isinstance(tree, SyntaxProblem):
            said = f"the smoke test of {smoke.task} doesn't parse: {tree.message}"
            self.made.shortfalls.append(Shortfall(said, smoke.code.place))
            return None
        imports = Imports(self.own)
        left = imports.known(free_names(tree), self.homes) | self._unknown_fixtures(tree)
        if left:
            listed = ", ".join(sorted(left))
            said = f"the smoke test of {smoke.task} uses {listed}, which nothing declares: no test is made of it"
            self.made.shortfalls.append(Shortfall(said, smoke.code.place, "warning"))
            return None
        names = tuple((module, name) for module, each in imports.parts().items() for name in each)
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        tests = [node for node in functions if node.name.startswith("test")]
        code = _without_imports(smoke.code.content, tree)
        taken = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        own = Imports(self.own)
        own.take(taken)
        names += tuple((module, name) for module, each in own.parts().items() for name in each)
        modules = (*imports.modules(), *own.modules())
        heading = comment_lines(f"Smoke test of {smoke.task}: {smoke.title}", "#", "", self.width)
        if tests:
            first = tests[0]
            if isinstance(first, ast.AsyncFunctionDef) and not first.args.args and not self._runs_async():
                code, modules = _run_to_its_end(code, first.name), (*modules, "asyncio")
            return _Test(first.name, "\n".join([*heading, code]), names, modules)
        name = f"test_{identifier(smoke.task.lower())}__smoke__then_passes"
        is_async = any(isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) for node in ast.walk(tree))
        body = "\n".join(f"{_INDENT}{line}" if line.strip() else "" for line in code.split("\n")).strip("\n")
        if all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
            said = f"the smoke test of {smoke.task} holds no statement, so no test is made of it"
            self.made.shortfalls.append(Shortfall(said, smoke.code.place, "warning"))
            return None
        code = f"{'async ' if is_async else ''}def {name}() -> None:\n{body}"
        if is_async and not self._runs_async():
            code, modules = _run_to_its_end(code, name), (*modules, "asyncio")
        return _Test(name, "\n".join([*heading, code]), names, modules)

    def _unknown_fixtures(self, tree: ast.Module) -> set[str]:
        """Parameters of tests that neither the code, nor pytest, nor a conftest of the project gives."""
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        wanted = {each.arg for node in functions if node.name.startswith("test") for each in node.args.args}
        wanted -= {node.name for node in functions} | _FIXTURES
        marked = {word for node in functions for mark in node.decorator_list for word in _strings(mark)}
        conftests = [path for path in self.work.ground.facts.files if path.rpartition("/")[2] == "conftest.py"]
        texts = [self.work.ground.text(path) for path in sorted(conftests)] if wanted - marked else []
        return {name for name in wanted - marked if not any(re.search(rf"\bdef {name}\(", text) for text in texts)}

    def _runs_async(self) -> bool:
        """Whether pytest runs tests that are coroutines; without a plugin that does, it passes them over."""
        modes = self.work.ground.facts.named(FactKind.SETTING, "pytest.asyncio_mode")
        return any(fact.value == "auto" for fact in modes)

    def file(self, path: str, tests: list[_Test], what: str) -> None:
        """Adds a file with these tests; where it is there already, the code of those that it lacks."""
        if self.work.ground.exists(path):
            there = self.work.ground.text(path)
            tests = [test for test in tests if not re.search(rf"\bdef {re.escape(test.name)}\(", there)]
            for test in tests:
                added = f"{self._imports([test]).text()}\n\n\n{_with_suite(test, [test])}"
                self.made.additions.append(Addition(path, added, f"the planned test {test.name} is not in this file"))
            self.made.files.append(ScaffoldFile(path, "", what))
            return
        suites = list(dict.fromkeys(test.suite for test in tests))
        bodies = []
        for suite in suites:
            inside = [test for test in tests if test.suite == suite]
            bodies += [_with_suite(inside[0], inside)] if suite else [test.code for test in inside]
        subject = "Smoke tests" if what == "smoke test" else "Benchmarks" if what == "benchmark" else "Tests"
        head = f'"""{subject} planned in {self.work.plan.id}."""'
        text = "\n\n\n".join([f"{head}\n\n{self._imports(tests).text()}", *bodies])
        self.made.files.append(ScaffoldFile(path, f"{text}\n", what))
        self._folders(path)

    def _imports(self, tests: list[_Test]) -> Imports:
        imports = Imports(self.own)
        for test in tests:
            for module, name in test.names:
                imports.name(module, name)
            for whole in test.modules:
                imports.module(whole)
        return imports

    def _folders(self, path: str) -> None:
        """`__init__.py` in new folders, where the project's tests are packages."""
        folder = PurePosixPath(path).parent
        tops = [name.strip("/") for name in self.work.ground.config.tests.folders]
        top = next((name for name in tops if folder.as_posix().startswith(name)), "")
        if not top or not self.work.ground.exists(f"{top}/__init__.py") or import_root(self.work, path) == top:
            return
        while folder.as_posix() != top and folder.parts:
            inside = f"{folder.as_posix()}/__init__.py"
            if not self.work.ground.exists(inside) and all(file.path != inside for file in self.made.files):
                self.made.files.append(ScaffoldFile(inside, "", "build"))
            folder = folder.parent


def _function_name(name: str) -> str:
    """The function of a planned name: `tests/a.py::TestX::test_y[1]` and `Links.add__x` give `test_y` and `test_add__x`."""
    bare = re.split(r"::|\.", name.split("[", 1)[0].removesuffix("()").rpartition(".py::")[2] or name)[-1]
    bare = identifier(bare.split("[", 1)[0])
    return bare if bare.startswith("test") else f"test_{bare}"


def _suite(name: str) -> str:
    """The class that a planned name asks for, which pytest only collects when it begins with `Test`."""
    parts = re.split(r"::|\.", name.split("[", 1)[0].rpartition(".py::")[2] or name)
    return identifier(parts[-2]) if len(parts) > 1 and parts[-2].startswith("Test") else ""


def _with_suite(test: _Test, tests: list[_Test]) -> str:
    """The tests of one class in it; a test without a class as it is."""
    if not test.suite:
        return test.code
    bodies = []
    for each in tests:
        code = re.sub(rf"\bdef {each.name}\(\)", f"def {each.name}(self)", each.code)
        code = re.sub(rf"\bdef {each.name}\((?!self)", f"def {each.name}(self, ", code)
        bodies.append("\n".join(f"{_INDENT}{line}" if line.strip() else "" for line in code.split("\n")))
    return f"class {test.suite}:\n" + "\n\n".join(bodies)


def _wrapped(start: str, expression: str, width: int) -> list[str]:
    """An assignment, its right side broken at the last call's arguments where the line is too wide."""
    line = f"{start}{expression}"
    head, separator, tail = expression.partition("(")
    if len(line) <= width or not separator:
        return [line]
    indent = " " * (len(start) - len(start.lstrip()))
    return [f"{start}{head}(", f"{indent}{_INDENT}{tail.removesuffix(')')}", f"{indent})"]


def _without_imports(source: str, tree: ast.Module) -> str:
    """The source without its outermost imports, which go to the head of the file."""
    lines = source.split("\n")
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for number in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[number] = "\0"
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(line for line in lines if line != "\0").strip("\n"))


def _run_to_its_end(code: str, name: str) -> str:
    """A test that is a coroutine as one that runs it."""
    inner = re.sub(rf"\basync def {name}\(", f"async def _{name}(", code)
    return f"{inner}\n\n\ndef {name}() -> None:\n{_INDENT}asyncio.run(_{name}())"


def _strings(node: ast.expr) -> set[str]:
    """The names in a mark's texts: `parametrize("size, name", …)` gives `size` and `name`."""
    texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return {word for text in texts for word in re.findall(r"\w+", text)}
