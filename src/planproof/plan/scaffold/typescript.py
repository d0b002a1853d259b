"""TypeScript: interfaces as modules whose functions throw, planned tests for vitest or node:test, whatever the project has."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import PurePosixPath

from planproof.errors import PlanproofError
from planproof.plan.facts import FactKind
from planproof.plan.model import TestCase
from planproof.plan.scaffold.model import Addition, CodeFile, Made, ScaffoldFile, Shortfall, SmokeTest, Work
from planproof.plan.scaffold.typescript_units import (
    ScriptCall,
    ScriptUnit,
    script_call,
    script_names,
    script_skeleton,
    script_units,
    used_names,
)
from planproof.plan.scaffold.wording import arranged, best_unit, comment_lines, identifier, sentence, shown
from planproof.plan.symbols import declared_symbols, symbols_in_source
from planproof.plan.syntax import first_error, parse_tree

__all__ = ["scaffold"]

_WIDTH = 80
_INDENT = "  "
_Test = tuple[str, str, set[str]]
_COMMANDS = {
    "vitest": "npx vitest run --reporter=junit --outputFile={results}",
    "node": "node --import tsx --test --test-reporter=junit --test-reporter-destination={results}",
}
_HEADS = {
    "vitest": 'import { expect, test } from "vitest";',
    "node": 'import assert from "node:assert/strict";\nimport { test } from "node:test";',
}


def scaffold(work: Work) -> Made:
    """Everything that a plan asks for in TypeScript."""
    return _TypeScript(work).made


class _TypeScript:
    """One plan in TypeScript."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.made = Made()
        self.framework = self._framework()
        self.ending = self._import_ending()
        self.units: dict[str, ScriptUnit] = {}
        self.homes: dict[str, str] = {}
        self.bodies: dict[str, str] = {}
        for file in work.code:
            self._read(file)
        for file in work.code:
            self._write(file)
        for key in work.key_files:
            said = "\n".join(comment_lines(sentence(key.purpose) or f"Planned in {work.plan.id}.", "//", "", _WIDTH))
            self.made.files.append(ScaffoldFile(key.path, f"{said}\nexport {{}};\n", "key file"))
        for path, tests in self._tests().items():
            self._test_file(path, tests)
        self._package()

    def _framework(self) -> str:
        """`vitest` where the project has it or has no package.json, else `node` (node:test)."""
        facts = self.work.ground.facts
        kinds = (FactKind.DEPENDENCY, FactKind.FRAMEWORK, FactKind.TOOL)
        if any(facts.named(kind, "vitest") for kind in kinds) or not self.work.ground.exists("package.json"):
            return "vitest"
        return "node"

    def _import_ending(self) -> str:
        """How the project's own modules are imported: with `.js`, with `.ts`, or without an ending."""
        settings = self.work.ground.text("tsconfig.json")
        if re.search(r'"allowImportingTsExtensions"\s*:\s*true', settings):
            return ".ts"
        return (
            ".js"
            if re.search(r'"module(?:Resolution)?"\s*:\s*"node(?:16|18|20|next)"', settings, re.IGNORECASE)
            else ""
        )

    def _read(self, file: CodeFile) -> None:
        texts = []
        language = _grammar(file.path)
        for block in file.interfaces:
            try:
                texts.append(script_skeleton(block.code.content, self.work.plan.id, language))
            except (SyntaxError, PlanproofError) as error:
                said = f"the TypeScript interface of {file.path} doesn't parse: {error}"
                self.made.shortfalls.append(Shortfall(said, block.place))
        body = "\n\n".join(texts)
        self.bodies[file.path] = body
        self.units |= {unit.name: unit for unit in script_units(body, language)} | self.units
        self.homes |= dict.fromkeys(script_names(body, language), file.path) | self.homes

    def _write(self, file: CodeFile) -> None:
        body = self.bodies[file.path]
        if not body:
            return
        if self.work.ground.exists(file.path):
            source = self.work.ground.text(file.path).encode()
            there = {symbol.name for symbol in symbols_in_source(_grammar(file.path), source)}
            lacking = [s.name for block in file.interfaces for s in declared_symbols(block) if s.name not in there]
            if lacking:
                said = f"the plan's {', '.join(lacking)} is not in this file"
                self.made.additions.append(Addition(file.path, body, said))
            self.made.files.append(ScaffoldFile(file.path, "", "interface"))
            return
        language = _grammar(file.path)
        names = used_names(body, language) - script_names(body, language) - _imported(body)
        imports = self._imports({name for name in names if name in self.homes}, file.path, types=True)
        head = comment_lines(sentence(file.purpose) or f"Planned in {self.work.plan.id}.", "//", "", _WIDTH)
        parts = ["\n".join(head), *(["\n".join(imports)] if imports else []), body]
        self.made.files.append(ScaffoldFile(file.path, "\n\n".join(parts) + "\n", "interface"))

    def _imports(self, names: set[str], importer: str, *, types: bool = False) -> list[str]:
        """One import a module, in order of path; of types alone where nothing is called."""
        grouped: dict[str, list[str]] = {}
        for name in sorted(names):
            grouped.setdefault(self.homes[name], []).append(name)
        lines = []
        for path, listed in sorted(grouped.items()):
            relative = posixpath.relpath(path, posixpath.dirname(importer) or ".")
            relative = relative if relative.startswith(".") else f"./{relative}"
            source = re.sub(r"\.(?:m|c)?tsx?$", self.ending, relative)
            only_types = types and all(self.units[name].kind in ("interface", "type") for name in listed)
            line = f'import {"type " if only_types else ""}{{ {", ".join(listed)} }} from "{source}";'
            if len(line) > _WIDTH:
                inner = "".join(f"{_INDENT}{name},\n" for name in listed)
                line = f'import {"type " if only_types else ""}{{\n{inner}}} from "{source}";'
            lines.append(line)
        return lines

    def _tests(self) -> dict[str, list[_Test]]:
        files: dict[str, list[_Test]] = {}
        smoke: dict[str, _Test | None] = dict(self._smoke())
        for case in self.work.cases:
            if case.level == "benchmark" and self.framework != "vitest":
                said = f"benchmark {case.name}: nothing is made of it, since node:test measures nothing"
                self.made.shortfalls.append(Shortfall(said, case.place, "warning"))
                continue
            unit = self.units.get(best_unit(case, list(self.units)))
            path = case.file.strip("` ").removeprefix("./") or self._test_path(case, unit)
            listed = files.setdefault(path, [])
            listed.append(smoke.pop(case.name, None) or self._test(case, unit))
        path = f"{self._folder()}/smoke_{self.work.plan.id.lower()}.{self._suffix()}"
        if smoke:
            files.setdefault(path, []).extend(test for test in smoke.values() if test)
        return files

    def _folder(self) -> str:
        folders = self.work.ground.config.tests.folders
        return folders[0].strip("/") if folders else "tests"

    def _suffix(self) -> str:
        files = self.work.ground.facts.files
        return "spec.ts" if any(path.endswith(".spec.ts") for path in files) else "test.ts"

    def _test_path(self, case: TestCase, unit: ScriptUnit | None) -> str:
        home = self.homes.get(unit.name.split(".")[0], "") if unit else ""
        stem = PurePosixPath(home).stem if home else self.work.plan.id.lower()
        if case.level == "benchmark":
            return f"{self._folder()}/{stem}.bench.ts"
        level = "" if case.level == "unit" else f".{case.level}"
        beside = any(path.startswith("src/") and path.endswith(self._suffix()) for path in self.work.ground.facts.files)
        folder = posixpath.dirname(home) if beside and home else self._folder()
        return f"{folder}/{stem}{level}.{self._suffix()}"

    def _test(self, case: TestCase, unit: ScriptUnit | None) -> _Test:
        taken = {*self.homes, "expect", "test", "assert", "bench"}
        call = script_call(unit, self.units, taken) if unit else None
        if case.level == "benchmark":
            return self._benchmark(case, call)
        lines = comment_lines(f"Arrange: {arranged(case) or 'what the test needs'}", "//", _INDENT, _WIDTH)
        made = bool(call and call.expression)
        if call and made:
            lines += [*(f"{_INDENT}{line}" for line in call.arrange), "", f"{_INDENT}// Act"]
            lines.append(f"{_INDENT}{'const result = ' if call.returns else ''}{call.expression};")
        elif call and unit:
            said = f"Act: no call of {unit.name} could be written: {call.missing}"
            lines += ["", *comment_lines(said, "//", _INDENT, _WIDTH)]
        lines += ["", *comment_lines(f"Assert: {shown(case)}", "//", _INDENT, _WIDTH)]
        lines += self._failure(f"not shown yet: {shown(case)}", call)
        arrow = "async () => {" if call and call.awaited else "() => {"
        code = "\n".join([f"test({_quoted(case.name)}, {arrow}", *lines, "});"])
        return case.name, code, {call.name} if call and made else set()

    def _benchmark(self, case: TestCase, call: ScriptCall | None) -> _Test:
        """A benchmark that measures the call and nothing else; without a call it fails."""
        lines = comment_lines(f"Measures: {shown(case)}", "//", "", _WIDTH)
        if not call or not call.expression:
            said = f"{_INDENT}throw new Error({_quoted(f'not measured yet: {shown(case)}')});"
            return case.name, "\n".join([*lines, f"bench({_quoted(case.name)}, () => {{", said, "});"]), set()
        arrow = "async () => {" if call.awaited else "() => {"
        inside = [f"{_INDENT}{line}" for line in (*call.arrange, f"{call.expression};")]
        return case.name, "\n".join([*lines, f"bench({_quoted(case.name)}, {arrow}", *inside, "});"]), {call.name}

    def _failure(self, text: str, call: ScriptCall | None) -> list[str]:
        fail = "expect.fail" if self.framework == "vitest" else "assert.fail"
        if call and call.expression and call.returns:
            spelled = text.replace("\\", "\\\\").replace("`", "'").replace("${", "$\\{")
            said = f"`{spelled}; got ${{String(result)}}`"
        else:
            said = _quoted(text)
        one = f"{_INDENT}{fail}({said});"
        return [one] if len(one) <= _WIDTH else [f"{_INDENT}{fail}(", f"{_INDENT * 2}{said},", f"{_INDENT});"]

    def _test_file(self, path: str, tests: list[_Test]) -> None:
        ground = self.work.ground
        if ground.exists(path):
            there = ground.text(path)
            for name, code, _ in tests:
                if name not in there:
                    self.made.additions.append(Addition(path, code, f"the planned test {name} is not in this file"))
            self.made.files.append(ScaffoldFile(path, "", "test"))
            return
        seen: dict[str, str] = {}
        for name, code, _ in tests:
            seen.setdefault(name, code)
        names = {name for *_, needed in tests for name in needed}
        measured = any("\nbench(" in f"\n{code}" for _, code, _ in tests)
        said = f"// {'Benchmarks' if measured else 'Tests'} planned in {self.work.plan.id}."
        head = [said, 'import { bench } from "vitest";' if measured else _HEADS[self.framework]]
        uses_assert = any(re.search(r"\bassert\b", code) for code in seen.values())
        if self.framework == "vitest" and uses_assert:
            head.append('import assert from "node:assert/strict";')
        head += self._imports(names, path)
        named = PurePosixPath(path).name
        what = "smoke test" if named.startswith("smoke_") else "benchmark" if measured else "test"
        self.made.files.append(ScaffoldFile(path, "\n\n".join(["\n".join(head), *seen.values()]) + "\n", what))

    def _smoke(self) -> dict[str, _Test]:
        found: dict[str, _Test] = {}
        for smoke in self.work.smoke:
            test = self._smoke_test(smoke)
            if test:
                found.setdefault(test[0], test)
        return found

    def _smoke_test(self, smoke: SmokeTest) -> _Test | None:
        code = re.sub(r"^import [^;]*;[ \t]*\n?", "", smoke.code.content, flags=re.MULTILINE).strip("\n")
        problem = first_error(parse_tree("typescript", code.encode("utf-8", "replace")))
        own = problem.message if problem else ""
        if self.framework == "node" and re.search(r"\bexpect\(", code):
            own = "it uses `expect`, which node:test doesn't have"
        if own:
            said = f"no test is made of the smoke test of {smoke.task}: {own}"
            self.made.shortfalls.append(Shortfall(said, smoke.code.place, "warning"))
            return None
        said = f"// Smoke test of {smoke.task}: {' '.join(smoke.title.split())}"
        names = {name for name in used_names(code) if name in self.homes}
        named = re.search(r"""\b(?:test|it)\(\s*["'`]([^"'`]+)["'`]""", code)
        if named:
            code = re.sub(r"(?<![.\w])it(?=\()", "test", code)
            return named[1], f"{said}\n{code}", names
        name = f"{identifier(smoke.task.lower())}__smoke__then_passes"
        body = "\n".join(f"{_INDENT}{line}" if line.strip() else "" for line in code.split("\n"))
        return name, f"{said}\ntest({_quoted(name)}, async () => {{\n{body}\n}});", names

    def _package(self) -> None:
        """package.json where there is none, and what planproof.toml has to say."""
        ground = self.work.ground
        name = identifier(ground.root.name.lower()).replace("_", "-").strip("-") or "project"
        package = {
            "name": name,
            "version": "0.1.0",
            "private": True,
            "type": "module",
            "scripts": {"test": "vitest run"},
            "devDependencies": {"typescript": ">=5", "vitest": ">=2"},
        }
        self.made.files.append(ScaffoldFile("package.json", json.dumps(package, indent=2) + "\n", "build"))
        if not ground.config.commands.test:
            lines = (
                f'[commands]\ntest = "{_COMMANDS[self.framework]}"\n\n[tests]\nframework = "other"\nresults = "junit"'
            )
            self.made.additions.append(
                Addition("planproof.toml", lines, "planproof can't run and list these tests yet")
            )


def _grammar(path: str) -> str:
    return "tsx" if path.endswith(".tsx") else "typescript"


def _imported(source: str) -> set[str]:
    """Names in the imports that a block has itself."""
    lines = re.findall(r"^\s*import\s+(?:type\s+)?([^;]*?)\s+from\b", source, re.MULTILINE)
    return {name for line in lines for name in re.findall(r"[A-Za-z_$][\w$]*", line)}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
