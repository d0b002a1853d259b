"""C and C++: headers as planned, sources that compile, tests in GoogleTest or plain C, and a build file that finds them."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath

from msgspec.structs import replace

from planproof.errors import PlanproofError
from planproof.plan.model import KeyFile, MemoryLayout
from planproof.plan.scaffold.model import Addition, CodeFile, Made, ScaffoldFile, Shortfall, Work
from planproof.plan.scaffold.native_build import Program, Targets, build_files
from planproof.plan.scaffold.native_home import BuildHome, build_home
from planproof.plan.scaffold.native_known import NativeKnown
from planproof.plan.scaffold.native_skeleton import definition, layout_lines, source_text
from planproof.plan.scaffold.native_suite import CPP_SOURCES, SOURCES, NativeSuite, include_path
from planproof.plan.scaffold.native_units import NativeFunction, NativeTypes, native_functions, native_types
from planproof.plan.scaffold.wording import identifier
from planproof.plan.syntax import first_error, parse_tree

__all__ = ["scaffold"]

_PROGRAM_FOLDERS = frozenset({"app", "apps", "bench", "benchmarks", "bin", "cmd", "examples", "programs", "tools"})


def scaffold(work: Work) -> Made:
    """Everything that a plan asks for in C and C++."""
    return _Native(work).made


class _Native:
    """One plan in C and C++."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.made = Made()
        self.functions: list[NativeFunction] = []
        self.types = NativeTypes(frozenset(), frozenset(), frozenset())
        self.sources: list[str] = []
        self.programs: list[Program] = []
        self.headers: dict[str, str] = {}
        files = [(file, self._text(file)) for file in work.code]
        for file, text in files:
            types = native_types(text, file.language)
            self.types = NativeTypes(
                self.types.complete | types.complete,
                (self.types.opaque | types.opaque) - self.types.complete - types.complete,
                self.types.unmakeable | types.unmakeable,
            )
        for file, text in files:
            self._interface(file, text)
        for key in work.key_files:
            self._key_file(key)
        known = NativeKnown(work.ground, self.headers)
        suite = NativeSuite(work, self.functions, self.types, self.headers, known, self.made)
        plain, gtest = suite.files({program.name for program in self.programs})
        reached = [path for text in self.headers.values() for path in known.reached_from(text)]
        self._build(plain, gtest, tuple(dict.fromkeys((*suite.existing, *reached))))

    def _text(self, file: CodeFile) -> str:
        """The blocks of a file, joined; one that doesn't parse is told and left out."""
        texts = []
        for block in file.interfaces:
            try:
                error = first_error(parse_tree(file.language, block.code.content.encode("utf-8", "replace")))
            except PlanproofError as refused:
                self.made.shortfalls.append(Shortfall(f"the interface of {file.path} {refused.message}", block.place))
                continue
            # tree-sitter stumbles over macros that a compiler would not; only what ends in the middle is certainly broken.
            if error and block.code.content.count("{") != block.code.content.count("}"):
                said = f"the interface of {file.path} doesn't parse: {error.message} (line {error.line} of the block)"
                self.made.shortfalls.append(Shortfall(said, block.place))
                continue
            texts.append(block.code.content.strip("\n") + "\n")
        return "\n".join(texts)

    def _interface(self, file: CodeFile, text: str) -> None:
        """The header and the source that defines what it promises."""
        if not text:
            return
        functions = [each for each in native_functions(text, file.language) if not each.pure]
        self.functions += native_functions(text, file.language)
        if file.path.endswith(SOURCES):
            self.sources.append(file.path)
            self._source(file, file.path, "", functions, text)
            return
        self.headers[file.path] = text
        self.made.files.append(ScaffoldFile(file.path, text, "interface"))
        if self.work.ground.exists(file.path):
            there = self.work.ground.text(file.path)
            lacking = [each for each in functions if not re.search(rf"\b{re.escape(each.bare)}\s*\(", there)]
            if lacking:
                names = ", ".join(each.name for each in lacking)
                self.made.additions.append(Addition(file.path, text, f"it doesn't declare {names}"))
        structures = [lines for _, lines in layout_lines(self._own_layouts(text, file), self.types, file.language)]
        if functions or structures:
            path = self._source_of(file)
            self.sources.append(path)
            self._source(file, path, include_path(file.path, path), functions, "", structures)

    def _own_layouts(self, text: str, file: CodeFile) -> list[MemoryLayout]:
        """The layouts of structures that this header names, and no header before it."""
        types = native_types(text, file.language)
        layouts = self.work.plan.memory_layouts
        bare = [(layout, re.sub(r"^(?:struct|class|union)\s+", "", layout.structure.strip("` "))) for layout in layouts]
        return [layout for layout, name in bare if name in types.complete | types.opaque]

    def _source(
        self,
        file: CodeFile,
        path: str,
        include: str,
        functions: list[NativeFunction],
        text: str,
        structures: list[str] | None = None,
    ) -> None:
        language = "cpp" if path.endswith(CPP_SOURCES) else "c"
        purpose = next((key.purpose for key in self._new() if key.path == path), "") or file.purpose
        if self.work.ground.exists(path):
            there = self.work.ground.text(path)
            lacking = [each for each in functions if not re.search(rf"\b{re.escape(each.bare)}\s*\(", there)]
            for function in lacking:
                code = definition(function, self.work.plan.id, language).replace(
                    "NOT_IMPLEMENTED();",
                    f'fprintf(stderr, "PLANPROOF_NOT_IMPLEMENTED: {self.work.plan.id}: %s\\n", __func__);',
                )
                self.made.additions.append(Addition(path, code, f"it doesn't define {function.name}"))
            self.made.files.append(ScaffoldFile(path, "", "interface"))
            return
        made = source_text(self.work.plan.id, purpose, include, language, functions, structures or [])
        if text:
            made = made.replace('#include ""\n', text, 1)
        self.made.files.append(ScaffoldFile(path, made, "interface"))

    def _new(self) -> list[KeyFile]:
        return [file for task in self.work.plan.tasks for file in task.key_files]

    def _source_of(self, file: CodeFile) -> str:
        """The source file of a header: a key file or an existing file of its name, else beside it or in `src`."""
        stem = PurePosixPath(file.path).stem
        endings = CPP_SOURCES if file.language == "cpp" else (".c",)
        tests = tuple(f"{name.strip('./')}/" for name in self.work.ground.config.tests.folders)
        planned = [key.path.removeprefix("./") for key in self._new()]
        known = [path for path in (*planned, *sorted(self.work.ground.facts.files)) if path.endswith(endings)]
        known = [path for path in known if not path.startswith(tests) and not self._is_program(path)]
        named = [path for path in known if PurePosixPath(path).stem == stem]
        if named:
            return named[0]
        folders = PurePosixPath(file.path).parent
        ending = ".cpp" if file.language == "cpp" else ".c"
        if "include" in folders.parts or "inc" in folders.parts:
            root = "/".join(folders.parts[: [part in ("include", "inc") for part in folders.parts].index(True)])
            return posixpath.join(root, "src", f"{stem}{ending}")
        return posixpath.join(folders.as_posix(), f"{stem}{ending}").removeprefix("./")

    def _is_program(self, path: str) -> bool:
        pure = PurePosixPath(path)
        return pure.stem == "main" or bool(_PROGRAM_FOLDERS & set(pure.parts[:-1]))

    def _key_file(self, key: KeyFile) -> None:
        """A new source that no interface asks for: a program, a part of the library, or an empty header."""
        if key.path in self.sources or any(file.path == key.path for file in self.made.files):
            return
        identifier_ = self.work.plan.id
        says = f"/* {key.purpose.replace('*/', '* /') or f'Planned in {identifier_}'} */\n"
        if not key.path.endswith(SOURCES):
            guard = identifier(key.path.upper())
            self.made.files.append(
                ScaffoldFile(key.path, f"{says}#ifndef {guard}\n#define {guard}\n\n#endif\n", "key file")
            )
            return
        if self._is_program(key.path):
            said = f"PLANPROOF_NOT_IMPLEMENTED: {identifier_}: {key.path}"
            body = f'int main(void)\n{{\n    fputs("{said}\\n", stderr);\n    return 1;\n}}\n'
            self.made.files.append(ScaffoldFile(key.path, f"{says}#include <stdio.h>\n\n{body}", "key file"))
            folder = PurePosixPath(key.path).parent.name
            stem = PurePosixPath(key.path).stem
            name = f"{stem}_{folder}" if any(PurePosixPath(path).stem == stem for path in self.sources) else stem
            self.programs.append(
                Program(identifier(name if name != "main" else f"{identifier_.lower()}_main"), key.path)
            )
            return
        word = "static_assert" if key.path.endswith(CPP_SOURCES) else "_Static_assert"
        # ISO C wants at least one declaration in a file.
        self.made.files.append(ScaffoldFile(key.path, f'{says}{word}(1, "planned in {identifier_}");\n', "key file"))
        self.sources.append(key.path)

    def _build(self, plain: list[Program], gtests: list[str], existing: tuple[str, ...]) -> None:
        """The build file, and what planproof.toml has to say for the tests to be found.

        Args:
            existing: headers of the project that the new code uses; their libraries are linked.
        """
        ground = self.work.ground
        endings = [*self.sources, *gtests, *(program.source for program in (*plain, *self.programs))]
        if not endings:
            return
        languages = [
            name for name, end in (("c", (".c",)), ("cpp", CPP_SOURCES)) if any(each.endswith(end) for each in endings)
        ]
        home = build_home(self.work.plan, ground, endings)
        targets = Targets(
            self.work.plan.id,
            identifier(ground.root.name.lower()) or "project",
            tuple(languages),
            tuple(home.relative(path) for path in dict.fromkeys(self.sources)),
            self._include_folders(home, existing),
            tuple(_moved(program, home) for program in plain),
            tuple(_moved(program, home) for program in self.programs),
            tuple(home.relative(path) for path in gtests),
            home.libraries if existing else (),
        )
        build_files(targets, home, self.made)
        self._settings(targets, home)

    def _include_folders(self, home: BuildHome, existing: tuple[str, ...]) -> tuple[str, ...]:
        """The folders called `include` that headers lie in, and that of the build file's own folder."""
        own = posixpath.join(home.folder, "include")
        folders = {own} if own in self.work.ground.facts.folders else set()
        for header in (*self.headers, *existing):
            parts = PurePosixPath(header).parts[:-1]
            if "include" in parts:
                folders.add("/".join(parts[: len(parts) - parts[::-1].index("include")]))
        return tuple(home.relative(folder) for folder in sorted(folders))

    def _settings(self, targets: Targets, home: BuildHome) -> None:
        """The lines of planproof.toml by which these tests are built, listed and run, where its own say otherwise."""
        config = self.work.ground.config
        runner = "ctest" if home.tool == "cmake" else "meson"
        top = f" {home.top}" if home.top else ""
        build = (
            f"cmake -S{top or ' .'} -B build && cmake --build build"
            if home.tool == "cmake"
            else f"[ -f build/build.ninja ] || meson setup build{top}; meson compile -C build"
        )
        lines = []
        if not config.commands.build:
            lines += ["[commands]", f'build = "{build}"']
        if targets.gtest and not targets.tests and config.tests.framework not in ("gtest", "ctest", "other"):
            program = posixpath.join(
                "build", posixpath.relpath(home.folder or ".", home.top or "."), targets.gtest_program
            )
            program = posixpath.normpath(program)
            lines += [] if lines else ["[commands]"]
            lines += [
                f'test = "{program} --gtest_output=xml:{{results}} --gtest_filter={{tests}}"',
                f'collect = "{program} --gtest_list_tests"',
                "",
                "[tests]",
                'framework = "gtest"',
            ]
        elif config.tests.framework == "pytest" and targets.tests:
            lines += ["", "[tests]", f'framework = "{runner}"']
        if lines:
            self.made.additions.append(
                Addition("planproof.toml", "\n".join(lines).strip(), "planproof can't build and list these tests yet")
            )


def _moved(program: Program, home: BuildHome) -> Program:
    """The program with paths as the build file has to write them."""
    beside = tuple(home.relative(path) for path in program.beside)
    return replace(program, source=home.relative(program.source), beside=beside)
