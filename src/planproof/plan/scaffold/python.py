"""Python: interfaces as modules whose stubs raise, planned tests as pytest functions that fail, packages that can be imported."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import PurePosixPath

from planproof.errors import PlanproofError
from planproof.plan.facts import FactKind
from planproof.plan.model import Interface
from planproof.plan.scaffold.model import Addition, CodeFile, Made, ScaffoldFile, Shortfall, Work
from planproof.plan.scaffold.python_calls import PlannedUnit, planned_units
from planproof.plan.scaffold.python_imports import Imports, annotated_only, free_names
from planproof.plan.scaffold.python_layout import import_name, import_root, line_width
from planproof.plan.scaffold.python_skeleton import Skeleton, skeleton
from planproof.plan.scaffold.python_tests import test_files
from planproof.plan.scaffold.wording import sentence
from planproof.plan.symbols import declared_symbols, symbols_in_source
from planproof.plan.syntax import SyntaxProblem, parse_python

__all__ = ["scaffold"]


def scaffold(work: Work) -> Made:
    """Everything that a plan asks for in Python."""
    return _Python(work).made


class _Python:
    """One plan in Python."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.made = Made()
        self.modules: dict[str, list[Skeleton]] = {}
        self.units: dict[str, PlannedUnit] = {}
        for file in work.code:
            self._read(file)
        self.homes = self._homes()
        for file in work.code:
            self._write(file)
        for key in work.key_files:
            text = _docstring(key.purpose or f"Planned in {work.plan.id}", line_width(work))
            body = f'\nraise NotImplementedError("{work.plan.id}")\n' if key.path.endswith("/__main__.py") else ""
            self.made.files.append(ScaffoldFile(key.path, f"{text}\n{body}", "key file"))
        self._packages([*(file.path for file in work.code), *(key.path for key in work.key_files)])
        test_files(work, self.units, self.homes, self.made)

    def _read(self, file: CodeFile) -> None:
        """Parses the blocks of a file; one that doesn't parse is told and left out."""
        skeletons: list[Skeleton] = []
        taken: frozenset[str] = frozenset()
        for block in file.interfaces:
            parsed = parse_python(block.code.content)
            problem = _refused(block, parsed)
            if problem:
                self.made.shortfalls.append(problem)
                continue
            made = skeleton(block.code.content, self.work.plan.id, taken)
            names = {unit.name for unit in planned_units(made.tree, "")}
            twice = sorted(name for name in names & taken if "." not in name)
            if twice:
                said = f"{file.path}: {', '.join(twice)} is declared in two blocks that differ; the first is made"
                self.made.shortfalls.append(Shortfall(said, block.place))
                continue
            taken |= names
            skeletons.append(made)
            module = import_name(self.work, file.path)
            self.units |= {unit.name: unit for unit in planned_units(made.tree, module)} | self.units
        self.modules[file.path] = skeletons

    def _homes(self) -> dict[str, str]:
        """Where a name that a block uses and doesn't import comes from: another planned file, or one place in the project."""
        homes = {name: unit.module for name, unit in self.units.items() if "." not in name}
        wanted = {name for parts in self.modules.values() for part in parts for name in free_names(part.tree)}
        wanted |= {name for test in self.work.smoke for name in _names_in(test.code.content)}
        for name in wanted - homes.keys():
            facts = [fact for fact in self.work.ground.facts.symbols(name) if fact.get("language") == "python"]
            found = {import_name(self.work, fact.place.path) for fact in facts if fact.name == name}
            if len(found) == 1:
                homes[name] = found.pop()
        return homes

    def _write(self, file: CodeFile) -> None:
        parts = self.modules[file.path]
        if not parts:
            return
        module = import_name(self.work, file.path)
        imports = Imports(self._own())
        for part in parts:
            imports.take(part.imports)
            elsewhere = {name: home for name, home in self.homes.items() if home != module}
            defined = {name for name, home in self.homes.items() if home == module}
            left = imports.known(free_names(part.tree) - defined, elsewhere)
            self._complain(file, part, left)
        if self.work.ground.exists(file.path):
            self._lacking(file, parts)
            self.made.files.append(ScaffoldFile(file.path, "", "interface"))  # which is then told as kept
            return
        head = _docstring(file.purpose or f"Planned in {self.work.plan.id}", line_width(self.work))
        bodies = "\n\n\n".join(part.body for part in parts if part.body)
        starts_with_definition = bodies.startswith(("def ", "class ", "async def ", "@", "#"))
        apart = "\n\n\n" if starts_with_definition else "\n\n"
        self.made.files.append(ScaffoldFile(file.path, f"{head}\n\n{imports.text()}{apart}{bodies}\n", "interface"))

    def _complain(self, file: CodeFile, part: Skeleton, left: set[str]) -> None:
        for name in sorted(left):
            harmless = annotated_only(part.tree, name)
            said = f"{file.path}: {name} is used by the interface, and nothing declares it"
            self.made.shortfalls.append(Shortfall(said, file.place, "warning" if harmless else "error"))

    def _lacking(self, file: CodeFile, parts: list[Skeleton]) -> None:
        """What a file that exists lacks, with the code to add."""
        source = self.work.ground.text(file.path)
        try:
            there = {symbol.name: symbol for symbol in symbols_in_source("python", source.encode("utf-8", "replace"))}
        except PlanproofError as error:
            self.made.shortfalls.append(Shortfall(f"{file.path}: {error.message}", file.place))
            return
        for part in parts:
            for node in ast.parse(part.body).body:
                code = _missing(node, there.keys(), part.body)
                if code:
                    name = getattr(node, "name", "")
                    self.made.additions.append(Addition(file.path, code, f"the plan's {name} is not in this file"))
        for block in file.interfaces:
            for symbol in declared_symbols(block):
                found = there.get(symbol.name)
                if found and found.signature != symbol.signature:
                    said = f"{file.path}:{found.line} has `{found.signature}`, planned `{symbol.signature}`"
                    self.made.shortfalls.append(Shortfall(said, block.place))

    def _packages(self, paths: list[str]) -> None:
        """An `__init__.py` in each new folder between the import root and a module."""
        for path in paths:
            root = import_root(self.work, path)
            if any(path.startswith(f"{folder.strip('./')}/") for folder in self.work.ground.config.tests.folders):
                continue
            for folder in PurePosixPath(path).parents:
                name = folder.as_posix()
                if name in (".", root) or not name.startswith(f"{root}/" if root else ""):
                    break
                inside = f"{name}/__init__.py"
                if inside not in paths and not self.work.ground.exists(inside) and not self._namespace(name):
                    text = _docstring(f"Planned in {self.work.plan.id}", line_width(self.work)) + "\n"
                    if all(file.path != inside for file in self.made.files):
                        self.made.files.append(ScaffoldFile(inside, text, "build"))

    def _namespace(self, folder: str) -> bool:
        """Whether a folder holds modules already without being a package: it is one on purpose."""
        files = self.work.ground.facts.files
        return any(path.startswith(f"{folder}/") and path.endswith(".py") for path in files)

    def _own(self) -> set[str]:
        modules = [unit.module for unit in self.units.values()]
        modules += [fact.name for fact in self.work.ground.facts.all(FactKind.MODULE)]
        return {module.split(".")[0] for module in modules}


