"""The imports of generated Python: those that a block has, those that it forgot, sorted in the usual three groups."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable, Mapping

__all__ = ["KNOWN", "Imports", "annotated_only", "free_names"]

KNOWN = {
    **dict.fromkeys(("Any", "ClassVar", "Final", "Generic", "Literal", "NamedTuple", "NewType", "Protocol"), "typing"),
    **dict.fromkeys(
        ("Annotated", "Optional", "ParamSpec", "Self", "TypeAlias", "TypedDict", "TypeVar", "Union"), "typing"
    ),
    **dict.fromkeys(("Dict", "List", "NoReturn", "Set", "Tuple", "Type", "overload", "runtime_checkable"), "typing"),
    **dict.fromkeys(("AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Callable"), "collections.abc"),
    **dict.fromkeys(("Collection", "Coroutine", "Generator", "Hashable", "ItemsView", "Iterable"), "collections.abc"),
    **dict.fromkeys(("Iterator", "Mapping", "MutableMapping", "MutableSequence", "Sequence"), "collections.abc"),
    **dict.fromkeys(("ABC", "abstractmethod"), "abc"),
    **dict.fromkeys(("dataclass", "field"), "dataclasses"),
    **dict.fromkeys(("date", "datetime", "timedelta"), "datetime"),
    **dict.fromkeys(("Enum", "Flag", "IntEnum", "StrEnum"), "enum"),
    **dict.fromkeys(("Path", "PurePath", "PurePosixPath"), "pathlib"),
    **dict.fromkeys(("cached_property", "lru_cache"), "functools"),
    **dict.fromkeys(("asynccontextmanager", "contextmanager"), "contextlib"),
    **dict.fromkeys(("Decimal",), "decimal"),
    **dict.fromkeys(("UUID",), "uuid"),
}
# Modules of the standard library that tests and skeletons name without importing them, and pytest.
_MODULES = frozenset(
    (
        "asyncio base64 collections contextlib csv datetime enum functools hashlib io itertools json logging math os pathlib"
        " pytest random re shutil socket sqlite3 statistics struct subprocess sys tempfile threading time typing uuid"
    ).split()
)


def free_names(tree: ast.AST) -> set[str]:
    """Names that code uses and neither defines nor imports, builtins left out."""
    used: set[str] = set()
    bound = set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            bound.add(node.name)
    return used - bound


def annotated_only(tree: ast.AST, name: str) -> bool:
    """Whether a name is used in annotations alone, which nobody evaluates when a module is imported."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        for each in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(each, ast.expr):
                inside |= {id(part) for part in ast.walk(each)}
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    return all(id(node) in inside for node in uses)


class Imports:
    """A set of imports that grows, and its text.

    Args:
        own: names of the project's own packages, which stand last.
    """

    def __init__(self, own: Iterable[str]) -> None:
        self.own = frozenset(own)
        self._from: dict[str, set[str]] = {}
        self._whole: set[str] = set()

    def take(self, nodes: Iterable[ast.Import | ast.ImportFrom]) -> None:
        """Adds import statements of a block."""
        for node in nodes:
            if isinstance(node, ast.Import):
                self._whole |= {_spelled(alias) for alias in node.names}
            else:
                self._from.setdefault("." * node.level + (node.module or ""), set()).update(map(_spelled, node.names))

    def name(self, module: str, name: str) -> None:
        """Adds one `from module import name`."""
        self._from.setdefault(module, set()).add(name)

    def module(self, name: str) -> None:
        """Adds one `import name`."""
        self._whole.add(name)

    def known(self, names: Iterable[str], elsewhere: Mapping[str, str]) -> set[str]:
        """Adds what the standard library or `elsewhere` (name -> module) is known to hold; gives back the names left over."""
        left = set()
        for name in names:
            if name in elsewhere:
                self.name(elsewhere[name], name)
            elif name in KNOWN:
                self.name(KNOWN[name], name)
            elif name in _MODULES:
                self.module(name)
            else:
                left.add(name)
        return left

    def parts(self) -> dict[str, set[str]]:
        """Module -> the names taken from it."""
        return self._from

    def modules(self) -> tuple[str, ...]:
        """Modules that are imported whole."""
        return tuple(sorted(self._whole))

    def text(self) -> str:
        """The statements; `from __future__ import annotations` first, since a plan's block may name what comes later."""
        groups: dict[int, list[tuple[int, str, str]]] = {0: [(1, "__future__", "from __future__ import annotations")]}
        for whole in self._whole:
            groups.setdefault(self._group(whole), []).append((0, whole, f"import {whole}"))
        for module, names in self._from.items():
            if module == "__future__":
                continue
            line = f"from {module} import {', '.join(sorted(names, key=_order))}"
            if len(line) > 88:
                inner = "".join(f"    {name},\n" for name in sorted(names, key=_order))
                line = f"from {module} import (\n{inner})"
            groups.setdefault(self._group(module), []).append((1, module, line))
        return "\n\n".join("\n".join(line for *_, line in sorted(groups[number])) for number in sorted(groups))

    def _group(self, module: str) -> int:
        top = module.split(" ")[0].split(".")[0]
        if not top:
            return 4
        return 1 if top in sys.stdlib_module_names else 3 if top in self.own else 2


def _spelled(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _order(name: str) -> tuple[int, str]:
    """As isort sorts: constants, classes, all else."""
    bare = name.split(" ")[0]
    return (0 if bare.isupper() and len(bare) > 1 else 1 if bare[:1].isupper() else 2), name
