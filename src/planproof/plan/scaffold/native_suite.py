"""The test files of a plan in C and C++: which test goes where, smoke tests among them, and what is there already."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from planproof.plan.facts import FactKind
from planproof.plan.model import TestCase
from planproof.plan.scaffold.model import Addition, Made, ScaffoldFile, Shortfall, SmokeTest, Work
from planproof.plan.scaffold.native_build import Program
from planproof.plan.scaffold.native_known import NativeKnown, Needs
from planproof.plan.scaffold.native_tests import NativeTest, gtest_text, native_test, plain_text
from planproof.plan.scaffold.native_units import NativeFunction, NativeTypes
from planproof.plan.scaffold.wording import best_unit, identifier

__all__ = ["CPP_SOURCES", "SOURCES", "NativeSuite", "include_path"]

CPP_SOURCES = (".cc", ".cpp", ".cxx")
SOURCES = (".c", *CPP_SOURCES)


def include_path(header: str, source: str) -> str:
    """How a file includes a header: below an `include` folder by the rest of its path, else from where the file is."""
    parts = PurePosixPath(header).parts
    if "include" in parts[:-1]:
        return "/".join(parts[len(parts) - parts[::-1].index("include") :])
    return posixpath.relpath(header, posixpath.dirname(source) or ".")


def _lies_in(path: str, folders: Sequence[str]) -> bool:
    names = {folder.strip("./").rpartition("/")[2] for folder in folders}
    return bool(names & set(PurePosixPath(path).parts[:-1]))


class NativeSuite:
    """The tests of one plan.

    Args:
        functions, types: what its headers declare.
        headers: path -> text of each header.
        known: what smoke tests may call beside these.
        made: what the files and shortfalls are added to.
    """

    def __init__(
        self,
        work: Work,
        functions: Sequence[NativeFunction],
        types: NativeTypes,
        headers: Mapping[str, str],
        known: NativeKnown,
        made: Made,
    ) -> None:
        self.work = work
        self.functions = functions
        self.types = types
        self.headers = headers
        self.known = known
        self.existing: list[str] = []
        self.made = made
        self.gtest = self._uses_gtest()

    def _uses_gtest(self) -> bool:
        facts = self.work.ground.facts
        named = facts.named(FactKind.FRAMEWORK, "gtest") or facts.named(FactKind.TOOL, "gtest")
        return self.work.ground.config.tests.framework == "gtest" or bool(named)

    def files(self, taken: set[str]) -> tuple[list[Program], list[str]]:
        """Adds the test files; gives the plain programs and the files of GoogleTest tests.

        Args:
            taken: names of programs that aren't tests.
        """
        files: dict[str, list[NativeTest]] = {}
        smoke = self._smoke()
        for case in self.work.cases:
            if case.level == "benchmark" and not case.file:
                said = f"benchmark {case.name} names no file: nothing is made of it"
                self.made.shortfalls.append(Shortfall(said, case.place, "warning"))
                continue
            path = self._test_path(case)
            gtest = path.endswith(CPP_SOURCES)
            words = [part.capitalize() for part in PurePosixPath(path).stem.split("_") if part not in ("test", "tests")]
            suite = identifier("".join(words))
            test = native_test(case, self.functions, self.types, suite or "Planned", gtest=gtest)
            listed = files.setdefault(path, [])
            if any((other.suite, other.name) == (test.suite, test.name) for other in listed):
                said = f"two planned tests are both {test.name} in {path}; one is made"
                self.made.shortfalls.append(Shortfall(said, case.place))
                continue
            own = smoke.pop(test.name, None)
            listed.append(replace(own, suite=own.suite and test.suite) if own else test)
        folder = self._test_folder()
        for name, test in smoke.items():
            ending = "cpp" if test.suite else "c"
            files.setdefault(f"{folder}/test_smoke_{self.work.plan.id.lower()}.{ending}", []).append(
                replace(test, name=name)
            )
        programs: list[Program] = []
        gtests: list[str] = []
        for path, tests in files.items():
            self._test_file(path, tests, programs, gtests, taken)
        return programs, gtests

    def _test_folder(self) -> str:
        folders = self.work.ground.config.tests.folders
        return folders[0].strip("/") if folders else "tests"

    def _test_path(self, case: TestCase) -> str:
        if case.file:
            return case.file.strip("` ").removeprefix("./")
        unit = best_unit(case, [function.name for function in self.functions])
        home = next(
            (
                path
                for path, text in self.headers.items()
                if unit and re.search(rf"\b{re.escape(unit.rpartition('.')[2])}\b", text)
            ),
            self.work.plan.id.lower(),
        )
        stem = PurePosixPath(home).stem
        level = "" if case.level == "unit" else f"_{case.level}"
        cpp = (
            self.gtest
            or home.endswith((".hpp", ".hh", ".hxx"))
            or any(file.language == "cpp" for file in self.work.code)
        )
        return f"{self._test_folder()}/" + (f"{stem}{level}_test.cpp" if cpp else f"test_{stem}{level}.c")

    def _test_file(
        self, path: str, tests: list[NativeTest], programs: list[Program], gtests: list[str], taken: set[str]
    ) -> None:
        needed = list(dict.fromkeys(each for test in tests for each in test.includes))
        system = [each.strip("<>") for each in needed if each.startswith("<")]
        existing = [each for each in needed if not each.startswith("<")]
        includes = [include_path(header, path) for header in (*self.headers, *existing)]
        gtest = path.endswith(CPP_SOURCES)
        stem = PurePosixPath(path).stem
        if self.work.ground.exists(path):
            there = self.work.ground.text(path)
            for test in tests:
                if not re.search(rf"\b{re.escape(test.name)}\b", there):
                    self.made.additions.append(
                        Addition(path, test.code, f"the planned test {test.name} is not in this file")
                    )
            self.made.files.append(ScaffoldFile(path, "", "test"))
            return
        text = (
            gtest_text(self.work.plan.id, includes, system, self._namespaces(), tests)
            if gtest
            else plain_text(self.work.plan.id, includes, system, tests, stem)
        )
        self.made.files.append(ScaffoldFile(path, text, "test"))
        if gtest:
            gtests += [path, *self._sources_beside(existing)]
        else:
            measured = any(case.level == "benchmark" and self._test_path(case) == path for case in self.work.cases)
            name = identifier(f"{stem}_benchmark" if measured and "bench" not in stem else stem)
            if name in {*taken, *(program.name for program in programs)}:
                name = identifier(path)
            names = tuple(test.name for test in tests)
            programs.append(Program(name, path, names, measured, self._sources_beside(existing)))

    def _namespaces(self) -> list[str]:
        return sorted({"::".join(function.namespaces) for function in self.functions if function.namespaces})

    def _smoke(self) -> dict[str, NativeTest]:
        """The plan's own smoke tests that compile here, by name."""
        found: dict[str, NativeTest] = {}
        known = [function.bare for function in self.functions]
        for smoke in self.work.smoke:
            needs = self.known.needs(smoke.code.content, known, "cpp" if self.gtest else "c")
            if needs.unknown:
                names = ", ".join(needs.unknown[:3])
                said = f"the smoke test of {smoke.task} calls {names}, which nothing declares: no test is made of it"
                self.made.shortfalls.append(Shortfall(said, smoke.code.place, "warning"))
                continue
            test = self._smoke_test(smoke)
            if test and test.name not in found:
                found[test.name] = replace(test, includes=self._includes(needs))
        return found

    def _includes(self, needs: Needs) -> tuple[str, ...]:
        """What a test includes beside the plan's headers; headers of the project are remembered for the build file."""
        self.existing += [path for path in needs.headers if path not in self.existing]
        return (*needs.headers, *(f"<{name}>" for name in needs.system))

    def _sources_beside(self, headers: Sequence[str]) -> tuple[str, ...]:
        """Sources that tests share: those of the same name as a header in one of the folders of tests."""
        folders = self.work.ground.config.tests.folders
        stems = [path.rpartition(".")[0] for path in headers if _lies_in(path, folders)]
        beside = [f"{stem}{ending}" for stem in stems for ending in SOURCES]
        return tuple(path for path in beside if path in self.work.ground.facts.files)

    def _smoke_test(self, smoke: SmokeTest) -> NativeTest | None:
        code = re.sub(r"^\s*#\s*include[^\n]*\n", "", smoke.code.content, flags=re.MULTILINE).strip("\n")
        says = f"/* Smoke test of {smoke.task}: {smoke.title.replace('*/', '* /')} */"
        macro = re.search(r"\bTEST\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)", code)
        if macro:
            return NativeTest(macro[2], macro[1], f"{says}\n{code}")
        suite = smoke.task.replace("_", "") if self.gtest else ""
        function = re.search(r"^(?:static\s+)?void\s+(test\w*)\s*\(\s*(?:void)?\s*\)", code, re.MULTILINE)
        if function:
            headed = code.replace(function[0], f"TEST({suite}, {function[1]})") if suite else code
            return NativeTest(function[1], suite, f"{says}\n{headed}")
        main = re.search(r"\bint\s+main\s*\(", code)
        name = f"test_{smoke.task.lower()}__smoke__then_passes"
        if main:
            said = f"the smoke test of {smoke.task} is a program of its own: no test is made of it"
            self.made.shortfalls.append(Shortfall(said, smoke.code.place, "warning"))
            return None
        body = "\n".join(f"    {line}" if line.strip() else "" for line in code.split("\n"))
        head = f"TEST({suite}, {name})" if suite else f"static void {name}(void)"
        return NativeTest(name, suite, f"{says}\n{head}\n{{\n{body}\n}}")
