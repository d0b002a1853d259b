"""Build files for new C and C++ targets: a whole one where the project has none, else the exact lines to add to the one it has.

The lines stand on their own: they build the new sources as a library of the iteration's name and link its tests to that, so that
nothing which is there already has to be understood or changed.
"""

from __future__ import annotations

import msgspec

from planproof.plan.scaffold.model import Addition, Made, ScaffoldFile
from planproof.plan.scaffold.wording import identifier

__all__ = ["Program", "Targets", "build_files"]


class Program(msgspec.Struct, frozen=True):
    """A program of one file.

    Attributes:
        name: of the target.
        source: its file.
        tests: names that it runs one by one, for a test program in plain C.
        measured: whether they are benchmarks, which no run of the tests includes.
    """

    name: str
    source: str
    tests: tuple[str, ...] = ()
    measured: bool = False


class Targets(msgspec.Struct, frozen=True):
    """Everything to build.

    Attributes:
        iteration: its id.
        project: a name for a new project.
        languages: `c`, `cpp`.
        sources: of the library.
        include: whether there is a folder `include`.
        tests: test programs in plain C.
        programs: other programs.
        gtest: files of GoogleTest tests, one program together.
    """

    iteration: str
    project: str
    languages: tuple[str, ...]
    sources: tuple[str, ...]
    include: bool
    tests: tuple[Program, ...]
    programs: tuple[Program, ...]
    gtest: tuple[str, ...]

    @property
    def gtest_program(self) -> str:
        """Name of the program that holds the GoogleTest tests."""
        return f"{self.iteration.lower()}_tests"


def build_files(targets: Targets, tool: str, there: str | None, made: Made) -> None:
    """Adds the build file, or the lines that it lacks, to `made`.

    Args:
        tool: `meson` or `cmake`.
        there: text of the build file that exists; None when there is none.
    """
    path = "meson.build" if tool == "meson" else "CMakeLists.txt"
    lines = _meson(targets) if tool == "meson" else _cmake(targets)
    if there is None:
        head = _meson_head(targets) if tool == "meson" else _cmake_head(targets)
        made.files.append(ScaffoldFile(path, "\n".join([*head, "", *lines]) + "\n", "build"))
        return
    made.files.append(ScaffoldFile(path, "", "build"))
    listed = [*targets.sources, *(each.source for each in (*targets.tests, *targets.programs)), *targets.gtest]
    if not all(source.rpartition("/")[2] in there for source in listed):
        made.additions.append(Addition(path, "\n".join(lines), f"it doesn't build what {targets.iteration} adds"))


def _meson_head(targets: Targets) -> list[str]:
    languages = ", ".join(f"'{language}'" for language in targets.languages)
    standards = ["'c_std=c11'"] if "c" in targets.languages else []
    standards += ["'cpp_std=c++17'"] if "cpp" in targets.languages else []
    return [f"project('{targets.project}', {languages}, default_options: [{', '.join(standards)}, 'warning_level=2'])"]


def _meson(targets: Targets) -> list[str]:
    library = identifier(targets.iteration.lower())
    folders = ["'include'"] if targets.include else []
    lines = [f"{library}_include = include_directories({', '.join(folders) or repr('.')})"]
    linked = ""
    if targets.sources:
        sources = ", ".join(f"'{source}'" for source in targets.sources)
        lines.append(f"{library} = static_library('{library}', {sources}, include_directories: {library}_include)")
        linked = f", link_with: {library}"
    around = f"include_directories: {library}_include{linked}"
    for program in targets.programs:
        lines.append(f"executable('{program.name}', '{program.source}', {around})")
    for program in targets.tests:
        variable = identifier(f"{library}_{program.name}")
        lines.append(f"{variable} = executable('{program.name}', '{program.source}', {around})")
        lines += ["foreach name : [", *(f"  '{name}'," for name in program.tests), "]"]
        lines += [f"  {'benchmark' if program.measured else 'test'}(name, {variable}, args: [name])", "endforeach"]
    if targets.gtest:
        sources = ", ".join(f"'{source}'" for source in targets.gtest)
        name = targets.gtest_program
        lines.append(f"{name} = executable('{name}', {sources}, {around}, dependencies: dependency('gtest_main'))")
        lines.append(f"test('{name}', {name}, protocol: 'gtest')")
    return lines


def _cmake_head(targets: Targets) -> list[str]:
    languages = " ".join("CXX" if language == "cpp" else "C" for language in targets.languages)
    return ["cmake_minimum_required(VERSION 3.20)", f"project({targets.project} {languages})", "enable_testing()"]


def _cmake(targets: Targets) -> list[str]:
    library = identifier(targets.iteration.lower())
    folder = "include" if targets.include else "."
    lines = [f"add_library({library} {'STATIC' if targets.sources else 'INTERFACE'}{_each(targets.sources)})"]
    kind = "PUBLIC" if targets.sources else "INTERFACE"
    lines.append(f"target_include_directories({library} {kind} {folder})")
    for program in (*targets.programs, *targets.tests):
        lines.append(f"add_executable({program.name} {program.source})")
        lines.append(f"target_link_libraries({program.name} PRIVATE {library})")
        if program.tests and not program.measured:
            lines += ["foreach(name IN ITEMS", *(f"  {name}" for name in program.tests), ")"]
            lines += [f"  add_test(NAME ${{name}} COMMAND {program.name} ${{name}})", "endforeach()"]
    if targets.gtest:
        name = targets.gtest_program
        lines += ["find_package(GTest REQUIRED)", f"add_executable({name}{_each(targets.gtest)})"]
        lines.append(f"target_link_libraries({name} PRIVATE {library} GTest::gtest_main)")
        lines += ["include(GoogleTest)", f"gtest_discover_tests({name})"]
    return lines


def _each(names: tuple[str, ...]) -> str:
    return "".join(f" {name}" for name in names)
