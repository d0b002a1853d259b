"""What the Python of a plan imports, and which modules of the project's own there are or will be.

smoke tests, core functionality, interfaces, standards            import statements of each block
commands                                                          `python -c '…'`, here-documents, `python -m module`
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from planproof.plan.commands import place_in_script, planned_commands
from planproof.plan.document import CodeBlock, Place
from planproof.plan.late_pattern import late_pattern
from planproof.plan.latest import of_latest_plan
from planproof.plan.model import Command, Plan
from planproof.plan.named.paths import PathBook
from planproof.plan.own_packages import own_packages, planned_packages
from planproof.plan.planned_code import place_of_python
from planproof.plan.rule import Desk
from planproof.plan.syntax import SyntaxProblem, language_name, parse_python

__all__ = ["Import", "ModuleBook", "imports_of", "planned_packages"]

_LONGEST_CHARACTERS = 100_000
_PYTHON = r"\bpython[\d.]*(?:[ \t]+-[A-Zbdiqsuv]+){0,9}[ \t]+"
_INLINE = late_pattern(_PYTHON + r"-c[ \t]+(?P<quote>['\"])(?P<code>.*?)(?P=quote)", re.DOTALL)
_HERE = late_pattern(
    r"\bpython[\d.]*[^\n|;&]{0,200}<<-?[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)[^\n]*\n(?P<code>.*?)^[ \t]*(?P=end)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_MODULE = late_pattern(_PYTHON + r"-m[ \t]+(?P<module>[A-Za-z_]\w*(?:\.\w+)*)")
_NOT_OWN = frozenset(
    ("tests", "test", "docs", "examples", "scripts", "bench", "benchmarks", "src", "lib", "migrations")
)
# Made when a package is built, and never kept.
_GENERATED = late_pattern(r"_?version$|.*_pb2(?:_grpc)?$")


class Import(msgspec.Struct, frozen=True, gc=False):
    """One import: `from shortener.codes import short_code` is module `shortener.codes` and name `short_code`.

    Attributes:
        name: empty for `import module` and `python -m module`.
    """

    module: str
    name: str
    place: Place


@of_latest_plan
def imports_of(plan: Plan) -> tuple[Import, ...]:
    """Every absolute import of a plan's Python, each module and name once."""
    found: dict[tuple[str, str], Import] = {}
    for each in _all_imports(plan):
        found.setdefault((each.module, each.name), each)
    return tuple(found.values())


def _all_imports(plan: Plan) -> Iterator[Import]:
    blocks = [interface.code for interface in plan.interfaces]
    blocks += [block for task in plan.tasks for block in (*task.core, *task.smoke_tests)]
    blocks += [block for standard in plan.standards for block in standard.code]
    for block in blocks:
        if language_name(block.language) == "python" and "import" in block.content:
            yield from _in_block(block)
    for planned in planned_commands(plan):
        if "python" in planned.command.script and len(planned.command.script) <= _LONGEST_CHARACTERS:
            yield from _in_command(planned.command)


def _in_block(block: CodeBlock) -> Iterator[Import]:
    for module, name, node in _in_python(block.content):
        yield Import(module, name, place_of_python(block, node))


def _in_command(command: Command) -> Iterator[Import]:
    script = command.script
    inline = _INLINE.finditer(script) if "-c" in script else ()
    for found in (*inline, *(_HERE.finditer(script) if "<<" in script else ())):
        first = script.count("\n", 0, found.start("code"))
        for module, name, node in _in_python(found["code"]):
            yield Import(module, name, place_in_script(command, first + node.lineno - 1))
    for found in _MODULE.finditer(script) if "-m" in script else ():
        line = script.count("\n", 0, found.start())
        yield Import(found["module"], "", place_in_script(command, line))


def _in_python(source: str) -> Iterator[tuple[str, str, ast.stmt]]:
    tree = parse_python(source) if len(source) <= _LONGEST_CHARACTERS else None
    if tree is None or isinstance(tree, SyntaxProblem):
        return
    optional = {id(node) for handled in ast.walk(tree) if isinstance(handled, ast.Try) for node in ast.walk(handled)}
    for node in ast.walk(tree):
        if id(node) in optional:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, alias.name if alias.name != "*" else "", node) for alias in node.names)


class ModuleBook:
    """Which modules of the project's own there are, in the repository or by plans as they are read in their order.

    Args:
        desk: its facts are read at the first question.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._paths = PathBook(desk)
        self._planned_packages: set[str] = set()

    def add(self, paths: Iterable[str], packages: Iterable[str]) -> None:
        """Takes in the files and packages that a plan will have."""
        self._paths.add(paths)
        self._planned_packages.update(packages)

    def owns(self, module: str) -> bool:
        """Whether a module would be the project's own: its first part is a package or module of the repository or of a plan."""
        top = module.partition(".")[0]
        return top in self._own or top in self._planned_packages - self._others

    def knows(self, module: str) -> bool:
        """Whether there is such a module, by its path or as what a compiled file of that name becomes."""
        path, last = module.replace(".", "/"), module.rpartition(".")[2]
        files = (f"{path}.py", f"{path}/__init__.py")
        if any(map(self._paths.plans, files)) or self._paths.plans_folder(path):
            return True
        if any(map(self._paths.knows, files)) or self._paths.has_folder(path):
            return True
        return bool(_GENERATED.match(last)) or last in self._compiled

    def file_of(self, module: str) -> str:
        """The one file of the repository that a module is; empty when there is none or when several could be it."""
        path = module.replace(".", "/")
        found = [*self._paths.existing(f"{path}.py"), *self._paths.existing(f"{path}/__init__.py")]
        return found[0] if len(found) == 1 else ""

    @cached_property
    def _own(self) -> frozenset[str]:
        from planproof.plan.facts.model import FactKind

        own = set(own_packages(self._desk.root, self._desk.config))
        for fact in self._desk.facts.all(FactKind.MODULE):
            if fact.value.endswith("/__init__.py") and "." not in fact.name:
                own.add(fact.name)
        return frozenset(own - _NOT_OWN - self._others)

    @cached_property
    def _others(self) -> frozenset[str]:
        """Import names that belong to Python or to a declared package."""
        from planproof.plan.facts.model import FactKind

        declared = {fact.name.lower().replace("-", "_") for fact in self._desk.facts.all(FactKind.DEPENDENCY)}
        return frozenset(declared | sys.stdlib_module_names)

    @cached_property
    def _compiled(self) -> frozenset[str]:
        """Stems of the sources that extension modules are built from."""
        endings = (".c", ".cc", ".cpp", ".pyx", ".pyi", ".rs", ".so", ".pyd", ".proto", ".f90", ".in")
        names = (path.rpartition("/")[2] for path in self._desk.facts.files if path.endswith(endings))
        return frozenset(part for name in names for part in (name.split(".")[0], f"_{name.split('.')[0]}"))
