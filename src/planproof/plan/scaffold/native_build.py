"""Build files for new C and C++ targets: a whole one where the project has none, else the exact lines to add to the one it has.

The lines stand on their own: they build the new sources as a library of the iteration's name and link its tests to that, so that
nothing which is there already has to be understood or changed.
"""

from __future__ import annotations

import posixpath
import re

import msgspec

from planproof.plan.scaffold.model import Addition, Made, ScaffoldFile
from planproof.plan.scaffold.native_home import BuildHome
from planproof.plan.scaffold.wording import identifier

__all__ = ["Program", "Targets", "build_files"]


class Program(msgspec.Struct, frozen=True):
    """A program of one file.

    Attributes:
        name: of the target.
        source: its file.
        tests: names that it runs one by one, for a test program in plain C.
        measured: whether they are benchmarks, which no run of the tests includes.
        beside: other files of it, which tests share.
    """

    name: str
    source: str
    tests: tuple[str, ...] = ()
    measured: bool = False
    beside: tuple[str, ...] = ()


class Targets(msgspec.Struct, frozen=True):
    """Everything to build; paths are relative to the folder of the build file.

    Attributes:
        iteration: its id.
        project: a name for a new project.
        languages: `c`, `cpp`.
        sources: of the library.
        include: folders that hold headers.
        tests: test programs in plain C.
        programs: other programs.
        gtest: files of GoogleTest tests, one program together.
        linked: libraries that the project has already, and whose headers are used.
    """

    iteration: str
    project: str
    languages: tuple[str, ...]
    sources: tuple[str, ...]
    include: tuple[str, ...]
    tests: tuple[Program, ...]
    programs: tuple[Program, ...]
    gtest: tuple[str, ...]
    linked: tuple[str, ...] = ()

    @property
    def gtest_program(self) -> str:
        """Name of the program that holds the GoogleTest tests."""
        return f"{self.iteration.lower()}_tests"


def build_files(targets: Targets, home: BuildHome, made: Made) -> None:
    """Adds the build file, or the lines that it lacks, to `made`; and the line by which the root's build file finds it.

    Args:
        targets: with paths relative to the home's folder.
        home: the build file they belong into.
    """
    lines = _meson(targets) if home.tool == "meson" else _cmake(targets)
    if home.there is None:
        head = _meson_head(targets) if home.tool == "meson" else _cmake_head(targets)
        nested = home.folder and home.around is not None
        text = "\n".join(lines if nested else [*head, "", *lines])
        made.files.append(ScaffoldFile(home.path, f"{text}\n", "build"))
    else:
        made.files.append(ScaffoldFile(home.path, "", "build"))
        listed = [*targets.sources, *(each.source for each in (*targets.tests, *targets.programs)), *targets.gtest]
        if not all(posixpath.basename(source) in home.known for source in listed):
            made.additions.append(
                Addition(home.path, "\n".join(lines), f"it doesn't build what {targets.iteration} adds")
            )
    _entered(home, made)


def _entered(home: BuildHome, made: Made) -> None:
    """The line by which the root's build file reaches the home's folder, where it is missing."""
    if not home.folder or home.around is None:
        return
    reached = re.search(
        rf"\b(?:subdir|add_subdirectory)\s*\(\s*['\"]?{re.escape(home.folder)}/?['\"]?\s*\)", home.known
    )
    # The folder may be entered step by step, by build files in between.
    if reached or ("/" in home.folder and home.there is not None):
        return
    path = "meson.build" if home.tool == "meson" else "CMakeLists.txt"
    line = f"subdir('{home.folder}')" if home.tool == "meson" else f"add_subdirectory({home.folder})"
    made.additions.append(Addition(path, line, f"it doesn't enter {home.folder}"))


def _meson_head(targets: Targets) -> list[str]:
    languages = ", ".join(f"'{language}'" for language in targets.languages)
    standards = ["'c_std=c11'"] if "c" in targets.languages else []
    standards += ["'cpp_std=c++17'"] if "cpp" in targets.languages else []
    return [f"project('{targets.project}', {languages}, default_options: [{', '.join(standards)}, 'warning_level=2'])"]


def _meson(targets: Targets) -> list[str]:
    library = identifier(targets.iteration.lower())
    folders = [f"'{folder}'" for folder in targets.include]
    lines = [f"{library}_include = include_directories({', '.join(folders) or repr('.')})"]
    own = [library] if targets.sources else []
    linked = f", link_with: [{', '.join([*own, *targets.linked])}]" if own or targets.linked else ""
    if targets.sources:
        sources = ", ".join(f"'{source}'" for source in targets.sources)
        lines.append(f"{library} = static_library('{library}', {sources}, include_directories: {library}_include)")
    around = f"include_directories: {library}_include{linked}"
    for program in targets.programs:
        lines.append(f"executable('{program.name}', '{program.source}', {around})")
    for program in targets.tests:
        variable = identifier(f"{library}_{program.name}")
        files = ", ".join(f"'{source}'" for source in (program.source, *program.beside))
        lines.append(f"{variable} = executable('{program.name}', {files}, {around})")
        lines += ["foreach name : [", *(f"  '{name}'," for name in program.tests), "]"]
        lines += [f"  {'benchmark' if program.measured else 'test'}(name, {variable}, args: [name])", "endforeach"]
    if targets.gtest:
        sources = ", ".join(f"'{source}'" for source in dict.fromkeys(targets.gtest))
        name = targets.gtest_program
        lines.append(f"{name} = executable('{name}', {sources}, {around}, dependencies: dependency('gtest_main'))")
        lines.append(f"test('{name}', {name}, protocol: 'gtest')")
    return lines


def _cmake_head(targets: Targets) -> list[str]:
    languages = " ".join("CXX" if language == "cpp" else "C" for language in targets.languages)
    return ["cmake_minimum_required(VERSION 3.20)", f"project({targets.project} {languages})", "enable_testing()"]


def _cmake(targets: Targets) -> list[str]:
    library = identifier(targets.iteration.lower())
    folder = " ".join(targets.include) or "."
    lines = [f"add_library({library} {'STATIC' if targets.sources else 'INTERFACE'}{_each(targets.sources)})"]
    kind = "PUBLIC" if targets.sources else "INTERFACE"
    lines.append(f"target_include_directories({library} {kind} {folder})")
    if targets.linked:
        lines.append(f"target_link_libraries({library} {kind}{_each(targets.linked)})")
    for program in (*targets.programs, *targets.tests):
        lines.append(f"add_executable({program.name}{_each((program.source, *program.beside))})")
        lines.append(f"target_link_libraries({program.name} PRIVATE {library})")
        if program.tests and not program.measured:
            lines += ["foreach(name IN ITEMS", *(f"  {name}" for name in program.tests), ")"]
            lines += [f"  add_test(NAME ${{name}} COMMAND {program.name} ${{name}})", "endforeach()"]
    if targets.gtest:
        name = targets.gtest_program
        lines += ["find_package(GTest REQUIRED)", f"add_executable({name}{_each(tuple(dict.fromkeys(targets.gtest)))})"]
        lines.append(f"target_link_libraries({name} PRIVATE {library} GTest::gtest_main)")
        lines += ["include(GoogleTest)", f"gtest_discover_tests({name})"]
    return lines


def _each(names: tuple[str, ...]) -> str:
    return "".join(f" {name}" for name in names)
