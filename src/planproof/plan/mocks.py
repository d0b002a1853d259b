"""Finds mocks of a project's own code in Python tests, by syntax tree: what a mock replaces was never shown to work.

    patch("shop.stock.reserve")                    mocker.patch(…), patch.object(stock, "reserve"), patch.dict, patch.multiple
    monkeypatch.setattr(stock, "reserve", …)       setitem, delattr, delitem; a string or an object
    stock.reserve = MagicMock()                    also AsyncMock, Mock, create_autospec, a lambda
    sys.modules["shop.stock"] = MagicMock()
    app.dependency_overrides[get_session] = …      FastAPI

Names are followed through imports, aliases, constants and instances (`shop = Shop()`), never by how they look. Replacing
what another package owns is fine also where our code imports it: `patch("shop.client.httpx.get")` replaces httpx. Nothing is
imported or run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planproof.errors import PlanproofError
from planproof.plan.document import Place

__all__ = ["Mock", "internal_mocks"]


@dataclass(frozen=True, slots=True)
class Mock:
    """One mock of internal code.

    Attributes:
        place: where it is made.
        target: dotted name of what is replaced, `shop.stock.reserve`.
        how: the call or assignment that replaces it, `monkeypatch.setattr`.
    """

    place: Place
    target: str
    how: str

    @property
    def line(self) -> int:
        """Its line in the file."""
        return self.place.line


_PATCHERS = frozenset({"unittest.mock.patch", "mock.patch"})
_MOCK_CLASSES = frozenset(
    {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock", "PropertyMock", "create_autospec"}
)
_OF_PATCH = frozenset({"object", "dict", "multiple"})
_OF_MONKEYPATCH = frozenset({"setattr", "setitem", "delattr", "delitem"})
# Reached through our own module, these are still somebody else's: network clients and the machine around us.
_FOREIGN = frozenset(
    {
        "aiohttp",
        "anthropic",
        "boto3",
        "botocore",
        "datetime",
        "httpx",
        "openai",
        "os",
        "random",
        "requests",
        "sendgrid",
        "shutil",
    }
    | {"slack_sdk", "smtplib", "socket", "stripe", "subprocess", "sys", "time", "twilio", "urllib", "urllib3"}
)


def internal_mocks(source: bytes | str, path: str, internal_packages: Iterable[str]) -> list[Mock]:
    """The mocks of internal code in one Python file.

    Args:
        source: the file's text.
        path: the file, for places.
        internal_packages: import names of the project's own code: `shop`, `company.shop`.

    Returns:
        the mocks in order of their place.

    Raises:
        PlanproofError: the source doesn't parse; the place names the line.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        hint = "a file that doesn't parse can't be searched for mocks"
        raise PlanproofError(f"is no Python: {error}", place=f"{path}:{line}", hint=hint) from error
    finder = _Finder(tree, tuple(internal_packages))
    mocks = {Mock(Place(path, node.lineno, node.col_offset + 1), target, how) for node, target, how in finder.find()}
    return sorted(mocks, key=lambda mock: (mock.place.line, mock.place.column, mock.target))


