"""Queries and requests in planned TypeScript: where values are pasted into SQL, and where a loop asks once a turn.

pool.query(`SELECT … ${name}`)                    pasted, also by `+`, through a variable of the block, or as `{text: …}`
for (const row of rows) await pool.query(…)       a query a turn; `fetch` likewise
rows.map(async (row) => db.user.findOne(…))       likewise
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planproof.plan.late_pattern import late_pattern
from planproof.plan.planned_code import nodes_in
from planproof.plan.sql_words import is_sql

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["pasted_typescript_queries", "typescript_may_ask", "typescript_queries_in_loops"]

_RUNS = {"query", "execute", "raw", "exec", "run", "all", "get", "prepare", "unsafe", "any", "one", "oneOrNone", "many"}
_RUNS |= {"$queryRawUnsafe", "$executeRawUnsafe", "each", "none"}
_SAFE_NAME = late_pattern(r"(?:placeholders?|marks|columns?|tables?|table_?name|schema|_sql|Sql)$", re.IGNORECASE)
_SAFE_CALL = late_pattern(r"(?:\.join|escapeIdentifier|quoteIdent\w*|\.length|Number|parseInt)$")
_SUBSTITUTION = late_pattern(r"\$\{[^}]*\}")

_ASKS = {
    "query",
    "execute",
    "raw",
    "one",
    "oneOrNone",
    "many",
    "manyOrNone",
    "any",
    "none",
    "get",
    "all",
    "run",
    "first",
}
_ASKS |= {"select", "insert", "update", "delete", "save", "create", "upsert", "count", "exists"}
_ASKS |= {
    "find",
    "findOne",
    "findOneBy",
    "findBy",
    "findById",
    "findByPk",
    "findAll",
    "findUnique",
    "findFirst",
    "findMany",
}
_ASKS |= {
    "findUniqueOrThrow",
    "findFirstOrThrow",
    "findOneOrFail",
    "insertOne",
    "updateOne",
    "deleteOne",
    "findAndCount",
}
_HANDLE = late_pattern(
    r"(?:^|[a-z_$])(?:Db|DB|Database|Pool|Client|Conn|Connection|Session|Repository|Repo|Manager|DataSource|Runner)$"
    r"|^(?:db|database|pool|client|conn|connection|tx|trx|transaction|session|prisma|knex|em|repository|repo|sequelize|pg)$"
)
_HTTP_CLIENTS = {"axios", "http", "ky", "got"}
_EACH = {"map", "forEach", "flatMap", "filter", "some", "every", "reduce"}
_FUNCTIONS = {
    "arrow_function",
    "function_expression",
    "function_declaration",
    "method_definition",
    "generator_function",
}
_LITERALS = {"array", "string", "number"}
_BATCHES = late_pattern(r"(?:chunk|batch|range|page)\w*$", re.IGNORECASE)


def typescript_may_ask(text: str) -> bool:
    """A quick look: False means that nothing is asked here in any turn of anything."""
    return ("for" in text or any(f".{name}(" in text for name in _EACH)) and (
        "fetch(" in text or any(f".{name}" in text for name in _ASKS)
    )


def pasted_typescript_queries(root: Node) -> Iterator[Node]:
    """Calls that run SQL with values pasted into it; tagged templates take parameters and are fine."""
    pasted = {name for name, value in _constants(root) if _is_pasted(value)}
    for node in nodes_in(root):
        arguments = node.child_by_field_name("arguments") if node.type == "call_expression" else None
        function = node.child_by_field_name("function") if arguments is not None else None
        if arguments is None or function is None or arguments.type != "arguments" or not arguments.named_children:
            continue
        if _text(function).rpartition(".")[2] in _RUNS:
            query = _query_of(arguments.named_children[0])
            if query is not None and (_is_pasted(query) or (query.type == "identifier" and _text(query) in pasted)):
                yield node


def _query_of(argument: Node) -> Node | None:
    """The query in a first argument: itself, or what `text` or `sql` of an object holds."""
    if argument.type != "object":
        return argument
    pairs = (pair for pair in argument.named_children if pair.type == "pair")
    named = (pair for pair in pairs if _text(pair.child_by_field_name("key")).strip("'\"") in ("text", "sql"))
    return next((pair.child_by_field_name("value") for pair in named), None)


def _constants(root: Node) -> Iterator[tuple[str, Node]]:
    """Names that are given a value once, by `const`."""
    for node in nodes_in(root):
        if node.type == "lexical_declaration" and node.children and node.children[0].type == "const":
            for declared in node.named_children:
                name, value = declared.child_by_field_name("name"), declared.child_by_field_name("value")
                if name is not None and value is not None and name.type == "identifier":
                    yield _text(name), value


def _is_pasted(query: Node) -> bool:
    if not is_sql(_SUBSTITUTION.sub("?", _text(query).strip("`'\""))):
        return False
    if query.type == "template_string":
        values = [child.named_children[0] for child in query.named_children if child.type == "template_substitution"]
        return any(map(_varies, values))
    return query.type == "binary_expression" and any(map(_varies, _terms(query)))


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a sum, from the right; no recursion, since a sum may be long."""
    while node.type == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        yield right
        node = left
    yield node


