"""Rust: interfaces as modules of a crate, planned tests below `tests/` that cargo finds by itself."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import PurePosixPath

from planproof.plan.model import KeyFile, TestCase
from planproof.plan.scaffold.model import Addition, CodeFile, Made, ScaffoldFile, Shortfall, SmokeTest, Work
from planproof.plan.scaffold.rust_smoke import unknown_names, wrapped_smoke
from planproof.plan.scaffold.rust_units import (
    STANDARD,
    RustUnit,
    rust_call,
    rust_skeleton,
    rust_types,
    rust_units,
    used_types,
)
from planproof.plan.scaffold.wording import arranged, best_unit, comment_lines, identifier, sentence, shown
from planproof.plan.symbols import declared_symbols, symbols_in_source

__all__ = ["scaffold"]

_WIDTH = 100
_INDENT = "    "


def scaffold(work: Work) -> Made:
    """Everything that a plan asks for in Rust."""
    return _Rust(work).made


class _Rust:
    """One plan in Rust."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.made = Made()
        self.root = _crate_root([file.path for file in work.code] + [key.path for key in work.key_files])
        self.crate = self._crate_name()
        self.bodies: dict[str, str] = {}
        self.units: dict[str, RustUnit] = {}
        self.types: dict[str, str] = {}
        self.homes: dict[str, str] = {}
        for file in work.code:
            self._read(file)
        tests = self._tests()
        for file in work.code:
            self._write(file, tests.pop(file.path, ""))
        for key in work.key_files:
            self._key_file(key)
        self._modules()
        for path, text in tests.items():
            self._test_file(path, text)
        self._manifest()

    def _crate_name(self) -> str:
        """The name in Cargo.toml as code spells it; that of the folder where there is none."""
        path = f"{self.root}Cargo.toml"
        try:
            data = tomllib.loads(self.work.ground.text(path))
        except tomllib.TOMLDecodeError:
            data = {}
        library, package = data.get("lib", {}), data.get("package", {})
        name = library.get("name") or package.get("name") or PurePosixPath(self.root).name or self.work.ground.root.name
        return identifier(str(name).replace("-", "_").lower()) or "project"

    def _read(self, file: CodeFile) -> None:
        texts = []
        for block in file.interfaces:
            try:
                texts.append(rust_skeleton(block.code.content, self.work.plan.id))
            except SyntaxError as error:
                said = f"the Rust interface of {file.path} doesn't parse: {error.msg}"
                self.made.shortfalls.append(Shortfall(said, block.place))
        body = "\n\n".join(texts)
        self.bodies[file.path] = body
        module = self._module(file.path)
        self.units |= {unit.name: unit for unit in rust_units(body, module)} | self.units
        types = rust_types(body)
        self.types |= types
        self.homes |= dict.fromkeys(types, module)
        self.homes |= {unit.name: module for unit in rust_units(body, module) if not unit.owner}

    def _module(self, path: str) -> str:
        """`links` for `src/links.rs`, `a::b` for `src/a/b.rs`; empty for the root of the crate."""
        inside = path.removeprefix(self.root).removeprefix("src/").removesuffix(".rs")
        return inside.removesuffix("/mod").replace("/", "::").removesuffix("lib").removesuffix("main")

    def _write(self, file: CodeFile, tests: str) -> None:
        body = self.bodies[file.path]
        if not body:
            return
        if self.work.ground.exists(file.path):
            self._lacking(file, tests)
            return
        module = self._module(file.path)
        head = comment_lines(sentence(file.purpose) or f"Planned in {self.work.plan.id}.", "//!", "", _WIDTH)
        uses = self._uses(used_types(body) - set(rust_types(body)), "crate", module, body)
        parts = ["\n".join(head), *(["\n".join(uses)] if uses else []), body]
        if tests:
            inner = "\n".join(f"{_INDENT}{line}" if line else "" for line in tests.split("\n"))
            parts.append(f"#[cfg(test)]\n#[allow(non_snake_case)]\nmod tests {{\n{inner}\n}}")
        self.made.files.append(ScaffoldFile(file.path, "\n\n".join(parts) + "\n", "interface"))

    def _uses(self, names: Iterable[str], crate: str, module: str, body: str) -> list[str]:
        """`use` lines for names that another planned module or the standard library has."""
        declared = " ".join(re.findall(r"^\s*use [^;]+;", body, re.MULTILINE))
        lines: dict[str, set[str]] = {}
        for name in names:
            if re.search(rf"\b{re.escape(name)}\b", declared):
                continue
            home = self.homes.get(name)
            if home is not None and (crate != "crate" or home != module):
                lines.setdefault(f"{crate}::{home}" if home else crate, set()).add(name)
            elif home is None and name in STANDARD:
                lines.setdefault(STANDARD[name], set()).add(name)
        spelled = []
        for path, taken in lines.items():
            listed = ", ".join(sorted(taken, key=lambda name: (name[:1].isupper(), name)))
            spelled.append(f"use {path}::{{{listed}}};" if len(taken) > 1 else f"use {path}::{listed};")
        return sorted(spelled)

    def _lacking(self, file: CodeFile, tests: str) -> None:
        there = {symbol.name for symbol in symbols_in_source("rust", self.work.ground.text(file.path).encode())}
        lacking = [s.name for block in file.interfaces for s in declared_symbols(block) if s.name not in there]
        if lacking:
            said = f"the plan's {', '.join(lacking)} is not in this file"
            self.made.additions.append(Addition(file.path, self.bodies[file.path], said))
        if tests:
            self.made.additions.append(Addition(file.path, tests, "planned tests are not in this file"))
        self.made.files.append(ScaffoldFile(file.path, "", "interface"))

    def _key_file(self, key: KeyFile) -> None:
        """A module without an interface, or a program that says it isn't there yet."""
        said = "\n".join(comment_lines(sentence(key.purpose) or f"Planned in {self.work.plan.id}.", "//!", "", _WIDTH))
        program = key.path.endswith("main.rs") or "/bin/" in f"/{key.path}" or "/examples/" in f"/{key.path}"
        body = f'\n\nfn main() {{\n    todo!("{self.work.plan.id}: {key.path}")\n}}' if program else ""
        if key.path != f"{self.root}src/lib.rs":
            self.made.files.append(ScaffoldFile(key.path, f"{said}{body}\n", "key file"))

    def _modules(self) -> None:
        """A `pub mod` line for each module, in the file above it."""
        source = f"{self.root}src/"
        paths = [*self.bodies, *(key.path for key in self.work.key_files)]
        lines: dict[str, set[str]] = {}
        for path in paths:
            inside = path.removeprefix(source)
            if not path.startswith(source) or inside in ("lib.rs", "main.rs") or inside.startswith("bin/"):
                continue
            parts = inside.removesuffix(".rs").removesuffix("/mod").split("/")
            for depth in range(len(parts)):
                lines.setdefault(self._above(source, parts[:depth]), set()).add(parts[depth])
        for path, names in lines.items():
            text = "\n".join(f"pub mod {name};" for name in sorted(names))
            number = next((n for n, file in enumerate(self.made.files) if file.path == path), None)
            if number is not None:
                file = self.made.files[number]
                head, _, rest = file.text.partition("\n\n")
                below = f"\n{rest}" if rest else ""
                self.made.files[number] = ScaffoldFile(path, f"{head}\n\n{text}\n{below}", file.what)
            elif not self.work.ground.exists(path):
                head = f"//! Planned in {self.work.plan.id}."
                self.made.files.append(ScaffoldFile(path, f"{head}\n\n{text}\n", "build"))
            else:
                there = self.work.ground.text(path)
                missing = [
                    line for line in text.split("\n") if not re.search(rf"\bmod {line.split()[-1][:-1]}\b", there)
                ]
                if missing:
                    self.made.additions.append(
                        Addition(path, "\n".join(missing), "the new modules aren't part of the crate")
                    )
                self.made.files.append(ScaffoldFile(path, "", "build"))

    def _above(self, source: str, parts: list[str]) -> str:
        """The file that names the modules of a folder."""
        if not parts:
            return f"{source}lib.rs"
        beside, inside = f"{source}{'/'.join(parts)}.rs", f"{source}{'/'.join(parts)}/mod.rs"
        known = [path for path in (beside, inside) if path in self.bodies or self.work.ground.exists(path)]
        return known[0] if known else inside

    def _tests(self) -> dict[str, str]:
        """Path -> text of the tests in it."""
        files: dict[str, list[tuple[str, str, set[str]]]] = {}
        smoke = self._smoke()
        for case in self.work.cases:
            if case.level == "benchmark":
                said = (
                    f"benchmark {case.name}: nothing is made of it, since Rust's own benchmarks need a nightly compiler"
                )
                self.made.shortfalls.append(Shortfall(said, case.place, "warning"))
                continue
            unit = self.units.get(best_unit(case, list(self.units)))
            path = case.file.strip("` ").removeprefix("./") or self._test_path(case, unit)
            name = identifier(re.split(r"::|\.", case.name)[-1])
            listed = files.setdefault(path, [])
            if any(other == name for other, *_ in listed):
                said = f"two planned tests are both {name} in {path}; one is made"
                self.made.shortfalls.append(Shortfall(said, case.place))
                continue
            listed.append((name, *(smoke.pop(name, None) or self._test(case, name, unit))))
        for name, (code, names) in smoke.items():
            files.setdefault(f"{self.root}tests/smoke_{self.work.plan.id.lower()}.rs", []).append((name, code, names))
        return {path: self._text(path, tests) for path, tests in files.items()}

    def _test_path(self, case: TestCase, unit: RustUnit | None) -> str:
        stem = unit.module.rpartition("::")[2] if unit and unit.module else self.work.plan.id.lower()
        return f"{self.root}tests/{stem}{'' if case.level == 'unit' else f'_{case.level}'}.rs"

    def _test(self, case: TestCase, name: str, unit: RustUnit | None) -> tuple[str, set[str]]:
        call = rust_call(unit, self.units, self.types) if unit else None
        lines = [*comment_lines(sentence(shown(case)), "///", "", _WIDTH), "#[test]", f"fn {name}() {{"]
        lines += comment_lines(f"Arrange: {arranged(case) or 'what the test needs'}", "//", _INDENT, _WIDTH)
        if call and call.expression:
            lines += [*(f"{_INDENT}{line}" for line in call.arrange), "", f"{_INDENT}// Act"]
            lines.append(
                f"{_INDENT}let _result = {call.expression};"
                if unit and unit.returns
                else f"{_INDENT}{call.expression};"
            )
        elif call and unit:
            said = f"Act: no call of {unit.name.replace('.', '::')} could be written: {call.missing}"
            lines += ["", *comment_lines(said, "//", _INDENT, _WIDTH)]
        lines += ["", *comment_lines(f"Assert: {shown(case)}", "//", _INDENT, _WIDTH)]
        said = json.dumps(f"show that {shown(case)}", ensure_ascii=False).replace("{", "{{").replace("}", "}}")
        lines += [f"{_INDENT}todo!({said})", "}"]
        return "\n".join(lines), set(call.names) if call else set()

    def _text(self, path: str, tests: list[tuple[str, str, set[str]]]) -> str:
        inside = path in self.bodies
        names = {name for *_, needed in tests for name in needed}
        uses = ["use super::*;"] if inside else self._uses(names, self.crate, "", "")
        bodies = [code for _, code, _ in tests]
        return "\n\n".join([*(["\n".join(uses)] if uses else []), *bodies])

    def _test_file(self, path: str, text: str) -> None:
        if self.work.ground.exists(path):
            there = self.work.ground.text(path)
            names = [name for name in re.findall(r"^fn (\w+)\(\)", text, re.MULTILINE) if f"fn {name}(" not in there]
            if names:
                self.made.additions.append(Addition(path, text, f"{', '.join(names)} is not in this file"))
            self.made.files.append(ScaffoldFile(path, "", "test"))
            return
        head = f"//! Tests planned in {self.work.plan.id}.\n\n"
        head += "// The names of planned tests have two underscores between their parts.\n"
        what = "smoke test" if "/smoke_" in f"/{path}" else "test"
        self.made.files.append(ScaffoldFile(path, f"{head}#![allow(non_snake_case)]\n\n{text}\n", what))

    def _smoke(self) -> dict[str, tuple[str, set[str]]]:
        found: dict[str, tuple[str, set[str]]] = {}
        for smoke in self.work.smoke:
            unknown = unknown_names(smoke.code.content, {*self.types, *self.units})
            if unknown:
                names = ", ".join(unknown[:3])
                said = f"the smoke test of {smoke.task} uses {names}, which nothing declares: no test is made of it"
                self.made.shortfalls.append(Shortfall(said, smoke.code.place, "warning"))
                continue
            self._add_smoke(smoke, found)
        return found

    def _add_smoke(self, smoke: SmokeTest, found: dict[str, tuple[str, set[str]]]) -> None:
        name, code = wrapped_smoke(smoke)
        mentioned = set(re.findall(r"\b[A-Za-z_]\w*\b", re.sub(r"//[^\n]*", "", code)))
        names = {each for each in self.homes if each in mentioned and f"fn {each}(" not in code}
        names |= {each for each in STANDARD if each in mentioned}
        found.setdefault(name, (code, names))

    def _manifest(self) -> None:
        path = f"{self.root}Cargo.toml"
        text = f'[package]\nname = "{self.crate}"\nversion = "0.1.0"\nedition = "2021"\n'
        self.made.files.append(ScaffoldFile(path, text, "build"))
        if not self.work.ground.exists(path):
            # Else the first build would make it, and a command that changes the tree proves nothing.
            head = "# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 3\n"
            lock = f'{head}\n[[package]]\nname = "{self.crate}"\nversion = "0.1.0"\n'
            self.made.files.append(ScaffoldFile(f"{self.root}Cargo.lock", lock, "build"))
        config = self.work.ground.config
        if config.tests.framework == "pytest" and not config.commands.test:
            lines = (
                '[commands]\nbuild = "cargo build --tests"\n\n[tests]\nframework = "cargo"\nfolders = ["tests", "src"]'
            )
            self.made.additions.append(
                Addition("planproof.toml", lines, "planproof can't build and list these tests yet")
            )


def _crate_root(paths: list[str]) -> str:
    """The folder of the crate, with a `/` at its end: what stands before `src/` in the first path that has it."""
    for path in paths:
        head, separator, _ = f"/{path}".partition("/src/")
        if separator:
            return f"{head.strip('/')}/" if head.strip("/") else ""
    return ""