def _refused(block: Interface, parsed: ast.Module | SyntaxProblem) -> Shortfall | None:
    """Why nothing can be made of a block."""
    if isinstance(parsed, SyntaxProblem):
        said = f"the Python interface of {block.path} doesn't parse: {parsed.message} (line {parsed.line} of the block)"
        return Shortfall(said, block.place)
    try:
        ast.parse(block.code.content)
    except SyntaxError as error:  # `await` outside of a function is fine in a plan's smoke test, and nowhere else
        return Shortfall(f"the Python interface of {block.path} doesn't parse: {error.msg}", block.place)
    return None


def _missing(node: ast.stmt, there: Collection[str], body: str) -> str:
    """The code of a definition that isn't there, or of the methods that a class there lacks; empty when all is."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return ""
    lines = body.split("\n")
    start = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    whole = "\n".join(lines[start - 1 : node.end_lineno])
    if node.name not in there:
        return whole
    if not isinstance(node, ast.ClassDef):
        return ""
    methods = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    lacking = [each for each in methods if f"{node.name}.{each.name}" not in there]
    texts = [
        "\n".join(lines[min([each.lineno, *(d.lineno for d in each.decorator_list)]) - 1 : each.end_lineno])
        for each in lacking
    ]
    return "\n\n".join([f"class {node.name}:", *texts]).replace(":\n\n", ":\n", 1) if texts else ""


def _docstring(text: str, width: int) -> str:
    """A module's docstring in one line, cut where it would be too wide."""
    words = sentence(text.replace("\\", "/").replace('"""', "'").replace("`", ""))
    if len(words) > width - 6:
        words = words[: width - 9].rsplit(" ", 1)[0].rstrip(",;:") + "..."
    return f'"""{words.rstrip(chr(34))}"""'


def _names_in(source: str) -> set[str]:
    tree = parse_python(source)
    return set() if isinstance(tree, SyntaxProblem) else free_names(tree)