def _varies(value: Node) -> bool:
    """Whether a value may come from outside: no constant, no name in capitals, no list of marks."""
    if value.type in ("string", "number"):
        return False
    if value.type == "template_string":
        return any(child.type == "template_substitution" for child in value.named_children)
    if value.type == "call_expression":
        return not _SAFE_CALL.search(_text(value.child_by_field_name("function")))
    name = _text(value).rpartition(".")[2]
    return not name.isupper() and not _SAFE_NAME.search(name)


def typescript_queries_in_loops(root: Node) -> Iterator[tuple[Node, str]]:
    """Calls that ask a database or another service once for each turn of a loop, in order of the text.

    Loops over literals and batches are left out; so is what a loop only defines: a handler that is registered asks later.

    Returns:
        the call, and `query` or `request`.
    """
    found = {}
    for node in nodes_in(root):
        body = _turn_of(node)
        for call in _calls_in(body) if body is not None else ():
            asked = _asked(call)
            if asked:
                found[call.start_byte] = (call, asked)
    yield from (found[place] for place in sorted(found))


def _turn_of(node: Node) -> Node | None:
    """What is run once a turn: the body of a loop, or of the function that `map` and the like are given."""
    if node.type == "for_in_statement":
        return None if _batched(node.child_by_field_name("right")) else node.child_by_field_name("body")
    if node.type == "for_statement":
        condition = _text(node.child_by_field_name("condition"))
        return node.child_by_field_name("body") if ".length" in condition else None
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is None or function.type != "member_expression":
        return None
    if _text(function.child_by_field_name("property")) not in _EACH or _batched(function.child_by_field_name("object")):
        return None
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    return given.child_by_field_name("body") if given is not None and given.type in _FUNCTIONS else None


def _batched(iterated: Node | None) -> bool:
    if iterated is None or iterated.type in _LITERALS:
        return True
    name = _text(iterated.child_by_field_name("function") if iterated.type == "call_expression" else iterated)
    return bool(_BATCHES.search(name.rpartition(".")[2]) or name == "Array.from")


def _calls_in(body: Node) -> Iterator[Node]:
    """The calls of a turn; those inside of functions that it only defines are left out."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.type == "call_expression":
            yield node
        waiting += [child for child in node.children if child.type not in _FUNCTIONS]


def _asked(call: Node) -> str:
    """`query` or `request` for a call that asks somebody else; empty for any other."""
    function = call.child_by_field_name("function")
    if function is None:
        return ""
    if function.type == "identifier":
        return "request" if _text(function) == "fetch" else ""
    held = function.child_by_field_name("object") if function.type == "member_expression" else None
    if held is None or held.type not in ("identifier", "member_expression"):
        return ""
    names = _text(held).replace("?", "").split(".")
    if names[0] in _HTTP_CLIENTS:
        return "request"
    asks = _text(function.child_by_field_name("property")) in _ASKS
    return "query" if asks and any(_HANDLE.search(name) for name in names) else ""


def _text(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