class _Finder:
    """One file: what its names stand for, and the places that replace something."""

    def __init__(self, tree: ast.Module, packages: tuple[str, ...]) -> None:
        self.nodes = list(ast.walk(tree))
        self.packages = packages
        self.names: dict[str, str] = {}  # local name -> dotted name
        self.texts: dict[str, str] = {}  # local name -> constant string
        self._learn_imports()
        self._learn_assignments()

    def find(self) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
        """Each replacement of something internal: node, dotted target, how."""
        for node in self.nodes:
            found: Iterable[tuple[str, str]] = ()
            if isinstance(node, ast.Call):
                found = self._from_call(node)
            elif isinstance(node, ast.Assign):
                found = [hit for target in node.targets for hit in self._from_assignment(target, node.value)]
            elif isinstance(node, ast.AnnAssign) and node.value:
                found = self._from_assignment(node.target, node.value)
            for target, how in found:
                if isinstance(node, (ast.expr, ast.stmt)) and self._internal(target):
                    yield node, target, how

    def _learn_imports(self) -> None:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.split(".")[0]
                    self.names[name] = alias.name if alias.asname else name
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    self.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def _learn_assignments(self) -> None:
        """`TARGET = "shop.stock"`, `stock = shop.stock`, `shop = Shop()`: twice, so that one may build on another."""
        simple = [
            (node.targets[0].id, node.value)
            for node in self.nodes
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ]
        for name, value in simple * 2:
            text = self._text(value)
            dotted = self._dotted(value)
            if text is not None:
                self.texts[name] = text
            elif dotted and self._internal(dotted):
                self.names.setdefault(name, dotted)

    def _from_call(self, node: ast.Call) -> Iterator[tuple[str, str]]:
        """Target and way of a call that replaces something."""
        chain = _chain(node.func)
        if not chain:
            return
        how = ".".join(chain)
        resolved = self._dotted(node.func) or how
        owner, _, method = resolved.rpartition(".")
        if self._is_patch(resolved, chain):
            yield from self._targets(node, how, with_attribute=False)
        elif method in _OF_PATCH and self._is_patch(owner, chain[:-1]):
            yield from self._targets(node, how, with_attribute=method == "object")
        elif method in _OF_MONKEYPATCH and chain[0].endswith("monkeypatch"):
            yield from self._targets(node, how, with_attribute=method.endswith("attr"))
        elif chain[-2:] == ["dependency_overrides", "update"] and node.args and isinstance(node.args[0], ast.Dict):
            for key in node.args[0].keys:
                yield self._dotted(key) or "", how

    def _is_patch(self, resolved: str, chain: list[str]) -> bool:
        # pytest-mock's fixture goes by its parameter's name: `mocker`, `session_mocker`, …
        return resolved in _PATCHERS or (len(chain) == 2 and chain[0].endswith("mocker") and chain[1] == "patch")

    def _targets(self, node: ast.Call, how: str, *, with_attribute: bool) -> Iterator[tuple[str, str]]:
        """What the call's first argument (or `target=`) names, with the attribute that follows it."""
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        first = node.args[0] if node.args else named.get("target", named.get("in_dict"))
        if first is None:
            return
        text = self._text(first)
        target = text if text is not None else self._dotted(first)
        if not target:
            return
        attribute = node.args[1] if len(node.args) > 1 else named.get("attribute", named.get("name"))
        # `setattr("shop.stock.reserve", fake)` names all in one string.
        extra = self._text(attribute) if with_attribute and text is None and attribute is not None else None
        yield (f"{target}.{extra}" if extra else target), how

    def _from_assignment(self, target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
        """`stock.reserve = MagicMock()`, `sys.modules["shop.stock"] = …`, `app.dependency_overrides[get_db] = …`."""
        if isinstance(target, ast.Subscript):
            chain = _chain(target.value)
            if chain[-1:] == ["dependency_overrides"]:
                yield self._dotted(target.slice) or self._dotted(target.value) or "", "dependency_overrides[…] ="
            elif self._dotted(target.value) == "sys.modules":
                yield self._text(target.slice) or "", "sys.modules[…] ="
        elif isinstance(target, ast.Attribute) and target.attr == "dependency_overrides":
            keys = value.keys if isinstance(value, ast.Dict) else []
            yield from ((self._dotted(key) or "", "dependency_overrides =") for key in keys)
        elif self._is_fake(value):
            if isinstance(target, ast.Attribute):
                yield self._dotted(target) or "", "assignment of a mock"
            elif isinstance(target, ast.Name) and target.id in self.names:
                yield self.names[target.id], "assignment of a mock"

    def _is_fake(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Lambda):
            return True
        name = (self._dotted(value.func) or "") if isinstance(value, ast.Call) else ""
        return name.startswith(("unittest.mock.", "mock.")) and name.rsplit(".", 1)[-1] in _MOCK_CLASSES

    def _internal(self, target: str) -> bool:
        """Whether a dotted name is the project's own, and no foreign module that its code merely imports."""
        for package in self.packages:
            if target == package or target.startswith(package + "."):
                inner = target[len(package) + 1 :].split(".")
                return not any(part in _FOREIGN for part in inner)
        return False

    def _dotted(self, node: ast.expr | None) -> str | None:
        """Dotted name of an expression, its first name followed through imports; of `Shop()` that of `Shop`."""
        if isinstance(node, ast.Call):
            return self._dotted(node.func)
        chain = _chain(node)
        if not chain:
            return None
        return ".".join([self.names.get(chain[0], chain[0]), *chain[1:]])

    def _text(self, node: ast.expr | None) -> str | None:
        """Value of a string, a constant's name, a concatenation or an f-string of such; None for anything else."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            return self.texts.get(node.id)
        if isinstance(node, ast.FormattedValue):
            return self._text(node.value)
        parts: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            parts = node.values
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [node.left, node.right]
        texts = [self._text(part) for part in parts]
        return "".join(text for text in texts if text) if parts and None not in texts else None


def _chain(node: ast.expr | None) -> list[str]:
    """`a.b.c` as its three names, calls in between left out (`Shop().stock` gives `Shop`, `stock`); empty for anything else."""
    names: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Call)):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        else:
            node = node.func
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []
