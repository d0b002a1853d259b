"""Routes and commands that Python code declares: FastAPI, Flask, Django; argparse, click, Typer.

A file is looked through only when it mentions one of them. Names are followed through the file's own imports; nothing is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from planproof.plan.document import Place
from planproof.plan.facts.model import Fact, FactKind
from planproof.plan.facts.routes import joined_path, mount_fact, route_fact

__all__ = ["mentions_framework", "python_facts"]

_MENTIONS = (
    b"fastapi",
    b"flask",
    b"quart",
    b"starlette",
    b"urlpatterns",
    b"add_parser",
    b"click",
    b"typer",
    b"router",
    b"@app.",
)
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "websocket")
_FRAMEWORKS = {"FastAPI": "fastapi", "APIRouter": "fastapi", "Flask": "flask", "Blueprint": "flask", "Quart": "flask"}
_PREFIX_OF = {"APIRouter": "prefix", "FastAPI": "prefix", "Blueprint": "url_prefix"}


def python_facts(path: str, tree: ast.Module, source: bytes, digest: str) -> list[Fact]:
    """ROUTE and VERB facts of one Python file.

    Args:
        tree: the file, parsed.
    """
    return list(_Reading(path, tree, source, digest).facts()) if mentions_framework(source) else []


def mentions_framework(source: bytes) -> bool:
    """Whether the file could declare a route or a command, so that it is worth Python's own, slower tree."""
    return any(word in source for word in _MENTIONS)


class _Reading:
    """One file being read: what its names stand for."""

    def __init__(self, path: str, tree: ast.Module, source: bytes, digest: str) -> None:
        self._path = path
        self._digest = digest
        self._nodes = list(ast.walk(tree))
        self._imports = dict(self._imported())
        self._made = dict(self._assigned())
        self._flask = b"flask" in source or b"quart" in source
        self._groups: dict[str, str] = {}

    def facts(self) -> Iterator[Fact]:
        """Everything the file declares, in order of the tree."""
        self._groups = dict(self._command_groups())
        for node in self._nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for decorator in node.decorator_list:
                    yield from self._decorated(node, decorator)
            elif isinstance(node, ast.Call):
                yield from self._called(node)
            elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and _target(node) == "urlpatterns":
                yield from self._django(node.value)

    def _imported(self) -> Iterator[tuple[str, str]]:
        """Local name -> path of the module or thing that it stands for, `app/api/links`."""
        for node in self._nodes:
            if isinstance(node, ast.ImportFrom):
                base = (node.module or "").replace(".", "/")
                if node.level:
                    folders = self._path.split("/")[: -node.level]
                    base = "/".join([*folders, *([base] if base else [])])
                for alias in node.names:
                    yield alias.asname or alias.name, f"{base}/{alias.name}".lstrip("/")
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname or "." not in alias.name:
                        yield alias.asname or alias.name, alias.name.replace(".", "/")

    def _assigned(self) -> Iterator[tuple[str, ast.Call]]:
        """Variable -> the call that made it, for what frameworks call applications and routers."""
        for node in self._nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
                name = _target(node)
                if name and _last_name(node.value.func) in (*_FRAMEWORKS, "Typer"):
                    yield name, node.value

    def _router(self, node: ast.expr) -> str:
        """How `routes` names the router that an expression gives; empty when it can't be told."""
        if isinstance(node, ast.Name):
            if node.id in self._imports and node.id not in self._made:
                module, _, name = self._imports[node.id].rpartition("/")
                return f"{module}:{name}"
            return node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self._imports:
            return f"{self._imports[node.value.id]}:{node.attr}"
        return ""

    def _own_prefix(self, node: ast.expr) -> str:
        made = self._made.get(node.id) if isinstance(node, ast.Name) else None
        return _keyword(made, _PREFIX_OF.get(_last_name(made.func), "")) if made else ""

    def _framework(self, node: ast.expr) -> str:
        made = self._made.get(node.id) if isinstance(node, ast.Name) else None
        return _FRAMEWORKS.get(_last_name(made.func), "") if made else ("flask" if self._flask else "fastapi")

    def _place(self, node: ast.expr | ast.stmt) -> Place:
        return Place(self._path, node.lineno, node.col_offset + 1)

    def _decorated(self, function: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr) -> Iterator[Fact]:
        call = decorator if isinstance(decorator, ast.Call) else None
        if call is None or not isinstance(call.func, ast.Attribute):
            return
        on, verb = call.func.value, call.func.attr
        first = _text(call.args[0]) if call.args else _keyword(call, "path") or _keyword(call, "rule")
        if verb == "command":
            yield from self._command(function, call, on)
        elif first is not None and (verb in _METHODS or verb in ("route", "api_route")) and self._router(on):
            yield from self._routes(call, on, first, function.name, _methods_of(call, verb))

    def _routes(self, call: ast.Call, on: ast.expr, path: str, handler: str, methods: list[str]) -> Iterator[Fact]:
        if path and not path.startswith("/") and path != "*":
            return  # a route begins with a slash; this is some other decorator, such as a cache's
        framework = self._framework(on)
        if framework:
            whole = joined_path(self._own_prefix(on), path)
            for method in methods:
                yield route_fact(framework, method, whole, handler, self._place(call), self._digest, self._router(on))

    def _called(self, call: ast.Call) -> Iterator[Fact]:
        if not isinstance(call.func, ast.Attribute):
            return
        on, verb = call.func.value, call.func.attr
        first = call.args[0] if call.args else None
        if verb in ("include_router", "register_blueprint") and first is not None and self._router(first):
            framework = "flask" if verb == "register_blueprint" else "fastapi"
            prefix = _keyword(call, "url_prefix" if framework == "flask" else "prefix")
            above = self._own_prefix(on)
            yield mount_fact(
                framework,
                joined_path(above, prefix),
                self._router(first),
                self._place(call),
                self._digest,
                self._router(on),
            )
        elif verb in ("add_api_route", "add_url_rule", "add_route") and first is not None and _text(first) is not None:
            handler = _keyword_node(call, "view_func") or _keyword_node(call, "endpoint") or call.args[-1]
            yield from self._routes(call, on, _text(first) or "", _last_name(handler), _methods_of(call, "route"))
        elif verb == "add_parser" and first is not None and _text(first):
            yield self._verb(_text(first) or "", _keyword(call, "help") or "", call, "argparse")

    def _django(self, value: ast.expr | None) -> Iterator[Fact]:
        """`urlpatterns = [path("links/", view), path("api/", include("app.urls"))]`."""
        for call in ast.walk(value) if value is not None else ():
            if not (
                isinstance(call, ast.Call)
                and _last_name(call.func) in ("path", "re_path", "url")
                and len(call.args) > 1
            ):
                continue
            where, what = _text(call.args[0]), call.args[1]
            if where is None:
                continue
            if isinstance(what, ast.Call) and _last_name(what.func) == "include":
                included = _included(what)
                if included:
                    module = included.replace(".", "/")
                    place = self._place(call)
                    yield mount_fact("django", f"/{where}", f"{module}:urlpatterns", place, self._digest, "urlpatterns")
                continue
            handler = what.func.value if isinstance(what, ast.Call) and isinstance(what.func, ast.Attribute) else what
            yield route_fact(
                "django", "ANY", f"/{where}", ast.unparse(handler), self._place(call), self._digest, "urlpatterns"
            )

    def _command_groups(self) -> Iterator[tuple[str, str]]:
        """Variable or function of a click group or Typer application -> the words in front of its commands."""
        found: dict[str, str] = {name: "" for name, call in self._made.items() if _last_name(call.func) == "Typer"}
        for node in self._nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for decorator in node.decorator_list:
                    call = decorator.func if isinstance(decorator, ast.Call) else decorator
                    if _last_name(call) == "group" and isinstance(call, ast.Attribute):
                        above = found.get(call.value.id, "") if isinstance(call.value, ast.Name) else ""
                        own = "" if _last_name(call.value) == "click" else _command_name(node.name, decorator)
                        found[node.name] = f"{above} {own}".strip()
            elif isinstance(node, ast.Call) and _last_name(node.func) == "add_typer":
                for group in node.args[:1]:
                    found[group.id if isinstance(group, ast.Name) else ""] = _keyword(node, "name")
        yield from found.items()

    def _command(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call, on: ast.expr
    ) -> Iterator[Fact]:
        made = self._made.get(on.id) if isinstance(on, ast.Name) else None
        framework = "typer" if made is not None and _last_name(made.func) == "Typer" else "click"
        above = self._groups.get(on.id, "") if isinstance(on, ast.Name) else ""
        name = f"{above} {_command_name(function.name, call)}".strip()
        does = _keyword(call, "help") or (ast.get_docstring(function) or function.name).strip().split("\n")[0]
        yield self._verb(name, does, call, framework)

    def _verb(self, name: str, does: str, call: ast.Call, framework: str) -> Fact:
        return Fact(FactKind.VERB, name, does, self._place(call), self._digest, (("framework", framework),))


def _target(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else ""


def _last_name(node: ast.AST) -> str:
    """`APIRouter` of `fastapi.APIRouter`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _keyword_node(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _keyword(call: ast.Call, name: str) -> str:
    value = _keyword_node(call, name)
    return (_text(value) or "") if value is not None else ""


def _methods_of(call: ast.Call, verb: str) -> list[str]:
    """The methods of a route; Flask's and FastAPI's own default is GET."""
    if verb in _METHODS:
        return [verb.upper()]
    listed = _keyword_node(call, "methods")
    found = [_text(each) or "" for each in listed.elts] if isinstance(listed, ast.List | ast.Tuple | ast.Set) else []
    return [method.upper() for method in found if method] or ["GET"]


def _included(call: ast.Call) -> str:
    """The module of `include("app.urls")` or `include(("app.urls", "app"))`."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Tuple) and first.elts:
        first = first.elts[0]
    return (_text(first) or "") if first is not None else ""


def _command_name(function: str, decorator: ast.expr) -> str:
    """The name that is given, else the function's with hyphens, as click and Typer do it."""
    given = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
    named = _keyword(decorator, "name") if isinstance(decorator, ast.Call) else ""
    return (_text(given) if given is not None else "") or named or function.replace("_", "-")
